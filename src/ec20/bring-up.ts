import type { DataCount } from './data-counter';
import type { Channel } from '../at/channel';
import type { CommandLine } from '../at/parameter';
import { type Clock, sleep } from '../base/clock';
import { CodedError } from '../base/coded-error';
import { type Capabilities, adapted, readCapabilities } from './capabilities';
import { identify } from './identification';
import { type Identity, describe, introduce, readImei } from './identity';
import { askBatch } from './command-batch';
import { initialStateQuestions, correctInitialState } from './initial-state';
import type { ModuleTime } from './module-clock';
import { type AccessPoint, activateContext, configureAccessPoint } from './packet-data';
import type { ModuleProfile } from './profile';
import { CAREFUL } from './profiles/dialects';
import { unlessUnanswered } from './query';
import { cycleRadio } from './radio';
import { type NetworkFacts, type Signal, awaitRegistration } from './registration';
import { type RefusedPins, type SimFacts, prepareSim, readSimIdentity } from './sim';
import type { UrcPort } from './urc-port';

/** The part of the way to the network that a step belongs to; the session shows it as its state. */
export type BringUpPhase = 'starting' | 'sim' | 'network';

/** Results of bring-up. Steps write them as they run. */
export interface ModemFacts {
  identity: Identity;
  /** The module's family; until it is identified, the last one identified. */
  profile: ModuleProfile;
  /** What the last firmware identified can do. */
  firmware: { readonly name: string; readonly capabilities: Capabilities } | undefined;
  sim: SimFacts;
  network: NetworkFacts;
  signal: Signal | undefined;
  /** By the module's own counter; undefined: it has none, or was not read yet. */
  dataCount: DataCount | undefined;
  /** The module's clock, if it was needed. */
  time: ModuleTime | undefined;
  /** Time reported by the network: UTC in ms, when the clock read `atMs`. */
  networkTime: { readonly utc: number; readonly atMs: number } | undefined;
}

export interface BringUpContext {
  readonly channel: Channel;
  readonly clock: Clock;
  /** Set: the family is given, and the module's name is ignored. */
  readonly module: ModuleProfile | undefined;
  readonly access: AccessPoint;
  readonly pin: string;
  readonly refusedPins: RefusedPins;
  readonly urcPort: UrcPort;
  readonly signal: AbortSignal;
  readonly facts: ModemFacts;
  /** Masks a personal datum in every trace from now on. */
  conceal(value: string): void;
  /** Notified of what was corrected, or works all the same: a radio that had been switched off, an unknown module. */
  readonly report: (warning: CodedError) => void;
  /** Registers the command that restores a state which outlives our process, for when the module is released. */
  readonly undo: (line: CommandLine) => void;
}

export interface BringUpStep {
  readonly name: string;
  readonly phase: BringUpPhase;
  /**
   * Once per epoch of the line; the others are repeated before each connection, since a tunnel may have undone them.
   */
  readonly once: boolean;
  /** `isFirst`: not done yet in this epoch of the line. */
  run(context: BringUpContext, isFirst: boolean): Promise<void>;
}

