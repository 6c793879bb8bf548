import { type PastedSettings, seemsToBe } from './pasted-settings';
import { fits, isIdeal } from './pasted-shapes';
import type { PastedText } from './pasted-text';
import { isStandIn, misspeltSetting } from './pasted-words';
import { regionNamed } from './region-names';

/** What no other reader has taken: each part is taken for what it looks like, proposed, or listed. */
export function readRest(settings: PastedSettings, text: PastedText): void {
  readBareWords(settings, text);
  readPairs(settings, text);
  readBareWords(settings, text);
  for (const [word] of text.rest.matchAll(WORD)) {
    if (isStandIn(word)) settings.unused.push({ why: 'stand-in', text: word });
    else readWord(settings, word);
  }
}

/** Between blanks, quotes, brackets and separators; Chinese words apart from others. */
const WORD =
  /\p{Script=Han}+|[^\s"'`,;|(){}[\]<>\p{Script=Han}:=]+(?::[^\s"'`,;|(){}[\]<>\p{Script=Han}:=]+)*=*/gu;

const PAIR =
  /(?<![\w.])([\p{L}_][\p{L}\d_]*(?:[ -][\p{L}\d_]+){0,2})["'`]?\s*(?::=|=>|[:=])\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^\s"'`,;(){}<>]+))/gu;

/** Labels that are no setting's, or that are misspelt. */
function readPairs(settings: PastedSettings, text: PastedText): void {
  for (const match of text.rest.matchAll(PAIR)) {
    const [whole = '', label = '', ...forms]: readonly (string | undefined)[] = match;
    const value = forms.find((form) => form !== undefined) ?? '';
    if (value === '' || value.startsWith('//')) continue;
    const setting = misspeltSetting(label);
    const tls = encryptionIn(label, value);
    if (tls !== undefined) settings.found.tls ??= tls;
    else if (setting === undefined) settings.unused.push({ why: 'label', text: value, label });
    else {
      const taken = setting === 'region' ? (regionNamed(value) ?? value) : value;
      const use = fits(setting, taken, settings.server) ? { use: { [setting]: taken } } : {};
      settings.unused.push({ why: 'misspelt', text: value, label, setting, ...use });
    }
    text.read(match.index, match.index + whole.length);
  }
}

/** `tls: true`, `MQTT_SSL=1`, `protocol: "mqtts"`: whether a pair is about encryption, and what it says. */
function encryptionIn(label: string, value: string): 'on' | 'off' | undefined {
  if (/^protocol$|^scheme$|^协议$/i.test(label) && /^(mqtts|ssl|tls)(:\/\/)?$/i.test(value)) return 'on';
  if (!/^(mqtt|use|enable|broker)?[ _-]?(tls|ssl)([ _-]?enabled?)?$/i.test(label)) return undefined;
  if (/^(true|1|on|yes|enabled?|是|开|开启|启用)$/i.test(value)) return 'on';
  return /^(false|0|off|no|disabled?|否|关|关闭)$/i.test(value) ? 'off' : undefined;
}

/** Three values alone: the longest is the secret, and a product key has the platform's short length. */
function readBareWords(settings: PastedSettings, text: PastedText): void {
  const { found, server } = settings;
  if (server !== 'aliyun' || found.deviceSecret !== undefined || found.deviceName !== undefined) return;
  const isOther = (word: string) =>
    isIdeal('instanceId', word, server) || isIdeal('region', word, server) || isAddress(word);
  const words = [...text.rest.matchAll(WORD)].filter(
    ([word]) => /^[\x21-\x7e]*[A-Za-z0-9][\x21-\x7e]*$/.test(word) && !isOther(word),
  );
  const [secret, ...more] = words.filter(([word]) => /^[A-Za-z0-9]{32}$/.test(word));
  const [productKey, deviceName, ...rest] = words.filter((each) => each !== secret);
  if (secret === undefined || productKey === undefined || deviceName === undefined) return;
  if (more.length > 0 || rest.length > 0) return;
  if (!/^[A-Za-z0-9]{10,11}$/.test(productKey[0]) || !fits('deviceName', deviceName[0], server)) return;
  settings.keep('productKey', productKey[0]);
  settings.keep('deviceName', deviceName[0]);
  settings.keep('deviceSecret', secret[0]);
  for (const word of [secret, productKey, deviceName]) text.read(word.index, word.index + word[0].length);
  for (const { 0: word, index } of text.rest.matchAll(WORD)) {
    if (isIdeal('instanceId', word, server) && settings.keep('instanceId', word))
      text.read(index, index + word.length);
  }
}

/** A domain by its usual endings, or an IPv4 address. */
function isAddress(word: string): boolean {
  return (
    /^\d{1,3}(\.\d{1,3}){3}$/.test(word) ||
    /^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*\.(com|cn|net|org|io|cloud|cc|top|xyz|tech|dev|eu|de|us|lan|local)$/i.test(
      word,
    )
  );
}

function readWord(settings: PastedSettings, word: string): void {
  const { found, server } = settings;
  const region = regionNamed(word);
  const isAscii = /^[\x21-\x7e]+$/.test(word);
  const setting = isAscii ? seemsToBe(word, server, (each) => found[each] === undefined) : undefined;
  if (setting !== undefined)
    settings.unused.push({ why: 'alone', text: word, setting, use: { [setting]: word } });
  else if (isAddress(word) && found.host === undefined)
    settings.unused.push({ why: 'alone', text: word, setting: 'host', use: { host: word } });
  else if (region !== undefined && !isAscii && found.region === undefined) {
    settings.unused.push({ why: 'alone', text: word, setting: 'region', use: { region } });
  } else if (isAscii && /\d/.test(word) && /[A-Za-z]/.test(word) && word.length >= 4) {
    const isName = found.deviceName === undefined && fits('deviceName', word, server);
    const proposal = isName ? ({ setting: 'deviceName', use: { deviceName: word } } as const) : {};
    settings.unused.push({ why: 'alone', text: word, ...proposal });
  } else settings.unused.push({ why: 'word', text: word });
}
