import type { DeviceRecord } from './device-record';
import type { RawScript } from './raw-script';
import { isJsonObject, parseRelaxedJson, type Json, type NumberLiterals } from './relaxed-json';
import type { SubDevices } from './sub-devices';
import type { ThingModel } from './thing-model';
import type { Validation } from './value-check';

/** A message on a system topic, its sender, and what the platform knows of the product. */
export interface Exchange {
  readonly record: DeviceRecord;
  readonly topic: string;
  readonly payload: Buffer;
  /** The platform's wall clock, UTC milliseconds. */
  readonly wallMs: number;
  /** Undefined: nothing is checked and everything is stored. */
  readonly model: ThingModel | undefined;
  readonly validation: Validation;
  /** Whether the platform is too busy for Alink: code 429. */
  readonly isBusy: boolean;
  /** Set for a product whose data format is 透传/自定义. */
  readonly rawScript: RawScript | undefined;
  /** Set for a gateway. */
  readonly subDevices: SubDevices | undefined;
  /** Maximum sub-devices in one request to log in or out. */
  readonly batchLogins: number;
  /** Writes to the console's log. */
  readonly note: (text: string) => void;
}

/** A reply's code and data. Codes: §A3.3. */
export interface Answer {
  readonly code: number;
  readonly data?: Json;
  /** The platform's message, where it is more specific than the code. */
  readonly message?: string;
}

export function done(data: Json = {}): Answer {
  return { code: 200, data };
}

/** A payload as the platform's parser reads it; undefined: not JSON. */
export function readPayload(payload: Buffer, literals?: NumberLiterals): Json | undefined {
  try {
    return parseRelaxedJson(payload.toString('utf8'), literals);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The id of a message, which its answer repeats; empty where it has none. */
export function idOf(message: Json | undefined): string {
  const id = isJsonObject(message) ? message['id'] : undefined;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : '';
}
