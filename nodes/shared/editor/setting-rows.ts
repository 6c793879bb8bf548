import { isShown, NODES, type NodeType } from '../../../src/settings/settings';
import type { DialogNode } from './dialog-node';
import { liveValues, modemValues, prefixOf } from './live-values';
import type { Words } from './words';

/**
 * Shows the parts of an open dialog that the chosen server and kind use. A row follows its fields, and an element with
 * `data-uses` the settings named there; the runtime ignores what is hidden.
 */
export function showUsed(type: NodeType, node: DialogNode, form: JQuery): void {
  const values = liveValues(type, node);
  const modem = modemValues(node);
  const isUsed = (name: string) => isShown(type, name, values, modem);
  form.find('.form-row').each((_index, row) => {
    const names = settingsIn(type, $(row));
    if (names.length > 0) $(row).toggle(names.some(isUsed));
  });
  form.find('[data-uses]').each((_index, part) => {
    const names = ($(part).attr('data-uses') ?? '').split(' ');
    $(part).toggle(names.some(isUsed));
  });
}

/** The settings with fields in a row. */
function settingsIn(type: NodeType, row: JQuery): readonly string[] {
  const prefix = prefixOf(type).slice(1);
  const ids = row
    .find(`[id^="${prefix}"]`)
    .toArray()
    .map(({ id }) => id.slice(prefix.length));
  return ids.filter((name) => Object.hasOwn(NODES[type], name));
}

/** Fills a list with the choices of its setting, from the rules; a choice without a text is shown as is. */
export function fillChoices(type: NodeType, name: string, wordsOf: (choice: string) => string): void {
  const choices = NODES[type][name as keyof (typeof NODES)[NodeType]] as { choices?: readonly unknown[] };
  const list = $(prefixOf(type) + name);
  for (const choice of choices.choices ?? []) {
    list.append(
      $('<option>')
        .val(String(choice))
        .text(wordsOf(String(choice))),
    );
  }
}

/** The text at `key` followed by a choice; the choice itself where there is none. */
export function wordsOrChoice(words: Words, key: string): (choice: string) => string {
  return (choice) => {
    const found = words(key + choice);
    return found === key + choice ? choice : found;
  };
}
