import { CodedError } from '../../base/coded-error';
import type { Json } from '../quotes';
import { checkIdentifier } from './identifier';
import { readingTime } from './instant';
import type { ModelCheck } from './model-check';
import { isJsonObject, type JsonObject } from './relaxed-json';

/** The platform's limit for one post (§A2, code 6106). */
export const MOST_VALUES = 200;

/** A value or an output, with its time where it has one. */
export interface Timed {
  readonly value: Json;
  readonly time: Json | undefined;
}

/** Splits `{ value, time }`; anything else is the value itself. It can't be a struct: both names are reserved. */
function timed(given: Json): Timed {
  if (!isJsonObject(given)) return { value: given, time: undefined };
  const names = Object.keys(given);
  const isTimed = names.includes('value') && names.every((name) => name === 'value' || name === 'time');
  return isTimed
    ? { value: given['value'] ?? null, time: given['time'] ?? undefined }
    : { value: given, time: undefined };
}

/** A value as the cloud wants it, and when it was taken where that is known. */
export interface Reading {
  /** Undefined: it is left out, as the model doesn't know it. */
  readonly value: Json | undefined;
  readonly atMs: number | undefined;
}

/**
 * One property as the cloud wants it. Throws
 * `EC20_IDENTIFIER`, `EC20_PROPERTY_VALUE`, `EC20_TIME_INVALID`, `EC20_TIME_AHEAD`, `EC20_TSL_UNKNOWN`, `EC20_TSL_VALUE`.
 */
export function propertyReading(
  identifier: string,
  given: Json,
  check: ModelCheck,
  nowMs: number | undefined,
): Reading {
  checkIdentifier(identifier);
  const { value, time } = timed(given);
  if (value === null) throw valueMissing(identifier);
  const atMs = time === undefined ? nowMs : readingTime(time, identifier, nowMs);
  return { value: check.property(identifier, value), atMs };
}

/**
 * The output of an event, with its time where it has one. Throws `EC20_EVENT_MISSING`, `EC20_KIND_PAYLOAD` and what
 * {@link propertyReading} does.
 */
export function eventReading(
  identifier: string,
  given: Json,
  check: ModelCheck,
  nowMs: number | undefined,
): Reading {
  if (identifier === '') throw new CodedError('EC20_EVENT_MISSING');
  checkIdentifier(identifier);
  const { value, time } = timed(given);
  if (!isJsonObject(value)) throw kindPayload('event', '{ ErrorCode: 3 }');
  for (const [name, member] of Object.entries(value)) {
    if (member === null) throw valueMissing(`${identifier}.${name}`);
  }
  const atMs = time === undefined ? nowMs : readingTime(time, identifier, nowMs);
  return { value: check.event(identifier, value), atMs };
}

/**
 * Properties by identifier, for one post. Throws what {@link propertyReading} does, and `EC20_PROPERTY_…` when there
 * are none or too many.
 */
export function propertyParams(
  properties: JsonObject,
  check: ModelCheck,
  nowMs: number | undefined,
): JsonObject {
  const names = Object.keys(properties);
  if (names.length === 0) throw new CodedError('EC20_PROPERTY_NONE');
  checkCount(names.length);
  const kept = Object.entries(properties).flatMap(([identifier, given]): [string, Json][] => {
    const { value, atMs } = propertyReading(identifier, given, check, nowMs);
    if (value === undefined) return [];
    return [[identifier, atMs === undefined ? value : { value, time: atMs }]];
  });
  check.requireRest(kept.length);
  return Object.fromEntries(kept);
}

export function checkCount(count: number): void {
  if (count <= MOST_VALUES) return;
  throw new CodedError('EC20_PROPERTY_COUNT', { params: { count, limit: MOST_VALUES } });
}

/** `example`: payloads that the kind accepts. */
export function kindPayload(kind: string, example: string): CodedError {
  return new CodedError('EC20_KIND_PAYLOAD', { params: { kind, example } });
}

function valueMissing(identifier: string): CodedError {
  return new CodedError('EC20_PROPERTY_VALUE', { params: { identifier } });
}
