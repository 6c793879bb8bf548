import type { ServerName } from '../../../src/settings/settings';
import { readCommands } from './pasted-commands';
import { readRest } from './pasted-rest';
import { namedServer } from './pasted-server';
import { type Found, type Login, PastedSettings, type PasteNote, type Unused } from './pasted-settings';
import { fits } from './pasted-shapes';
import { readShell } from './pasted-shell';
import { PastedText, plainText } from './pasted-text';
import { readUrls } from './pasted-url';
import { isMasked, labelledSetting, type LabelledSetting, labelSearch, settingOf } from './pasted-words';
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
  const lines = linesOf(text.rest);
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
  for (let label = labels.exec(text); label !== null; label = labels.exec(text)) {
    const setting = settingOf(label);
    const from = labels.lastIndex;
    const value = VALUE.exec(text.slice(from));
    if (setting === undefined || value === null) continue;
    const [whole, ...forms]: readonly (string | undefined)[] = value;
    const bare = forms[3];
    const raw = forms.find((form) => form !== undefined) ?? '';
    // Commas are part of a client id; elsewhere they end a bare value.
    const endsEarly = bare !== undefined && setting !== 'clientId';
    const found = endsEarly ? raw.replace(/[,)\]}].*$/, '') : raw.replace(/,$/, '');
    // Two labels in a row: the second is not a value of the first.
    if (bare !== undefined && labelledSetting(found.replace(/[:=].*$/, '')) !== undefined) continue;
    // Without a sign between them they may be words of a sentence.
    const isSigned = /[:=\n"']/.test(label[0]) || bare === undefined;
    if (!isSigned && !couldTake(settings, setting, found)) continue;
    takeLabelled(settings, login, setting, found);
    labels.lastIndex = from + (bare === undefined ? whole.length : found.length);
    pasted.read(label.index + (/^[A-Za-z0-9\p{Script=Han}]/u.test(label[0]) ? 0 : 1), labels.lastIndex);
  }
  if (Object.keys(login).length > 0) settings.keepLogin(login);
}

function couldTake(settings: PastedSettings, setting: LabelledSetting, found: string): boolean {
  if (setting === 'host') return found.includes('.');
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
    if (!fits(setting, found, settings.server) || isMasked(found)) {
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

/** Hosts, instances and topics without a label. */
function readLoose(settings: PastedSettings, text: PastedText): void {
  const hosts =
    /[\w-]+(?:\.[\w-]+)*\.(?:aliyuncs\.com|tencentdevices\.com|heclouds\.com|myhuaweicloud\.com|emqxsl\.(?:com|cn)|emqxcloud\.(?:com|cn)|emqx\.(?:cloud|io))(?::\d{1,5})?/gi;
  for (const match of text.rest.matchAll(hosts)) {
    settings.keepHost(match[0]);
    text.read(match.index, match.index + match[0].length);
  }
  const topics = /\/(?:sys|ota|shadow|ext)\/[^\s"',]+|\/[A-Za-z0-9]+\/[^\s"'/,]+\/user\/[^\s"',]+/g;
  for (const match of text.rest.matchAll(topics)) {
    settings.keepTopic(match[0]);
    text.read(match.index, match.index + match[0].length);
  }
}
