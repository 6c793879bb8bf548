import type { Channel, Unsolicited } from '../at/channel';
import { type CommandLine, type Parameter, commandLine, numberAt, quoted, secret } from '../at/parameter';
import type { Clock } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import {
  type Destination,
  checkConnack,
  connectError,
  filterError,
  filterRefusal,
  openError,
  openRefusal,
} from './connection-errors';
import { DEADLINES, RESULT_MS } from './deadlines';
import { LinkWatch } from './link-watch';
import type { MessageIds } from './message-id';
import { type MqttSettings, configureMqtt } from './mqtt-config';
import type { ModuleProfile } from './profile';
import { type PublishPacket, writePublish } from './publish';
import { type PublishResult, PublishResults } from './publish-results';
import { askAll, isUndone } from './query';
import { Receiver, type Reception } from './receive';
import { SUBSCRIPTION_REFUSED, packetResult } from './result-codes';

/** Client id, and user name and password unless the module signs. Plain values: independent of any cloud. */
export interface ConnectCredentials {
  readonly clientId: string;
  readonly username?: string;
  readonly password?: string;
  /** Those of the three that prove who logs in, besides the password. */
  readonly secrets?: readonly string[];
}

/** A publish in flight. */
export interface PublishAttempt {
  /** 0 for QoS 0. */
  readonly messageId: number;
  /** Settles when the module has accepted (OK) or refused it. */
  readonly accepted: Promise<void>;
  /**
   * `acknowledged` or `failed` by +QMTPUBEX; rejects when no result was received in time or the connection ended. May
   * settle first.
   */
  readonly completed: Promise<PublishResult>;
}

/** Notified of unsolicited events of one MQTT connection. */
export interface MqttClientListener {
  /** A downlink message. */
  received(message: Reception): void;
  /** The connection is over: called once, and never after `end()`. */
  ended(reason: CodedError): void;
  /** The module sends a publish again: the link is slow. */
  retransmitting(messageId: number): void;
}

/** Options of an {@link MqttClient}. */
export interface MqttClientOptions {
  readonly channel: Channel;
  readonly clock: Clock;
  readonly profile: ModuleProfile;
  readonly messageIds: MessageIds;
  readonly clientIndex: number;
  /** Used in errors only. */
  readonly apn: string;
  readonly listener: MqttClientListener;
}

/**
 * One MQTT connection of the module, from AT+QMTCFG to its end; a new one is made for each attempt, so that nothing of
 * an old connection can affect the new one (rule 7). It listens before AT+QMTOPEN.
 */
export class MqttClient {
  readonly #channel: Channel;
  readonly #options: MqttClientOptions;
  readonly #publishes: PublishResults;
  readonly #link: LinkWatch;
  readonly #unlisten: (() => void)[];
  #hasPublished = false;
  #ended: CodedError | undefined;
  #host = '';
  readonly #over = new AbortController();

