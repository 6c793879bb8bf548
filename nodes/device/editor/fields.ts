import { type DialogNode, isVariable, text } from './dialog-node';

/** The id prefix of a dialog's fields, which Node-RED fills and reads: a config node's, or a node's of a flow. */
export type FieldPrefix = '#node-config-input-' | '#node-input-';

/** Where a dialog's form keeps the id of the node that it edits. */
const EDITED = 'ec20-node';

/**
 * Makes a dialog show every property as the runtime reads it: the default where an imported flow lacks it, and the name of an
 * environment variable, which a list or a checkbox can't show and would lose when saved.
 */
export function showProperties(node: DialogNode, prefix: FieldPrefix): void {
  $(`${prefix}name`).closest('form').data(EDITED, node.id);
  for (const [property, { value: byDefault, type }] of Object.entries(node._def.defaults)) {
    if (type !== undefined) continue;
    const field = $(prefix + property);
    const value = node[property];
    if (value === undefined) showDefault(field, byDefault);
    else if (isVariable(value)) showVariable(field, text(value));
  }
}

function showDefault(field: JQuery, byDefault: unknown): void {
  if (isCheckbox(field)) field.prop('checked', byDefault === true);
  else if (field.length > 0) field.val(text(byDefault));
}

function showVariable(field: JQuery, name: string): void {
  if (field.is('select') && field.val() !== name) {
    field.append($('<option>').val(name).text(name)).val(name);
  }
  if (!isCheckbox(field)) return;
  const box = $('<input type="text" style="width: 120px; margin-left: 20px">');
  field.replaceWith(box.attr('id', field.attr('id') ?? '').val(name));
}

export function isCheckbox(field: JQuery): boolean {
  return field.attr('type') === 'checkbox';
}

/** The text of a field, trimmed; "" where there is no such field. */
export function valueOf(selector: string): string {
  return text($(selector).val()).trim();
}

/** A property of a node of a flow: as it stands in that node's open dialog, else as it is stored. */
export function liveProperty(node: DialogNode, property: string): unknown {
  const field = $(`#node-input-${property}`);
  return field.closest('form').data(EDITED) === node.id ? field.val() : node[property];
}

/** A property or credential of a config node: as it stands in the open dialog, else as it is stored. */
export function liveSetting(node: DialogNode, property: string): unknown {
  const field = $(`#node-config-input-${property}`);
  if (field.length === 0) return node[property];
  return isCheckbox(field) ? field.prop('checked') : field.val();
}

/** The config node that a node of a flow uses, also the one just chosen in its open dialog. */
export function modemOf(node: DialogNode): DialogNode | undefined {
  return (RED.nodes.node(text(liveProperty(node, 'modem'))) as DialogNode | null) ?? undefined;
}

/** The server of the config node that a node uses; "" without one. */
export function serverOf(node: DialogNode): string {
  const modem = modemOf(node);
  return modem === undefined ? '' : text(modem['server']) || 'aliyun';
}
