import type { DataType, NumberType } from '../../../src/settings/data-type';
import type { ThingModel } from '../../../src/settings/settings';

/** Used where it is within the range: recognisable as a temperature. */
const USUAL_NUMBER = 20;
const MINUTE_MS = 60_000;

/**
 * A payload that the model accepts, as `msg.payload` for a kind of message; undefined where the model has nothing for
 * it. `nowMs` is UTC.
 */
export function samplePayload(
  model: ThingModel | undefined,
  kind: string,
  event: string,
  nowMs: number,
): object | undefined {
  if (kind === 'event') {
    const found = model?.events.get(event);
    return found === undefined ? undefined : valuesOf(found.output, nowMs);
  }
  if (model === undefined || model.properties.size === 0) return undefined;
  const types = new Map(
    Array.from(model.properties, ([identifier, { type }]) => [identifier, type] as const),
  );
  const values = valuesOf(types, nowMs);
  if (kind !== 'history') return values;
  return [
    { time: nowMs - MINUTE_MS, ...values },
    { time: nowMs, ...values },
  ];
}

/** A value that the model accepts for that property; undefined where it has none of that name. */
export function sampleValue(model: ThingModel | undefined, identifier: string, nowMs: number): unknown {
  const found = model?.properties.get(identifier);
  return found === undefined ? undefined : valueOf(found.type, nowMs);
}

/** An input that the model accepts for that service; undefined where it has none of that name. */
export function sampleInput(
  model: ThingModel | undefined,
  service: string,
  nowMs: number,
): object | undefined {
  const found = model?.services.get(service);
  return found === undefined ? undefined : valuesOf(found.input, nowMs);
}

function valuesOf(types: ReadonlyMap<string, DataType>, nowMs: number): object {
  return Object.fromEntries(
    Array.from(types, ([identifier, type]) => [identifier, valueOf(type, nowMs)] as const),
  );
}

function valueOf(type: DataType, nowMs: number): unknown {
  switch (type.kind) {
    case 'int':
      return Math.ceil(numberOf(type));
    case 'float':
    case 'double':
      return numberOf(type);
    case 'enum':
      return type.labels.keys().next().value ?? 0;
    case 'bool':
      return 1;
    case 'text':
      return 'text'.slice(0, type.bytes);
    case 'date':
      return String(nowMs);
    case 'struct':
      return valuesOf(type.members, nowMs);
    case 'array':
      return [valueOf(type.item, nowMs)];
  }
}

function numberOf({ min, max }: NumberType): number {
  if (min === undefined || max === undefined) return 0;
  return min <= USUAL_NUMBER && max >= USUAL_NUMBER ? USUAL_NUMBER : min;
}
