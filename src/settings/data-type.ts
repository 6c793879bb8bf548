import type { Phrase } from '../base/coded-error';
import type { Place } from './model-place';

/** The type of a value in a thing model (§A4). */
export type DataType =
  | NumberType
  | { readonly kind: 'enum'; readonly labels: ReadonlyMap<number, string> }
  | { readonly kind: 'bool'; readonly labels: ReadonlyMap<number, string> }
  | { readonly kind: 'text'; readonly bytes: number | undefined }
  | { readonly kind: 'date' }
  | { readonly kind: 'struct'; readonly members: ReadonlyMap<string, DataType> }
  | { readonly kind: 'array'; readonly size: number | undefined; readonly item: DataType };

export interface NumberType {
  readonly kind: 'int' | 'float' | 'double';
  /** Both ends are included; undefined: the type's own. */
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly step: number | undefined;
  readonly unit: string;
}

type Reading = (specs: Place, depth: number) => DataType;

/** By the `type` of a `dataType`. */
const READINGS: Readonly<Record<string, Reading>> = {
  int: (specs) => readNumber('int', specs),
  float: (specs) => readNumber('float', specs),
  double: (specs) => readNumber('double', specs),
  enum: (specs) => ({ kind: 'enum', labels: readLabels(specs) }),
  bool: (specs) => ({ kind: 'bool', labels: readLabels(specs) }),
  text: (specs) => ({ kind: 'text', bytes: readCount(specs, 'length') }),
  date: () => ({ kind: 'date' }),
  struct: (specs, depth) => ({ kind: 'struct', members: readMembers(specs, depth) }),
  array: (specs, depth) => ({
    kind: 'array',
    size: readCount(specs, 'size'),
    item: readDataType(specs.member('item'), depth + 1),
  }),
};

/** A struct in an array, or an array in a struct, is the deepest that the console lets one define. */
const DEEPEST = 3;

const PROBLEMS = {
  type: {
    en: `the type is none of ${Object.keys(READINGS).join(', ')}`,
    zh: `数据类型不是 ${Object.keys(READINGS).join('、')} 之一`,
  },
  deep: { en: 'nested too deep', zh: '嵌套过深' },
  range: { en: 'greater than max', zh: '大于 max' },
  step: { en: 'a step above 0 is wanted', zh: '步长应大于 0' },
  count: { en: 'a whole number above 0 is wanted', zh: '应为大于 0 的整数' },
  label: { en: 'the key of a label is a whole number', zh: '枚举值应为整数' },
  twice: { en: 'this identifier is there twice', zh: '标识符重复' },
} as const satisfies Readonly<Record<string, Phrase>>;

/** Reads a `dataType`. Throws what {@link Place.fault} makes. */
export function readDataType(place: Place, depth = 1): DataType {
  if (depth > DEEPEST) throw place.fault(PROBLEMS.deep);
  const type = place.member('type');
  const name = type.textOr('');
  const reading = Object.hasOwn(READINGS, name) ? READINGS[name] : undefined;
  if (reading === undefined) throw type.fault(PROBLEMS.type);
  return reading(place.member('specs'), depth);
}

function readNumber(kind: NumberType['kind'], specs: Place): NumberType {
  if (specs.value === undefined || specs.value === null) {
    return { kind, min: undefined, max: undefined, step: undefined, unit: '' };
  }
  const [min, max, step] = ['min', 'max', 'step'].map((name) => specs.member(name).number());
  if (min !== undefined && max !== undefined && min > max) throw specs.member('min').fault(PROBLEMS.range);
  if (step !== undefined && step <= 0) throw specs.member('step').fault(PROBLEMS.step);
  return { kind, min, max, step, unit: specs.member('unit').textOr('') };
}

function readLabels(specs: Place): ReadonlyMap<number, string> {
  if (specs.value === undefined || specs.value === null) return new Map();
  return new Map(
    Object.keys(specs.asObject()).map((key) => {
      const label = specs.member(key);
      if (!/^-?\d{1,10}$/.test(key)) throw label.fault(PROBLEMS.label);
      return [Number(key), label.textOr('')];
    }),
  );
}

function readCount(specs: Place, name: string): number | undefined {
  if (specs.value === undefined || specs.value === null) return undefined;
  const place = specs.member(name);
  const count = place.number();
  if (count !== undefined && (!Number.isInteger(count) || count < 1)) throw place.fault(PROBLEMS.count);
  return count;
}

function readMembers(specs: Place, depth: number): ReadonlyMap<string, DataType> {
  const members = new Map<string, DataType>();
  for (const each of specs.items()) {
    const identifier = each.member('identifier').identifier();
    if (members.has(identifier)) throw each.member('identifier').fault(PROBLEMS.twice);
    members.set(identifier, readDataType(each.member('dataType'), depth + 1));
  }
  return members;
}
