import type { Field } from '../../../src/settings/field';
import { checkField, NODES, type NodeType, usualValue } from '../../../src/settings/settings';
import { type DialogNode, text } from './dialog-node';
import { liveValues, modemValues, prefixOf } from './live-values';

/**
 * Makes an open dialog follow the choice of a kind: a value that means something else at another kind gives way to the usual
 * one there, and is back when its kind is chosen again. `isKept`: settings that the user has decided in this dialog.
 */
export function followKind(
  type: NodeType,
  node: DialogNode,
  isKept: (name: string) => boolean = () => false,
): void {
  const rows: Readonly<Record<string, Field<unknown>>> = NODES[type];
  const names = Object.keys(rows).filter((name) => rows[name]?.usual !== undefined);
  const list = $(`${prefixOf(type)}kind`);
  const left = new Map<string, ReadonlyMap<string, string>>();
  let before = text(list.val());
  list.on('change', () => {
    const kind = text(list.val());
    if (kind === before) return;
    left.set(before, new Map(names.map((name) => [name, text($(prefixOf(type) + name).val())])));
    before = kind;
    for (const name of names) {
      if (isKept(name)) continue;
      const value =
        left.get(kind)?.get(name) ?? usualValue(type, name, liveValues(type, node), modemValues(node));
      $(prefixOf(type) + name).val(value);
    }
  });
}

/** Whether a node's server has the chosen kind. */
export function hasKind(type: NodeType, node: DialogNode): boolean {
  return checkField(type, 'kind', liveValues(type, node), modemValues(node)) === undefined;
}
