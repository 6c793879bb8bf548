import type { Phrase } from '../base/coded-error';
import { type DataType, readDataType } from './data-type';
import type { Reading } from './fault';
import { ModelFault, Place } from './model-place';

/** A product's thing model, reduced to what is checked and shown (物模型). Keys are identifiers as on the wire. */
export interface ThingModel {
  readonly properties: ReadonlyMap<string, ThingProperty>;
  readonly events: ReadonlyMap<string, ThingEvent>;
  readonly services: ReadonlyMap<string, ThingService>;
}

export interface ThingProperty {
  readonly name: string;
  /** Whether the cloud may set it. */
  readonly writable: boolean;
  readonly type: DataType;
}

export interface ThingEvent {
  readonly name: string;
  readonly output: ReadonlyMap<string, DataType>;
}

export interface ThingService {
  readonly name: string;
  readonly input: ReadonlyMap<string, DataType>;
  readonly output: ReadonlyMap<string, DataType>;
}

/** Maximum size of the console's export (§A4). */
const LARGEST_CHARACTERS = 512 * 1024;

/** Features that the platform adds for the properties (§A4): a post of all, set and get. */
const GENERATED: ReadonlySet<string> = new Set(['post', 'set', 'get']);

const PROBLEMS = {
  large: { en: 'more than 512 KB', zh: '超过 512 KB' },
  json: { en: 'no JSON', zh: '不是 JSON' },
  twice: { en: 'this identifier is there twice', zh: '标识符重复' },
  access: { en: 'r, w or rw is wanted', zh: '应为 r、w 或 rw' },
} as const satisfies Readonly<Record<string, Phrase>>;

/**
 * Reads the thing model that the console exports (物模型TSL), or a list of them: the default module's and those of custom
 * modules, whose identifiers are then prefixed by their `functionBlockId` (§A3.1, §A4). `EC20_TSL` with the place of
 * what is wrong, such as `properties[3].dataType.specs.min`.
 */
export function parseThingModel(text: string): Reading<ThingModel> {
  try {
    return { value: readText(text) };
  } catch (error) {
    if (error instanceof ModelFault) return { problem: error.problem };
    throw error;
  }
}

function readText(text: string): ThingModel {
  if (text.length > LARGEST_CHARACTERS) throw new Place('TSL', text).fault(PROBLEMS.large);
  const value = parse(text);
  const model = { properties: new Map(), events: new Map(), services: new Map() };
  try {
    if (Array.isArray(value)) for (const place of new Place('', value).items()) addModule(place, model);
    else addModule(new Place('', value), model);
  } catch (error) {
    if (error instanceof ModelFault) throw error;
    // Types nested thousands deep: no model of the platform.
    throw new Place('TSL', 'nested').fault(PROBLEMS.json);
  }
  return model;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const place = /position (\d+)/.exec(String(error))?.[1];
    throw new ModelFault({
      code: 'EC20_TSL',
      params: { place: place === undefined ? 'TSL' : `[${place}]` },
      phrases: { problem: PROBLEMS.json },
    });
  }
}

interface Growing {
  readonly properties: Map<string, ThingProperty>;
  readonly events: Map<string, ThingEvent>;
  readonly services: Map<string, ThingService>;
}

function addModule(place: Place, model: Growing): void {
  place.asObject();
  const block = place.member('functionBlockId').textOr('');
  const prefix = block === '' || block === 'default' ? '' : `${block}:`;
  const features = <Feature>(list: string, known: Map<string, Feature>, read: (each: Place) => Feature) => {
    for (const each of place.member(list).items()) {
      const identifier = each.member('identifier').identifier(GENERATED);
      if (GENERATED.has(identifier)) continue;
      const key = `${prefix}${identifier}`;
      if (known.has(key)) throw each.member('identifier').fault(PROBLEMS.twice);
      known.set(key, read(each));
    }
  };
  features('properties', model.properties, readProperty);
  features('events', model.events, readEvent);
  features('services', model.services, readService);
}

function readProperty(place: Place): ThingProperty {
  const access = place.member('accessMode');
  const mode = access.textOr('r');
  if (!['r', 'w', 'rw'].includes(mode)) throw access.fault(PROBLEMS.access);
  return { name: nameOf(place), writable: mode !== 'r', type: readDataType(place.member('dataType')) };
}

function readEvent(place: Place): ThingEvent {
  return { name: nameOf(place), output: readParameters(place.member('outputData')) };
}

function readService(place: Place): ThingService {
  return {
    name: nameOf(place),
    input: readParameters(place.member('inputData')),
    output: readParameters(place.member('outputData')),
  };
}

function readParameters(place: Place): ReadonlyMap<string, DataType> {
  const parameters = new Map<string, DataType>();
  for (const each of place.items()) {
    const identifier = each.member('identifier').identifier();
    if (parameters.has(identifier)) throw each.member('identifier').fault(PROBLEMS.twice);
    parameters.set(identifier, readDataType(each.member('dataType')));
  }
  return parameters;
}

function nameOf(place: Place): string {
  return place.member('name').textOr('');
}
