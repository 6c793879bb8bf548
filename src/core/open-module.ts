import type { Unsolicited } from '../at/channel';
import { Trace as LineTrace } from '../at/trace';
import { type Clock, SystemClock } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { type ForeignFailure, callForeign } from '../base/foreign-code';
import { type Random, systemRandom } from '../base/random';
import type { CloudProfile } from '../cloud/cloud-profile';
import { MessageIds } from '../ec20/message-id';
import { Modem } from '../ec20/modem';
import { MqttClient, type PublishAttempt } from '../ec20/mqtt-client';
import type { PublishPacket } from '../ec20/publish';
import type { Bytes } from '../base/bytes';
import type { StoredFiles } from '../ec20/file-store';
import { TLS_CONTEXT, prepareTls } from '../ec20/tls';
import { type RawAnswer, type RawCommand, runRawCommand } from '../session/raw-command';
import type { QualityOfService, ReceivedMessage } from '../session/publication';
import type { SessionSnapshot } from '../session/snapshot';
import { untriedPort } from '../transport/port-trial';
import type { Transport } from '../transport/transport';
import { SESSION_DEFAULTS } from '../session/session-options';
import type { ModuleSettings } from '../settings/modem';
import { withDefaults } from '../settings/table';
import { Cloud } from './cloud';
import { payloadBytes } from './payload';
import { familyProfile } from './family';
import { type ModuleChoice, type PortChoice, lineSource } from './line-source';
import type { Trace } from './trace';

/** What {@link openModule} opens, and its listeners. */
export interface OpenModuleChoice extends PortChoice, ModuleChoice {
  /**
   * The line has ended unexpectedly: unplugged, gone with a restart over USB, or its responses no longer match.
   * Called once; open a new module then.
   */
  readonly onLost?: (reason: CodedError) => void;
  /**
   * The module is unknown (`EC20_MODULE_UNKNOWN`) and runs with careful limits: once, by {@link OpenModule.online}. Or a
   * listener of yours has thrown (`EC20_LISTENER`), which disturbs neither the module nor other listeners.
   */
  readonly onWarning?: (warning: CodedError) => void;
  /** The module's family, such as `EC200U`; default: by the name that the module reports, EC20 until then. */
  readonly module?: string;
  /** Default: the system's. A test passes its own. */
  readonly clock?: Clock;
  readonly random?: Random;
}

/** The listener of an MQTT connection of {@link OpenModule.connect}. */
export interface ConnectionListener {
  readonly received?: (message: ReceivedMessage) => void;
  /** The connection has ended while the line is open; called once, and not after your own `disconnect()`. */
  readonly ended?: (reason: CodedError) => void;
}

/** What {@link OpenModule.online} has found; empty or undefined until then. */
export interface ModuleFacts {
  readonly identity: SessionSnapshot['module'];
  readonly sim: SessionSnapshot['sim'];
  readonly network: SessionSnapshot['network'];
  readonly signal: SessionSnapshot['signal'];
  readonly time: SessionSnapshot['time'];
}

/** One message for {@link MqttConnection.publish}. */
export interface OutgoingPacket extends Omit<PublishPacket, 'payload'> {
  readonly payload: string | Bytes;
}

/** One connection of the module's MQTT client. */
export interface MqttConnection {
  /** Resolves with the granted QoS. Rejects with `EC20_SUBSCRIBE_REFUSED` or `EC20_SUBSCRIBE_FAILED`. */
  subscribe(filter: string, qos: QualityOfService): Promise<number>;
  /** Rejects with `EC20_UNSUBSCRIBE_FAILED`. */
  unsubscribe(filter: string): Promise<void>;
  /** The payload as it is at the call; text is sent as UTF-8. */
  publish(packet: OutgoingPacket): PublishAttempt;
  /**
   * The state reported by AT+QMTCONN?: 1 initializing, 2 connecting, 3 connected, 4 disconnecting; undefined when the
   * client isn't open.
   */
  state(): Promise<number | undefined>;
  /** Sends DISCONNECT and closes the connection. */
  disconnect(): Promise<void>;
}

/**
 * Opens the port and synchronises with the module, in any state that an earlier program has left it; echo is switched
 * off. Rejects with `EC20_PORT_…`, with `EC20_MODULE_SILENT` when nothing answers, or with `signal`'s reason.
 */
export function openModule(
  choice: OpenModuleChoice,
  signal: AbortSignal = new AbortController().signal,
): Promise<OpenModule> {
  return OpenModule.open(choice, signal);
}

