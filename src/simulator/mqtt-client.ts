import { randomInteger } from '../base/random';
import type { BrokerLink, BrokerMessage } from './broker';
import { forcedOpen, OPEN_RESULT, reachBroker } from './broker-opening';
import type { ClientHost } from './client-host';
import { type ClientState, connectStateOf, type Endpoint, endpointOf, linkOf } from './client-state';
import { connectRequest, type Credentials } from './connect-request';
import { KeepAlive } from './keep-alive';
import { MqttOptions } from './mqtt-options';
import type { ReceiveSlots } from './receive-slots';
import { Reception } from './reception';
import { refusalOf, worstRefusal, type FilterRefusal } from './refused-filters';
import { STALE_LINK } from './stale-connection';
import { transmit } from './transmission';

/** +QMTSTAT codes (§M2). */
const STAT = { peerClosed: 1, pingFailed: 2, connackTimeout: 4, disconnected: 5, clientClosed: 8 } as const;

/** Return code of a refused filter in SUBACK. */
const REFUSED = 128;
const LATE_STAT_MS = 500;
const STALE_RESULT_MS = 200;

/** One of the module's six MQTT clients. Its methods run after the OK of their command. */
export class MqttClient {
  readonly options: MqttOptions;
  readonly #reception: Reception;
  #state: ClientState = { kind: 'closed' };
  #inFlight = 0;
  readonly #keepAlive: KeepAlive;
  readonly #subscribed = new Set<string>();

  constructor(
    private readonly host: ClientHost,
    private readonly index: number,
  ) {
    this.options = new MqttOptions(() => host.options);
    this.#reception = new Reception(host, this.options, index);
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
  get endpoint(): Endpoint | undefined {
    return endpointOf(this.#state);
  }

  /** The state that QMTCONN? reports, undefined without a TCP connection. */
  get connectState(): number | undefined {
    return connectStateOf(this.#state);
  }

  get slots(): ReceiveSlots {
    return this.#reception.slots;
  }

  /** QMTRECV=idx,slot: the lines of the stored message, whose slot is freed; none when the slot is empty. */
  readSlot(slot: number): readonly string[] {
    return this.#reception.readSlot(slot);
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
    const reached = await reachBroker(this.host, this.options, opening, {
      message: (link, message, messageId) => this.#receive(link, message, messageId),
      closed: (link) => {
        if (linkOf(this.#state) === link) this.#lostByPeer();
      },
    });
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

  /** Whether the state is unchanged. */
  #is(state: ClientState): boolean {
    return this.#state === state;
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

  #receive(link: BrokerLink, message: BrokerMessage, messageId: number): void {
    if (linkOf(this.#state) !== link || this.host.reach() !== 'ok') return;
    this.#reception.receive({ message, messageId });
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
    linkOf(this.#state)?.close(false);
  }

  #forget(): void {
    this.#keepAlive.stop();
    this.#inFlight = 0;
    this.#subscribed.clear();
    this.#reception.slots.clear();
    this.#state = { kind: 'closed' };
  }

  #report(name: string, values: string | number): void {
    this.host.urc(`+${name}: ${this.index},${values}`);
  }
}
