import type { Channel, Unsolicited } from '../at/channel';
import { type CommandLine, type Parameter, commandLine, numberAt, quoted, secret } from '../at/parameter';
import type { Clock, Timer } from '../base/clock';
import { CodedError, type ErrorDetails, type Phrase, asCodedError } from '../base/coded-error';
import type { ErrorCode } from '../errors/catalogue';
import { DEADLINES, RESULT_MS } from './deadlines';
import type { MessageIds } from './message-id';
import { type MqttSettings, configureMqtt } from './mqtt-config';
import type { ModuleProfile } from './profile';
import { type PublishPacket, writePublish } from './publish';
import { askAll, isUndone, unlessRefused } from './query';
import { type Reception, readReception } from './receive';
import { CONNACK_CODES, LINK_CODES, OPEN_RESULTS, SUBSCRIPTION_REFUSED, packetResult } from './result-codes';

/** Client id, and user name and password unless the module signs by itself. Plain values: this floor knows no cloud. */
export interface ConnectCredentials {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
}

/** A publish that is on its way. */
export interface PublishAttempt {
  /** 0 for QoS 0. */
  readonly messageId: number;
  /** Settles when the module has taken it over (OK) or refused it. */
  readonly accepted: Promise<void>;
  /** `acknowledged` or `failed` by +QMTPUBEX; rejects when no result came in time or the connection ended. May settle first. */
  readonly completed: Promise<'acknowledged' | 'failed'>;
}

/** Hears what one MQTT connection does by itself. */
export interface MqttClientListener {
  /** A downlink message. */
  received(message: Reception): void;
  /** The connection is over: told once, and never after `end()`. */
  ended(reason: CodedError): void;
  /** The module sends a publish again: the link is slow. */
  retransmitting(messageId: number): void;
}

/** What an {@link MqttClient} is made with. */
export interface MqttClientOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly profile: ModuleProfile;
  readonly messageIds: MessageIds;
  readonly clientIndex: number;
  /** Named in errors only. */
  readonly apn: string;
  readonly listener: MqttClientListener;
}

interface PendingPublish {
  settle(result: 'acknowledged' | 'failed' | CodedError): void;
}

/** How a subscription, or its end, may fail before the broker has said a word. */
const FAILURES = {
  refusal: (result: string): Phrase => ({
    en: `the module refused the command with ${result}`,
    zh: `模块拒绝了该命令，返回 ${result}`,
  }),
  result: (result: number): Phrase => ({
    en: `the module gave up sending it (result ${result})`,
    zh: `模块多次发送后放弃（结果码 ${result}）`,
  }),
  silence: (): Phrase => ({ en: 'no answer came', zh: '一直没有应答' }),
} as const;

/** How long a +QMTSTAT that comes while connecting waits for the +QMTCONN that explains it better. */
const STAT_GRACE_MS = 1000;

/** How long after our own close a late +QMTSTAT of it may come (§S21). */
const OWN_CLOSE_MS = 10_000;

/**
 * One MQTT connection of the module, from AT+QMTCFG to its end; a new one is made for each attempt, so that nothing of an
 * old connection can touch the new one (rule 7). It listens before AT+QMTOPEN.
 */
export class MqttClient {
  readonly #channel: Channel;
  readonly #clock: Clock;
  readonly #options: MqttClientOptions;
  readonly #publishes = new Map<number, PendingPublish>();
  readonly #unlisten: (() => void)[];
  #live = false;
  #hasPublished = false;
  #ended: CodedError | undefined;
  #closedAtMs: number | undefined;
  #statWaiter: ((reason: CodedError) => void) | undefined;
  /** A +QMTSTAT between the open and our CONNECT: why that is refused. */
  #earlyStat: CodedError | undefined;
  #isOpen = false;
  /** What is being looked into, and whether the same was hinted at again meanwhile. */
  #confirming: { reason: CodedError; isDirty: boolean } | undefined;
  #fetching = new Set<number>();
  #host = '';
  readonly #over = new AbortController();

