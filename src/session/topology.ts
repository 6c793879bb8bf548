import { type Timer, sleep } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import type { ForeignFailure } from '../base/foreign-code';
import { Listeners } from '../base/listeners';
import type { GatewayMessage, GatewayQuestion, SubDevice } from '../cloud/gateway';
import type { CloudMessage, ThingDialogue } from '../cloud/thing-dialogue';
import { ANSWER_MS, GatewayQuestions, type GatewayQuestionsOptions, type Reply } from './gateway-questions';
import { blame, isOfOne, naming } from './refused-batch';
import type { SecretStore } from './registrar';
import { type SubDeviceSnapshot, SubDeviceState } from './sub-device-state';

export interface TopologyOptions extends GatewayQuestionsOptions {
  readonly secretStore: SecretStore | undefined;
  /** Masks a secret in every trace from now on. */
  readonly conceal: (secret: string) => void;
  /** Subscribes to the cloud's answers, once; resolves when they can arrive, or at once while offline. */
  readonly listen: (filters: readonly string[], signal: AbortSignal) => Promise<void>;
  /** A sub-device has logged in: its messages may leave, its filters be subscribed. */
  readonly ready: (key: string) => void;
  readonly listenerFailed: ForeignFailure;
}

type Listed = Exclude<GatewayQuestion['kind'], 'list'>;

/** Unanswered questions in a row after which the next one waits a minute: there may be no gateway at all. */
const SILENT_REST_MS = 60_000;

/**
 * The sub-devices of a gateway: brings each into the topology and logs it in, on every connection anew; hears what the console
 * changes. Each fails alone.
 */
export class Topology {
  /** Notifies of each change of a sub-device. */
  readonly changes: Listeners<SubDeviceSnapshot>;
  readonly #options: TopologyOptions;
  readonly #devices = new Map<string, SubDeviceState>();
  readonly #questions: GatewayQuestions;
  /** Ends the rest after silences. */
  #wake: (() => void) | undefined;
  /** The connection was lost over the list, which may be longer than the module can take: the next one goes without. */
  #isListCostly = false;
  /** The connection, and what wakes its work. */
  #place: { readonly signal: AbortSignal; isBusy: boolean; isListed: boolean } | undefined;
  #timer: Timer | undefined;
  #isUsed = false;
  /** A flow logs sub-devices in by itself. */
  #isByHand = false;

  constructor(options: TopologyOptions) {
    this.#options = options;
    this.changes = new Listeners('onSubDevice', options.listenerFailed);
    this.#questions = new GatewayQuestions(options);
  }

