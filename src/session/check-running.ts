import { commandLine, numberAt, plain, quoted, textAt } from '../at/parameter';
import type { Trace } from '../at/trace';
import type { ServerName } from '../settings/servers';
import { CodedError } from '../base/coded-error';
import { readNames } from '../ec20/identity';
import { isAttached, readAddress } from '../ec20/packet-data';
import { askAll, perform, unlessRefused } from '../ec20/query';
import { readOperator, readRegistration, readSignal } from '../ec20/registration';
import { STATE_CONNECTED } from '../ec20/result-codes';
import { readSim } from '../ec20/sim';
import { devicesFinding } from './check-devices';
import { type CheckLineId, type Finding, lastDigits, lineOf } from './check-line';
import { LOOKS, moduleFinding, noSignalFinding, signalFinding, unlessAborted } from './check-looks';
import { goRoundTrip } from './round-trip';
import type { Session } from './session';
import { type CheckSubject, untried } from './setup-check';
import type { SessionState } from './snapshot';

/** The owner of a check's subscription and message. */
const OWNER = 'check';
/** With a longer queue the round trip would time out. */
const MOST_QUEUED = 20;

/** The order of a session's states; states that aren't listed make no progress. */
const WAY: readonly SessionState[] = ['opening', 'starting', 'sim', 'network', 'connecting', 'online'];

/**
 * Checks a running session alongside its traffic: it only queries, in its turn on the channel, and neither opens nor
 * closes anything. An error that blocks the session is reported on its line.
 */
export class CheckRunning implements CheckSubject {
  constructor(
    private readonly session: Session,
    /** What is wrong with the settings that are meant to replace it. */
    private readonly fault?: CodedError,
  ) {}

  get trace(): Trace {
    return this.session.trace;
  }

  get server(): ServerName {
    return this.#profile.spokenOf;
  }

  has(id: CheckLineId): boolean {
    if (id === 'devices') return (this.session.snapshot().subDevices ?? []).length > 0;
    return id !== 'tls' || this.session.inspected.options.profile.tls !== undefined;
  }

