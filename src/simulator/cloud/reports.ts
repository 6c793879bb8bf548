import { done, type Answer, type Exchange } from './exchange';
import { isJsonObject, type Json, type JsonObject, type NumberLiterals } from './relaxed-json';
import type { Members, ThingModel } from './thing-model';
import { NOT_IN_MODEL, valueAt, valueFault, type CheckRules, type Fault, type Place } from './value-check';

/** A single value or event of a post. */
type Item =
  | { readonly kind: 'property'; readonly identifier: string; readonly place: Place; readonly timeMs: number }
  | {
      readonly kind: 'event';
      readonly identifier: string;
      readonly outputs: JsonObject;
      readonly timeMs: number;
    };

/** A post that can't be processed, with its code. */
class Refusal extends Error {
  constructor(readonly code: number) {
    super(`code ${code}`);
  }
}

type Report = (params: Json | undefined, exchange: Exchange, literals: NumberLiterals | undefined) => Answer;

const MAX_PROPERTIES = 200;
const MAX_EVENTS = 200;
/** Maximum time by which a reading may lie in the future (§A3.1). */
const FUTURE_MS = 24 * 3600 * 1000;

/** `{Id: value}` or `{Id: {value, time}}`. */
export const postProperties: Report = report((params, { wallMs }) => {
  const properties = filledObject(params);
  return Object.keys(properties).map((identifier) => property(identifier, properties, identifier, wallMs));
});

/** `{properties: {Id: [{value, time}]}, events: {Ev: [{value: {…}, time}]}}`. */
export const postBatch: Report = report((params, { wallMs }) => {
  const groups = filledObject(params);
  const properties = anyObject(groups['properties'] ?? {});
  const events = anyObject(groups['events'] ?? {});
  const items = [
    ...series(properties).flatMap(([identifier, readings]) =>
      readings.map((_, index) => property(identifier, readings, index, wallMs)),
    ),
    ...series(events).flatMap(([identifier, readings]) =>
      readings.map((reading) => event(identifier, reading, wallMs)),
    ),
  ];
  if (items.length === 0) throw new Refusal(460);
  return items;
});

/**
 * A list of `{identity, properties: [{Id: {value, time}}], events: [{Ev: {value, time}}]}`; a directly connected device may only
 * name itself.
 */
export const postHistory: Report = report((params, { record, wallMs }) => {
  const entries = anyList(params);
  if (entries.length === 0) throw new Refusal(460);
  return entries.flatMap((entry) => {
    const { identity, properties = [], events = [] } = anyObject(entry);
    const { productKey, deviceName } = anyObject(identity);
    if (productKey !== record.productKey || deviceName !== record.deviceName) throw new Refusal(6100);
    return [
      ...anyList(properties).flatMap((reading) => {
        const holder = anyObject(reading);
        return Object.keys(holder).map((identifier) => property(identifier, holder, identifier, wallMs));
      }),
      ...anyList(events).flatMap((reading) =>
        Object.entries(anyObject(reading)).map(([identifier, value]) => event(identifier, value, wallMs)),
      ),
    ];
  });
});

/** The event in the topic: `{value: {…}, time}`, or its outputs without that wrapper. */
export const postEvent: Report = report((params, { topic, wallMs, model }) => {
  const identifier = topic.split('/').at(-2) ?? '';
  const item = event(identifier, anyObject(params), wallMs);
  if (model !== undefined && !model.events.has(identifier)) throw new Refusal(5160);
  return [item];
});

/** The faults of a service's or event's outputs, by name, and the valid outputs; without a model all are valid. */
export function checkOutputs(
  members: Members | undefined,
  outputs: JsonObject,
  rules: CheckRules,
): { readonly faults: readonly (readonly [string, Fault])[]; readonly right: JsonObject } {
  const faults: (readonly [string, Fault])[] = [];
  const right: [string, Json][] = [];
  for (const [key, value] of Object.entries(outputs)) {
    // Belongs to the omitted wrapper: time is not an identifier (§A4).
    if (key === 'time') continue;
    const fault = members === undefined ? undefined : memberFault(members, { holder: outputs, key }, rules);
    if (fault === undefined) right.push([key, value]);
    else faults.push([key, fault]);
  }
  return { faults, right: Object.fromEntries(right) };
}

/** The first property that the console's form would not set to that value, and why; undefined: it sets them all. */
export function settingFault(
  model: ThingModel | undefined,
  values: JsonObject,
): { readonly identifier: string; readonly text: string } | undefined {
  for (const identifier of Object.keys(values)) {
    const fault =
      model === undefined
        ? undefined
        : propertyFault(
            model,
            identifier,
            { holder: values, key: identifier },
            { isStrict: true, literals: undefined },
          );
    if (fault !== undefined) return { identifier, text: fault.text };
  }
  return undefined;
}

function propertyFault(
  model: ThingModel,
  identifier: string,
  place: Place,
  rules: CheckRules,
): Fault | undefined {
  const type = model.properties.get(identifier)?.type;
  return type === undefined ? NOT_IN_MODEL : valueFault(type, place, rules);
}

