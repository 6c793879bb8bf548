import type { Channel } from '../at/channel';
import { type Clock, sleep } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { identify } from './identification';
import { type Identity, describe, introduce, readImei } from './identity';
import type { ModuleTime } from './module-clock';
import { type AccessPoint, activateContext } from './packet-data';
import type { ModuleProfile } from './profile';
import { CAREFUL } from './profiles/careful';
import { type NetworkFacts, type Signal, awaitRegistration } from './registration';
import { type RefusedPins, type SimFacts, prepareSim, readSimIdentity } from './sim';
import { type UrcPort, directUrcs } from './urc-port';

/** Where a step belongs on the way to the network; the session shows it as its state. */
export type BringUpPhase = 'starting' | 'sim' | 'network';

/** What bring-up has learned. Steps write it as they go. */
export interface ModemFacts {
  identity: Identity;
  /** The module's family; until it is identified the one met last. */
  profile: ModuleProfile;
  sim: SimFacts;
  network: NetworkFacts;
  signal: Signal | undefined;
  /** The module's clock, where it was needed. */
  time: ModuleTime | undefined;
  /** What the network has told: UTC in ms, when the clock stood at `atMs`. */
  networkTime: { readonly utc: number; readonly atMs: number } | undefined;
}

export interface BringUpContext {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Set: the family is given, and the module's name doesn't matter. */
  readonly module: ModuleProfile | undefined;
  readonly access: AccessPoint;
  readonly pin: string;
  readonly refusedPins: RefusedPins;
  readonly urcPort: UrcPort;
  readonly signal: AbortSignal;
  readonly facts: ModemFacts;
  /** Hides a personal datum in every trace from now on. */
  conceal(value: string): void;
  /** Nobody knows this module. */
  unknown(warning: CodedError): void;
}

export interface BringUpStep {
  readonly name: string;
  readonly phase: BringUpPhase;
  /** Once for each epoch of the line; the others are repeated before each connection, since a tunnel may have undone them. */
  readonly once: boolean;
  /** `isFirst`: not done yet in this epoch of the line. */
  run(context: BringUpContext, isFirst: boolean): Promise<void>;
}

/** The step before which nobody knows what the module is at. */
export const SYNCHRONISE = 'synchronise';

/** From a fresh line to an address, in this order. A later issue's TLS adds rows, not branches. */
export const BRING_UP: readonly BringUpStep[] = [
  { name: SYNCHRONISE, phase: 'starting', once: true, run: synchronise },
  // Another program may have sent the unsolicited codes elsewhere: then no connection ever completes.
  { name: 'module', phase: 'starting', once: false, run: meetModule },
  {
    name: 'IMEI',
    phase: 'starting',
    once: true,
    async run(context) {
      const imei = await readImei(context.channel);
      context.conceal(imei);
      context.facts.identity = { ...context.facts.identity, imei };
    },
  },
  {
    name: 'SIM',
    phase: 'sim',
    once: false,
    async run(context) {
      const { clock, pin, refusedPins, signal } = context;
      const state = await prepareSim(context.channel, { clock, pin, refusedPins, signal });
      context.facts.sim = { ...context.facts.sim, state };
    },
  },
  {
    name: 'SIM identity',
    phase: 'sim',
    once: true,
    async run(context) {
      const identity = await readSimIdentity(context.channel);
      context.conceal(identity.iccid);
      context.conceal(identity.imsi);
      context.facts.sim = { ...context.facts.sim, ...identity };
    },
  },
  {
    name: 'registration',
    phase: 'network',
    once: false,
    async run({ channel, clock, signal, facts }) {
      const heard = (strength: Signal | undefined) => {
        facts.signal = strength;
      };
      const registration = await awaitRegistration(channel, clock, signal, heard);
      facts.network = { ...facts.network, registration };
    },
  },
  {
    name: 'address',
    phase: 'network',
    once: false,
    async run(context) {
      const address = await activateContext(context.channel, context.access, context.signal);
      context.facts.network = { ...context.facts.network, address };
    },
  },
];

/** So long without another late line, and what an earlier epoch had asked is answered. */
const QUIET_MS = 500;
/** A port that never falls silent, such as one with NMEA on it, is not waited for longer. */
const QUIET_ROUNDS = 25;

/**
 * Finds out where the module stands. Where late lines came meanwhile, answers to an earlier epoch's probes may have passed
 * for this one's, and the rest is still on its way: it is waited for, or the next command would take it for its own.
 */
async function synchronise({ channel, clock, signal }: BringUpContext): Promise<void> {
  await channel.resynchronise(true);
  const late = () => channel.counters.late + channel.counters.strays;
  for (let heard = 0, round = 0; heard < late() && round < QUIET_ROUNDS; round++) {
    heard = late();
    await sleep(clock, QUIET_MS, signal);
  }
}

/**
 * Who the module is, once, and that its unsolicited codes come to us. The first questions are the look whether the greeting ended
 * the echo: an echo seen later, though it was verified off, is a hint of a restart, while an echo that never goes off is a habit to live
 * with (DESIGN.md rule 7).
 */
async function meetModule(context: BringUpContext, isFirst: boolean): Promise<void> {
  const { channel, urcPort, facts } = context;
  if (!isFirst) {
    await directUrcs(channel, urcPort);
    return;
  }
  const { model, revision, urcPort: told } = await introduce(channel);
  channel.verifyEchoOff();
  facts.identity = { ...facts.identity, model, revision, profile: '' };
  facts.profile = context.module ?? (await chooseProfile(context, model, revision));
  facts.identity = { ...facts.identity, profile: facts.profile.name };
  checkContext(context.access.context, facts.profile);
  await directUrcs(channel, urcPort, told);
}

/** Throws `EC20_SETTING`: an MQTT connection can't be told to use that PDP context on this module. */
function checkContext(value: number, { highestContext }: ModuleProfile): void {
  if (value <= highestContext) return;
  throw new CodedError('EC20_SETTING', {
    params: { field: 'pdpContext', value, allowed: `1-${highestContext}` },
    outcome: 'not-sent',
  });
}

/** The profile that fits the module's name; the careful one where nobody knows it. Rejects with `EC20_MODULE_UNSUPPORTED`. */
async function chooseProfile(
  context: BringUpContext,
  model: string,
  revision: string,
): Promise<ModuleProfile> {
  let found = identify([model, revision]);
  // Some firmware leaves AT+CGMM unanswered, or answers it with a name of its seller's.
  if (found.kind === 'unknown') found = identify(await describe(context.channel));
  switch (found.kind) {
    case 'known':
      return found.profile;
    case 'unsupported':
      throw new CodedError('EC20_MODULE_UNSUPPORTED', {
        params: { model: model || found.model },
        outcome: 'not-sent',
      });
    case 'unknown':
      context.unknown(unknownModule(model || revision));
      return CAREFUL;
  }
}

/** `EC20_MODULE_UNKNOWN` for a module that calls itself so. */
export function unknownModule(name: string): CodedError {
  return new CodedError('EC20_MODULE_UNKNOWN', {
    params: { model: name || '?', bytes: CAREFUL.largestPayloadBytes },
  });
}
