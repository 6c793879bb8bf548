import { Trace } from '../at/trace';
import { sleep } from '../base/clock';
import { asCodedError, CodedError } from '../base/coded-error';
import { Listeners } from '../base/listeners';
import { randomInteger } from '../base/random';
import type { Credentials } from '../cloud/cloud-profile';
import type { SubDevice } from '../cloud/gateway';
import type { CloudMessage } from '../cloud/thing-dialogue';
import type { Modem } from '../ec20/modem';
import type { MqttClient } from '../ec20/mqtt-client';
import { ensureAttached } from '../ec20/packet-data';
import { readSignal } from '../ec20/registration';
import { reachServer } from '../ec20/tls-diagnosis';
import { lookAtDevices } from './check-devices';
import { type CheckLineId, type Finding, lastDigits } from './check-line';
import { LOOKS, moduleFinding, noSignalFinding, signalFinding, unlessAborted } from './check-looks';
import { Connector } from './connector';
import { hangUpOf } from './hang-ups';
import { goRoundTrip } from './round-trip';
import { sessionModem } from './session-modem';
import type { ConnectionOptions, SessionOptions } from './session-options';
import { untriedPort } from '../transport/port-trial';
import type { Transport } from '../transport/transport';
import { type CheckSubject, untried } from './setup-check';
import { Status } from './status';
import type { ServerName } from '../settings/servers';

/**
 * A configuration that isn't deployed. Without a valid profile the cloud's settings fail and only the module is
 * checked.
 */
export interface AloneOptions extends Omit<ConnectionOptions, 'profile'> {
  readonly profile: ConnectionOptions['profile'] | CodedError;
  /** The part of the configuration that isn't checked, and why: reported on the settings line. */
  readonly notice?: CodedError | undefined;
  /** The devices behind it, which are logged in too. */
  readonly subDevices?: readonly SubDevice[];
  readonly refusedPins?: SessionOptions['refusedPins'];
  readonly module?: SessionOptions['module'];
}

/** Maximum time for a module with an antenna to report a signal after it starts. */
const SIGNAL_MS = 20_000;
const SIGNAL_POLL_MS = 1000;
/** The platform's ids are numbers of 32 bits. */
const LARGEST_ID = 4_294_967_295;
/** Maximum time for the DISCONNECT. */
const GOODBYE_MS = 3000;

/** A client with the credentials to log in with. */
interface Opened {
  readonly client: MqttClient;
  readonly credentials: Credentials;
}

/** Checks a configuration that isn't deployed: opens the port itself, tests every step, and closes everything again. */
export class CheckAlone implements CheckSubject {
  readonly trace: Trace;
  readonly #options: AloneOptions;
  readonly #modem: Modem;
  readonly #connector: Connector | undefined;
  readonly #received = new Listeners<CloudMessage>('received', ({ message }) => this.trace.note(message));
  /** Settles when opening the port has succeeded or failed. */
  #opening: Promise<void> = Promise.resolve();
  /** The last port that was opened. */
  #path = '';
  #opened: Opened | undefined;
  #client: MqttClient | undefined;
  /** What was corrected since the last line. */
  #warning: CodedError | undefined;
  /** Why the line or the connection ended. */
  #lost: CodedError | undefined;

  constructor(options: AloneOptions) {
    const { clock, modem, profile } = options;
    this.#options = options;
    this.trace = new Trace(clock);
    const secrets = profile instanceof CodedError ? [] : profile.secrets;
    for (const secret of [...secrets, modem.apnPassword, modem.simPin]) this.trace.mark(secret);
    this.#modem = this.#makeModem();
    if (!(profile instanceof CodedError)) this.#connector = this.#makeConnector({ ...options, profile });
  }

  get server(): ServerName | undefined {
    const { profile } = this.#options;
    return profile instanceof CodedError ? profile.server : profile.spokenOf;
  }

  has(id: CheckLineId): boolean {
    const { profile, subDevices = [] } = this.#options;
    if (id === 'devices') return subDevices.length > 0 && !(profile instanceof CodedError);
    return id !== 'tls' || (!(profile instanceof CodedError) && profile.tls !== undefined);
  }