  /** Texts to mask in all output. */
  get secrets(): readonly string[] {
    return [...this.#devices.values()].flatMap(({ device }) => device.secrets);
  }

  /** Every sub-device, in the order of being attached. */
  get snapshots(): readonly SubDeviceSnapshot[] {
    return [...this.#devices.values()].map(({ snapshot }) => snapshot);
  }

  /**
   * Adds a sub-device; the returned function removes it and logs it out. Throws `EC20_SUB_SERVER`, `EC20_SUB_TWICE`, or
   * `EC20_NO_SECRET` where it has to register and nothing can keep its secret.
   */
  attach(device: SubDevice): () => void {
    const { clock, dialogue, secretStore } = this.#options;
    const { key, signature } = device;
    if (dialogue === undefined) throw new CodedError('EC20_SUB_SERVER', { params: { device: key } });
    if (this.#devices.has(key) || key === dialogue.own)
      throw new CodedError('EC20_SUB_TWICE', { params: { device: key } });
    if (signature === undefined && secretStore === undefined) throw new CodedError('EC20_NO_SECRET');
    for (const secret of device.secrets) this.#options.conceal(secret);
    const state = new SubDeviceState(device, clock.wallTime());
    this.#devices.set(key, state);
    this.#isUsed = true;
    this.#work();
    return () => {
      if (this.#devices.get(key) !== state) return;
      this.#devices.delete(key);
      // The login that is under way comes first.
      if (state.stage === 'online' || state.stage === 'login') this.#logOut(state.device);
    };
  }

  /** Whether there has been a sub-device: from then on messages of others wait for theirs. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Whether it is set up here, or a flow speaks for it by itself: its messages leave sooner or later. */
  isServed(key: string): boolean {
    return this.#devices.has(key) || this.#isByHand;
  }

  /** Messages of an earlier process wait on these topics: those of devices that are not set up any more would be dropped by the cloud. */
  found(topics: Iterable<string>): void {
    const { dialogue } = this.#options;
    if (dialogue === undefined) return;
    for (const topic of topics) {
      this.#isByHand ||= dialogue.isLogin(topic);
      this.#isUsed ||= dialogue.subDeviceOf(topic) !== undefined;
    }
  }

  /** A flow publishes on that topic. True: from now on more messages may leave. */
  noted(topic: string): boolean {
    if (this.#isByHand || this.#options.dialogue?.isLogin(topic) !== true) return false;
    this.#isByHand = true;
    return true;
  }

  /** The sub-device that a topic belongs to, as a key; undefined: the gateway itself, or no gateway. */
  subDeviceOf(topic: string): string | undefined {
    return this.#isUsed ? this.#options.dialogue?.subDeviceOf(topic) : undefined;
  }

  /** Whether a message or filter on that topic may go out now: its device is online. One that is not set up any more waits. */
  isReady(topic: string): boolean {
    const key = this.subDeviceOf(topic);
    if (key !== undefined) {
      const state = this.#devices.get(key);
      return state === undefined ? this.#isByHand : state.stage === 'online';
    }
    const product = this.#isUsed ? this.#options.dialogue?.productOf(topic) : undefined;
    if (product === undefined) return true;
    const devices = [...this.#devices.values()].filter(({ device }) => device.productKey === product);
    return devices.length === 0 || devices.some(({ stage }) => stage === 'online');
  }

  /** Whether a filter is for all devices of a sub-device's product: one of them has to be online. */
  isShared(filter: string, key: string): boolean {
    const product = this.#options.dialogue?.productOf(filter);
    return product !== undefined && this.#devices.get(key)?.device.productKey === product;
  }

  /** The dialogue of the device that a topic belongs to; `own`: the gateway's. */
  dialogueOf(topic: string, own: ThingDialogue | undefined): ThingDialogue | undefined {
    const key = this.subDeviceOf(topic);
    return key === undefined ? own : this.#devices.get(key)?.device.thing;
  }

  /** A new connection. */
  begin(signal: AbortSignal): void {
    const place = { signal, isBusy: false, isListed: this.#isListCostly };
    this.#isListCostly = false;
    this.#place = place;
    this.#questions.restart();
    for (const state of this.#devices.values()) state.restart();
    signal.addEventListener('abort', () => this.#leave(place), { once: true });
    this.#work();
  }

  /** A message has arrived: what it tells of the sub-devices. */
  received(message: CloudMessage): void {
    if (this.#devices.size === 0) return;
    const news = this.#options.dialogue?.read(message);
    if (news === undefined) return;
    if (news.kind === 'reply') this.#questions.answered(news);
    else if (news.kind === 'changed') this.#changed(news);
    else this.#refusedLater(news);
  }

  #leave(place: object): void {
    if (this.#place !== place) return;
    this.#place = undefined;
    this.#timer?.cancel();
    for (const state of this.#devices.values()) {
      if (state.stage !== 'failed') this.#become(state, 'offline', undefined);
    }
  }

  /** Starts what is due, unless it is under way; one thing after the other, so that the rates are kept. */
  #work(): void {
    const place = this.#place;
    if (place === undefined || place.isBusy || place.signal.aborted || this.#devices.size === 0) return;
    place.isBusy = true;
    this.#timer?.cancel();
    void this.#steps(place)
      .catch(() => undefined) // the connection has ended, and everything begins anew on the next
      .finally(() => {
        place.isBusy = false;
        this.#plan();
      });
  }

  async #steps(place: { readonly signal: AbortSignal; isListed: boolean }): Promise<void> {
    const { dialogue, listen } = this.#options;
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
      await sleep(this.#options.clock, SILENT_REST_MS, AbortSignal.any([signal, awake.signal]));
    } catch (error) {
      if (signal.aborted) throw error;
    } finally {
      this.#wake = undefined;
    }
  }

  /** The next devices that need the same. */
  #next(): { readonly kind: Listed; readonly states: readonly SubDeviceState[] } | undefined {
    const nowMs = this.#options.clock.now();
    // The longest due first, so that those that are refused again and again hold up nobody.
    const due = [...this.#devices.values()]
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
    for (const [key, state] of this.#devices) state.isInTopology = listed.has(key);
  }

  /** One question for as many of the devices as fit. False: no answer came. */
  async #step(kind: Listed, states: readonly SubDeviceState[], signal: AbortSignal): Promise<boolean> {
    const stage = kind === 'register' ? 'registering' : kind === 'add' ? 'adding' : 'login';
    let some: readonly SubDeviceState[] = [];
    const question = { kind, devices: states.map(({ device }) => device) };
    const reply = await this.#questions.ask(question, signal, {
      asked: (count) => {
        some = states.slice(0, count);
        for (const state of some) {
          state.asked(kind, this.#options.clock.now());
          this.#become(state, stage, state.error);
        }
      },
      late: (late) => this.#answeredLate(kind, some, late),
    });
    if (reply === undefined) {
      for (const state of some) if (this.#isAttached(state)) this.#silent(state);
      return false;
    }
    await this.#answered(kind, some, reply);
    return true;
  }

  /** An answer that came after it was given up. */
  #answeredLate(kind: Listed, states: readonly SubDeviceState[], reply: Reply): void {
    const silent = states.filter(({ silences }) => silences > 0);
    void this.#answered(kind, silent, reply).then(() => {
      this.#wake?.();
      this.#work();
    });
  }

  /** What an answer means for the devices that were asked for together. */
  async #answered(
    kind: Listed,
    asked: readonly SubDeviceState[],
    { verdict, devices }: Reply,
  ): Promise<void> {
    const states = asked.filter((state) => this.#isAttached(state));
    const named = new Map(devices.map(({ key, secret }) => [key, secret]));
    const isBatch = asked.length > 1;
    for (const state of states) state.silences = 0;
    if (verdict.kind === 'refused') {
      if (isBatch && isOfOne(verdict)) blame(states, named, kind, verdict.cure);
      else {
        const cure = verdict.cure === 'login' ? 'again' : verdict.cure;
        for (const state of states) this.#refused(state, cure, naming(state.device, verdict.error));
      }
      return;
    }
    for (const state of states) {
      const { key } = state.device;
      // Done for those that are named: what is wrong with another is told to itself alone.
      if (isBatch && named.size > 0 && !named.has(key)) state.isAlone = true;
      else if (kind === 'register') await this.#registered(state, named.get(key));
      else this.#done(state, kind);
    }
  }

  #done(state: SubDeviceState, kind: Listed): void {
    state.succeeded(this.#options.clock.now());
    if (kind === 'add') {
      state.isInTopology = true;
      state.wasAdded = true;
      return;
    }
    state.isInTopology = true;
    if (state.stage === 'online') return;
    this.#become(state, 'online', undefined);
    this.#options.ready(state.device.key);
  }

  async #registered(state: SubDeviceState, secret: string | undefined): Promise<void> {
    const { device } = state;
    if (secret === undefined) {
      const params = { device: device.key, code: 200, message: '' };
      this.#refused(state, 'none', new CodedError('EC20_SUB_REFUSED', { params, outcome: 'rejected' }));
      return;
    }
    this.#options.conceal(secret);
    try {
      await this.#options.secretStore?.keep(device, secret);
      state.device = device.registered(secret);
      for (const each of state.device.secrets) this.#options.conceal(each);
    } catch (error) {
      this.#refused(state, 'again', asCodedError(error));
    }
  }

  /** An answer may get lost: the second time is a fault. */
  #silent(state: SubDeviceState): void {
    if (++state.silences === 1) return;
    const params = { device: state.device.key, seconds: ANSWER_MS / 1000 };
    this.#refused(state, 'again', new CodedError('EC20_SUB_SILENT', { params, outcome: 'unknown' }));
  }

  #refused(state: SubDeviceState, cure: 'add' | 'login' | 'again' | 'none', error: CodedError): void {
    const isCurable = (cure === 'add' && !state.wasAdded && !state.isRemoved) || cure === 'login';
    if (isCurable) {
      if (cure === 'add') state.isInTopology = false;
      this.#become(state, 'offline', error);
      return;
    }
    state.refused(cure === 'again' ? 'again' : 'none', this.#options.clock.now());
    this.#become(state, 'failed', error);
  }

  /** The cloud refuses what an online device does. */
  #refusedLater({ verdict, devices }: GatewayMessage & { kind: 'refusal' }): void {
    for (const { key } of devices) {
      const state = this.#devices.get(key);
      if (state === undefined) continue;
      // Several of its messages may be refused for one reason, and late.
      if (verdict.cure === 'login' && state.stage !== 'online') continue;
      // It was in the topology, or it would not be online: somebody has taken it out, maybe into another gateway's.
      if (verdict.cure === 'add' && state.stage === 'online') this.#removed(state);
      else this.#refused(state, verdict.cure, naming(state.device, verdict.error));
    }
    this.#work();
  }

  /** The console has changed the topology. */
  #changed({ change, devices, answer }: GatewayMessage & { kind: 'changed' }): void {
    const { signal } = this.#place ?? {};
    if (signal !== undefined) void this.#options.send({ ...answer, qos: 0 }, signal).catch(() => undefined);
    for (const { key } of devices) {
      const state = this.#devices.get(key);
      if (state === undefined) continue;
      if (change === 'disabled') {
        const params = { device: key };
        this.#refused(state, 'none', new CodedError('EC20_SUB_DISABLED', { params, outcome: 'rejected' }));
      } else if (change === 'removed') {
        this.#removed(state);
      } else {
        state.isRemoved = false;
        if (state.stage === 'online') continue;
        state.restart();
        this.#become(state, 'offline', undefined);
      }
    }
    this.#work();
  }

  /** Somebody has taken it out of the topology: it is not added again by itself. */
  #removed(state: SubDeviceState): void {
    const params = { device: state.device.key };
    state.isRemoved = true;
    this.#refused(state, 'none', new CodedError('EC20_SUB_REMOVED', { params, outcome: 'rejected' }));
    state.dueMs = Infinity;
  }

  #logOut(device: SubDevice): void {
    const signal = this.#place?.signal;
    if (signal === undefined) return;
    void this.#questions.ask({ kind: 'logout', devices: [device] }, signal).catch(() => undefined);
  }

  #isAttached(state: SubDeviceState): boolean {
    return this.#devices.get(state.device.key) === state;
  }

  #become(state: SubDeviceState, stage: SubDeviceState['stage'], error: CodedError | undefined): void {
    const isNews = state.stage !== stage || state.error?.code !== error?.code;
    if (state.stage !== stage) state.sinceMs = this.#options.clock.wallTime();
    state.stage = stage;
    state.error = error;
    if (isNews) this.changes.emit(state.snapshot);
  }

  /** Sets the timer for the device that is due next. */
  #plan(): void {
    const place = this.#place;
    this.#timer?.cancel();
    if (place === undefined || place.signal.aborted) return;
    const { clock } = this.#options;
    const waiting = [...this.#devices.values()].filter(({ need }) => need !== undefined);
    const dueMs = Math.min(...waiting.map(({ dueAtMs }) => dueAtMs));
    if (dueMs === Infinity) return;
    this.#timer = clock.after(Math.max(0, dueMs - clock.now()), () => this.#work());
  }
}
