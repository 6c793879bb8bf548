/**
 * The language of scripts that run before anything is built: that of `--lang zh|en`, otherwise the system's; as src/base/locale.ts and
 * src/base/program-arguments.ts find it for programs.
 */
export function scriptLanguage(words, environment) {
  const place = words.lastIndexOf('--lang');
  const given =
    (place === -1 ? [...words].reverse().find((word) => word.startsWith('--lang=')) : words[place + 1]) ?? '';
  const name = given.replace('--lang=', '');
  if (/^(zh|en)([-_.]|$)/i.test(name)) return isChinese(name) ? 'zh' : 'en';
  const { LC_ALL, LC_MESSAGES, LANG } = environment;
  return isChinese(LC_ALL || LC_MESSAGES || LANG || '') ? 'zh' : 'en';
}

function isChinese(name) {
  return /^zh\b|^zh_/i.test(name);
}