  async look(id: CheckLineId, signal: AbortSignal): Promise<Finding> {
    try {
      // A port that is still opening is awaited; otherwise it would never be closed.
      if (id === 'port') return await this.#port(signal);
      return await unlessAborted(this.#looks[id](signal), signal);
    } catch (error) {
      const coded = asCodedError(error);
      throw coded.code === 'EC20_LINE_CLOSED' ? (this.#lost ?? coded) : coded;
    }
  }

  async close(reason: CodedError): Promise<void> {
    await this.#opening.catch(() => undefined);
    if (this.#client !== undefined && this.#modem.isOpen) {
      const said = this.#client.disconnect().catch(() => undefined);
      const over = new AbortController();
      void said.then(() => over.abort());
      await sleep(this.#options.clock, GOODBYE_MS, over.signal).catch(() => undefined);
    }
    this.#client?.end(reason);
    await this.#modem.close(reason).catch(() => undefined);
  }

  readonly #looks: Readonly<Record<CheckLineId, (signal: AbortSignal) => Promise<Finding>>> = {
    settings: () => this.#settings(),
    port: (signal) => this.#port(signal),
    answer: (signal) => this.#answer(signal),
    module: async (signal) => {
      await this.#modem.bringUp(signal, LOOKS.module.steps);
      return this.#withWarning(moduleFinding(this.#modem.facts.identity, this.#options.module));
    },
    sim: async (signal) => {
      await this.#modem.bringUp(signal, LOOKS.sim.steps);
      const { state, iccid } = this.#modem.facts.sim;
      return { detail: { sim: state, iccid: lastDigits(iccid) } };
    },
    signal: (signal) => this.#signal(signal),
    registration: async (signal) => {
      await this.#modem.bringUp(signal, LOOKS.registration.steps);
      await this.#modem.readOperator(signal);
      const { registration, operator, technology, band } = this.#modem.facts.network;
      return this.#withWarning({ detail: { registration, operator, technology, band } });
    },
    attached: async (signal) => {
      await ensureAttached(this.#modem.channel, signal);
      return {};
    },
    address: async (signal) => {
      await this.#modem.bringUp(signal, LOOKS.address.steps);
      return { detail: { address: this.#modem.facts.network.address, apn: this.#options.modem.apn } };
    },
    server: (signal) => this.#server(signal),
    tls: async (signal) => {
      this.#opened = await this.#open(signal);
      const { time } = this.#modem.facts;
      return this.#withWarning({
        detail: time === undefined ? {} : { utc: new Date(time.utc).toISOString().slice(0, 19) },
      });
    },
    login: (signal) => this.#login(signal),
    message: (signal) => this.#message(signal),
    devices: (signal) => this.#devices(signal),
  };

  /** A correction is reported on the line where it was made. */
  #withWarning(finding: Finding): Finding {
    const warning = finding.warning ?? this.#warning;
    this.#warning = undefined;
    return warning === undefined ? finding : { ...finding, warning };
  }

  #settings(): Promise<Finding> {
    const { profile, notice } = this.#options;
    if (profile instanceof CodedError) return Promise.reject(profile);
    const { host, port } = profile;
    return Promise.resolve({ detail: { host, port }, ...(notice === undefined ? {} : { warning: notice }) });
  }

  async #port(signal: AbortSignal): Promise<Finding> {
    await this.#openPort(await this.#options.findTransport());
    signal.throwIfAborted();
    return { detail: { port: this.#path } };
  }

  /** With `auto`, tries each port of the module once; reports the port if it isn't the one opened first. */
  async #answer(signal: AbortSignal): Promise<Finding> {
    const tried = new Set([this.#path]);
    let first: unknown;
    for (;;) {
      try {
        await this.#modem.bringUp(signal, LOOKS.answer.steps);
        return tried.size === 1 ? {} : { detail: { port: this.#path } };
      } catch (error) {
        first ??= error;
        if (!this.#modem.wasSilent || !(await this.#openNext(tried, signal))) throw first;
      }
    }
  }

  /** Opens another port of the module that has not been tried yet; one that can't be opened counts as tried. */
  async #openNext(tried: Set<string>, signal: AbortSignal): Promise<boolean> {
    const find = (wasSilent?: boolean) => this.#options.findTransport(wasSilent);
    for (;;) {
      signal.throwIfAborted();
      const transport = await untriedPort(find, tried);
      if (transport === undefined) return false;
      tried.add(transport.path);
      await this.#modem.close(new CodedError('EC20_LINE_CLOSED'));
      try {
        await this.#openPort(transport);
        return true;
      } catch {
        // In use by another program.
      }
    }
  }

  async #openPort(transport: Transport): Promise<void> {
    this.#path = transport.path;
    this.#opening = this.#modem.open(transport);
    await this.#opening;
  }

  async #signal(signal: AbortSignal): Promise<Finding> {
    const { clock } = this.#options;
    const { channel } = this.#modem;
    const startMs = clock.now();
    for (;;) {
      const found = await readSignal(channel, signal);
      if (found?.dbm !== undefined) return signalFinding(found, found.dbm);
      if (clock.now() - startMs >= SIGNAL_MS) return noSignalFinding(channel);
      await sleep(clock, SIGNAL_POLL_MS, signal);
    }
  }

  /** The broker is reached by the MQTT connection itself; with TLS, by a plain connection to its port first. */
  async #server(signal: AbortSignal): Promise<Finding> {
    const { modem } = this.#options;
    const { host, port, tls } = this.#profile();
    if (tls === undefined) {
      this.#opened = await this.#open(signal);
      return { detail: { host, port } };
    }
    const { pdpContext } = modem;
    const isReached = await reachServer(this.#modem.channel, { host, port, pdpContext, signal });
    if (isReached) return { detail: { host, port } };
    return untried(
      'the firmware can only look with TLS, see the next line',
      '固件只能连同 TLS 一起试，见下一项',
    );
  }

  async #login(signal: AbortSignal): Promise<Finding> {
    const connector = this.#way();
    if (connector.mustRegister) {
      await this.#opened?.client.disconnect();
      await connector.register(signal);
      this.#opened = await this.#open(signal);
    }
    const { client, credentials } = this.#opened ?? (await this.#open(signal));
    await connector.logIn(client, credentials);
    return { detail: { clientId: this.#shownClientId(credentials.clientId) } };
  }

  async #message(signal: AbortSignal): Promise<Finding> {
    const { clock, random } = this.#options;
    const { client, credentials } = this.#opened ?? (await this.#open(signal));
    const context = { profile: this.#profile(), clock, random, clientId: credentials.clientId };
    return goRoundTrip(
      context,
      {
        subscribe: async (filter, listener) => {
          const unlisten = this.#received.add(listener);
          await client.subscribe(filter, 0).catch((error: unknown) => {
            const coded = asCodedError(error);
            throw hangUpOf(filter, this.#lost ?? coded) ?? coded;
          });
          return () => {
            unlisten();
            return Promise.resolve();
          };
        },
        publish: async (message) => {
          const attempt = client.publish({ ...message, qos: 1, retain: false });
          await attempt.accepted;
          const result = await attempt.completed;
          if (result === 'failed') throw new CodedError('EC20_PUBLISH_UNKNOWN', { outcome: 'unknown' });
        },
      },
      signal,
    );
  }

  async #devices(signal: AbortSignal): Promise<Finding> {
    const { clock, random, subDevices = [], secretStore } = this.#options;
    const { client } = this.#opened ?? (await this.#open(signal));
    return lookAtDevices(
      {
        clock,
        profile: this.#profile(),
        client,
        devices: subDevices,
        secretStore,
        largestPayloadBytes: () => this.#modem.facts.profile.largestPayloadBytes,
        nextId: () => String(randomInteger(random, 1, LARGEST_ID)),
        conceal: (secret) => this.trace.mark(secret),
        onMessage: (listener) => this.#received.add(listener),
      },
      signal,
    );
  }

  /** The whole procedure up to the open connection. */
  async #open(signal: AbortSignal): Promise<Opened> {
    const connector = this.#way();
    await connector.awaitTurn(signal);
    const client = connector.makeClient(signal);
    this.#client = client;
    await client.closeOld();
    const setup = await connector.prepareTls(signal);
    const credentials = await connector.configure(client);
    signal.throwIfAborted();
    await connector.open(client, setup, signal);
    return { client, credentials };
  }

  /** A client id made from the IMEI is personal data, and one that is the whole login a secret. */
  #shownClientId(clientId: string): string {
    const { imei } = this.#modem.facts.identity;
    if (this.#profile().secrets.includes(clientId)) return '***';
    return imei === '' ? clientId : clientId.replaceAll(imei, lastDigits(imei));
  }

  #profile(): ConnectionOptions['profile'] {
    const { profile } = this.#options;
    if (profile instanceof CodedError) throw profile;
    return profile;
  }

  #way(): Connector {
    if (this.#connector !== undefined) return this.#connector;
    throw asCodedError(this.#options.profile);
  }

  #makeModem(): Modem {
    return sessionModem(this.#options, this.trace, {
      lost: (reason) => (this.#lost = reason),
      restartHinted: () => undefined,
      drained: () => undefined,
      contextLost: () => undefined,
      warned: (warning) => (this.#warning = warning),
      phaseEntered: () => undefined,
    });
  }

  #makeConnector(session: ConnectionOptions): Connector {
    return new Connector({
      session,
      modem: this.#modem,
      status: new Status(session.clock),
      // The check makes its only subscription itself.
      subscribing: { reset: () => undefined, begin: () => Promise.resolve() },
      conceal: (secret) => this.trace.mark(secret),
      warn: () => undefined,
      rootsEnd: ([first]) => (this.#warning ??= first),
      listener: {
        received: (message) => this.#received.emit(message),
        ended: (reason) => (this.#lost = reason),
        retransmitting: () => undefined,
      },
    });
  }
}
