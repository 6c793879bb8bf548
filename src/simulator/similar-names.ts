const SHOWN = 3;

/** The three names nearest to `word`, closest first: those that it contains or is contained in, then by edit distance. */
export function similarNames(word: string, names: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase();
  return names
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .sort((one, other) => one.far - other.far)
    .slice(0, SHOWN)
    .map(({ name }) => name);
}

function distance(word: string, name: string): number {
  if (word.length > 2 && (name.includes(word) || word.includes(name))) return 1;
  return edits(word, name);
}

/** Letters inserted, deleted or changed (Levenshtein). */
function edits(word: string, name: string): number {
  let before = Array.from({ length: name.length + 1 }, (_, place) => place);
  for (const [row, letter] of Array.from(word).entries()) {
    const now = [row + 1];
    for (const [place, other] of Array.from(name).entries()) {
      const changed = (before[place] ?? 0) + (letter === other ? 0 : 1);
      now.push(Math.min(changed, (before[place + 1] ?? 0) + 1, (now[place] ?? 0) + 1));
    }
    before = now;
  }
  return before.at(-1) ?? 0;
}
