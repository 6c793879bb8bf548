import type { FamilyName } from '../../base/family-names';
import type { ModuleProfile } from '../profile';
import { BG77XA, CAREFUL, EC20, EC200X } from './dialects';

/** How a family's dialect is known: seen on the wire or read in its note, or recalled from a sister's. */
export type Evidence = 'seen' | 'recalled';

/** One family: the beginning of its models' names, and its dialect. */
export interface Family {
  /** What AT+CGMM, ATI or AT+CGMR begin with, without hyphens; the first is the family's own name. */
  readonly names: readonly [FamilyName, ...string[]];
  readonly dialect: ModuleProfile;
  /** Where it differs from its dialect. */
  readonly own?: Partial<ModuleProfile>;
  readonly evidence: Evidence;
}

/** Supported families, each by the sources of docs/sources.md. */
export const FAMILIES: readonly Family[] = [
  // "EC2x&EG9x&EM05 MQTT Application Note" V1.1 (§S41); EC20: §S6, §S7, §S8.
  { names: ['EC20'], dialect: EC20, evidence: 'seen' },
  { names: ['EC21'], dialect: EC20, evidence: 'recalled' },
  // §S15, transcripts §T11, §T12.
  { names: ['EC25'], dialect: EC20, evidence: 'seen' },
  { names: ['EG21'], dialect: EC20, evidence: 'recalled' },
  // Its AT commands: §S39.
  { names: ['EG25'], dialect: EC20, evidence: 'recalled' },
  { names: ['EG91'], dialect: EC20, evidence: 'recalled' },
  { names: ['EG95'], dialect: EC20, evidence: 'recalled' },
  { names: ['EM05'], dialect: EC20, evidence: 'recalled' },
  { names: ['EC200A'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EC200N'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EC200S'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EC200T'], dialect: EC200X, evidence: 'recalled' },
  // §S7 (slots counted backwards), §S21, §S34.
  { names: ['EC200U'], dialect: EC200X, own: { slotsReversed: true }, evidence: 'seen' },
  { names: ['EC600K'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EC600M'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EC600N'], dialect: EC200X, evidence: 'recalled' },
  // §S10, transcripts §T4, §T5.
  { names: ['EC600S'], dialect: EC200X, evidence: 'seen' },
  { names: ['EC600U'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EC800E'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EC800K'], dialect: EC200X, evidence: 'recalled' },
  // §S11, transcripts §T1, §T2.
  { names: ['EC800M'], dialect: EC200X, evidence: 'seen' },
  { names: ['EC800N'], dialect: EC200X, evidence: 'recalled' },
  // §S35.
  { names: ['EC801E'], dialect: EC200X, evidence: 'seen' },
  // §S4, §S5; the EG800AK: §S36.
  { names: ['EG800K'], dialect: EC200X, evidence: 'seen' },
  { names: ['EG800AK'], dialect: EC200X, evidence: 'seen' },
  { names: ['EG800Q'], dialect: EC200X, evidence: 'recalled' },
  // §S17 has a driver's test vector (§T13).
  { names: ['EG915N'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EG915Q'], dialect: EC200X, evidence: 'recalled' },
  { names: ['EG915U'], dialect: EC200X, evidence: 'recalled' },
  // §S13, §S14, transcripts §T6, §T7; its sisters by the title of their common manual.
  { names: ['BG770A', 'BG772A', 'BG773A'], dialect: BG77XA, evidence: 'seen' },
  { names: ['BG950A', 'BG951A', 'BG952A', 'BG953A', 'BG955A'], dialect: BG77XA, evidence: 'recalled' },
  // The digest of their common note V1.1 (§S3): AT+QMTPUB with a length, contexts 1–16; BG77 too in a sketch of its users.
  { names: ['BG95'], dialect: BG77XA, own: { highestContext: 16 }, evidence: 'seen' },
  { names: ['BG77', 'BG600L'], dialect: BG77XA, own: { highestContext: 16 }, evidence: 'seen' },
];

/**
 * Modules that publish the message within the command or up to Ctrl-Z, and don't count what they receive: BC26 (§S12,
 * §S23), BC20 (§S31), M26 and MC20 (unquoted payloads, §M4), the rest by the notes of NB-IoT (§S22) and GSM modules,
 * recalled.
 */
export const OTHER_DIALECTS: readonly string[] = [
  ...['BC20', 'BC25', 'BC26', 'BC28', 'BC32', 'BC35', 'BC65', 'BC66', 'BC68', 'BC92', 'BC95'],
  ...['M26', 'M66', 'M95', 'MC20', 'MC25', 'MC60', 'MC65'],
];

/** A family's whole profile. */
export function profileOf({ names, dialect, own }: Family): ModuleProfile {
  return { ...dialect, ...own, name: names[0] };
}

/** Every profile that a setting may name. */
export const PROFILES: ReadonlyMap<string, ModuleProfile> = new Map(
  [...FAMILIES.map(profileOf), CAREFUL].map((profile) => [profile.name, profile]),
);
