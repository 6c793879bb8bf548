import { type ServerName, SERVERS } from '../../../src/settings/settings';
import { type DialogNode, text } from '../../shared/editor/dialog-node';
import { field, settingOf } from './cloud-fields';
import type { PasteReading } from './device-paste';
import { type Found, isUndecided, type Unused } from './pasted-settings';
import { isSecretSetting, maySee } from './pasted-shapes';

/** Found settings, shown in this order; any other follows. */
const ORDER =
  'server productKey deviceName deviceSecret productSecret instanceId region host mqttPort tls'.split(' ');

/** Parts that are named together, in one sentence. */
const TOGETHER = [
  'topic',
  'option',
  'command',
  'label',
  'stand-in',
  'word',
] as const satisfies readonly Unused['why'][];

/** Fields that a pasted text has emptied, and kept ones that it doesn't name, of the device that was there before. */
export interface Replaced {
  readonly cleared: readonly string[];
  readonly kept: readonly string[];
}

/** What the buttons of a report do. */
export interface Deciding {
  readonly use: (found: Found) => void;
  /** Nothing is left to decide. */
  readonly settled: () => void;
}

/** Says what became of every part of a pasted text; a secret is shown by its length only. */
export function showReading(
  node: DialogNode,
  tip: JQuery,
  { found, notes, unused }: PasteReading,
  replaced: Replaced,
  deciding: Deciding,
): void {
  const isEmpty = Object.keys(found).length === 0;
  tip.empty().show();
  const say = (key: string, values: Readonly<Record<string, string | number>> = {}) =>
    $('<div>')
      .text(node._(`ec20-modem.paste.${key}`, values))
      .appendTo(tip);
  if (isEmpty) say(unused.some(isUndecided) ? 'nothingSure' : 'nothing');
  else {
    say('found');
    const list = $('<ul>').appendTo(tip);
    for (const property of inOrder(found)) {
      const value = shown(node, property, found[property]);
      if (value === '') continue;
      $('<li>')
        .text(node._('ec20-modem.paste.item', { name: nameOf(node, property), value }))
        .appendTo(list);
    }
  }
  if (replaced.cleared.length > 0) say('cleared', { fields: named(node, replaced.cleared) });
  if (replaced.kept.length > 0) say('kept', { fields: named(node, replaced.kept) });
  const missing = isEmpty ? [] : missingProperties();
  if (missing.length > 0) say('missing', { fields: named(node, missing) });
  for (const note of notes) say(note);
  if (!isEmpty && wantsInstance()) say('instance');
  const undecided = unused.filter(isUndecided);
  showUndecided(node, tip, undecided, deciding);
  for (const why of TOGETHER) {
    const parts = unused.filter((each) => each.why === why).map((each) => partOf(node, each));
    if (parts.length > 0)
      say(`unused.${why}`, { parts: [...new Set(parts)].join(node._('ec20-modem.paste.joint')) });
  }
  tip.toggleClass('form-warning', isEmpty || missing.length > 0 || undecided.length > 0 || notes.length > 0);
}

function showUndecided(
  node: DialogNode,
  tip: JQuery,
  undecided: readonly Unused[],
  { use, settled }: Deciding,
): void {
  if (undecided.length === 0) return;
  const list = $('<ul class="ec20-modem-undecided">').appendTo(tip);
  const done = (line: JQuery) => {
    line.remove();
    if (list.children().length === 0) {
      list.remove();
      settled();
    }
  };
  for (const part of undecided) {
    const line = $('<li>').appendTo(list);
    $('<span>')
      .text(`${sentenceOf(node, part)} `)
      .appendTo(line);
    const proposed = part.use;
    if (proposed !== undefined) {
      const names = marked(named(node, Object.keys(proposed)));
      addButton(
        line,
        spaced(node._(`ec20-modem.paste.${part.why === 'swapped' ? 'swap' : 'use'}`, { names })),
        () => {
          use(proposed);
          done(line);
        },
      );
    }
    addButton(line, node._('ec20-modem.paste.drop'), () => done(line));
  }
}

