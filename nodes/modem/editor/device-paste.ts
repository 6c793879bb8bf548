import type { ServerName } from '../../../src/settings/settings';
import { readCommands } from './pasted-commands';
import { readRest } from './pasted-rest';
import { namedServer } from './pasted-server';
import { type Found, type Login, PastedSettings, type PasteNote, type Unused } from './pasted-settings';
import { fits, isIdeal } from './pasted-shapes';
import { readShell } from './pasted-shell';
import { PastedText, plainText } from './pasted-text';
import { readUrls } from './pasted-url';
import {
  isMasked,
  isStandIn,
  labelledSetting,
  type LabelledSetting,
  labelSearch,
  settingOf,
} from './pasted-words';
import { regionNamed } from './region-names';

/** What became of a text: the settings found, remarks, and every part that was not taken. */
export interface PasteReading {
  readonly found: Found;
  readonly notes: readonly PasteNote[];
  readonly unused: readonly Unused[];
}

/**
 * Reads settings from any text about a device: a console's JSON, lines, table or MQTT parameters box, a line of a program, a
 * command line, a URL, or the AT commands of a blog post. `chosen`: the server in the dialog, which stays unless the text names
 * another. Nothing recognised: an empty `found`.
 */
export function readPaste(pasted: string, chosen?: ServerName): PasteReading {
  const text = new PastedText(plainText(pasted));
  const settings = new PastedSettings(namedServer(text.text, chosen), chosen);
  readShell(settings, text);
  readCommands(settings, text);
  readUrls(settings, text);
  readTable(settings, text);
  readLabels(settings, text);
  readLoose(settings, text);
  readRest(settings, text);
  settings.conclude();
  return { found: settings.found, notes: settings.notes, unused: settings.unused };
}

/** A head line of labels and a line of values below it, as in a table or the console's list of new devices. */
function readTable(settings: PastedSettings, text: PastedText): void {
  // A line between head and values, as Markdown has it.
  for (const rule of text.rest.matchAll(/^[\s|:+-]*--[\s|:+-]*$/gm))
    text.read(rule.index, rule.index + rule[0].length);
  const lines = linesOf(text.rest);
  if (readColumn(settings, text, lines)) return;
  for (const [index, line] of lines.entries()) {
    const labels = cellsOf(line.text).map(labelledSetting);
    const next = lines[index + 1];
    const values = cellsOf(next?.text ?? '');
    const isHead = labels.filter((label) => label !== undefined).length >= 2;
    if (!isHead || next === undefined || values.length !== labels.length || values.some(labelledSetting))
      continue;
    for (const [column, label] of labels.entries()) {
      const value = values[column] ?? '';
      if (label !== undefined) settings.keep(label === 'host' ? 'host' : label, value);
      else if (value !== '')
        settings.unused.push({ why: 'label', text: value, label: cellsOf(line.text)[column] ?? '' });
    }
    text.read(line.start, next.start + next.text.length);
    readOtherDevices(settings, text, labels, lines.slice(index + 2));
    return;
  }
}

/** The labels of a table, each on a line of its own, and then as many values. */
function readColumn(settings: PastedSettings, text: PastedText, lines: readonly Line[]): boolean {
  const all = lines.map((line) => labelledSetting(cellsOf(line.text).join(' ')));
  const first = all.findIndex((label, index) => label !== undefined && all[index + 1] !== undefined);
  const count = first === -1 ? 0 : [...all.slice(first), undefined].indexOf(undefined);
  const values = lines.slice(first + count, first + 2 * count);
  if (count < 2 || values.length < count) return false;
  if (all.slice(first + count, first + 2 * count).some((label) => label !== undefined)) return false;
  if (values.some((line) => /\s|[:=]/.test(line.text.trim()))) return false;
  for (const [place, value] of values.entries()) {
    const label = all[first + place];
    if (label !== undefined) settings.keep(label, value.text.trim());
    for (const line of [lines[first + place], value])
      if (line !== undefined) text.read(line.start, line.start + line.text.length);
  }
  return true;
}

