import type { Clock, Timer } from '../base/clock';
import { randomInteger, type Random } from '../base/random';
import {
  BrokerUnreachable,
  type Broker,
  type BrokerLink,
  type BrokerMessage,
  type ReachFailure,
} from './broker';
import { connectRequest, type Credentials } from './connect-request';
import { STALE_LINK } from './stale-connection';
import { KeepAlive } from './keep-alive';
import { MqttOptions, type Option } from './mqtt-options';
import { ReceiveSlots, type StoredMessage } from './receive-slots';
import { refusalOf, worstRefusal, type FilterRefusal } from './refused-filters';
import type { SimulatorSettings } from './settings';
import type { TlsRequest } from './tls';
import { transmit } from './transmission';

/** What one MQTT client requires of the module. */
export interface ClientHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly broker: Broker;
  readonly settings: SimulatorSettings;
  /** The options of AT+QMTCFG that the module currently supports. */
  readonly options: readonly Option[];
  after(delayMs: number, action: () => void): Timer;
  delay(ms: number): Promise<void>;
  urc(text: string): void;
  /** Activates the context if necessary. */
  contextReady(cid: number): Promise<boolean>;
  reach(): SimulatorSettings['internet'];
  /** The parameters of a TLS context; undefined when it can't be used: a file is missing. */
  tls(context: number, host: string): TlsRequest | undefined;
}

/** The client's states (MQTT note §3.2.4); `link` is the TCP connection. */
type ClientState =
  | { readonly kind: 'closed' }
  | { readonly kind: 'opening'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'open' | 'connecting' | 'connected' | 'disconnecting';
      readonly host: string;
      readonly port: number;
      readonly link: BrokerLink;
    };

/** QMTOPEN results (MQTT note §3.2.2). */
const OPEN_RESULT = { opened: 0, occupied: 2, pdp: 3, dns: 4, network: 5, failed: -1 } as const;

const REACH_RESULT: Readonly<Record<ReachFailure, number>> = {
  dns: OPEN_RESULT.dns,
  refused: OPEN_RESULT.network,
  timeout: OPEN_RESULT.failed,
  tls: OPEN_RESULT.failed,
};

/** Outcome of an attempt to open; `gone`: the peer has closed the connection again. */
interface Reached {
  readonly result: number;
  readonly link?: BrokerLink;
  readonly isPeerClosed: boolean;
}

/** QMTCONN? states (MQTT note §3.2.4). */
const CONN_STATE = { open: 1, connecting: 2, connected: 3, disconnecting: 4 } as const;

/** +QMTSTAT codes (§M2). */
const STAT = { peerClosed: 1, pingFailed: 2, connackTimeout: 4, disconnected: 5, clientClosed: 8 } as const;

/** Return code of a refused filter in SUBACK. */
const REFUSED = 128;
const LATE_STAT_MS = 500;
const STALE_RESULT_MS = 200;

/** One of the module's six MQTT clients. Its methods run after the OK of their command. */
export class MqttClient {
  readonly options: MqttOptions;
  readonly slots: ReceiveSlots;
  #state: ClientState = { kind: 'closed' };
  #inFlight = 0;
  readonly #keepAlive: KeepAlive;
  readonly #subscribed = new Set<string>();

