import type { DataType } from '../../../src/settings/data-type';
import type { ThingModel } from '../../../src/settings/settings';

/** A property as a row of a table. */
export interface ModelRow {
  readonly identifier: string;
  readonly name: string;
  readonly type: DataType['kind'];
  readonly unit: string;
  /** Numbers: `min … max`; texts: their bytes; lists: their size and items; enumerations: their labels. */
  readonly range: string;
  readonly writable: boolean;
}

/** A selectable identifier in a list. */
export interface Choice {
  readonly identifier: string;
  /** "" where it has none. */
  readonly name: string;
}

export function propertyRows(model: ThingModel | undefined): readonly ModelRow[] {
  return Array.from(model?.properties ?? [], ([identifier, { name, type, writable }]) => ({
    identifier,
    name,
    type: type.kind,
    unit: 'unit' in type ? type.unit : '',
    range: rangeOf(type),
    writable,
  }));
}

export function choicesOf(model: ThingModel | undefined, part: 'events' | 'services'): readonly Choice[] {
  return Array.from(model?.[part] ?? [], ([identifier, { name }]) => ({ identifier, name }));
}

function rangeOf(type: DataType): string {
  switch (type.kind) {
    case 'int':
    case 'float':
    case 'double':
      return type.min === undefined || type.max === undefined ? '' : `${type.min} … ${type.max}`;
    case 'enum':
    case 'bool':
      return Array.from(type.labels, ([key, label]) => `${key}: ${label}`).join(', ');
    case 'text':
      return type.bytes === undefined ? '' : `≤ ${type.bytes}`;
    case 'array':
      return `${type.size ?? ''} × ${type.item.kind}`;
    case 'struct':
      return [...type.members.keys()].join(', ');
    case 'date':
      return '';
  }
}