  constructor(options: MqttClientOptions) {
    this.#options = options;
    this.#channel = options.channel;
    this.#clock = options.clock;
    options.messageIds.beginConnection();
    this.#unlisten = [
      this.#channel.on('+QMTSTAT', (urc) => this.#onStat(urc)),
      this.#channel.on('+QMTRECV', (urc) => this.#onReceive(urc)),
      this.#channel.on('+QMTPUBEX', (urc) => this.#onPublished(urc)),
      this.#channel.on('+QMTPUB', (urc) => this.#onPublished(urc)),
      this.#channel.on('+QMTPING', (urc) => this.#onPing(urc)),
    ];
  }

  /** Writes the settings; resolves with those that the firmware leaves at its own value. Rejects with `EC20_ALIAUTH_MISSING` or the module's refusal. */
  async configure(settings: MqttSettings): Promise<readonly string[]> {
    return configureMqtt(this.#channel, settings, this.#options.profile);
  }

  /** Closes what an earlier program may have left open; its ERROR means that there was nothing. */
  async closeOld(): Promise<void> {
    await this.#finish('AT+QMTCLOSE=', '+QMTCLOSE');
  }

  /** AT+QMTOPEN. Rejects with `EC20_OPEN_…`. An index that is occupied is closed, and opened once more. */
  async open(host: string, port: number): Promise<void> {
    this.#host = host;
    const first = await this.#open(host, port);
    if (first?.code !== 'EC20_OPEN_OCCUPIED') {
      if (first !== undefined) throw first;
      return;
    }
    await this.#finish('AT+QMTDISC=', '+QMTDISC');
    await this.#finish('AT+QMTCLOSE=', '+QMTCLOSE');
    const second = await this.#open(host, port);
    if (second !== undefined) throw second;
  }

  /** AT+QMTCONN; to be called at once after `open`, the broker waits only some seconds. Rejects with `EC20_CONNECT_…`. */
  async connect(credentials: ConnectCredentials): Promise<void> {
    const limit = this.#options.profile.longestCredentialBytes;
    const names = [quoted('clientId', credentials.clientId, limit)];
    const { username, password } = credentials;
    const line = commandLine(
      'AT+QMTCONN=',
      this.#options.clientIndex,
      ...names,
      ...(username === undefined ? [] : [quoted('username', username, limit)]),
      ...(password === undefined ? [] : [secret('password', password, limit)]),
    );
    const stat = this.#watchStat();
    try {
      const result = this.#complete(line, '+QMTCONN', (params) => numberAt(params, 1) !== 1, RESULT_MS);
      result.catch(() => undefined);
      const params = await Promise.race([result, stat.promise]);
      this.#checkConnack(params, credentials.clientId);
      this.#live = true;
    } catch (error) {
      throw this.#connectError(asCodedError(error), stat.seen() ?? this.#earlyStat);
    } finally {
      stat.stop();
    }
    if (this.#ended !== undefined) throw this.#ended;
  }

  /** AT+QMTSUB for one filter; resolves with the granted QoS. Rejects with `EC20_SUBSCRIBE_REFUSED` or `EC20_SUBSCRIBE_FAILED`. */
  async subscribe(filter: string, qos: 0 | 1 | 2): Promise<number> {
    const params = await this.#exchange('+QMTSUB', filter, [quoted('topic', filter), qos]);
    const granted = numberAt(params, 3) ?? qos;
    if (granted === SUBSCRIPTION_REFUSED) {
      throw new CodedError('EC20_SUBSCRIBE_REFUSED', {
        params: { filter },
        outcome: 'rejected',
        moduleCode: granted,
      });
    }
    return granted;
  }

  /** AT+QMTUNS for one filter. Rejects with `EC20_UNSUBSCRIBE_FAILED`. */
  async unsubscribe(filter: string): Promise<void> {
    await this.#exchange('+QMTUNS', filter, [quoted('topic', filter)]);
  }

  /** AT+QMTPUBEX, or what the module has for it. The attempt's waiter is registered before the first byte is written. */
  publish(packet: PublishPacket): PublishAttempt {
    const { channel, profile, clientIndex, messageIds } = this.#options;
    const messageId = packet.qos === 0 ? 0 : messageIds.take();
    const pending = this.#pend(messageId);
    const accepted = writePublish(channel, profile, clientIndex, messageId, packet);
    accepted.then(
      () => {
        this.#hasPublished = true;
        pending.arm();
      },
      (error: unknown) => pending.settle(asCodedError(error)),
    );
    if (this.#ended !== undefined) pending.settle(this.#ended);
    return { messageId, accepted, completed: pending.completed };
  }

  /** No publish of this connection was taken, and the firmware knows the test form of none: it may lack the command. */
  get mayLackPublish(): boolean {
    return this.#options.profile.mayLackPublish && !this.#hasPublished;
  }

  /** AT+QMTCONN?: 3 is connected (see result-codes.ts); undefined when the client isn't open. */
  async state(): Promise<number | undefined> {
    const index = this.#options.clientIndex;
    const line = commandLine('AT+QMTCONN?');
    const lines = await askAll(this.#channel, line, '+QMTCONN', { accept: (params) => params.length === 2 });
    const own = lines.find((params) => numberAt(params, 0) === index);
    return own === undefined ? undefined : numberAt(own, 1);
  }

  /** Fetches every message that waits in the module's slots (recv/mode 1, or left by an earlier program). */
  async fetchStored(): Promise<void> {
    const lines = await unlessRefused(askAll(this.#channel, commandLine('AT+QMTRECV?'), '+QMTRECV'));
    const own = lines?.find((params) => numberAt(params, 0) === this.#options.clientIndex);
    for (let slot = 0; slot < this.#options.profile.receiveSlots; slot++) {
      if (own !== undefined && numberAt(own, slot + 1) === 1) await this.#fetch(slot);
    }
  }

  /** Says goodbye: AT+QMTDISC and AT+QMTCLOSE, each ERROR ignored. */
  async disconnect(): Promise<void> {
    this.#live = false;
    await this.#finish('AT+QMTDISC=', '+QMTDISC');
    await this.#finish('AT+QMTCLOSE=', '+QMTCLOSE');
  }

  /** Ends the connection's epoch: waiters settle with `reason`, nothing is listened to any more. */
  end(reason: CodedError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#live = false;
    for (const unlisten of this.#unlisten) unlisten();
    for (const pending of [...this.#publishes.values()]) pending.settle(reason);
    this.#over.abort(reason);
  }

  async #open(host: string, port: number): Promise<CodedError | undefined> {
    const { clientIndex, profile } = this.#options;
    const line = commandLine(
      'AT+QMTOPEN=',
      clientIndex,
      quoted('host', host, profile.longestHostBytes),
      port,
    );
    let params: readonly Parameter[];
    try {
      params = await this.#complete(
        line,
        '+QMTOPEN',
        (found) => numberAt(found, 1) !== undefined,
        DEADLINES.openMs,
      );
    } catch (error) {
      const coded = asCodedError(error);
      if (coded.code === 'EC20_MODULE_ERROR')
        return this.#failure('EC20_OPEN_FAILED', host, port, { cause: coded });
      if (coded.code === 'EC20_TIMEOUT')
        return this.#failure('EC20_OPEN_TIMEOUT', host, port, { cause: coded });
      throw coded;
    }
    const result = numberAt(params, 1) ?? -1;
    this.#isOpen = result === 0;
    if (result === 0) return undefined;
    return this.#failure(OPEN_RESULTS[result] ?? 'EC20_OPEN_FAILED', host, port, { moduleCode: result });
  }

  #failure(code: ErrorCode, host: string, port: number, details: ErrorDetails): CodedError {
    const params = { host, port, index: this.#options.clientIndex, apn: this.#options.apn };
    return new CodedError(code, { params, outcome: 'rejected', ...details });
  }

  #checkConnack(params: readonly Parameter[], clientId: string): void {
    const result = packetResult(numberAt(params, 1));
    const code = numberAt(params, 2) ?? 0;
    if (result === 'acknowledged' && code === 0) return;
    const known = result === 'acknowledged' ? CONNACK_CODES[code] : undefined;
    const number = result === 'acknowledged' ? code : (numberAt(params, 1) ?? -1);
    throw new CodedError(known ?? 'EC20_CONNECT_FAILED', {
      params: { clientId, host: this.#host, result: number },
      moduleCode: number,
      outcome: 'rejected',
    });
  }

  /** The best reason for a failed CONNECT: CONNACK's own code, else the +QMTSTAT that came meanwhile, else the module's ERROR. */
  #connectError(error: CodedError, stat: CodedError | undefined): CodedError {
    if (error.code === 'EC20_TIMEOUT') {
      return stat ?? new CodedError('EC20_CONNECT_TIMEOUT', { outcome: 'unknown', cause: error });
    }
    if (error.code !== 'EC20_MODULE_ERROR') return error;
    const params = { result: 'ERROR' };
    return stat ?? new CodedError('EC20_CONNECT_FAILED', { params, outcome: 'rejected', cause: error });
  }

  /** While CONNECT is awaited a +QMTSTAT doesn't end the connection: `promise` rejects with it after a short grace. */
  #watchStat() {
    let seen: CodedError | undefined;
    let timer: Timer | undefined;
    const promise = new Promise<never>((_, reject) => {
      this.#statWaiter = (reason) => {
        if (seen !== undefined) return;
        seen = reason;
        timer = this.#clock.after(STAT_GRACE_MS, () => reject(reason));
      };
    });
    promise.catch(() => undefined);
    return {
      promise,
      seen: () => seen,
      stop: () => {
        timer?.cancel();
        this.#statWaiter = undefined;
      },
    };
  }

  /**
   * Runs a command whose OK only accepts it, and waits for the code that completes it (rule 3). Ends with the
   * connection unless it is a closing command.
   */
  async #complete(
    line: CommandLine,
    prefix: string,
    accept: (params: readonly Parameter[]) => boolean,
    ms: number,
    isClosing = false,
  ): Promise<readonly Parameter[]> {
    const own = this.#options.clientIndex;
    const over = this.#over.signal;
    if (!isClosing) over.throwIfAborted();
    const expectation = this.#channel.expect(
      prefix,
      (params) => numberAt(params, 0) === own && accept(params),
      ms,
    );
    const abandon = () => expectation.cancel();
    if (!isClosing) over.addEventListener('abort', abandon, { once: true });
    try {
      const command = { line, replyMs: DEADLINES.acceptMs };
      await this.#channel.run(isClosing ? command : { ...command, signal: over });
      expectation.arm();
      return await expectation.promise;
    } catch (error) {
      expectation.cancel();
      throw over.aborted && !isClosing ? over.reason : error;
    } finally {
      over.removeEventListener('abort', abandon);
    }
  }

  async #exchange(prefix: '+QMTSUB' | '+QMTUNS', filter: string, tail: Parameters<typeof commandLine>[1][]) {
    const { clientIndex, messageIds } = this.#options;
    const messageId = messageIds.take();
    const line = commandLine(`AT${prefix}=`, clientIndex, messageId, ...tail);
    const isOwn = (params: readonly Parameter[]) =>
      numberAt(params, 1) === messageId && numberAt(params, 2) !== 1;
    const code = prefix === '+QMTSUB' ? 'EC20_SUBSCRIBE_FAILED' : 'EC20_UNSUBSCRIBE_FAILED';
    const failure = (reason: Phrase, details: ErrorDetails) =>
      new CodedError(code, { params: { filter }, phrases: { reason }, ...details });
    try {
      const params = await this.#complete(line, prefix, isOwn, RESULT_MS);
      const result = numberAt(params, 2) ?? -1;
      if (packetResult(result) === 'acknowledged') return params;
      throw failure(FAILURES.result(result), { outcome: 'unknown', moduleCode: result });
    } catch (error) {
      const coded = asCodedError(error);
      const details = { outcome: coded.outcome, cause: coded };
      if (coded.code === 'EC20_TIMEOUT') throw failure(FAILURES.silence(), details);
      if (coded.code !== 'EC20_MODULE_ERROR') throw coded;
      throw failure(FAILURES.refusal(String(coded.params['result'] ?? 'ERROR')), details);
    } finally {
      this.#release(messageId);
    }
  }

  /** Runs a closing command; an answer in any form, or none, is as good. */
  async #finish(head: 'AT+QMTCLOSE=' | 'AT+QMTDISC=', prefix: string): Promise<void> {
    this.#closedAtMs = this.#clock.now();
    const line = commandLine(head, this.#options.clientIndex);
    try {
      await this.#complete(line, prefix, () => true, DEADLINES.closeMs, true);
    } catch (error) {
      const coded = asCodedError(error);
      if (!isUndone(coded.code)) throw coded;
    }
    this.#closedAtMs = this.#clock.now();
  }

  #pend(messageId: number) {
    let timer: Timer | undefined;
    let settled = false;
    let resolve!: (result: 'acknowledged' | 'failed') => void;
    let reject!: (reason: CodedError) => void;
    const completed = new Promise<'acknowledged' | 'failed'>((...handlers) => {
      [resolve, reject] = handlers;
    });
    completed.catch(() => undefined);
    const settle = (result: 'acknowledged' | 'failed' | CodedError) => {
      if (settled) return;
      settled = true;
      timer?.cancel();
      this.#publishes.delete(messageId);
      if (!(result instanceof CodedError && result.code === 'EC20_TIMEOUT')) this.#release(messageId);
      if (result instanceof CodedError) reject(result);
      else resolve(result);
    };
    this.#publishes.set(messageId, { settle });
    const arm = () => {
      if (settled) return;
      timer = this.#clock.after(RESULT_MS, () => {
        settle(
          new CodedError('EC20_TIMEOUT', {
            params: { command: this.#options.profile.publish.command, ms: RESULT_MS },
            outcome: 'unknown',
          }),
        );
      });
    };
    return { completed, settle, arm };
  }

  /** An id whose result may still come, with the connection's end or after it, stays taken for the next connection. */
  #release(messageId: number): void {
    if (messageId !== 0 && this.#ended === undefined) this.#options.messageIds.release(messageId);
  }

  #isOwn(urc: Unsolicited): boolean {
    return numberAt(urc.params, 0) === this.#options.clientIndex;
  }

  #onPublished(urc: Unsolicited): void {
    const messageId = numberAt(urc.params, 1);
    if (!this.#isOwn(urc) || messageId === undefined) return;
    const result = packetResult(numberAt(urc.params, 2));
    if (result === 'retransmitting') {
      if (this.#publishes.has(messageId)) this.#options.listener.retransmitting(messageId);
      return;
    }
    this.#publishes.get(messageId)?.settle(result);
  }

  #onReceive(urc: Unsolicited): void {
    const reception = readReception(urc.text, urc.data);
    if (reception?.clientIndex !== this.#options.clientIndex) return;
    if (reception.kind === 'message') this.#options.listener.received(reception);
    // A slot that the module can't have is a garbled code: it must not become work.
    else if (reception.slot >= 0 && reception.slot < this.#options.profile.receiveSlots)
      void this.#fetch(reception.slot).catch(() => undefined);
  }

  /** AT+QMTRECV=idx,slot: reads a stored message and frees its slot. */
  async #fetch(slot: number): Promise<void> {
    if (this.#fetching.has(slot)) return;
    this.#fetching.add(slot);
    const { clientIndex, profile, listener } = this.#options;
    const asked = profile.slotsReversed ? profile.receiveSlots - 1 - slot : slot;
    try {
      const answer = await this.#channel.run({
        line: commandLine('AT+QMTRECV=', clientIndex, asked),
        // The answer has a topic; a two-field line in between is the next stored message's code.
        claims: [{ prefix: '+QMTRECV', max: profile.receiveSlots, accept: (params) => params.length > 2 }],
        replyMs: DEADLINES.acceptMs,
      });
      for (const line of answer.lines) {
        const reception = readReception(line.text, line.data);
        if (reception?.kind === 'message') listener.received(reception);
      }
    } finally {
      this.#fetching.delete(slot);
    }
  }

  #onPing(urc: Unsolicited): void {
    if (this.#isOwn(urc) && numberAt(urc.params, 1) === 1)
      this.#finished(new CodedError('EC20_LINK_PING', { outcome: 'unknown' }));
  }

  #onStat(urc: Unsolicited): void {
    if (!this.#isOwn(urc)) return;
    const stat = numberAt(urc.params, 1) ?? 0;
    const reason = new CodedError(LINK_CODES[stat] ?? 'EC20_LINK_UNKNOWN', {
      params: { stat },
      moduleCode: stat,
      outcome: 'unknown',
    });
    if (this.#statWaiter !== undefined) {
      this.#statWaiter(reason);
      return;
    }
    if (!this.#live) {
      if (this.#isOpen) this.#earlyStat = reason;
      return;
    }
    if (this.#closedAtMs !== undefined && this.#clock.now() - this.#closedAtMs < OWN_CLOSE_MS) {
      void this.#confirm(reason);
      return;
    }
    this.#finished(reason);
  }

  /**
   * A code that may be the late one of our own close: the module's own word decides. One question is on its way at most, however
   * many codes come; those that came meanwhile cost one more.
   */
  async #confirm(reason: CodedError): Promise<void> {
    if (this.#confirming !== undefined) {
      this.#confirming = { reason, isDirty: true };
      return;
    }
    this.#confirming = { reason, isDirty: true };
    try {
      while (this.#ended === undefined && this.#confirming.isDirty) {
        this.#confirming.isDirty = false;
        const state = await this.state();
        if (state === undefined || state > 3) this.#finished(this.#confirming.reason);
      }
    } catch (error) {
      this.#finished(asCodedError(error));
    } finally {
      this.#confirming = undefined;
    }
  }

  #finished(reason: CodedError): void {
    if (this.#ended !== undefined) return;
    this.end(reason);
    this.#options.listener.ended(reason);
  }
}
