import type { Provocation } from './provocation';
import { DEVICE_FAULTS } from './device-faults';
import { MESSAGE_FAULTS } from './message-faults';
import { OTHER_TESTS } from './other-tests';
import { SESSION_FAULTS } from './session-faults';

const PARTS = [DEVICE_FAULTS, MESSAGE_FAULTS, SESSION_FAULTS, OTHER_TESTS];

/** Code → how it is provoked and what the user sees: every code of the catalogue, once. */
export const TABLE: ReadonlyMap<string, Provocation> = new Map(PARTS.flatMap((part) => Object.entries(part)));

/** Codes that more than one part of the table provokes. */
export const TWICE: readonly string[] = PARTS.flatMap((part) => Object.keys(part)).filter(
  (code, index, codes) => codes.indexOf(code) !== index,
);
