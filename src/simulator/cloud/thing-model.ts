import type { Phrase } from '../../base/coded-error';
import { isJsonObject, type Json, type JsonObject } from './relaxed-json';

/** The range of a number; a bound that the model omits is infinite. */
export interface NumberRange {
  readonly least: number;
  readonly most: number;
  /** Step size, counted from `least`; undefined: any value. */
  readonly step: number | undefined;
}

/** A thing model type and its constraints. Source: §A4. */
export type DataType =
  | { readonly kind: 'int' | 'float' | 'double'; readonly range: NumberRange }
  | { readonly kind: 'bool' | 'date' }
  | { readonly kind: 'enum'; readonly values: ReadonlySet<number> }
  | { readonly kind: 'text'; readonly mostBytes: number }
  | { readonly kind: 'struct'; readonly members: Members }
  | { readonly kind: 'array'; readonly mostItems: number; readonly item: DataType };

/** Types by identifier. */
export type Members = ReadonlyMap<string, DataType>;

export interface ModelProperty {
  readonly type: DataType;
  readonly isWritable: boolean;
}

export interface ModelService {
  /** Called by RRPC: the caller waits. */
  readonly isSync: boolean;
  readonly outputs: Members;
}

/** A product's thing model, read from its TSL. */
export interface ThingModel {
  readonly properties: ReadonlyMap<string, ModelProperty>;
  /** The outputs of each event. */
  readonly events: ReadonlyMap<string, Members>;
  readonly services: ReadonlyMap<string, ModelService>;
  /** The TSL as given. */
  readonly tsl: JsonObject;
}

/** An unusable TSL; the message, and the phrase in both languages, say where the fault is. */
export class ThingModelError extends Error {
  override readonly name = 'ThingModelError';

  constructor(readonly phrase: Phrase) {
    super(phrase.en);
  }
}

const LONGEST_TEXT_BYTES = 10_240;
const MAX_ITEMS = 512;
const IDENTIFIER = /^\w{1,50}$/;

/**
 * Reads a TSL as exported by the console, as text or parsed. Identifiers of a custom module become `moduleId:identifier`. Throws
 * {@link ThingModelError}. Source: §A4.
 */
export function readThingModel(tsl: string | JsonObject): ThingModel {
  const root = typeof tsl === 'string' ? parse(tsl) : tsl;
  if (!isJsonObject(root))
    throw new ThingModelError({ en: 'the TSL is not a JSON object', zh: '物模型不是 JSON 对象' });
  const module = root['functionBlockId'];
  const prefix = typeof module === 'string' && module !== '' && module !== 'default' ? `${module}:` : '';
  const section = <T>(name: string, read: (entry: JsonObject, where: string) => T) =>
    new Map(list(root[name] ?? [], name).map((entry) => named(entry, prefix, read)));
  return {
    properties: section('properties', (entry, where) => ({
      type: dataType(entry['dataType'], `${where}.dataType`),
      isWritable: entry['accessMode'] === 'rw' || entry['accessMode'] === 'w',
    })),
    events: section('events', (entry, where) =>
      // The generated event post lists the properties; it has its own topic.
      members(entry['outputData'] ?? [], `${where}.outputData`),
    ),
    services: section('services', (entry, where) => ({
      isSync: entry['callType'] === 'sync',
      // The generated service get has plain identifiers here.
      outputs: members(entry['outputData'] ?? [], `${where}.outputData`),
    })),
    tsl: root,
  };
}

interface Entry {
  readonly value: JsonObject;
  readonly where: string;
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const place = /position (\d+)/.exec(error.message)?.[1];
    throw new ThingModelError({
      en: `the TSL is not JSON: ${error.message}`,
      zh: `物模型不是有效的 JSON${place === undefined ? '' : `（第 ${Number(place) + 1} 个字符处）`}`,
    });
  }
}

function list(value: Json, where: string): readonly Entry[] {
  if (!Array.isArray(value))
    throw new ThingModelError({ en: `${where} is not a list`, zh: `${where} 不是列表` });
  return (value as readonly Json[]).map((entry, index) => {
    if (!isJsonObject(entry))
      throw new ThingModelError({
        en: `${where}[${index}] is not an object`,
        zh: `${where}[${index}] 不是对象`,
      });
    return { value: entry, where: `${where}[${index}]` };
  });
}

function named<T>(
  entry: Entry,
  prefix: string,
  read: (value: JsonObject, where: string) => T,
): readonly [string, T] {
  const identifier = entry.value['identifier'];
  if (typeof identifier !== 'string' || !IDENTIFIER.test(identifier)) {
    throw new ThingModelError({
      en: `${entry.where}.identifier is not a name of letters, digits and _`,
      zh: `${entry.where}.identifier 应由字母、数字和下划线组成`,
    });
  }
  return [`${prefix}${identifier}`, read(entry.value, entry.where)];
}

function members(value: Json, where: string): Members {
  // Only the generated services list plain identifiers; they carry no types to check.
  if (Array.isArray(value) && (value as readonly Json[]).every((entry) => typeof entry === 'string')) {
    return new Map();
  }
  return new Map(
    list(value, where).map((entry) =>
      named(entry, '', (member, place) => dataType(member['dataType'], `${place}.dataType`)),
    ),
  );
}

function dataType(value: Json | undefined, where: string): DataType {
  if (!isJsonObject(value)) throw new ThingModelError({ en: `${where} is missing`, zh: `缺少 ${where}` });
  const kind = typeof value['type'] === 'string' ? value['type'] : '';
  const specs = value['specs'];
  const table = isJsonObject(specs) ? specs : {};
  switch (kind) {
    case 'int':
    case 'float':
    case 'double':
      return { kind, range: numberRange(table, where) };
    case 'bool':
    case 'date':
      return { kind };
    case 'enum':
      return { kind, values: new Set(Object.keys(table).map(Number)) };
    case 'text':
      return { kind, mostBytes: bound(table['length'], `${where}.specs.length`) ?? LONGEST_TEXT_BYTES };
    case 'struct':
      return { kind, members: members(specs ?? [], `${where}.specs`) };
    case 'array':
      return {
        kind,
        mostItems: bound(table['size'], `${where}.specs.size`) ?? MAX_ITEMS,
        item: dataType(table['item'], `${where}.specs.item`),
      };
    default:
      throw new ThingModelError({
        en: `${where}.type is none of int, float, double, enum, bool, text, date, struct, array`,
        zh: `${where}.type 应为 int、float、double、enum、bool、text、date、struct、array 之一`,
      });
  }
}

function numberRange(specs: JsonObject, where: string): NumberRange {
  const least = bound(specs['min'], `${where}.specs.min`) ?? -Infinity;
  const most = bound(specs['max'], `${where}.specs.max`) ?? Infinity;
  const step = bound(specs['step'], `${where}.specs.step`);
  return { least, most, step: step === 0 ? undefined : step };
}

/** Exported bounds are numbers in strings. */
function bound(value: Json | undefined, where: string): number | undefined {
  if (value === undefined || value === '') return undefined;
  const number = typeof value === 'boolean' || value === null ? Number.NaN : Number(value);
  if (!Number.isFinite(number))
    throw new ThingModelError({ en: `${where} is not a number`, zh: `${where} 不是数字` });
  return number;
}