  constructor(
    private readonly host: ClientHost,
    private readonly index: number,
  ) {
    this.options = new MqttOptions(() => host.options);
    this.slots = new ReceiveSlots(host.settings);
    this.#keepAlive = new KeepAlive(host, this.options, () => {
      this.#report('QMTPING', 1);
      this.#breakOff(STAT.pingFailed);
    });
  }

  get state(): ClientState['kind'] {
    return this.#state.kind;
  }

  /** How many publishes await the broker. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Host and port for QMTOPEN?, while there is a TCP connection. */
  get endpoint(): { host: string; port: number } | undefined {
    const state = this.#state;
    return state.kind === 'closed' || state.kind === 'opening'
      ? undefined
      : { host: state.host, port: state.port };
  }

  /** The state that QMTCONN? reports, undefined without a TCP connection. */
  get connectState(): number | undefined {
    const kind = this.#state.kind;
    return kind === 'closed' || kind === 'opening' ? undefined : CONN_STATE[kind];
  }

  /** Restores the state left by an earlier program: a connection without an owner. */
  restoreConnection(kind: 'open' | 'connected'): void {
    this.#state = { kind, host: 'earlier.example', port: 1883, link: STALE_LINK };
  }

  /** Whether all of these were granted on this connection. */
  hasSubscribed(filters: readonly { filter: string }[]): boolean {
    return filters.every(({ filter }) => this.#subscribed.has(filter));
  }

  /** The result of a command with nothing left to do. */
  async repeat(name: string, values: string, waitMs: number): Promise<void> {
    await this.host.delay(waitMs);
    this.#report(name, values);
  }

  /** QMTOPEN: `+QMTOPEN: idx,result` when the connection is up or has failed. */
  async open(host: string, port: number): Promise<void> {
    const { settings } = this.host;
    const forced = forcedOpen(settings);
    if (forced !== 'auto' || this.#state.kind !== 'closed') {
      await this.host.delay(settings.openMs);
      if (forced === 'none') return;
      this.#report('QMTOPEN', forced === 'auto' ? OPEN_RESULT.occupied : forced);
      return;
    }
    const opening: ClientState = { kind: 'opening', host, port };
    this.#state = opening;
    const reached = await this.#reach(opening);
    if (!this.#is(opening)) {
      reached.link?.close(false);
      return;
    }
    this.#state =
      reached.link === undefined ? { kind: 'closed' } : { kind: 'open', host, port, link: reached.link };
    this.#report('QMTOPEN', reached.result);
    if (reached.isPeerClosed) this.#lostByPeer();
  }

  /** QMTCONN: `+QMTCONN: idx,result[,code]`. */
  async connect(credentials: Credentials): Promise<void> {
    if (this.#state.kind !== 'open') return;
    const connecting: ClientState = { ...this.#state, kind: 'connecting' };
    this.#state = connecting;
    await this.host.delay(this.host.settings.connectMs);
    if (this.#state !== connecting) return;
    const forced = this.host.settings.connectResult;
    const code = forced === 'auto' ? await this.#logIn(connecting, credentials) : forced;
    if (this.#state !== connecting) return;
    if (code === undefined || code === 'none') {
      this.#report('QMTCONN', 2);
      this.#breakOff(STAT.connackTimeout);
      return;
    }
    this.#state = { ...connecting, kind: Number(code) === 0 ? 'connected' : 'open' };
    this.#report('QMTCONN', this.host.settings.connackCode ? `0,${code}` : '0');
    if (this.#state.kind === 'connected') this.#keepAlive.start(connecting.link);
  }

  /** QMTSUB: granted QoS for each filter, 128 where refused. */
  async subscribe(messageId: number, filters: readonly { filter: string; qos: 0 | 1 | 2 }[]): Promise<void> {
    const refusal = worstRefusal(filters, this.host.settings.badFilters);
    if (refusal !== undefined && refusal !== '128') {
      await this.#refuseFilter(refusal, messageId);
      return;
    }
    await this.#transact('QMTSUB', messageId, async (link) => {
      const { badFilters } = this.host.settings;
      const left = filters.filter(({ filter }) => refusalOf(filter, badFilters) === undefined);
      const answer = left.length === 0 ? [] : [...(await link.subscribe(left))];
      const granted = filters.map((one) => (left.includes(one) ? (answer.shift() ?? REFUSED) : REFUSED));
      for (const [place, { filter }] of filters.entries()) {
        if ((granted[place] ?? REFUSED) < REFUSED) this.#subscribed.add(filter);
      }
      return granted.join(',');
    });
  }

  /** Handles a filter that is refused in another way than by 128. */
  async #refuseFilter(refusal: FilterRefusal, messageId: number): Promise<void> {
    const state = this.#state;
    await this.host.delay(this.host.settings.subscribeMs);
    if (this.#state !== state) return;
    if (refusal === 'hangup') this.breakOff(STAT.peerClosed);
    else if (refusal === '2') this.#report('QMTSUB', `${messageId},2`);
    else if (refusal === 'retry') this.#report('QMTSUB', `${messageId},1,1`);
  }

  /** QMTUNS. */
  async unsubscribe(messageId: number, filters: readonly string[]): Promise<void> {
    await this.#transact('QMTUNS', messageId, async (link) => {
      await link.unsubscribe(filters);
      for (const filter of filters) this.#subscribed.delete(filter);
      return '';
    });
  }

  /** QMTPUBEX and QMTPUB, once their data is complete: sends the message and reports the result; `isLost`: silently drops it. */
  async publish(
    name: 'QMTPUBEX' | 'QMTPUB',
    messageId: number,
    message: BrokerMessage,
    isLost = false,
  ): Promise<void> {
    const state = this.#state;
    if (state.kind !== 'connected') return;
    const { settings, random } = this.host;
    const jitterMs = settings.ackJitterMs === 0 ? 0 : randomInteger(random, 0, settings.ackJitterMs);
    const leastMs = message.qos === 0 ? settings.resultMs : settings.ackMs + jitterMs;
    const result = settings.publishResult;
    this.#inFlight += 1;
    const waited = this.host.delay(leastMs);
    const sent = isLost || (result !== 'failed' && (await this.#send(name, state, messageId, message)));
    await waited;
    if (this.#state !== state) return;
    this.#inFlight -= 1;
    if (result === 'none') return;
    if (result === 'retry') {
      this.#report(name, `${messageId},1,1`);
      await this.host.delay(leastMs);
      if (this.#state !== state) return;
    }
    this.#report(name, sent ? `${messageId},0` : `${messageId},2`);
    if (settings.staleResult) this.host.after(STALE_RESULT_MS, () => this.#report(name, `${messageId},0`));
  }

  /** QMTDISC: sends DISCONNECT and closes the TCP connection. */
  async disconnect(): Promise<void> {
    if (this.#state.kind !== 'connected') return;
    this.#state = { ...this.#state, kind: 'disconnecting' };
    this.#state.link.close(true);
    await this.#shut('QMTDISC', STAT.disconnected);
  }

  /** QMTCLOSE: closes the TCP connection. */
  async close(): Promise<void> {
    this.#endLink();
    await this.#shut('QMTCLOSE', STAT.clientClosed);
  }

  /** The connection is ended by the other side: `+QMTSTAT: idx,code`, if there was one. */
  breakOff(code: number): void {
    if (this.#state.kind !== 'closed' && this.#state.kind !== 'opening') this.#breakOff(code);
    else this.#state = { kind: 'closed' };
  }

  /** The module is off: nothing more is reported. */
  end(): void {
    this.#endLink();
    this.#state = { kind: 'closed' };
  }

  async #reach({ host, port }: ClientState & { kind: 'opening' }): Promise<Reached> {
    const waited = this.host.delay(this.host.settings.openMs);
    const ready = await this.host.contextReady(this.options.number('pdpcid'));
    await waited;
    if (!ready) return { result: OPEN_RESULT.pdp, isPeerClosed: false };
    const reach = this.host.reach();
    if (reach === 'no-dns') return { result: OPEN_RESULT.dns, isPeerClosed: false };
    if (reach === 'no-tcp') return { result: OPEN_RESULT.network, isPeerClosed: false };
    const reached: { -readonly [K in keyof Reached]: Reached[K] } = {
      result: OPEN_RESULT.opened,
      isPeerClosed: false,
    };
    const isSecure = this.options.number('ssl') === 1;
    const tls = isSecure ? this.host.tls(this.options.number('ssl', 1), host) : undefined;
    if (isSecure && tls === undefined) return { result: OPEN_RESULT.failed, isPeerClosed: false };
    try {
      const listener = {
        message: (message: BrokerMessage, messageId: number) =>
          this.#receive(reached.link, message, messageId),
        closed: () => {
          reached.isPeerClosed = true;
          if (reached.link !== undefined && this.#linkOf(this.#state) === reached.link) this.#lostByPeer();
        },
      };
      const link = await this.host.broker.open(host, port, listener, tls);
      reached.link = link;
    } catch (error) {
      const failure = error instanceof BrokerUnreachable ? error.failure : 'timeout';
      reached.result = REACH_RESULT[failure];
    }
    return reached;
  }

  /** Whether the state is unchanged. */
  #is(state: ClientState): boolean {
    return this.#state === state;
  }

  #linkOf(state: ClientState): BrokerLink | undefined {
    return state.kind === 'closed' || state.kind === 'opening' ? undefined : state.link;
  }

  #lostByPeer(): void {
    if (this.#state.kind === 'disconnecting') return;
    this.#forget();
    this.host.urc(`+QMTSTAT: ${this.index},${STAT.peerClosed}`);
  }

  async #transact(
    name: string,
    messageId: number,
    send: (link: BrokerLink) => Promise<string>,
  ): Promise<void> {
    const state = this.#state;
    if (state.kind !== 'connected') return;
    const waited = this.host.delay(this.host.settings.subscribeMs);
    const value = await this.#withRetries(name, state, () => send(state.link), messageId);
    await waited;
    if (this.#state !== state) return;
    if (value === undefined) this.#report(name, `${messageId},2`);
    else this.#report(name, value === '' ? `${messageId},0` : `${messageId},0,${value}`);
  }

  /** CONNECT is sent once per connection, however often the module waits for its CONNACK. */
  #logIn(state: ClientState & { link: BrokerLink }, credentials: Credentials): Promise<number | undefined> {
    const request = connectRequest(this.options, credentials, this.host.settings.aliauthSign);
    let connack: Promise<number> | undefined;
    return this.#withRetries('QMTCONN', state, () => (connack ??= state.link.connect(request)));
  }

  /** True when the message was acknowledged, or with QoS 0 sent, even to a dead network. */
  async #send(
    name: string,
    state: ClientState & { link: BrokerLink },
    messageId: number,
    message: BrokerMessage,
  ): Promise<boolean> {
    if (message.qos === 0 && this.host.reach() !== 'ok') return true;
    const publish = () => state.link.publish(message).then(() => true);
    return (await this.#withRetries(name, state, publish, messageId)) === true;
  }

  /** Sends, and again after each pkt_timeout, up to retry_times; undefined when nothing was acknowledged. */
  #withRetries<T>(
    name: string,
    state: ClientState,
    send: () => Promise<T>,
    messageId?: number,
  ): Promise<T | undefined> {
    const notice = this.options.number('timeout', 2) === 1;
    return transmit({
      after: (delayMs, action) => this.host.after(delayMs, action),
      timeoutMs: this.options.number('timeout') * 1000,
      retries: this.options.number('timeout', 1),
      wanted: () => this.#is(state),
      reachable: () => this.host.reach() === 'ok',
      send,
      again: (count) => {
        if (notice) this.#report(name, messageId === undefined ? `1,${count}` : `${messageId},1,${count}`);
      },
    });
  }

  #receive(link: BrokerLink | undefined, message: BrokerMessage, messageId: number): void {
    if (link === undefined || this.#linkOf(this.#state) !== link || this.host.reach() !== 'ok') return;
    if (this.options.number('recv/mode') === 0) {
      this.host.urc(this.#show({ message, messageId }));
      return;
    }
    const slot = this.slots.store({ message, messageId });
    if (slot !== undefined) this.host.urc(`+QMTRECV: ${this.index},${slot}`);
  }

  /** A message as a URC or an answer shows it; in hexadecimal digits where `dataformat` says so. */
  #show({ message, messageId }: StoredMessage): string {
    const withLength = this.options.number('recv/mode', 1) === 1 || this.options.number('showrecvlen') === 1;
    const shown =
      this.options.number('dataformat', 1) === 1
        ? { ...message, payload: Buffer.from(message.payload.toString('hex').toUpperCase()) }
        : message;
    const { recvLayout } = this.host.settings;
    return this.slots.show(this.index, { message: shown, messageId }, withLength, recvLayout);
  }

  /** QMTRECV=idx,slot: the lines of the stored message, whose slot is freed; none when the slot is empty. */
  readSlot(slot: number): readonly string[] {
    const stored = this.slots.take(slot);
    return stored === undefined ? [] : [this.#show(stored)];
  }

  async #shut(name: string, lateCode: number): Promise<void> {
    this.#forget();
    await this.host.delay(this.host.settings.closeMs);
    this.#report(name, 0);
    if (this.host.settings.lateStat) {
      this.host.after(LATE_STAT_MS, () => this.host.urc(`+QMTSTAT: ${this.index},${lateCode}`));
    }
  }

  #breakOff(code: number): void {
    this.#endLink();
    this.#forget();
    this.host.urc(`+QMTSTAT: ${this.index},${code}`);
  }

  #endLink(): void {
    this.#linkOf(this.#state)?.close(false);
  }

  #forget(): void {
    this.#keepAlive.stop();
    this.#inFlight = 0;
    this.#subscribed.clear();
    this.slots.clear();
    this.#state = { kind: 'closed' };
  }

  #report(name: string, values: string | number): void {
    this.host.urc(`+${name}: ${this.index},${values}`);
  }
}

/** The result that the settings force on QMTOPEN. */
function forcedOpen({ openResult, radioStuck }: SimulatorSettings): SimulatorSettings['openResult'] {
  return openResult === 'auto' ? STUCK_OPEN[radioStuck] : openResult;
}

/** The result of each QMTOPEN while the radio is stuck. */
const STUCK_OPEN: Readonly<Record<SimulatorSettings['radioStuck'], SimulatorSettings['openResult']>> = {
  no: 'auto',
  pdp: 'auto',
  'open--1': '-1',
  'open-2': '2',
  'open-3': '3',
  'open-4': '4',
  'open-5': '5',
  'open-none': 'none',
};
