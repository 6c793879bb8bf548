import { sleep } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { endingRoots } from '../cloud/root-ends';
import { failureOf } from '../errors/catalogue';
import type { CloudProfile, Credentials, Registration, SigningMethod } from '../cloud/cloud-profile';
import { type StoredFiles, removeFile } from '../ec20/file-store';
import { MessageIds } from '../ec20/message-id';
import type { Modem } from '../ec20/modem';
import { MqttClient, type MqttClientListener } from '../ec20/mqtt-client';
import type { MqttSettings } from '../ec20/mqtt-config';
import { TLS_CONTEXT, type TlsSetup, prepareTls } from '../ec20/tls';
import { diagnoseTls } from '../ec20/tls-diagnosis';
import type { Subscribing } from './subscribing';
import { RegistrationAnswer, register } from './registrar';
import type { ConnectionOptions } from './session-options';
import type { Status } from './status';

export interface ConnectorOptions {
  readonly session: ConnectionOptions;
  readonly modem: Modem;
  readonly status: Status;
  /** Renews the subscriptions on each new connection. */
  readonly subscribing: Pick<Subscribing, 'reset' | 'begin'>;
  readonly listener: MqttClientListener;
  /** Masks a secret in every trace from now on. */
  readonly conceal: (secret: string) => void;
  /** Called for conditions that work but should be known. */
  readonly warn: (warning: CodedError) => void;
  /** Called at each preparation of TLS with `EC20_CA_ENDING` for each root that ends within a year. */
  readonly rootsEnd: (ending: readonly CodedError[]) => void;
}

/** Goes from the port to the broker step by step, and reports the current step. */
export class Connector {
  readonly #options: ConnectorOptions;
  readonly #messageIds: MessageIds;
  #signing: SigningMethod;
  #hasConnected = false;
  #hasRenewedFiles = false;
  readonly #stored: StoredFiles = new Set();
  /** Without registration data once the device has its secret. */
  #profile: CloudProfile;

  constructor(options: ConnectorOptions) {
    this.#options = options;
    this.#profile = options.session.profile;
    this.#messageIds = new MessageIds(options.session.random);
    this.#signing = options.session.profile.auth === 'sign' ? 'sign' : 'aliauth';
  }

  /**
   * Connects a client from any state of the line, its subscriptions made or under way. Repeats the whole procedure
   * each time, settings included: QMTCFG, QMTOPEN, QMTCONN. Rejects with the error of the failed step, or with
   * `signal`'s reason; the client ends with `signal`.
   */
  async connect(signal: AbortSignal, made: (client: MqttClient) => void): Promise<MqttClient> {
    const { modem, status, session } = this.#options;
    if (!modem.isOpen) {
      status.enter('opening');
      await modem.open(await session.findTransport(modem.wasSilent));
    }
    await modem.bringUp(signal);
    await this.awaitTurn(signal);
    await this.register(signal);
    // A client made after the attempt has ended would never end, and would receive the next one's messages too.
    signal.throwIfAborted();
    status.enter('connecting');
    const client = this.makeClient(signal);
    made(client);
    await client.closeOld();
    const tls = await this.prepareTls(signal);
    const credentials = await this.configure(client);
    signal.throwIfAborted();
    await this.open(client, tls, signal);
    const loggedIn = this.logIn(client, credentials);
    // Sent after AT+QMTCONN, while the broker decides. A fault of the line shows in the login.
    const operatorRead = modem.readOperator(signal).catch(() => undefined);
    await loggedIn;
    await operatorRead;
    signal.throwIfAborted();
    await this.#options.subscribing.begin(client, signal);
    signal.throwIfAborted();
    return client;
  }

  /** Whether the device has to request its secret first. */
  get mustRegister(): boolean {
    return this.#profile.registration !== undefined;
  }

  /** Obtains the device's secret over a separate connection; does nothing if it has one. */
  async register(signal: AbortSignal): Promise<void> {
    const { registration } = this.#profile;
    if (registration !== undefined) await this.#register(registration, signal);
  }