/** From a fresh line to an address, in this order. */
export const BRING_UP = [
  { name: 'synchronise', phase: 'starting', once: true, run: synchronise },
  // Another program may have redirected the unsolicited codes: then no connection ever completes.
  { name: 'module', phase: 'starting', once: false, run: meetModule },
  { name: 'capabilities', phase: 'starting', once: true, run: learnCapabilities },
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
    run: prepareCard,
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
  // On LTE the attach itself uses the access point, so a wrong one may be why there is no registration.
  { name: 'access point', phase: 'network', once: true, run: enterAccessPoint },
  {
    name: 'registration',
    phase: 'network',
    once: false,
    async run({ channel, clock, signal, facts, report }) {
      const measured = (strength: Signal | undefined) => {
        facts.signal = strength;
      };
      const registration = await awaitRegistration(channel, clock, signal, { measured, report });
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
] as const satisfies readonly BringUpStep[];

/** A step of {@link BRING_UP}. */
export type StepName = (typeof BRING_UP)[number]['name'];

/** After this many milliseconds without another late line, all commands of an earlier epoch are answered. */
const QUIET_MS = 500;
/** Maximum rounds: a port that never falls silent, such as one with NMEA on it, is not awaited any longer. */
const QUIET_ROUNDS = 25;

/**
 * Finds the module's state. If late lines were received meanwhile, answers to an earlier epoch's probes may have passed
 * for this one's, and more are on their way: wait for them, or the next command would take them for its own.
 */
async function synchronise({ channel, clock, signal }: BringUpContext): Promise<void> {
  await channel.resynchronise(true);
  const late = () => channel.counters.late + channel.counters.strays;
  for (let seen = 0, round = 0; seen < late() && round < QUIET_ROUNDS; round++) {
    seen = late();
    await sleep(clock, QUIET_MS, signal);
  }
}

/**
 * Identifies the module, once, and corrects what others have left in it. The first questions also check whether the
 * greeting ended the echo: an echo seen after it was verified off suggests a restart, while one that never goes off is
 * tolerated (rule 7).
 */
async function meetModule(context: BringUpContext, isFirst: boolean): Promise<void> {
  const { channel, urcPort, facts, report, undo } = context;
  const correction = { channel, urcPort, report, undo };
  const questions = initialStateQuestions(isFirst);
  if (!isFirst) {
    const { replies } = await askBatch(channel, questions, { mayBeMissing: true });
    await correctInitialState(correction, isFirst, replies);
    return;
  }
  const { model, revision, others } = await introduce(channel, questions);
  channel.verifyEchoOff();
  facts.identity = { ...facts.identity, model, revision, profile: '' };
  facts.profile = context.module ?? (await chooseProfile(context, model, revision));
  facts.identity = { ...facts.identity, profile: facts.profile.name };
  checkContext(context.access.context, facts.profile);
  await correctInitialState(correction, isFirst, others);
}

/**
 * What the firmware can do with MQTT: asked now rather than tried with a user's message. Kept while the module is the
 * same.
 */
async function learnCapabilities({ channel, facts }: BringUpContext): Promise<void> {
  const { model, revision } = facts.identity;
  const firmware = [facts.profile.name, model, revision].join(' ');
  if (facts.firmware?.name !== firmware) {
    const capabilities = await unlessUnanswered(readCapabilities(channel, facts.profile));
    // Asked again in the next epoch of the line; the family's values serve meanwhile.
    if (capabilities === undefined) return;
    facts.firmware = { name: firmware, capabilities };
  }
  facts.profile = adapted(facts.profile, facts.firmware.capabilities);
}

async function prepareCard(context: BringUpContext, isFresh: boolean): Promise<void> {
  const { channel, clock, pin, refusedPins, signal, facts } = context;
  const state = await prepareSim(channel, { clock, pin, refusedPins, isFresh, signal });
  facts.sim = { ...facts.sim, state };
}

/** With another access point the module has to attach again; its card restarts with the radio. */
async function enterAccessPoint(context: BringUpContext): Promise<void> {
  const { channel, clock, access, signal } = context;
  if (!(await configureAccessPoint(channel, access))) return;
  await cycleRadio(channel, clock, signal);
  await prepareCard(context, true);
}

/** Throws `EC20_SETTING`: AT+QMTCFG can't select that PDP context on this module. */
function checkContext(value: number, { highestContext }: ModuleProfile): void {
  if (value <= highestContext) return;
  throw new CodedError('EC20_SETTING', {
    params: { field: 'pdpContext', value, allowed: `1-${highestContext}` },
    outcome: 'not-sent',
  });
}

/**
 * The profile that fits the module's name; the careful one if it is unknown. Rejects with `EC20_MODULE_UNSUPPORTED`.
 */
async function chooseProfile(
  context: BringUpContext,
  model: string,
  revision: string,
): Promise<ModuleProfile> {
  let found = identify([model, revision]);
  // Some firmware leaves AT+CGMM unanswered, or returns its seller's own name.
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
      context.report(unknownModule(model || revision));
      return CAREFUL;
  }
}

/** `EC20_MODULE_UNKNOWN` for a module of that name. */
export function unknownModule(name: string): CodedError {
  return new CodedError('EC20_MODULE_UNKNOWN', {
    params: { model: name || '?', bytes: CAREFUL.largestPayloadBytes },
  });
}
