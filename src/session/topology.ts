import { type Clock, type Timer, sleep } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { Deferred } from '../base/deferred';
import type { ForeignFailure } from '../base/foreign-code';
import { Listeners } from '../base/listeners';
import type {
  Asked,
  GatewayDialogue,
  GatewayMessage,
  GatewayQuestion,
  GatewayVerdict,
  SubDevice,
} from '../cloud/gateway';
import type { CloudMessage, ThingDialogue } from '../cloud/thing-dialogue';
import type { SecretStore } from './registrar';
import { type SubDeviceSnapshot, SubDeviceState } from './sub-device-state';

export interface TopologyOptions {
  readonly clock: Clock;
  /** Undefined: this cloud knows no sub-devices. */
  readonly dialogue: GatewayDialogue | undefined;
  /** Sends a message of the session's own, in its turn; rejects when the connection ends or the module refuses it. */
  readonly send: (message: CloudMessage & { readonly qos: 0 | 1 }, signal: AbortSignal) => Promise<void>;
  readonly nextId: () => string;
  readonly largestPayloadBytes: () => number;
  readonly secretStore: SecretStore | undefined;
  /** Masks a secret in every trace from now on. */
  readonly conceal: (secret: string) => void;
  /** Subscribes to the cloud's answers, once; resolves when they can arrive, or at once while offline. */
  readonly listen: (filters: readonly string[], signal: AbortSignal) => Promise<void>;
  /** A sub-device has logged in: its messages may leave, its filters be subscribed. */
  readonly ready: (key: string) => void;
  readonly listenerFailed: ForeignFailure;
}

type Reply = GatewayMessage & { kind: 'reply' };
type Listed = Exclude<GatewayQuestion['kind'], 'list'>;

