const SHOWN = 3;

/** What people call something, and the settings that it is here. */
const MEANT: readonly (readonly [words: RegExp, names: readonly string[]])[] = [
  [/^(signal|csq|dbm|strength|antenna|信号|信号强度|天线)/i, ['rssi', 'ber', 'qcsq']],
  [/^(reg|creg|cereg|net|roam|注册|网络|漫游)/i, ['registration', 'registrationMs', 'operator']],
  [/^(card|iccid|imsi|nosim|卡|sim ?卡)/i, ['sim', 'pin', 'puk']],
  [/^(carrier|isp|cops|mno|运营商)/i, ['operator', 'plmn', 'registration']],
  [/^(dns|tcp|online|offline|web|www|上网|联网)/i, ['internet', 'registration', 'apn']],
  [/^(delay|latency|lag|slow|speed|quick|延迟|延时|速度)/i, ['preset', 'commandMs', 'resultMs']],
  [/^(loss|lost|noise|error ?rate|丢包|丢字节|误码|干扰)/i, ['dropRate', 'flipRate', 'splitRate']],
  [/^(imei|firmware|version|type|module|型号|模块|固件)/i, ['family', 'model', 'revision']],
  [/^(publish|qmtpub|发布)/i, ['publishResult', 'publishes', 'resultMs']],
  [/^(login|connack|auth|登录|登陆)/i, ['connectResult', 'connackCode', 'connectMs']],
  [/^(sms|短信)/i, ['smsMs', 'ownNumber', 'simFirst']],
  [/^(payload|size|maxlen|长度)/i, ['maxPayloadBytes', 'payloadBeyond', 'maxLineBytes']],
];

/**
 * The three names that `word` probably means, closest first: those whose subject it names, those that it contains or is
 * contained in, then by edit distance.
 */
export function similarNames(word: string, names: readonly string[]): readonly string[] {
  const wanted = word.trim().toLowerCase();
  const meant = MEANT.find(([words]) => words.test(wanted))?.[1] ?? [];
  const near = names
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .sort((one, other) => one.far - other.far);
  const alike = near.filter(({ far }) => far <= 1).map(({ name }) => name);
  const all = [...alike, ...meant.filter((name) => names.includes(name)), ...near.map(({ name }) => name)];
  return [...new Set(all)].slice(0, SHOWN);
}

function distance(word: string, name: string): number {
  if (word === name) return 0;
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