/** One module on one open line: AT commands, the network, an MQTT connection. Never retries; a {@link Session} does. */
export class OpenModule {
  /** Traffic on the line, secrets masked. */
  readonly trace: Trace;
  readonly #note: (text: string) => void;
  readonly #modem: Modem;
  readonly #choice: ModuleSettings;
  readonly #onWarning: OpenModuleChoice['onWarning'];
  readonly #stored: StoredFiles = new Set();
  readonly #clock: Clock;
  /** Masks a secret in the trace from now on. */
  readonly #conceal: (secret: string) => void;
  readonly #messageIds: MessageIds;
  #phase: 'opening' | 'open' | 'over' = 'opening';
  /** The latest connection; the module has one MQTT client. */
  #client: MqttClient | undefined;

  /** @internal As {@link openModule}. */
  static async open(choice: OpenModuleChoice, signal: AbortSignal): Promise<OpenModule> {
    const module = new OpenModule(choice);
    const { find } = lineSource(choice);
    const tried = new Set<string>();
    const open = (transport: Transport) => {
      tried.add(transport.path);
      return module.#modem.open(transport);
    };
    await open(await find());
    try {
      await module.#synchronise(signal, async () => {
        // A port that can't be opened is in use by another program.
        for (let next = await untriedPort(find, tried); next !== undefined;) {
          const isOpen = await open(next).then(
            () => true,
            () => false,
          );
          if (isOpen) return true;
          next = await untriedPort(find, tried);
        }
        return false;
      });
      // Ended at the very last moment.
      if (!module.#modem.isOpen) throw new CodedError('EC20_LINE_CLOSED');
      module.#phase = 'open';
      return module;
    } catch (error) {
      await module.close();
      throw error;
    }
  }

  /** Synchronises with the module; with `auto` tries each of its ports in turn until one answers. */
  async #synchronise(signal: AbortSignal, openNext: () => Promise<boolean>): Promise<void> {
    for (;;) {
      try {
        await this.#modem.bringUp(signal, ['synchronise']);
        return;
      } catch (error) {
        if (!this.#modem.wasSilent) throw error;
        await this.#modem.close(asCodedError(error));
        if (!(await openNext())) throw error;
      }
    }
  }

  private constructor(choice: OpenModuleChoice) {
    this.#choice = withDefaults(SESSION_DEFAULTS.modem, choice);
    this.#onWarning = choice.onWarning;
    this.#clock = choice.clock ?? new SystemClock();
    this.#messageIds = new MessageIds(choice.random ?? systemRandom);
    const trace = new LineTrace(this.#clock, undefined, this.#listenerFailed);
    this.trace = trace;
    this.#note = (text) => trace.note(text);
    this.#conceal = (secret) => trace.mark(secret);
    const { apn, apnUser, apnPassword, apnAuth, pdpContext, simPin, urcPort, clientIndex } = this.#choice;
    trace.mark(apnPassword);
    const end = (reason: CodedError) => {
      const wasOpen = this.#phase === 'open';
      this.#end(reason);
      // While opening, the caller gets the rejection instead.
      if (wasOpen) this.#call('onLost', () => choice.onLost?.(reason));
    };
    this.#modem = new Modem({
      clock: this.#clock,
      module: choice.module === undefined ? undefined : familyProfile(choice.module),
      access: {
        context: pdpContext,
        apn,
        user: apnUser,
        password: apnPassword,
        authentication: apnAuth,
      },
      pin: simPin,
      refusedPins: new Set<string>(),
      urcPort,
      clientIndex,
      trace,
      listener: {
        lost: end,
        restartHinted: () => undefined,
        drained: () => undefined,
        contextLost: () => undefined,
        warned: (warning) => this.#warn(warning, this.#listenerFailed),
        phaseEntered: () => undefined,
      },
    });
  }

  /** Facts about module, SIM card, network and signal; filled in by {@link OpenModule.online}. */
  get facts(): ModuleFacts {
    return this.#modem.facts;
  }

  /**
   * Runs one AT command in its turn and returns its lines, secrets masked: `command('AT+CSQ')` → `['+CSQ: 24,99']`.
   * The timeout is 5 s or the manual's maximum if longer, unless `timeoutMs` (100–180,000) is set. Rejects with
   * `EC20_COMMAND_INVALID`, `EC20_MODULE_ERROR` (`moduleCode`: the number of +CME ERROR), `EC20_TIMEOUT` or
   * `EC20_LINE_CLOSED`.
   */
  async command(command: string, options: Omit<RawCommand, 'command' | 'force'> = {}): Promise<RawAnswer> {
    return runRawCommand(this.#modem.channel, { ...options, command, force: true });
  }

  /** Listens for a URC by its name without the colon, such as `+CREG` or `RING`. Returns a function that unsubscribes. */
  on(prefix: string, listener: (code: Unsolicited) => void): () => void {
    return this.#modem.channel.on(prefix, (code) => this.#call(`on ${prefix}`, () => listener(code)));
  }

  /**
   * Brings the module up to an IP address: identity, SIM card, registration, PDP context; may take minutes. Rejects
   * with the error of the failed step (`EC20_SIM_…`, `EC20_REGISTRATION_…`, `EC20_PDP_…`), or with `signal`'s reason.
   */
  async online(signal: AbortSignal = new AbortController().signal): Promise<ModuleFacts> {
    await this.#modem.bringUp(signal);
    return this.facts;
  }

  /**
   * Connects the module's MQTT client to a cloud ({@link mqtt}, {@link aliyun}, {@link platform}), with TLS if the
   * cloud requires it; to be called after {@link OpenModule.online} has resolved. Ends the previous connection, if
   * any. The login is computed here, not by the module. Rejects with `EC20_OPEN_…`, `EC20_CONNECT_…`, `EC20_TLS_…`,
   * `EC20_NO_SECRET` (a device that has yet to register) or `signal`'s reason.
   */
  async connect(
    cloud: Cloud,
    listener: ConnectionListener = {},
    signal: AbortSignal = new AbortController().signal,
  ): Promise<MqttConnection> {
    const profile = Cloud.profileOf(cloud);
    if (profile.registration !== undefined) throw new CodedError('EC20_NO_SECRET');
    for (const secret of profile.secrets) this.#conceal(secret);
    this.#client?.end(new CodedError('EC20_CLOSED'));
    const client = this.#makeClient(listener);
    this.#client = client;
    const abandon = () => client.end(asCodedError(signal.reason));
    signal.addEventListener('abort', abandon, { once: true });
    try {
      signal.throwIfAborted();
      await client.closeOld();
      await this.#connect(client, profile, signal);
      return connectionOf(client);
    } catch (error) {
      client.end(new CodedError('EC20_CLOSED'));
      throw error instanceof CodedError ? error.at(profile.spokenOf) : error;
    } finally {
      signal.removeEventListener('abort', abandon);
    }
  }

  /**
   * Closes the port; resolves when it is closed. Does not disconnect from the broker: that is the client's
   * `disconnect()`.
   */
  async close(): Promise<void> {
    const reason = new CodedError('EC20_LINE_CLOSED');
    this.#end(reason);
    await this.#modem.close(reason);
  }

  #end(reason: CodedError): void {
    this.#phase = 'over';
    this.#client?.end(reason);
  }

  /** Calls a listener of the program. */
  #call(name: string, call: () => unknown): void {
    callForeign(name, call, this.#listenerFailed);
  }

  #warn(warning: CodedError, failed: ForeignFailure): void {
    callForeign('onWarning', () => this.#onWarning?.(warning), failed);
  }

  readonly #listenerFailed: ForeignFailure = (error) => {
    this.#note(error.message);
    // Of a failing onWarning itself the trace has it.
    if (error.params['listener'] !== 'onWarning') this.#warn(error, ({ message }) => this.#note(message));
  };

  #makeClient(listener: ConnectionListener): MqttClient {
    const { clientIndex, apn } = this.#choice;
    return new MqttClient({
      channel: this.#modem.channel,
      clock: this.#clock,
      profile: this.#modem.facts.profile,
      messageIds: this.#messageIds,
      clientIndex,
      apn,
      listener: {
        received: (message) => this.#call('received', () => listener.received?.(message)),
        ended: (reason) => this.#call('ended', () => listener.ended?.(reason)),
        retransmitting: () => undefined,
      },
    });
  }

  async #connect(client: MqttClient, cloud: CloudProfile, signal: AbortSignal): Promise<void> {
    const { clientIndex, pdpContext } = this.#choice;
    const credentials = cloud.credentials({ how: 'sign', imei: this.facts.identity.imei });
    if (credentials.kind !== 'password') throw new CodedError('EC20_NO_SECRET');
    if (cloud.tls !== undefined)
      await prepareTls(this.#modem.channel, this.#clock, cloud.tls, pdpContext, this.#stored, signal);
    await client.configure({
      clientIndex,
      context: pdpContext,
      keepAliveSeconds: cloud.keepAliveSeconds,
      cleanSession: cloud.cleanSession,
      will: cloud.will === undefined ? undefined : { ...cloud.will, payload: cloud.will.payload.toString() },
      aliauth: undefined,
      tlsContext: cloud.tls === undefined ? undefined : TLS_CONTEXT,
    });
    await client.open(cloud.host, cloud.port);
    await client.connect({ ...credentials, secrets: cloud.secrets });
  }
}

/** The client, which keeps a payload by reference, behind the calls of a program, which may write into its own. */
function connectionOf(client: MqttClient): MqttConnection {
  return {
    subscribe: (filter, qos) => client.subscribe(filter, qos),
    unsubscribe: (filter) => client.unsubscribe(filter),
    publish: (packet) => client.publish({ ...packet, payload: payloadBytes(packet.payload) }),
    state: () => client.state(),
    disconnect: () => client.disconnect(),
  };
}