function addButton(line: JQuery, words: string, act: () => void): void {
  $('<button type="button" class="red-ui-button red-ui-button-small" style="margin-right: 4px">')
    .text(words)
    .on('click', (event) => {
      event.preventDefault();
      act();
    })
    .appendTo(line);
}

function sentenceOf(node: DialogNode, { why, text: part, label = '', setting, use }: Unused): string {
  const like = Object.keys(use ?? {}).find((property) => property !== setting);
  return spaced(
    node._(`ec20-modem.paste.unused.${why}${why === 'alone' && setting === undefined ? 'Unknown' : ''}`, {
      name: setting === undefined ? '' : marked(nameOf(node, setting)),
      other: why === 'swapped' ? marked(nameOf(node, label)) : '',
      label,
      value: why === 'alone' ? hidden(node, part) : valueOf(node, part, setting, label),
      like: like === undefined ? '' : node._('ec20-modem.paste.like', { name: marked(nameOf(node, like)) }),
    }),
  );
}

/** A name within a sentence, of which {@link spaced} sets a Latin one apart from Chinese. */
function marked(name: string): string {
  return `\ue000${name}\ue001`;
}

function spaced(sentence: string): string {
  return sentence
    .replace(/(?<=\p{Script=Han})\ue000(?=[A-Za-z0-9])|(?<=[A-Za-z0-9])\ue001(?=\p{Script=Han})/gu, ' ')
    .replace(/[\ue000\ue001]/g, '');
}

/** How a part is named among others: settings that there aren't by their labels. */
function partOf(node: DialogNode, { why, text: part, label, setting }: Unused): string {
  if (why === 'topic') return /[A-Za-z0-9]{24}/.test(part) ? hidden(node, part) : part;
  if (why === 'command') return part;
  if (why === 'option' && setting !== undefined) return nameOf(node, setting);
  if (label !== undefined && label !== '') return label;
  return valueOf(node, part, setting, '');
}

function valueOf(node: DialogNode, part: string, setting: string | undefined, label: string): string {
  if (/[,\s]/.test(part)) return maySee(label, 'deviceName') ? label : hidden(node, part);
  return maySee(part, setting, label) ? part : hidden(node, part);
}

function hidden(node: DialogNode, secret: string): string {
  return node._('ec20-modem.paste.hidden', { length: secret.length });
}

function inOrder(found: Found): readonly (keyof Found)[] {
  const rank = (property: string) => (ORDER.includes(property) ? ORDER.indexOf(property) : ORDER.length);
  return (Object.keys(found) as (keyof Found)[]).sort((one, two) => rank(one) - rank(two));
}

function nameOf(node: DialogNode, property: string): string {
  return node._(`ec20-modem.label.${property}`);
}

function named(node: DialogNode, properties: readonly string[]): string {
  return properties.map((property) => nameOf(node, property)).join(node._('ec20-modem.paste.joint'));
}

/** A found value for display; "" where there is none to show. */
function shown(node: DialogNode, property: keyof Found, value: string | boolean | undefined): string {
  if (value === undefined || value === '') return '';
  const words = text(value);
  // A user name may be an access token.
  if (isSecretSetting(property) || (property === 'username' && words.length >= 16))
    return hidden(node, words);
  if (typeof value === 'boolean') return node._(`ec20-modem.paste.${words}`);
  const list = property === 'region' ? $('#ec20-modem-region-list') : field(property);
  return list.is('select') ? list.find(`option[value="${words}"]`).text() || words : words;
}

/** What the chosen server needs and the fields don't have. */
function missingProperties(): readonly string[] {
  return requiredOf(settingOf('server')).filter(
    (property) =>
      settingOf(property) === '' && !(property === 'deviceSecret' && settingOf('productSecret') !== ''),
  );
}

function requiredOf(server: string): readonly string[] {
  return Object.hasOwn(SERVERS, server) ? SERVERS[server as ServerName].needs : [];
}

/** Every new account of Alibaba Cloud has an instance ID; without it the old, unencrypted host is used. */
function wantsInstance(): boolean {
  return settingOf('server') === 'aliyun' && settingOf('instanceId') === '' && settingOf('host') === '';
}