function memberFault(members: Members, place: Place, rules: CheckRules): Fault | undefined {
  const type = members.get(String(place.key));
  return type === undefined ? NOT_IN_MODEL : valueFault(type, place, rules);
}

function report(takeApart: (params: Json | undefined, exchange: Exchange) => readonly Item[]): Report {
  return (params, exchange, literals) => {
    try {
      const items = takeApart(params, exchange);
      if (items.filter(({ kind }) => kind === 'property').length > MAX_PROPERTIES) return { code: 6106 };
      if (items.filter(({ kind }) => kind === 'event').length > MAX_EVENTS) return { code: 6356 };
      return judge(items, exchange, literals);
    } catch (error) {
      if (error instanceof Refusal) return { code: error.code };
      throw error;
    }
  };
}

/**
 * Checks every item and stores the valid ones. Weak: the rest is skipped and reported inside a 200. Strict: the first value of a
 * wrong type or range rejects the whole post with its code; unknown identifiers are still skipped.
 */
function judge(items: readonly Item[], exchange: Exchange, literals: NumberLiterals | undefined): Answer {
  const { record, model, validation, note } = exchange;
  // Without validation the console shows no data (§A4).
  if (model !== undefined && validation === 'none') return done();
  const rules = { isStrict: validation === 'strict', literals };
  const kept: (() => void)[] = [];
  const faults: (readonly [string, Fault])[] = [];
  const refuse = (identifier: string, fault: Fault, value: Json, timeMs: number) => {
    faults.push([identifier, fault]);
    record.data.reject({ identifier, ...fault, value, timeMs });
    note(`${identifier} not taken: ${fault.code} ${fault.text}`);
  };
  for (const item of items) {
    const { identifier, timeMs } = item;
    if (item.kind === 'property') {
      const value = valueAt(item.place) ?? null;
      const fault = model === undefined ? undefined : propertyFault(model, identifier, item.place, rules);
      if (fault === undefined) kept.push(() => record.data.takeProperty(identifier, { value, timeMs }));
      else refuse(identifier, fault, value, timeMs);
      continue;
    }
    const members = model?.events.get(identifier);
    if (model !== undefined && members === undefined) {
      refuse(identifier, NOT_IN_MODEL, item.outputs, timeMs);
      continue;
    }
    const checked = checkOutputs(members, item.outputs, rules);
    for (const [key, fault] of checked.faults) refuse(key, fault, item.outputs[key] ?? null, timeMs);
    kept.push(() => record.data.takeEvent({ identifier, outputs: checked.right, timeMs }));
  }
  const fatal = rules.isStrict ? faults.find(([, fault]) => fault !== NOT_IN_MODEL) : undefined;
  if (fatal !== undefined) return { code: fatal[1].code, message: `${fatal[1].text}, ${fatal[0]}` };
  for (const keep of kept) keep();
  return done(Object.fromEntries(faults.map(([identifier, { text }]) => [identifier, text])));
}

/** `value`, or `{value, time}`. */
function property(identifier: string, holder: Place['holder'], key: string | number, wallMs: number): Item {
  const value = valueAt({ holder, key });
  if (!isJsonObject(value) || !('value' in value)) {
    return { kind: 'property', identifier, place: { holder, key }, timeMs: wallMs };
  }
  const timeMs = readTime(value['time'], wallMs);
  return { kind: 'property', identifier, place: { holder: value, key: 'value' }, timeMs };
}

function event(identifier: string, reading: Json, wallMs: number): Item {
  const frame = anyObject(reading);
  const framed = frame['value'];
  const outputs = isJsonObject(framed) ? framed : frame;
  return { kind: 'event', identifier, outputs, timeMs: readTime(frame['time'], wallMs) };
}

/** UTC milliseconds, as a number or text; absent: now. Throws 6326 for anything else and for more than 24 h ahead. */
function readTime(time: Json | undefined, wallMs: number): number {
  if (time === undefined) return wallMs;
  const timeMs = typeof time === 'number' || (typeof time === 'string' && time !== '') ? Number(time) : -1;
  if (!(timeMs >= 0 && timeMs <= wallMs + FUTURE_MS)) throw new Refusal(6326);
  return timeMs;
}

function series(group: JsonObject): readonly (readonly [string, readonly Json[]])[] {
  return Object.entries(group).map(([identifier, readings]) => [identifier, anyList(readings)]);
}

function anyObject(value: Json | undefined): JsonObject {
  if (!isJsonObject(value)) throw new Refusal(460);
  return value;
}

function filledObject(value: Json | undefined): JsonObject {
  const object = anyObject(value);
  if (Object.keys(object).length === 0) throw new Refusal(460);
  return object;
}

function anyList(value: Json | undefined): readonly Json[] {
  if (!Array.isArray(value)) throw new Refusal(460);
  return value as readonly Json[];
}