  constructor(options: MqttClientOptions) {
    const { channel, clock, profile, clientIndex, listener } = options;
    this.#options = options;
    this.#channel = channel;
    options.messageIds.beginConnection();
    this.#publishes = new PublishResults({
      clock,
      command: profile.publish.command,
      release: (messageId) => this.#release(messageId),
      retransmitting: (messageId) => listener.retransmitting(messageId),
    });
    this.#link = new LinkWatch({
      clock,
      state: () => this.state(),
      ended: (reason) => this.#finished(reason),
    });
    const receiver = new Receiver({
      channel,
      profile,
      clientIndex,
      received: (message) => listener.received(message),
    });
    this.#unlisten = [
      this.#listen('+QMTSTAT', (urc) => this.#link.reported(urc)),
      channel.on('+QMTRECV', (urc) => receiver.received(urc)),
      this.#listen('+QMTPUBEX', (urc) => this.#publishes.received(urc)),
      this.#listen('+QMTPUB', (urc) => this.#publishes.received(urc)),
      this.#listen('+QMTPING', (urc) => this.#link.pinged(urc)),
    ];
  }

  /**
   * Writes the settings; resolves with those for which the firmware keeps its own value. Rejects with
   * `EC20_ALIAUTH_MISSING` or the module's refusal.
   */
  async configure(settings: MqttSettings): Promise<readonly string[]> {
    return configureMqtt(this.#channel, settings, this.#options.profile);
  }

  /** Closes what an earlier program may have left open; ERROR means that nothing was. */
  async closeOld(): Promise<void> {
    await this.#finish('AT+QMTCLOSE=', '+QMTCLOSE');
  }

  /** AT+QMTOPEN. Rejects with `EC20_OPEN_…`. An occupied index is closed, and opened once more. */
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

  /**
   * AT+QMTCONN; call at once after `open`, since the broker waits only a few seconds. Rejects with `EC20_CONNECT_…`.
   */
  async connect(credentials: ConnectCredentials): Promise<void> {
    const limit = this.#options.profile.longestCredentialBytes;
    const { clientId, username, password, secrets = [] } = credentials;
    const named = (field: string, value: string) =>
      secrets.includes(value) ? secret(field, value, limit) : quoted(field, value, limit);
    const line = commandLine(
      'AT+QMTCONN=',
      this.#options.clientIndex,
      named('clientId', clientId),
      ...(username === undefined ? [] : [named('username', username)]),
      ...(password === undefined ? [] : [secret('password', password, limit)]),
    );
    const logIn = async () => {
      const accept = (params: readonly Parameter[]) => numberAt(params, 1) !== 1;
      checkConnack(
        await this.#complete(line, '+QMTCONN', accept, RESULT_MS),
        secrets.includes(clientId) ? '***' : clientId,
        this.#host,
      );
    };
    try {
      await this.#link.logIn(logIn);
    } catch (error) {
      throw connectError(asCodedError(error), this.#link.stat);
    }
    if (this.#ended !== undefined) throw this.#ended;
  }

  /** AT+QMTSUB for one filter; resolves with the granted QoS. Rejects with `EC20_SUBSCRIBE_REFUSED` or `EC20_SUBSCRIBE_FAILED`. */
  async subscribe(filter: string, qos: 0 | 1 | 2): Promise<number> {
    const params = await this.#filter('+QMTSUB', filter, [quoted('topic', filter), qos]);
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
    await this.#filter('+QMTUNS', filter, [quoted('topic', filter)]);
  }

  /** AT+QMTPUBEX, or the module's equivalent. The attempt's waiter is registered before the first byte is written. */
  publish(packet: PublishPacket): PublishAttempt {
    const { channel, profile, clientIndex, messageIds } = this.#options;
    const messageId = packet.qos === 0 ? 0 : messageIds.take();
    const result = this.#publishes.await(messageId);
    const accepted = writePublish(channel, profile, clientIndex, messageId, packet);
    accepted.then(
      () => {
        this.#hasPublished = true;
        result.arm();
      },
      (error: unknown) => result.settle(asCodedError(error)),
    );
    if (this.#ended !== undefined) result.settle(this.#ended);
    return { messageId, accepted, completed: result.promise };
  }

  /**
   * No publish of this connection was accepted, and the firmware has none of the test forms: it may lack the command.
   */
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

  /** Disconnects: AT+QMTDISC and AT+QMTCLOSE, each ERROR ignored. */
  async disconnect(): Promise<void> {
    this.#link.leave();
    await this.#finish('AT+QMTDISC=', '+QMTDISC');
    await this.#finish('AT+QMTCLOSE=', '+QMTCLOSE');
  }

  /** Ends the connection's epoch: waiters settle with `reason`, all listeners are removed. */
  end(reason: CodedError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#link.stop();
    for (const unlisten of this.#unlisten) unlisten();
    this.#publishes.rejectAll(reason);
    this.#over.abort(reason);
  }

  async #open(host: string, port: number): Promise<CodedError | undefined> {
    const { clientIndex, profile, apn } = this.#options;
    const line = commandLine(
      'AT+QMTOPEN=',
      clientIndex,
      quoted('host', host, profile.longestHostBytes),
      port,
    );
    const to: Destination = { host, port, index: clientIndex, apn };
    const accept = (params: readonly Parameter[]) => numberAt(params, 1) !== undefined;
    try {
      const params = await this.#complete(line, '+QMTOPEN', accept, DEADLINES.openMs);
      const result = numberAt(params, 1) ?? -1;
      this.#link.opened(result === 0);
      return openRefusal(result, to);
    } catch (error) {
      const coded = asCodedError(error);
      const refusal = openError(coded, to);
      if (refusal === coded) throw coded;
      return refusal;
    }
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
    const command = { line, replyMs: DEADLINES.acceptMs };
    const completion = {
      prefix,
      accept: (params: readonly Parameter[]) => numberAt(params, 0) === own && accept(params),
      ms,
    };
    try {
      const { code } = await this.#channel.exchange(
        isClosing ? command : { ...command, signal: over },
        completion,
      );
      return code.params;
    } catch (error) {
      throw over.aborted && !isClosing ? over.reason : error;
    }
  }

  /** Runs AT+QMTSUB or AT+QMTUNS. */
  async #filter(prefix: '+QMTSUB' | '+QMTUNS', filter: string, tail: Parameters<typeof commandLine>[1][]) {
    const { clientIndex, messageIds } = this.#options;
    const messageId = messageIds.take();
    const line = commandLine(`AT${prefix}=`, clientIndex, messageId, ...tail);
    const isOwn = (params: readonly Parameter[]) =>
      numberAt(params, 1) === messageId && numberAt(params, 2) !== 1;
    const code = prefix === '+QMTSUB' ? 'EC20_SUBSCRIBE_FAILED' : 'EC20_UNSUBSCRIBE_FAILED';
    try {
      const params = await this.#complete(line, prefix, isOwn, RESULT_MS);
      const result = numberAt(params, 2) ?? -1;
      if (packetResult(result) === 'acknowledged') return params;
      throw filterRefusal(code, filter, result);
    } catch (error) {
      throw filterError(code, filter, asCodedError(error));
    } finally {
      this.#release(messageId);
    }
  }

  /** Runs a closing command; any answer, or none, is fine. */
  async #finish(head: 'AT+QMTCLOSE=' | 'AT+QMTDISC=', prefix: string): Promise<void> {
    this.#link.closing();
    const line = commandLine(head, this.#options.clientIndex);
    try {
      await this.#complete(line, prefix, () => true, DEADLINES.closeMs, true);
    } catch (error) {
      const coded = asCodedError(error);
      if (!isUndone(coded.code)) throw coded;
    }
    this.#link.closing();
  }

  /** An id whose result may still come, at the connection's end or later, stays taken for the next connection. */
  #release(messageId: number): void {
    if (messageId !== 0 && this.#ended === undefined) this.#options.messageIds.release(messageId);
  }

  /** Listens to codes of this client. */
  #listen(prefix: string, received: (urc: Unsolicited) => void): () => void {
    const { channel, clientIndex } = this.#options;
    return channel.on(prefix, (urc) => {
      if (numberAt(urc.params, 0) === clientIndex) received(urc);
    });
  }

  #finished(reason: CodedError): void {
    if (this.#ended !== undefined) return;
    this.end(reason);
    this.#options.listener.ended(reason);
  }
}
