import { type DialogNode, isVariable, text } from './dialog-node';

/** The id prefix of a dialog's fields, which Node-RED fills and reads: a config node's, or a node's of a flow. */
export type FieldPrefix = '#node-config-input-' | '#node-input-';

/** Where a dialog's form keeps the id of the node that it edits. */
const EDITED = 'ec20-node';

/** Records the node that the front form edits, so its fields count as that node's properties. */
export function openDialog(node: DialogNode, prefix: FieldPrefix): void {
  $(`${prefix}name`).closest('form').data(EDITED, node.id);
}

/** The value of a field of a node's open dialog; undefined where its dialog is not open or has no such field. */
export function fieldValue(node: DialogNode, prefix: FieldPrefix, property: string): unknown {
  const field = $(prefix + property);
  if (field.length === 0 || field.closest('form').data(EDITED) !== node.id) return undefined;
  return isCheckbox(field) ? field.prop('checked') : field.val();
}

/** Whether the value of a list of config nodes is no choice: the editor's "none" and "add new". */
export function isNoChoice(value: unknown): boolean {
  return ['', '_ADD_'].includes(text(value));
}

export function isCheckbox(field: JQuery): boolean {
  return field.attr('type') === 'checkbox';
}

/** The text of a field, trimmed; "" where there is no such field. */
export function valueOf(selector: string): string {
  return text($(selector).val()).trim();
}

/**
 * Makes a dialog show every property as the runtime reads it: the default where an imported flow lacks it, and the name
 * of an environment variable or an obsolete value, which a list or a checkbox can't show and would lose when saved.
 */
export function showProperties(node: DialogNode, prefix: FieldPrefix): void {
  openDialog(node, prefix);
  for (const [property, { value: byDefault, type }] of Object.entries(node._def.defaults)) {
    if (type !== undefined) continue;
    const field = $(prefix + property);
    const value = node[property];
    if (value === undefined) showValue(field, byDefault);
    else if (field.is('select')) showValue(field, value);
    else if (isVariable(value) && isCheckbox(field)) showVariable(field, text(value));
  }
}

function showValue(field: JQuery, value: unknown): void {
  if (isCheckbox(field)) field.prop('checked', value === true || value === 'true');
  else field.val(text(value));
  if (!field.is('select') || field.val() === text(value)) return;
  field.append($('<option>').val(text(value)).text(text(value))).val(text(value));
}

function showVariable(field: JQuery, name: string): void {
  const box = $('<input type="text" style="width: 120px; margin-left: 20px">');
  field.replaceWith(box.attr('id', field.attr('id') ?? '').val(name));
}
