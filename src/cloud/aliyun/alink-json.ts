import { isBytes } from '../../base/bytes';
import { CodedError } from '../../base/coded-error';
import type { OwnForms } from '../json-value';
import { type Json, type QuotesMode, serialiseJson, writeJson } from '../quotes';
import { type JsonObject, isJsonObject, readRelaxedJson } from './relaxed-json';

/** A request in its envelope (§A3.1). */
export interface Envelope {
  /** Decimal digits. */
  readonly id: string;
  readonly params: Json;
  /** Undefined in an OTA report, which has only id and params. */
  readonly method: string | undefined;
  /** False: the cloud is asked not to reply. */
  readonly ack: boolean;
}

/**
 * Writes a request. In mode `strip` the id is a number, and version and method are left out, as in the programs known
 * to work (§A5); the topic names the method.
 */
export function writeEnvelope({ id, params, method, ack }: Envelope, quotes: QuotesMode): Buffer {
  const isWhole = method !== undefined && quotes !== 'strip';
  return writePayload(
    {
      id: writtenId(id, quotes),
      ...(isWhole ? { version: '1.0' } : {}),
      ...(ack ? {} : { sys: { ack: 0 } }),
      params,
      ...(isWhole ? { method } : {}),
    },
    quotes,
  );
}

export function writePayload(value: Json, quotes: QuotesMode): Buffer {
  return Buffer.from(writeJson(value, quotes), 'utf8');
}

/** In mode `strip` a run of digits is written as a number. */
export function writtenId(id: string, quotes: QuotesMode): Json {
  return quotes === 'strip' && /^\d{1,15}$/.test(id) ? Number(id) : id;
}

/** Reads any payload as an object; undefined when it is none. */
export function readObject(payload: Buffer, decimals = false): JsonObject | undefined {
  const value = readRelaxedJson(payload, decimals);
  return isJsonObject(value) ? value : undefined;
}

/** The id of an envelope; undefined when it has none. */
export function idOf(envelope: JsonObject): string | undefined {
  const { id } = envelope;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/** How a payload of ours was quoted. */
export function quotesOf(payload: Buffer): QuotesMode {
  const first = payload.toString('latin1', 1, 2);
  if (first === '"') return 'keep';
  return first === "'" ? 'single' : 'strip';
}

/**
 * A flow's value as JSON has it, but a Date as text of ms, which is how the platform writes dates. Bytes are null. Throws
 * `EC20_PAYLOAD_JSON` for what JSON can't hold.
 */
export function plainJson(payload: unknown, forms: OwnForms = {}): Json {
  if (payload === undefined || isBytes(payload)) return null;
  const text = serialiseJson(payload, 'keep', { date: datesAsMs, ...forms });
  const json = readRelaxedJson(Buffer.from(text, 'utf8'));
  if (json === undefined) {
    throw new CodedError('EC20_PAYLOAD_JSON', { params: { detail: 'deeper than 64 levels' } });
  }
  return json;
}

/** The kind of a payload, for error texts. */
export function typeName(payload: unknown): string {
  if (isBytes(payload)) return 'Buffer';
  if (payload === null) return 'null';
  return Array.isArray(payload) ? 'array' : typeof payload;
}

/**
 * Values of properties and events, in each form of theirs: `payload.A`, `payload.A.value`, `payload[0].properties.A`. A
 * number that is none is a missing one there, which has its own error.
 */
export const READINGS: OwnForms = {
  isNullable: (path) =>
    /^payload(\[\d+\])?(\.(properties|events)(\[\d+\])?|\.value)?\.\w+(\.value)?$/.test(path),
};

/** An invalid date is null, as in JSON. */
function datesAsMs(date: Date): string {
  return String(Number(date));
}
