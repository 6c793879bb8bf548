/** Shows sentences one below the other in a tip; none: no tip. */
export function showTip(tip: JQuery, sentences: readonly string[]): void {
  tip.empty().toggle(sentences.length > 0);
  for (const sentence of sentences) $('<div>').text(sentence).appendTo(tip);
}
