import type { Field } from '../../../src/settings/field';
import { NODES, type NodeType } from '../../../src/settings/settings';
import { sharedText } from './definition';
import { isVariable, text } from './dialog-node';
import { prefixOf } from './live-values';

/** The value of a list's last entry, until a variable takes its place. */
const OTHER = '$';

/**
 * Lets every list of an open dialog take an environment variable too: its last entry opens a field for the name. The list itself
 * holds the value, as an entry of its own. To be called before anything else follows the lists.
 */
export function offerVariables(type: NodeType): void {
  const rows: Readonly<Record<string, Field<unknown>>> = NODES[type];
  for (const [name, { kind }] of Object.entries(rows)) {
    const list = $(`select${prefixOf(type)}${name}`);
    if (list.length > 0 && kind !== 'config-node') offerVariable(list, name);
  }
}

function offerVariable(list: JQuery, name: string): void {
  const box = $('<input type="text" class="ec20-variable" autocomplete="off" spellcheck="false">');
  box
    .attr('aria-label', sharedText('variable.name'))
    .css({ width: '150px', marginLeft: '4px' })
    .insertAfter(list);
  list.append($('<option>').val(OTHER).text(sharedText('variable.entry')));
  const show = () => {
    const value = text(list.val());
    box.toggle(isVariable(value));
    if (isVariable(value)) box.val(value);
  };
  list.on('change', (event) => {
    if (list.val() === OTHER) {
      event.stopImmediatePropagation();
      choose(list, `\${EC20_${name.replace(/[A-Z]/g, '_$&').toUpperCase()}}`);
      box.trigger('focus').trigger('select');
    } else show();
  });
  box.on('change', () => {
    const typed = text(box.val()).trim();
    choose(list, isVariable(typed) ? typed : `\${${typed.replace(/[^A-Za-z0-9_]/g, '') || 'NAME'}}`);
  });
  show();
}

/** Chooses a variable, as an entry of the list. */
function choose(list: JQuery, value: string): void {
  list
    .find('option')
    .filter((_index, option) => isVariable($(option).val()))
    .remove();
  $('<option>').val(value).text(value).insertBefore(list.children().last());
  list.val(value).trigger('change');
}
