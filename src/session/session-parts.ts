import { Trace } from '../at/trace';
import { CodedError } from '../base/coded-error';
import type { ForeignFailure } from '../base/foreign-code';
import type { CloudMessage } from '../cloud/thing-dialogue';
import type { Modem } from '../ec20/modem';
import { ConnectionMonitor } from './connection-monitor';
import { Connector } from './connector';
import { DeviceTime } from './device-time';
import { Downlink } from './downlink';
import { Lifecycle } from './lifecycle';
import { Notices } from './notices';
import { Recovery } from './recovery';
import { ServerWords } from './server-words';
import { SessionGateway } from './session-gateway';
import { sessionModem } from './session-modem';
import type { SessionOptions } from './session-options';
import { Status } from './status';
import { Traffic } from './traffic';
import { Uplink } from './uplink';
import { Warnings } from './warnings';

/** The owner of the subscription to the cloud's time. */
const TIME_OWNER = 'time';

/** What a session is made of: each part once, and connected with those that it needs. */
export class SessionParts {
  /** Traffic on the line, secrets masked. */
  readonly trace: Trace;
  readonly words: ServerWords;
  readonly status: Status;
  readonly warnings: Warnings;
  readonly time: DeviceTime;
  readonly modem: Modem;
  readonly gateway: SessionGateway;
  readonly traffic: Traffic;
  readonly uplink: Uplink;
  readonly downlink: Downlink;
  readonly notices: Notices;
  readonly monitor: ConnectionMonitor;
  readonly lifecycle: Lifecycle;
  readonly #options: SessionOptions;
  readonly #secrets: readonly string[];
  readonly #listenerFailed: ForeignFailure = (error) => this.status.faults.emit(error);

  constructor(options: SessionOptions) {
    const { clock, profile } = options;
    this.#options = options;
    this.trace = new Trace(clock, undefined, this.#listenerFailed);
    this.#secrets = [...profile.secrets, options.modem.apnPassword];
    for (const secret of this.#secrets) this.trace.mark(secret, 'lasting');
    this.words = new ServerWords(profile);
    this.status = new Status(clock);
    this.status.faults.add(({ code, message }) => {
      if (code === 'EC20_LISTENER') this.trace.note(message);
    });
    this.warnings = new Warnings(this.words, this.#listenerFailed);
    this.time = new DeviceTime(clock);
    this.modem = this.#makeModem();
    this.gateway = this.#makeGateway();
    this.traffic = this.#makeTraffic();
    this.downlink = this.#makeDownlink();
    this.notices = this.#makeNotices();
    this.uplink = this.#makeUplink();
    // The session's own question; the next connection asks again.
    this.traffic.claim(TIME_OWNER, { delivered: () => undefined, failed: () => undefined });
    this.monitor = this.#makeMonitor();
    this.lifecycle = this.#makeLifecycle();
  }

  /** Texts to mask in all output. */
  get secrets(): readonly string[] {
    return [...this.#secrets, ...this.gateway.topology.secrets];
  }

  /** The connection is no longer reliable. A filter may be to blame; then no publish is. */
  #connectionEnded(ended: CodedError): void {
    const { reason, blamed } = this.downlink.subscribing.ended(ended);
    if (blamed !== undefined) this.traffic.publisher.detach(blamed);
    this.lifecycle.interrupt(reason);
  }

  async #askTime(question: CloudMessage, replyFilter: string): Promise<void> {
    await this.downlink.subscribe(TIME_OWNER, replyFilter, 0, () => undefined);
    this.uplink.publish(
      { ...question, qos: 0, retain: false, offline: 'drop', nodeId: TIME_OWNER, flowMessageId: '' },
      { accepted: () => undefined, delivered: () => undefined, failed: () => undefined },
    );
  }

  #makeModem(): Modem {
    return sessionModem(this.#options, this.trace, {
      lost: (reason) => this.lifecycle.interrupt(reason),
      restartHinted: () => void this.lifecycle.checkRestart(),
      drained: () => {
        this.traffic.counters.damaged++;
      },
      contextLost: () => this.lifecycle.interrupt(new CodedError('EC20_PDP_LOST', { outcome: 'unknown' })),
      warned: (warning) => this.warnings.tellOnce(warning),
      phaseEntered: (phase) => this.status.enter(phase),
    });
  }

