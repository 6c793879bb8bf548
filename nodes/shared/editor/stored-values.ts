import type { Field } from '../../../src/settings/field';
import { isShown, NODES, type NodeType, type Values } from '../../../src/settings/settings';
import { type DialogNode, text } from './dialog-node';
import { isCheckbox, isNoChoice } from './fields';
import { isConfigNode, liveValues, modemValues, prefixOf } from './live-values';

/** The settings that decide which others there are. */
const DECIDING = ['kind', 'server'];

/**
 * Stores the fields of a confirmed dialog, to be called by `oneditsave`. Node-RED itself would take a number's text, an absent
 * property and a hidden field's leftovers for changes: it doesn't find the fields of properties that are stored here.
 * - What means the same as before stays as it was, absent or in its form; a number stays a number.
 * - After another kind or server was chosen, what that one doesn't use is cleared.
 * - A new config node has only what differs from the defaults: they apply where a flow has no value.
 *
 * Returns whether the node is new, which counts as a change.
 */
export function storeFields(type: NodeType, node: DialogNode): boolean {
  const before: Values = { ...node };
  const values = liveValues(type, node);
  const isNew = isConfigNode(type) && (RED.nodes.node(node.id) ?? undefined) === undefined;
  const isOther = isNew || DECIDING.some((name) => hasChanged(type, name, before, values));
  const modem = modemValues(node);
  for (const [name, row] of rowsOf(type)) {
    const field = $(prefixOf(type) + name);
    const isLeft = isOther && !isShown(type, name, values, modem);
    if (row.credential !== undefined) {
      if (isLeft) field.val('');
      if (text(field.val()) === '' && !isKept(node, name)) hide(field);
      continue;
    }
    if (field.length === 0) continue;
    if (row.kind === 'config-node') {
      // Node-RED would store the text of no choice where a flow has none.
      if (isAbsent(node[name]) && isNoChoice(field.val())) hide(field);
      continue;
    }
    const entered = isLeft ? text(initialOf(row)) : enteredIn(field);
    store(node, name, row, entered, isNew);
    hide(field);
  }
  if (isNew) node['version'] = 1;
  return isNew;
}

type Row = Field<unknown>;

function rowsOf(type: NodeType): readonly (readonly [string, Row])[] {
  return Object.entries<Row>(NODES[type]).filter(([, { kind }]) => kind !== 'note');
}

function store(node: DialogNode, name: string, row: Row, entered: string | boolean, isNew: boolean): void {
  const stored = node[name];
  const initial = initialOf(row);
  const isDefault = text(entered) === text(initial);
  if (isNew && isDefault) Reflect.deleteProperty(node, name);
  else if (isAbsent(stored)) {
    if (!isDefault) node[name] = inForm(entered, initial);
  } else if (text(stored) !== text(entered)) node[name] = inForm(entered, stored);
}

/** An entered value in the form of the one before: a number where that was one. */
function inForm(entered: string | boolean, before: unknown): string | number | boolean {
  const isNumber =
    typeof before === 'number' && typeof entered === 'string' && /^-?\d+(\.\d+)?$/.test(entered);
  return isNumber ? Number(entered) : entered;
}

function hasChanged(type: NodeType, name: string, before: Values, values: Values): boolean {
  const rows: Readonly<Record<string, Row>> = NODES[type];
  const row = rows[name];
  if (row === undefined) return false;
  const stored = isAbsent(before[name]) || before[name] === '' ? initialOf(row) : before[name];
  return text(stored) !== text(values[name]);
}

/** What a field shows of a property that a flow lacks. */
function initialOf({ initial, default: byDefault }: Row): unknown {
  return initial ?? byDefault;
}

function enteredIn(field: JQuery): string | boolean {
  if (isCheckbox(field)) return field.prop('checked') === true;
  const entered = text(field.val());
  // A hidden field stands in for a checkbox that has a third state.
  if (field.attr('data-flag') === undefined || !/^(true|false)$/.test(entered)) return entered;
  return entered === 'true';
}

/** Whether the editor or the server has a value of a credential. */
function isKept(node: DialogNode, name: string): boolean {
  const kept = (node['credentials'] ?? {}) as Values;
  return kept[`has_${name}`] === true || text(kept[name]) !== '';
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

/** Node-RED stores what it finds by id. */
function hide(field: JQuery): void {
  field.removeAttr('id');
}
