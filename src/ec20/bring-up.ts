import type { Channel } from '../at/channel';
import { plain } from '../at/parameter';
import { type Clock, sleep } from '../base/clock';
import { type Identity, readIdentity } from './identity';
import type { ModuleTime } from './module-clock';
import { type AccessPoint, activateContext, attach } from './packet-data';
import { perform, unlessRefused } from './query';
import { type NetworkFacts, type Signal, awaitRegistration, readOperator, readSignal } from './registration';
import { type RefusedPins, type SimFacts, prepareSim, readSimIdentity } from './sim';
import { type UrcPort, directUrcs } from './urc-port';

/** Where a step belongs on the way to the network; the session shows it as its state. */
export type BringUpPhase = 'starting' | 'sim' | 'network';

/** What bring-up has learned. Steps write it as they go. */
export interface ModemFacts {
  identity: Identity;
  sim: SimFacts;
  network: NetworkFacts;
  signal: Signal | undefined;
  /** The module's clock, where it was needed. */
  time: ModuleTime | undefined;
}

export interface BringUpContext {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly access: AccessPoint;
  readonly pin: string;
  readonly refusedPins: RefusedPins;
  readonly urcPort: UrcPort;
  readonly signal: AbortSignal;
  readonly facts: ModemFacts;
  /** Hides a personal datum in every trace from now on. */
  conceal(value: string): void;
}

export interface BringUpStep {
  readonly name: string;
  readonly phase: BringUpPhase;
  /** Once for each epoch of the line; the others are repeated before each connection, since a tunnel may have undone them. */
  readonly once: boolean;
  run(context: BringUpContext): Promise<void>;
}

/** The step before which nobody knows what the module is at. */
export const SYNCHRONISE = 'synchronise';

/** From a fresh line to an address, in this order. A later issue's TLS adds rows, not branches. */
export const BRING_UP: readonly BringUpStep[] = [
  { name: SYNCHRONISE, phase: 'starting', once: true, run: synchronise },
  { name: 'echo off', phase: 'starting', once: true, run: ({ channel }) => echoOff(channel) },
  {
    name: 'numeric errors',
    phase: 'starting',
    once: true,
    async run({ channel }) {
      await unlessRefused(perform(channel, plain('AT+CMEE=1')));
    },
  },
  {
    name: 'identity',
    phase: 'starting',
    once: true,
    async run(context) {
      context.facts.identity = await readIdentity(context.channel);
      context.conceal(context.facts.identity.imei);
    },
  },
  {
    name: 'unsolicited codes',
    phase: 'starting',
    // Another program may have sent them elsewhere: then no connection ever completes.
    once: false,
    run: ({ channel, urcPort }) => directUrcs(channel, urcPort),
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
    name: 'signal',
    phase: 'network',
    once: false,
    async run(context) {
      context.facts.signal = await readSignal(context.channel);
    },
  },
  {
    name: 'registration',
    phase: 'network',
    once: false,
    async run(context) {
      const registration = await awaitRegistration(context.channel, context.clock, context.signal);
      context.facts.network = { ...context.facts.network, registration };
    },
  },
  {
    name: 'operator',
    phase: 'network',
    once: true,
    async run(context) {
      context.facts.network = { ...context.facts.network, ...(await readOperator(context.channel)) };
    },
  },
  { name: 'attach', phase: 'network', once: false, run: ({ channel, signal }) => attach(channel, signal) },
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
 * ATE0, and a look whether it worked: an echo seen afterwards, though it was verified off, is a hint of a restart, while an
 * echo that never goes off is a habit to live with (DESIGN.md rule 7).
 */
async function echoOff(channel: Channel): Promise<void> {
  await unlessRefused(perform(channel, plain('ATE0')));
  await perform(channel, plain('AT'));
  channel.verifyEchoOff();
}
