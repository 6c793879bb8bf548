import { asciiOf } from '../../../src/base/character';
import { readCommands } from './pasted-commands';
import { fits, type Found, type Login, PastedSettings, type PasteNote } from './pasted-settings';
import { isMasked, labelledSetting, type LabelledSetting, labelSearch, settingOf } from './pasted-words';
import { regionNamed } from './region-names';

/**
 * Reads settings from any text about a device: the console's JSON, lines, table or MQTT parameters box, a line of a
 * program, or the AT commands of a blog post. Nothing recognised: an empty `found`.
 */
export function readPaste(text: string): { readonly found: Found; readonly notes: readonly PasteNote[] } {
  const settings = new PastedSettings();
  const clean = plain(text);
  if (readCommands(settings, clean)) readLabels(settings, clean.replace(/[^\n]*\+Q[A-Z]+[^\n]*/gi, ''));
  else {
    readTable(settings, clean);
    readLabels(settings, clean);
    if (Object.keys(settings.found).length === 0) readBareWords(settings, clean);
  }
  readLoose(settings, clean);
  settings.conclude();
  return settings;
}

/**
 * Marks of a Chinese keyboard, typographic quotes, escapes of programs and web pages: all are converted to plain text.
 */
function plain(text: string): string {
  // The end of a sentence ends a value, and quotes of every kind enclose one.
  const separated = text
    .replace(/。/g, ',')
    .replace(/[‟«»『』]/g, '"')
    .replace(/[‚‛]/g, "'");
  return Array.from(separated, asciiOf)
    .join('')
    .replace(/&quot;|&#34;/g, '"')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&amp;/g, '&')
    .replace(/(\\r)?\\n|\\r/g, '\n')
    .replace(/\\"/g, '"')
    .replace(/\r\n?/g, '\n');
}

/** A head line of labels and a line of values below it, as in a table or the console's list of new devices. */
function readTable(settings: PastedSettings, text: string): void {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  for (const [index, line] of lines.entries()) {
    const labels = cellsOf(line).map(labelledSetting);
    const values = cellsOf(lines[index + 1] ?? '');
    const isHead = labels.filter((label) => label !== undefined).length >= 2;
    if (!isHead || values.length !== labels.length || values.some(labelledSetting)) continue;
    for (const [column, label] of labels.entries()) {
      if (label !== undefined) settings.keep(label, values[column]);
    }
    return;
  }
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .split(/\s*[,\t|]\s*|\s{2,}/)
    .map((cell) => cell.replace(/^["']|["']$/g, ''));
}

const VALUE = /^(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|([^\s"'`;<>]+))/;

function readLabels(settings: PastedSettings, text: string): void {
  const labels = labelSearch();
  const login: { -readonly [Name in keyof Login]: Login[Name] } = {};
  for (let label = labels.exec(text); label !== null; label = labels.exec(text)) {
    const setting = settingOf(label);
    const value = VALUE.exec(text.slice(labels.lastIndex));
    if (setting === undefined || value === null) continue;
    const [whole, ...forms]: readonly (string | undefined)[] = value;
    const bare = forms[3];
    const raw = forms.find((form) => form !== undefined) ?? '';
    // Commas are part of a client id; elsewhere they end a bare value.
    const endsEarly = bare !== undefined && setting !== 'clientId';
    const found = endsEarly ? raw.replace(/[,)\]}].*$/, '') : raw.replace(/,$/, '');
    // Two labels in a row: the second is not a value of the first.
    if (bare !== undefined && labelledSetting(found) !== undefined) continue;
    if (takeLabelled(settings, login, setting, found)) {
      labels.lastIndex += bare === undefined ? whole.length : found.length;
    }
  }
  if (Object.keys(login).length > 0) settings.keepLogin(login);
}

function takeLabelled(
  settings: PastedSettings,
  login: { -readonly [Name in keyof Login]: Login[Name] },
  setting: LabelledSetting,
  found: string,
): boolean {
  if (setting === 'host') {
    settings.keepHost(found);
    return true;
  }
  if (setting === 'clientId' || setting === 'username' || setting === 'password') {
    if (!fits(setting, found) || isMasked(found)) return false;
    login[setting] ??= found;
    return true;
  }
  const isNamed = setting === 'region' && !fits(setting, found);
  return settings.keep(setting, isNamed ? regionNamed(found) : found);
}

/** Three bare words: the longest is the secret, and a product key has the platform's short length. */
function readBareWords(settings: PastedSettings, text: string): void {
  const words = text.split(/[\s,;|"']+/).filter((word) => word !== '');
  const [secret, ...more] = words.filter((word) => /^[A-Za-z0-9]{32}$/.test(word));
  const [productKey = '', deviceName = ''] = words.filter((word) => word !== secret);
  if (words.length !== 3 || secret === undefined || more.length > 0) return;
  if (!/^[A-Za-z0-9]{10,11}$/.test(productKey) || !fits('deviceName', deviceName)) return;
  settings.keep('productKey', productKey);
  settings.keep('deviceName', deviceName);
  settings.keep('deviceSecret', secret);
}

/** Hosts, instances and topics without a label. */
function readLoose(settings: PastedSettings, text: string): void {
  for (const [address] of text.matchAll(/[\w-]+(\.[\w-]+)*\.aliyuncs\.com(:\d{1,5})?/gi))
    settings.keepHost(address);
  const topics = /\/(sys|ota|shadow|ext)\/[^\s"',]+|\/[A-Za-z0-9]+\/[^\s"'/,]+\/user\/[^\s"',]+/g;
  for (const [topic] of text.matchAll(topics)) settings.keepTopic(topic);
}