  #makeGateway(): SessionGateway {
    return new SessionGateway({
      session: this.#options,
      status: this.status,
      traffic: () => this.traffic,
      subscribing: () => this.downlink.subscribing,
      subscribe: (owner, filter) => this.downlink.subscribe(owner, filter, 1, () => undefined),
      nextId: () => this.uplink.nextMessageId(),
      largestPayloadBytes: () => this.modem.facts.profile.largestPayloadBytes,
      conceal: (secret) => this.trace.mark(secret, 'lasting'),
      warn: (warning) => this.warnings.tell(warning),
      listenerFailed: this.#listenerFailed,
    });
  }

  #makeTraffic(): Traffic {
    return new Traffic({
      session: this.#options,
      status: this.status,
      module: () => this.modem.facts.profile,
      subDevices: () => this.gateway.subDevices,
      dialogueOf: (topic) => this.gateway.dialogueOf(topic),
      nextId: () => this.uplink.nextMessageId(),
      time: () => this.time.now()?.utc,
      expecting: (topic, nodeId) => this.downlink.expecting(topic, nodeId),
      whySkipped: (topic) => this.downlink.subscribing.whySkipped(topic),
      found: (topics) => this.gateway.found(topics),
      listener: {
        delivered: () => this.monitor.alive(),
        reopen: (reason) => this.#connectionEnded(reason),
      },
    });
  }

  #makeDownlink(): Downlink {
    return new Downlink({
      session: this.#options,
      status: this.status,
      words: this.words,
      time: this.time,
      gateway: this.gateway,
      traffic: this.traffic,
      client: () => this.lifecycle.client,
      alive: () => this.monitor.alive(),
      lost: (reason) => this.#connectionEnded(reason),
      listenerFailed: this.#listenerFailed,
    });
  }

  #makeNotices(): Notices {
    return new Notices({
      session: this.#options,
      words: this.words,
      status: this.status,
      modem: this.modem,
      time: this.time,
      traffic: this.traffic,
      subscribing: this.downlink.subscribing,
      topology: this.gateway.topology,
      warnings: this.warnings,
      listenerFailed: this.#listenerFailed,
    });
  }

  #makeUplink(): Uplink {
    return new Uplink({
      session: this.#options,
      gateway: this.gateway,
      traffic: this.traffic,
      words: this.words,
      queueMoved: () => this.notices.queueMoved(),
      listenerFailed: this.#listenerFailed,
    });
  }

  #makeMonitor(): ConnectionMonitor {
    const { clock, profile, modem } = this.#options;
    return new ConnectionMonitor({
      clock,
      profile,
      modem: this.modem,
      time: this.time,
      subscribing: this.downlink.subscribing,
      signalIntervalMs: modem.signalIntervalMs,
      listener: {
        read: () => this.notices.read(),
        ended: (reason) => this.#connectionEnded(reason),
        timeWanted: (question, replyFilter) => this.#askTime(question, replyFilter),
      },
    });
  }

  #makeConnector(): Connector {
    return new Connector({
      session: this.#options,
      modem: this.modem,
      status: this.status,
      subscribing: this.downlink.subscribing,
      conceal: (secret) => this.trace.mark(secret),
      warn: (warning) => this.warnings.tellOnce(warning),
      rootsEnd: (ending) => this.warnings.rootsEnd(ending),
      listener: {
        received: (message) => this.downlink.received(message),
        ended: (reason) => this.#connectionEnded(reason),
        retransmitting: () => this.traffic.publisher.slowDown(),
      },
    });
  }

  #makeLifecycle(): Lifecycle {
    const { clock, random } = this.#options;
    return new Lifecycle({
      clock,
      modem: this.modem,
      connector: this.#makeConnector(),
      publisher: this.traffic.publisher,
      monitor: this.monitor,
      recovery: new Recovery(clock, random, this.modem, this.status),
      status: this.status,
      ready: () => this.traffic.open(),
      online: (signal) => this.gateway.topology.begin(signal),
      reconnected: () => {
        this.traffic.counters.reconnects++;
      },
    });
  }
}