  async look(id: CheckLineId, signal: AbortSignal): Promise<Finding> {
    await this.#reached(LOOKS[id].reached, signal);
    const { state, error } = this.session.snapshot();
    const isHeld = error !== undefined && state !== 'online' && lineOf(error.code) === id;
    // A silent line may have recovered since: its own answer decides.
    if (isHeld && id !== 'answer') throw error;
    const finding = await unlessAborted(this.#looks[id](signal), signal);
    return isHeld ? { ...finding, warning: error } : finding;
  }

  async close(): Promise<void> {
    await this.session.unsubscribeAll(OWNER).catch(() => undefined);
  }

  readonly #looks: Readonly<Record<CheckLineId, (signal: AbortSignal) => Promise<Finding>>> = {
    settings: () => {
      if (this.fault !== undefined) return Promise.reject(this.fault);
      const { host, port } = this.#profile;
      return Promise.resolve({ detail: { host, port } });
    },
    port: () => {
      const { state, port, error } = this.session.snapshot();
      if (this.session.inspected.modem.isOpen) return Promise.resolve({ detail: { port } });
      const closed = state === 'closed' ? new CodedError('EC20_LINE_CLOSED') : error;
      return Promise.reject(closed ?? new CodedError('EC20_LINE_CLOSED'));
    },
    answer: async (signal) => {
      await perform(this.#channel, plain('AT'), undefined, signal);
      return {};
    },
    module: async () => {
      const names = await readNames(this.#channel);
      const { options } = this.session.inspected;
      return moduleFinding({ ...this.session.snapshot().module, ...names }, options.module);
    },
    sim: async () => ({
      detail: { sim: await readSim(this.#channel), iccid: lastDigits(this.session.snapshot().sim.iccid) },
    }),
    signal: async (signal) => {
      const found = await readSignal(this.#channel, signal);
      if (found?.dbm !== undefined) return signalFinding(found, found.dbm);
      return noSignalFinding(this.#channel);
    },
    registration: async (signal) => {
      const registration = await readRegistration(this.#channel);
      if (registration === undefined) throw new CodedError('EC20_NOT_REGISTERED');
      const {
        operator: { operator, technology, band },
      } = await readOperator(this.#channel, signal);
      return { detail: { registration, operator, technology, band } };
    },
    attached: async () => {
      if (!(await isAttached(this.#channel))) throw new CodedError('EC20_NOT_ATTACHED');
      return {};
    },
    address: async () => {
      const { pdpContext, apn } = this.session.inspected.options.modem;
      const address = await readAddress(this.#channel, pdpContext);
      if (address === undefined) throw new CodedError('EC20_PDP_LOST', { outcome: 'unknown' });
      return { detail: { address, apn } };
    },
    server: async () => {
      const { host, port } = this.#profile;
      const lines = await unlessRefused(askAll(this.#channel, plain('AT+QMTOPEN?'), '+QMTOPEN'));
      const own = lines?.find((params) => numberAt(params, 0) === this.#clientIndex);
      if (lines !== undefined && own === undefined) throw new CodedError('EC20_LINK_SILENT');
      return { detail: { host: (own && textAt(own, 1)) ?? host, port: (own && numberAt(own, 2)) ?? port } };
    },
    tls: async () => {
      const line = commandLine('AT+QMTCFG=', quoted('option', 'ssl'), this.#clientIndex);
      const lines = await unlessRefused(askAll(this.#channel, line, '+QMTCFG'));
      if (lines === undefined)
        return untried('this firmware does not report its TLS setting', '该固件不报告 TLS 设置');
      const [warning] = this.session.snapshot().endingRoots ?? [];
      return warning === undefined ? {} : { warning };
    },
    login: async () => {
      const state = await this.session.inspected.client?.state();
      if (state !== STATE_CONNECTED) throw new CodedError('EC20_LINK_SILENT', { outcome: 'unknown' });
      return {};
    },
    message: async (signal) => {
      const finding = await this.#message(signal);
      const leftOut = this.session.snapshot().leftOut.find(({ owners }) => !owners.includes(OWNER));
      return leftOut === undefined ? finding : { warning: leftOut.error, ...finding };
    },
    devices: (signal) => this.#devices(signal),
  };

  #devices(signal: AbortSignal): Promise<Finding> {
    const { session } = this;
    return devicesFinding(
      session.inspected.options.clock,
      () => session.snapshot().subDevices ?? [],
      (listener) => session.onSubDevice(listener),
      signal,
    );
  }

  get #profile() {
    return this.session.inspected.options.profile;
  }

  get #channel() {
    return this.session.inspected.modem.channel;
  }

  get #clientIndex(): number {
    return this.session.inspected.options.modem.clientIndex;
  }

  #message(signal: AbortSignal): Promise<Finding> {
    const { session } = this;
    const { options, modem } = session.inspected;
    const { profile, clock, random } = options;
    if (session.snapshot().queue.length > MOST_QUEUED) {
      return Promise.resolve(
        untried('many messages wait in the queue before it', '队列里还有很多消息排在前面'),
      );
    }
    const { clientId } = profile.credentials({ how: 'sign', imei: modem.facts.identity.imei });
    return goRoundTrip(
      { profile, clock, random, clientId },
      {
        subscribe: async (filter, listener) => {
          await session.subscribe(OWNER, filter, 0, listener);
          return () => session.unsubscribeAll(OWNER);
        },
        publish: (message) =>
          new Promise((resolve, reject) => {
            session.publish(
              { ...message, qos: 1, retain: false, offline: 'drop', nodeId: OWNER, flowMessageId: '' },
              { accepted: () => undefined, delivered: () => resolve(), failed: reject },
            );
          }),
      },
      signal,
    );
  }

  /** Waits until the session has reached `goal` or is blocked by an error. */
  async #reached(goal: SessionState, signal: AbortSignal): Promise<void> {
    const isThere = () => {
      const { state, error } = this.session.snapshot();
      return error !== undefined || !WAY.includes(state) || WAY.indexOf(state) >= WAY.indexOf(goal);
    };
    if (isThere()) return;
    let unlisten: () => void = () => undefined;
    const there = new Promise<void>((resolve) => {
      unlisten = this.session.onChange(() => {
        if (isThere()) resolve();
      });
    });
    await unlessAborted(there, signal).finally(() => unlisten());
  }
}