/** Further lines of a table are other devices: none of them is mixed in. */
function readOtherDevices(
  settings: PastedSettings,
  text: PastedText,
  labels: readonly (LabelledSetting | undefined)[],
  lines: readonly Line[],
): void {
  for (const line of lines) {
    const values = cellsOf(line.text);
    if (values.length !== labels.length) return;
    const use: Found = {};
    for (const [column, label] of labels.entries()) {
      const value = values[column] ?? '';
      if (label !== undefined && fits(label, value, settings.server)) use[label] = value;
    }
    const name = use.deviceName ?? use.productKey ?? '';
    settings.unused.push({ why: 'second', text: line.text, label: name, setting: 'deviceName', use });
    text.read(line.start, line.start + line.text.length);
  }
}

interface Line {
  readonly text: string;
  readonly start: number;
}

function linesOf(text: string): readonly Line[] {
  return [...text.matchAll(/[^\n]*\S[^\n]*/g)].map((match) => ({ text: match[0], start: match.index }));
}

function cellsOf(line: string): readonly string[] {
  return line
    .trim()
    .split(/\s*[,\t|]\s*|\s{2,}/)
    .map((cell) => cell.replace(/^["']|["']$/g, ''));
}

const VALUE = /^(?:"([^"\n]*)"|'([^'\n]*)'|`([^`\n]*)`|([^\s"'`;<>]+))/;

function readLabels(settings: PastedSettings, pasted: PastedText): void {
  const text = pasted.rest;
  const labels = labelSearch();
  const login: { -readonly [Name in keyof Login]: Login[Name] } = {};
  let end = 0;
  for (let label = labels.exec(text); label !== null; label = labels.exec(text)) {
    const setting = settingOf(label);
    const from = labels.lastIndex;
    const before = text.slice(end, label.index + 1);
    const value = VALUE.exec(text.slice(from));
    if (setting === undefined || value === null) continue;
    const [whole, ...forms]: readonly (string | undefined)[] = value;
    const bare = forms[3];
    const found =
      bare === undefined ? (forms.find((form) => form !== undefined) ?? '') : endOf(bare, setting);
    // Two labels in a row: the second is not a value of the first.
    if (bare !== undefined && labelledSetting(found.replace(/[:=].*$/, '')) !== undefined) {
      labels.lastIndex = from - 1;
      continue;
    }
    // Without a sign between them they may be words of a sentence.
    const isSigned = /[:=\n"']/.test(label[0]) || bare === undefined;
    if (!isSigned && (!couldTake(settings, setting, found) || isMidSentence(setting, before))) continue;
    if (setting === 'mqttPort') takePort(settings, before, found);
    else takeLabelled(settings, login, setting, found);
    labels.lastIndex = from + (bare === undefined ? whole.length : found.length);
    end = labels.lastIndex;
    // What a program's name begins with goes with its label.
    const [prefix = ''] = label[0].startsWith('_') ? (/\w*$/.exec(text.slice(0, label.index)) ?? []) : [];
    pasted.read(label.index + (/^[A-Za-z0-9_&\p{Script=Han}]/u.test(label[0]) ? 0 : 1) - prefix.length, end);
  }
  if (Object.keys(login).length > 0) settings.keepLogin(login);
}

/** A bare value without what follows it: the next pair of a query or a list, brackets, the console's button. */
function endOf(bare: string, setting: LabelledSetting): string {
  const next = [...bare.matchAll(/[&,]([A-Za-z_]+)["']?[:=]/g)].find(
    ([, label = '']) => labelledSetting(label) !== undefined,
  );
  const value = next === undefined ? bare : bare.slice(0, next.index);
  // Commas are part of a client id, and a password may hold any mark; elsewhere they end a bare value.
  const isFree = setting === 'clientId' || setting === 'password';
  return (isFree ? value.replace(/[,)\]}]+$/, '') : value.replace(/[,()\]}].*$/, '')).replace(
    /(?:复制|查看|隐藏)+$/,
    '',
  );
}

