import { type Timer, sleep } from '../base/clock';
import type { SubDevice } from '../cloud/gateway';
import type { CloudMessage } from '../cloud/thing-dialogue';
import { GatewayQuestions, type GatewayQuestionsOptions, type Reply } from './gateway-questions';
import type { SubDeviceNeed, SubDeviceState } from './sub-device-state';
import type { SubDeviceVerdicts } from './sub-device-verdicts';

export interface SubDeviceLoginsOptions extends GatewayQuestionsOptions {
  /** Subscribes to the cloud's answers, once; resolves when they can arrive, or at once while offline. */
  readonly listen: (filters: readonly string[], signal: AbortSignal) => Promise<void>;
}

/** The connection, and how far the work on it has come. */
interface Place {
  readonly signal: AbortSignal;
  isBusy: boolean;
  isListed: boolean;
}

/** Unanswered questions in a row after which the next one waits a minute: there may be no gateway at all. */
const SILENT_REST_MS = 60_000;

/**
 * Brings the sub-devices of a gateway online, on every connection anew: asks for their secrets, adds them to the topology, and logs them
 * in, as many with one question as fit.
 */
export class SubDeviceLogins {
  readonly #questions: GatewayQuestions;
  /** Ends the rest after silences. */
  #wake: (() => void) | undefined;
  /** The connection was lost over the list, which may be longer than the module can take: the next one goes without. */
  #isListCostly = false;
  #place: Place | undefined;
  #timer: Timer | undefined;

  constructor(
    /** Those that are set up now, by key. */
    private readonly devices: ReadonlyMap<string, SubDeviceState>,
    private readonly verdicts: SubDeviceVerdicts,
    private readonly options: SubDeviceLoginsOptions,
  ) {
    this.#questions = new GatewayQuestions(options);
  }

  /** A new connection. */
  begin(signal: AbortSignal): void {
    const place: Place = { signal, isBusy: false, isListed: this.#isListCostly };
    this.#isListCostly = false;
    this.#place = place;
    this.#questions.restart();
    for (const state of this.devices.values()) state.restart();
    signal.addEventListener('abort', () => this.#leave(place), { once: true });
    this.work();
  }

  /** Starts what is due, unless it is under way; one thing after the other, so that the rates are kept. */
  work(): void {
    const place = this.#place;
    if (place === undefined || place.isBusy || place.signal.aborted || this.devices.size === 0) return;
    place.isBusy = true;
    this.#timer?.cancel();
    void this.#steps(place)
      .catch(() => undefined) // the connection has ended, and everything begins anew on the next
      .finally(() => {
        place.isBusy = false;
        this.#plan();
      });
  }

  /** An answer has come. One that nobody has asked for is ignored. */
  answered(reply: Reply): void {
    this.#questions.answered(reply);
  }

  /** Sends what the cloud wants to hear, unless offline. */
  acknowledge(message: CloudMessage): void {
    const signal = this.#place?.signal;
    if (signal !== undefined) void this.options.send({ ...message, qos: 0 }, signal).catch(() => undefined);
  }

  /** Logs a device out that was taken away, unless offline. */
  logOut(device: SubDevice): void {
    const signal = this.#place?.signal;
    if (signal === undefined) return;
    void this.#questions.ask({ kind: 'logout', devices: [device] }, signal).catch(() => undefined);
  }

  #leave(place: object): void {
    if (this.#place !== place) return;
    this.#place = undefined;
    this.#timer?.cancel();
    for (const state of this.devices.values()) {
      if (state.stage !== 'failed') state.become('offline', undefined);
    }
  }

  async #steps(place: Place): Promise<void> {
    const { dialogue, listen } = this.options;
    if (dialogue === undefined) return;
    const { signal } = place;
    await listen(dialogue.filters, signal);
    if (!place.isListed) await this.#list(signal);
    place.isListed = true;
    let silences = 0;
    for (let next = this.#next(); next !== undefined && !signal.aborted; next = this.#next()) {
      const wasAnswered = await this.#step(next.kind, next.states, signal);
      silences = wasAnswered ? 0 : silences + 1;
      if (silences > 1) await this.#rest(signal);
    }
  }

  /** Until a minute is over, or a late answer comes. */
  async #rest(signal: AbortSignal): Promise<void> {
    const awake = new AbortController();
    this.#wake = () => awake.abort();
    try {
      await sleep(this.options.clock, SILENT_REST_MS, AbortSignal.any([signal, awake.signal]));
    } catch (error) {
      if (signal.aborted) throw error;
    } finally {
      this.#wake = undefined;
    }
  }

  /** The next devices that need the same. */
  #next(): { readonly kind: SubDeviceNeed; readonly states: readonly SubDeviceState[] } | undefined {
    const nowMs = this.options.clock.now();
    // The longest due first, so that those that are refused again and again hold up nobody.
    const due = [...this.devices.values()]
      .filter(({ need, dueAtMs }) => need !== undefined && dueAtMs <= nowMs)
      .sort((one, other) => (one.dueMs < other.dueMs ? -1 : one.dueMs > other.dueMs ? 1 : 0));
    for (const kind of ['register', 'add', 'login'] as const) {
      const [first, ...others] = due.filter(({ need }) => need === kind);
      if (first === undefined) continue;
      return { kind, states: first.isAlone ? [first] : [first, ...others.filter(({ isAlone }) => !isAlone)] };
    }
    return undefined;
  }

  /** Asks which devices are in the topology. Without an answer (a long list may not fit the module) each login tells. */
  async #list(signal: AbortSignal): Promise<void> {
    let reply: Reply | undefined;
    try {
      reply = await this.#questions.ask({ kind: 'list' }, signal);
    } catch (error) {
      this.#isListCostly = true;
      throw error;
    }
    if (reply?.verdict.kind !== 'done') return;
    const listed = new Set(reply.devices.map(({ key }) => key));
    for (const [key, state] of this.devices) state.isInTopology = listed.has(key);
  }

  /** One question for as many of the devices as fit. False: no answer came. */
  async #step(kind: SubDeviceNeed, states: readonly SubDeviceState[], signal: AbortSignal): Promise<boolean> {
    const stage = kind === 'register' ? 'registering' : kind === 'add' ? 'adding' : 'login';
    let some: readonly SubDeviceState[] = [];
    const question = { kind, devices: states.map(({ device }) => device) };
    const reply = await this.#questions.ask(question, signal, {
      asked: (count) => {
        some = states.slice(0, count);
        for (const state of some) {
          state.asked(kind);
          state.become(stage, state.error);
        }
      },
      late: (late) => this.#answeredLate(kind, some, late),
    });
    if (reply === undefined) {
      this.verdicts.unanswered(some);
      return false;
    }
    await this.verdicts.answered(kind, some, reply);
    return true;
  }

  /** An answer that came after it was given up. */
  #answeredLate(kind: SubDeviceNeed, states: readonly SubDeviceState[], reply: Reply): void {
    const silent = states.filter(({ silences }) => silences > 0);
    void this.verdicts.answered(kind, silent, reply).then(() => {
      this.#wake?.();
      this.work();
    });
  }

  /** Sets the timer for the device that is due next. */
  #plan(): void {
    const place = this.#place;
    this.#timer?.cancel();
    if (place === undefined || place.signal.aborted) return;
    const { clock } = this.options;
    const waiting = [...this.devices.values()].filter(({ need }) => need !== undefined);
    const dueMs = Math.min(...waiting.map(({ dueAtMs }) => dueAtMs));
    if (dueMs === Infinity) return;
    this.#timer = clock.after(Math.max(0, dueMs - clock.now()), () => this.work());
  }
}