  async #register(registration: Registration, signal: AbortSignal): Promise<void> {
    const { session, status, conceal } = this.#options;
    const { clock, random, secretStore: store, connectLimit, profile } = session;
    if (store === undefined) throw new CodedError('EC20_NO_SECRET');
    signal.throwIfAborted();
    status.enter('connecting');
    const answer = new RegistrationAnswer(registration);
    const over = new AbortController();
    const client = this.makeClient(AbortSignal.any([signal, over.signal]), {
      received: ({ topic, payload }) => answer.received(topic, payload),
      ended: (reason) => answer.ended(reason),
      retransmitting: () => undefined,
    });
    const abandon = () => answer.ended(asCodedError(signal.reason));
    signal.addEventListener('abort', abandon, { once: true });
    try {
      await client.closeOld();
      const tls = await this.prepareTls(signal);
      await this.#writeSettings(client, registration.credentials('0'));
      await this.open(client, tls, signal);
      connectLimit.note(profile.deviceKey, clock.now());
      const secret = await register({ registration, client, answer, clock, random, store, conceal });
      this.#profile = registration.registered(secret);
      this.#profile.secrets.forEach(conceal);
    } finally {
      signal.removeEventListener('abort', abandon);
      over.abort(new CodedError('EC20_CLOSED'));
    }
  }

  /** Prepares the module for TLS; undefined for a plain connection. Rejects as {@link prepareTls} does. */
  async prepareTls(signal: AbortSignal): Promise<TlsSetup | undefined> {
    const { modem, session } = this.#options;
    const { profile, clock } = session;
    if (profile.tls === undefined) return undefined;
    const { pdpContext } = session.modem;
    const setup = await prepareTls(modem.channel, clock, profile.tls, pdpContext, this.#stored, signal);
    modem.facts.time = setup.time;
    this.#options.rootsEnd(endingRoots(profile.tls.ca, setup.time.utc));
    return setup;
  }

  /** Opens the connection; if TLS fails without a reason, looks for one. */
  async open(client: MqttClient, setup: TlsSetup | undefined, signal: AbortSignal): Promise<void> {
    const { modem, session } = this.#options;
    const { host, port } = session.profile;
    try {
      await client.open(host, port);
    } catch (error) {
      if (setup === undefined || signal.aborted) throw error;
      const { pdpContext } = session.modem;
      const failed = { host, port, pdpContext, setup, error: asCodedError(error), signal };
      const found = await diagnoseTls(modem.channel, failed);
      await this.#renewFiles(found, setup);
      throw this.#atPlainPort(found);
    }
  }

  /** A handshake fails for one reason most of all where the port's number says that it takes none. */
  #atPlainPort(found: CodedError): CodedError {
    const { host, port, tlsPort } = this.#options.session.profile;
    if (tlsPort === undefined || !failureOf(found.code).suspects.includes('plain-port')) return found;
    const params = { host, port, usual: tlsPort };
    return new CodedError('EC20_TLS_PLAIN_PORT', { params, outcome: 'rejected', cause: found });
  }

  /** A file of the right size may have changed in the module's flash: the next attempt writes them again, once. */
  async #renewFiles({ code }: CodedError, { files }: TlsSetup): Promise<void> {
    if (this.#hasRenewedFiles || !failureOf(code).suspects.includes('files')) return;
    this.#hasRenewedFiles = true;
    for (const { name } of files) {
      this.#stored.delete(name);
      await removeFile(this.#options.modem.channel, name);
    }
  }

  /** Waits for the cloud's limit of connects per minute, and reports it as the reason. */
  async awaitTurn(signal: AbortSignal): Promise<void> {
    const { session, status } = this.#options;
    const { connectLimit, profile, clock } = session;
    const waitMs = connectLimit.waitMs(profile.deviceKey, profile.connectsPerMinute, clock.now());
    if (waitMs <= 0) return;
    const limit = new CodedError('EC20_CONNECT_LIMIT', { params: { seconds: Math.ceil(waitMs / 1000) } });
    // The earlier error is more informative than the limit that it led to.
    status.wait('waiting', status.error ?? limit, waitMs);
    await sleep(clock, waitMs, signal);
  }

  /**
   * A TLS-only endpoint accepts the TCP connection and closes it on a plain login. An endpoint that has once accepted
   * this device takes plain logins, so there it is an ordinary end.
   */
  async logIn(client: MqttClient, credentials: Credentials): Promise<void> {
    const { profile, connectLimit, clock } = this.#options.session;
    const { tls, tlsExpected, host, port } = profile;
    connectLimit.note(profile.deviceKey, clock.now());
    try {
      await client.connect(connectCredentials(credentials, this.#profile.secrets));
      this.#hasConnected = true;
      this.#observeConnection(credentials);
    } catch (error) {
      const coded = asCodedError(error);
      const isHungUp = failureOf(coded.code).suspects.includes('plain-login');
      const wantsTls = isHungUp && tls === undefined && tlsExpected && !this.#hasConnected;
      if (!wantsTls) throw coded;
      throw new CodedError('EC20_TLS_REQUIRED', {
        params: { host, port },
        outcome: 'rejected',
        cause: coded,
      });
    }
  }

  #observeConnection(credentials: Credentials): void {
    const { observer, profile } = this.#options.session;
    const { tls, keepAliveSeconds: keepAliveS, will } = profile;
    observer?.connected({
      clientBytes: loginBytes(credentials),
      clientFields: loginFields(credentials),
      ...(will && { willBytes: Buffer.byteLength(will.topic) + will.payload.length }),
      tls: tls !== undefined,
      keepAliveS,
    });
  }

  /** A client that ends with `signal`. */
  makeClient(signal: AbortSignal, listener = this.#options.listener): MqttClient {
    const { session, modem, subscribing } = this.#options;
    const client = new MqttClient({
      channel: modem.channel,
      clock: session.clock,
      profile: modem.facts.profile,
      messageIds: this.#messageIds,
      clientIndex: session.modem.clientIndex,
      apn: session.modem.apn,
      listener,
    });
    subscribing.reset();
    signal.addEventListener('abort', () => client.end(asCodedError(signal.reason)), { once: true });
    return client;
  }

  /** Writes the settings; if the firmware can't sign and `auth` is `auto`, we sign from now on. */
  async configure(client: MqttClient): Promise<Credentials> {
    const profile = this.#profile;
    const imei = this.#options.modem.facts.identity.imei;
    if (profile.registration !== undefined) {
      const asking = profile.registration.credentials('0');
      await this.#writeSettings(client, asking);
      return asking;
    }
    const credentials = profile.credentials({ how: this.#signing, imei });
    try {
      await this.#writeSettings(client, credentials);
      return credentials;
    } catch (error) {
      const missing = error instanceof CodedError && error.code === 'EC20_ALIAUTH_MISSING';
      if (!missing || profile.auth !== 'auto') throw error;
      this.#signing = 'sign';
      const signed = profile.credentials({ how: 'sign', imei });
      await this.#writeSettings(client, signed);
      return signed;
    }
  }

  async #writeSettings(client: MqttClient, credentials: Credentials): Promise<void> {
    const left = await client.configure(this.#mqttSettings(credentials));
    if (left.length === 0) return;
    this.#options.warn(new CodedError('EC20_MQTT_OPTIONS', { params: { options: left.join(', ') } }));
  }

  #mqttSettings(credentials: Credentials): MqttSettings {
    const { profile, modem } = this.#options.session;
    const will = profile.will;
    return {
      clientIndex: modem.clientIndex,
      context: modem.pdpContext,
      keepAliveSeconds: profile.keepAliveSeconds,
      cleanSession: profile.cleanSession,
      will: will === undefined ? undefined : { ...will, payload: will.payload.toString('utf8') },
      aliauth: credentials.kind === 'aliauth' ? credentials : undefined,
      tlsContext: profile.tls === undefined ? undefined : TLS_CONTEXT,
    };
  }
}

/** Hexadecimal digits of an HMAC-SHA1, with which a module signs. */
const SIGNATURE_BYTES = 40;
/** What a module's own signing adds to the client id: `|securemode=3,signmethod=hmacsha1,timestamp=…|`. */
const SIGNING_BYTES = 60;

/** Bytes of client id, user name and password in CONNECT; estimated where the module makes them. */
function loginBytes(credentials: Credentials): number {
  const { clientId } = credentials;
  if (credentials.kind === 'password') {
    const { username = '', password = '' } = credentials;
    return Buffer.byteLength(clientId) + Buffer.byteLength(username) + Buffer.byteLength(password);
  }
  const { productKey, deviceName } = credentials;
  const userName = productKey.length + 1 + Buffer.byteLength(deviceName);
  return Buffer.byteLength(clientId) + SIGNING_BYTES + userName + SIGNATURE_BYTES;
}

/** How many of client id, user name and password CONNECT has. */
function loginFields(credentials: Credentials): number {
  if (credentials.kind === 'aliauth') return 3;
  return [credentials.clientId, credentials.username, credentials.password].filter(
    (each) => each !== undefined,
  ).length;
}

function connectCredentials(credentials: Credentials, secrets: readonly string[]) {
  const { clientId } = credentials;
  if (credentials.kind === 'aliauth') return { clientId };
  const { username, password } = credentials;
  return {
    clientId,
    secrets,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}