/** Maximum wait for the answer to a question. */
const ANSWER_MS = 10_000;
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
  readonly #answers = new Map<string, Deferred<Reply>>();
  /** The connection, and what wakes its work. */
  #place: { readonly signal: AbortSignal; isBusy: boolean; isListed: boolean } | undefined;
  #timer: Timer | undefined;
  #isUsed = false;

  constructor(options: TopologyOptions) {
    this.#options = options;
    this.changes = new Listeners('onSubDevice', options.listenerFailed);
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
      if (state.stage === 'online') this.#logOut(state.device);
    };
  }

  /** Whether there has been a sub-device: from then on messages of others wait for theirs. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** The sub-device that a topic belongs to, as a key; undefined: the gateway itself, or no gateway. */
  subDeviceOf(topic: string): string | undefined {
    return this.#isUsed ? this.#options.dialogue?.subDeviceOf(topic) : undefined;
  }

  /** Whether a message or filter on that topic may go out now: its device is online. One that is not set up any more waits. */
  isReady(topic: string): boolean {
    const key = this.subDeviceOf(topic);
    if (key !== undefined) return this.#devices.get(key)?.stage === 'online';
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
    const place = { signal, isBusy: false, isListed: false };
    this.#place = place;
    for (const state of this.#devices.values()) state.restart();
    signal.addEventListener('abort', () => this.#leave(place), { once: true });
    this.#work();
  }

  /** A message has arrived: what it tells of the sub-devices. */
  received(message: CloudMessage): void {
    if (this.#devices.size === 0) return;
    const news = this.#options.dialogue?.read(message);
    if (news === undefined) return;
    if (news.kind === 'reply') this.#answers.get(news.id)?.resolve(news);
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
    const { clock, dialogue, listen } = this.#options;
    if (dialogue === undefined) return;
    const { signal } = place;
    await listen(dialogue.filters, signal);
    if (!place.isListed) await this.#list(signal);
    place.isListed = true;
    let silences = 0;
    for (let next = this.#next(); next !== undefined && !signal.aborted; next = this.#next()) {
      const wasAnswered = await this.#step(next.kind, next.states, signal);
      silences = wasAnswered ? 0 : silences + 1;
      if (silences > 1) await sleep(clock, SILENT_REST_MS, signal);
    }
  }

  /** The next devices that need the same. */
  #next(): { readonly kind: Listed; readonly states: readonly SubDeviceState[] } | undefined {
    const nowMs = this.#options.clock.now();
    // The longest due first, so that those that are refused again and again hold up nobody.
    const due = [...this.#devices.values()]
      .filter(({ need, dueMs }) => need !== undefined && dueMs <= nowMs)
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
    const reply = await this.#ask({ kind: 'list' }, signal);
    if (reply?.reply.verdict.kind !== 'done') return;
    const listed = new Set(reply.reply.devices.map(({ key }) => key));
    for (const [key, state] of this.#devices) state.isInTopology = listed.has(key);
  }

  /** One question for as many of the devices as fit. False: no answer came. */
  async #step(kind: Listed, states: readonly SubDeviceState[], signal: AbortSignal): Promise<boolean> {
    const stage = kind === 'register' ? 'registering' : kind === 'add' ? 'adding' : 'login';
    const asked = await this.#ask({ kind, devices: states.map(({ device }) => device) }, signal, (count) => {
      for (const state of states.slice(0, count)) this.#become(state, stage, state.error);
    });
    const some = states.slice(0, asked?.count ?? 1).filter((state) => this.#isAttached(state));
    if (asked === undefined) {
      for (const state of some) this.#silent(state);
      return false;
    }
    const { verdict, devices } = asked.reply;
    if (verdict.kind === 'refused' && asked.count > 1 && isOfOne(verdict)) {
      // All or nothing: the one at fault, or for which there is no room, is found by asking for each alone.
      for (const state of some) state.isAlone = true;
    } else if (verdict.kind === 'refused') {
      const cure = verdict.cure === 'login' ? 'again' : verdict.cure;
      for (const state of some) this.#refused(state, cure, naming(state.device, verdict.error));
    } else if (kind === 'register') {
      const secrets = new Map(devices.map(({ key, secret }) => [key, secret]));
      for (const state of some) await this.#registered(state, secrets.get(state.device.key));
    } else {
      for (const state of some) this.#done(state, kind);
    }
    return true;
  }

  #done(state: SubDeviceState, kind: Listed): void {
    state.succeeded();
    if (kind === 'add') {
      state.isInTopology = true;
      state.wasAdded = true;
      return;
    }
    state.isInTopology = true;
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

  #silent(state: SubDeviceState): void {
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
      // Several of its messages may be refused for one reason.
      if (verdict.cure === 'login' && state.stage !== 'online') continue;
      this.#refused(state, verdict.cure, naming(state.device, verdict.error));
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
      const params = { device: key };
      if (change === 'disabled') {
        this.#refused(state, 'none', new CodedError('EC20_SUB_DISABLED', { params, outcome: 'rejected' }));
      } else if (change === 'removed') {
        state.isRemoved = true;
        this.#refused(state, 'none', new CodedError('EC20_SUB_REMOVED', { params, outcome: 'rejected' }));
        state.dueMs = Infinity;
      } else {
        state.isRemoved = false;
        if (state.stage === 'online') continue;
        state.restart();
        this.#become(state, 'offline', undefined);
      }
    }
    this.#work();
  }

  #logOut(device: SubDevice): void {
    const signal = this.#place?.signal;
    if (signal === undefined) return;
    void this.#ask({ kind: 'logout', devices: [device] }, signal).catch(() => undefined);
  }

  /** Asks, and waits for the answer; undefined: none came. Rejects when the connection ends. `asked`: how many it is for. */
  async #ask(
    question: GatewayQuestion,
    signal: AbortSignal,
    asked?: (count: number) => void,
  ): Promise<{ readonly reply: Reply; readonly count: number } | undefined> {
    const { clock, dialogue, nextId, largestPayloadBytes, send } = this.#options;
    if (dialogue === undefined) return undefined;
    const id = nextId();
    const message: Asked = dialogue.ask(question, id, largestPayloadBytes());
    asked?.(message.count);
    const answer = new Deferred<Reply>(() => this.#answers.delete(id)).quiet();
    this.#answers.set(id, answer);
    const ended = () => answer.reject(signal.reason);
    signal.addEventListener('abort', ended, { once: true });
    try {
      await send(message, signal);
      answer.within(clock, ANSWER_MS, () => undefined);
      return { reply: await answer.promise, count: message.count };
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    } finally {
      answer.reject(undefined);
      signal.removeEventListener('abort', ended);
    }
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
    const dueMs = Math.min(...waiting.map((state) => state.dueMs));
    if (dueMs === Infinity) return;
    this.#timer = clock.after(Math.max(0, dueMs - clock.now()), () => this.#work());
  }
}

/** Whether the others of a refused batch might be taken: not where the cloud is busy. */
function isOfOne({ cure, error }: GatewayVerdict & { kind: 'refused' }): boolean {
  return cure !== 'again' || error.code === 'EC20_SUB_LIMIT';
}

/** What is refused for several devices, or without a name, is said of each by its own. */
function naming({ key: device }: SubDevice, { code, params, outcome }: CodedError): CodedError {
  return new CodedError(code, { params: { ...params, device }, outcome });
}
