import { type Problem, parseThingModel, type ThingModel } from '../../../src/settings/settings';
import { wholeVariable } from '../../../src/settings/environment';
import { type DialogNode, text } from './dialog-node';

/**
 * The thing model (TSL) of a config node in the editor, reduced to what the runtime reads, since all of it is stored in the flow file.
 */
export interface ModelReading {
  readonly model: ThingModel;
  /** The model without unread parts. */
  readonly reduced: string;
  /** Of the product that the console exported it from; undefined where the text does not name one. */
  readonly productKey: string | undefined;
  /** Whether it has properties, events or services; unrelated JSON has none. */
  readonly hasParts: boolean;
}

/** Above this a model belongs in a file beside the flow. */
export const FLOW_LIMIT_BYTES = 65_536;

const PARTS = ['properties', 'events', 'services'] as const;

/** What the platform adds to every model. */
const MADE_BY_PLATFORM: ReadonlySet<unknown> = new Set(['post', 'set', 'get']);

/** Members that are kept of each item; its parameters are items too. */
const KEPT = ['identifier', 'name', 'accessMode', 'type', 'required', 'callType', 'dataType'];
const PARAMETERS = ['inputData', 'outputData'];

/**
 * Reads the console's export, or returns the place of a fault; undefined for an empty text and for an environment
 * variable, whose value is unknown.
 */
export function readModel(value: unknown): ModelReading | { readonly problem: Problem } | undefined {
  const trimmed = text(value).trim();
  if (trimmed === '' || wholeVariable(trimmed) !== undefined) return undefined;
  const reading = parseThingModel(trimmed);
  return 'problem' in reading ? reading : reducedReading(reading.value, trimmed);
}

function reducedReading(model: ThingModel, trimmed: string): ModelReading {
  const json: unknown = JSON.parse(trimmed);
  const modules = (Array.isArray(json) ? json : [json]) as Json[];
  const reduced = modules.map(reduceModule);
  const products = reduced.map(({ profile }) => (profile as Json | undefined)?.['productKey']);
  return {
    model,
    reduced: JSON.stringify(Array.isArray(json) ? reduced : reduced[0]),
    productKey: products.filter((each) => typeof each === 'string').pop(),
    hasParts: modules.some((module) => PARTS.some((part) => module[part] !== undefined)),
  };
}

/** The thing model of a config node; undefined where it has none, or one that can't be read. */
export function modelOf(modem: DialogNode | undefined): ThingModel | undefined {
  const reading = readModel(modem?.['tsl']);
  return reading !== undefined && 'model' in reading ? reading.model : undefined;
}

export function sizeOf(model: ThingModel): Readonly<Record<'properties' | 'events' | 'services', number>> {
  return { properties: model.properties.size, events: model.events.size, services: model.services.size };
}

/** JSON that the reader has accepted: its lists are lists, or null. */
type Json = Readonly<Record<string, unknown>>;

function reduceModule(module: Json): Json {
  const { profile, functionBlockId } = module;
  const productKey = (profile as Json | null | undefined)?.['productKey'];
  return {
    ...(typeof productKey === 'string' ? { profile: { productKey } } : {}),
    ...(typeof functionBlockId === 'string' ? { functionBlockId } : {}),
    ...Object.fromEntries(PARTS.map((part) => [part, reducePart(part, module[part])])),
  };
}

function reducePart(part: (typeof PARTS)[number], list: unknown): readonly Json[] {
  const items = ((list as Json[] | null | undefined) ?? []).map(reduceItem);
  return part === 'properties' ? items : items.filter(({ identifier }) => !MADE_BY_PLATFORM.has(identifier));
}

function reduceItem(item: Json): Json {
  const kept = KEPT.filter((name) => item[name] !== undefined).map((name) => [name, item[name]] as const);
  const parameters = PARAMETERS.flatMap((name) => {
    const list = item[name];
    return Array.isArray(list) && list.length > 0 ? [[name, (list as Json[]).map(reduceItem)] as const] : [];
  });
  return Object.fromEntries([...kept, ...parameters]);
}