/** Any word could be a user name or a password: words of a sentence are none. */
function isMidSentence(setting: LabelledSetting, before: string): boolean {
  const isFree = setting === 'username' || setting === 'password' || setting === 'clientId';
  return isFree && /[^\s"'`,;]/.test(before.slice(before.lastIndexOf('\n') + 1, -1));
}

/** Brokers list ports of several kinds, one after the other: MQTT over WebSocket isn't what the module speaks. */
function takePort(settings: PastedSettings, before: string, found: string): void {
  const kind = /[^\n:=,;\d]*$/.exec(before)?.[0] ?? '';
  if (/web ?socket|\bwss?\b|https?\b|dashboard/i.test(kind)) {
    settings.unused.push({ why: 'label', text: found, label: 'WebSocket' });
    return;
  }
  const isFirst = settings.found.mqttPort === undefined;
  if (settings.keep('mqttPort', found) && isFirst && /\b(?:tls|ssl)\b|mqtts/i.test(kind))
    settings.found.tls ??= 'on';
}

function couldTake(settings: PastedSettings, setting: LabelledSetting, found: string): boolean {
  if (setting === 'host') return found.includes('.');
  if (setting === 'instanceId') return isIdeal(setting, found, 'aliyun');
  if (setting === 'region') return fits('region', found, settings.server) || regionNamed(found) !== undefined;
  return fits(setting, found, settings.server);
}

function takeLabelled(
  settings: PastedSettings,
  login: { -readonly [Name in keyof Login]: Login[Name] },
  setting: LabelledSetting,
  found: string,
): void {
  if (setting === 'host') {
    if (!settings.keepHost(found)) settings.unused.push({ why: 'shape', text: found, setting });
  } else if (setting === 'clientId' || setting === 'username' || setting === 'password') {
    if (isStandIn(found)) settings.unused.push({ why: 'stand-in', text: found, setting });
    else if (!fits(setting, found, settings.server) || isMasked(found)) {
      settings.unused.push({ why: 'shape', text: found, setting });
    } else if (login[setting] === undefined) login[setting] = found;
    else if (login[setting] !== found) {
      settings.unused.push({ why: 'second', text: found, setting, use: { [setting]: found } });
    }
  } else {
    const isNamed = setting === 'region' && !fits(setting, found, settings.server);
    settings.keep(setting, isNamed ? (regionNamed(found) ?? found) : found);
  }
}

/** Whatever else has an MQTT port behind it is a broker's address; a web page's begins otherwise. */
const ADDRESS_WITH_PORT =
  /(?<![\w@/.-])(?:\d{1,3}(?:\.\d{1,3}){3}|[A-Za-z0-9][\w-]*(?:\.[\w-]+)*\.[a-z]{2,}):(?:\d{4,5}|443)(?![\w/])/g;

/** Hosts, instances and topics without a label. */
function readLoose(settings: PastedSettings, text: PastedText): void {
  const hosts =
    /[\w-]+(?:\.[\w-]+)*\.(?:aliyuncs\.com|tencentdevices\.com|heclouds\.com|myhuaweicloud\.com|emqxsl\.(?:com|cn)|emqxcloud\.(?:com|cn)|emqx\.(?:cloud|io))(?::\d{1,5})?/gi;
  for (const shape of [hosts, ADDRESS_WITH_PORT]) {
    for (const match of text.rest.matchAll(shape)) {
      settings.keepHost(match[0]);
      text.read(match.index, match.index + match[0].length);
    }
  }
  const topics = /\/(?:sys|ota|shadow|ext)\/[^\s"',]+|\/[A-Za-z0-9]+\/[^\s"'/,]+\/user\/[^\s"',]+/g;
  for (const match of text.rest.matchAll(topics)) {
    settings.keepTopic(match[0]);
    text.read(match.index, match.index + match[0].length);
  }
}
