import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SayingText } from './sayings';

/** What was left in the module; what is absent is as in an untouched module. */
export interface LeftState {
  /** AT+CFUN?: 0 off, 1 on, 4 aeroplane mode. */
  readonly cfun?: number;
  /** `<mode>` of AT+COPS?: 0 automatic, 2 deregistered. */
  readonly cops?: number;
  /** `<stat>` that the network reports: 1 home, 2 searching, 3 denied, … */
  readonly reg?: number;
  /** ATV: 0 results as numbers. */
  readonly V?: number;
  /** ATQ: 1 no results. */
  readonly Q?: number;
  readonly echo?: boolean;
  /** AT+CMEE. */
  readonly cmee?: number;
  /** The access point of context 1. */
  readonly apn?: string;
  /** False: AT+QMTCFG="recv/mode" has no length. */
  readonly lenOk?: boolean;
  readonly model?: string;
  readonly revision?: string;
  /** False: a restart undoes it. True, which is usual here: it was saved. */
  readonly saved?: boolean;
}

/** One case of module-cases.json, as far as a test plays it. */
export interface ModuleCase {
  readonly id: string;
  readonly want: string;
  readonly state?: LeftState;
  readonly says?: readonly (readonly [command: string, answers: readonly SayingText[]])[];
  /** What the module sends while online. */
  readonly bytes?: string;
}

/** The cases as they were collected from real modules, programs and drivers. */
export function moduleCases(): readonly ModuleCase[] {
  return JSON.parse(readFileSync(join(__dirname, 'module-cases.json'), 'utf8')) as readonly ModuleCase[];
}
