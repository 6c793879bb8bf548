import type { Node, NodeAPI } from 'node-red';

import { SystemClock } from '../../src/base/clock';
import { CodedError, type Language } from '../../src/base/coded-error';
import { Deferred } from '../../src/base/deferred';
import type { DeviceIdentity } from '../../src/cloud/device-identity';
import type { ReadFile } from '../../src/core/setting-file';
import type { HistoryReader } from '../../src/history/history';
import { NO_HISTORY } from '../../src/history/recorded-history';
import { canQueueOnDisk } from '../../src/session/disk-queue/disk-queue';
import type { Session } from '../../src/session/session';
import type { SessionSnapshot } from '../../src/session/snapshot';
import type { ServerName } from '../../src/settings/servers';
import type { CheckReport } from '../modem/check-report';
import { DeployedSettings } from '../modem/deployed-settings';
import type { DeviceSecrets } from '../modem/device-secrets';
import { fileReader, type Home, homeOf, type ReadySetup } from '../modem/device-setup';
import type { Properties } from '../modem/settings';
import { isSimulator } from '../modem/simulator-port';
import type { VirtualModule } from '../modem/virtual-module';
import type { Destination } from '../publish/outgoing';
import { sessionlessSnapshot } from '../status/status-report';
import { AttachedUsers } from './attached-users';
import { type DeviceHistories, historyOwner } from './device-histories';
import type { DeviceQueues, QueueHolder } from './device-queues';
import { DeviceReports } from './device-reports';
import { DeviceSpeakers } from './device-speakers';
import type { FlowStarts } from './flow-starts';
import type { Languages } from './languages';
import { OrphanSubscriptions } from './orphan-subscriptions';
import { PendingRequests } from './pending-requests';
import { RunningSession } from './running-session';
import type { SessionRegistry } from './session-registry';
import { ownSpeaker, type Speaker, subDeviceSpeaker } from './speaker';
import { SubDevices } from './sub-devices';

/** An ec20-modem node. Node-RED forwards its errors and statuses through `users`. */
export interface ModemNode extends Node<Record<string, string>> {
  users: Record<string, Node>;
  device: Device;
}

/** What the config nodes of one Node-RED share. */
export interface SharedDevices {
  readonly registry: SessionRegistry;
  readonly starts: FlowStarts;
  readonly queues: DeviceQueues;
  readonly histories: DeviceHistories;
  readonly languages: Languages;
}

/**
 * What an ec20-modem node is for its user nodes: one session, made when the first of them needs it, started once flows
 * have started (so that no Catch node misses its first error and no subscription its first message), closed with the
 * node or when a deploy leaves it without users. With settings that are refused it has no session, only an error.
 */
export class Device implements QueueHolder {
  readonly simulated: boolean;
  /** The nodes that use it. */
  readonly users: AttachedUsers;
  readonly orphans = new OrphanSubscriptions();
  /** Requests of the cloud that a flow can still answer. */
  readonly requests: PendingRequests;
  /** The devices behind this one. */
  readonly subDevices = new SubDevices();
  readonly #speakers = new DeviceSpeakers();
  readonly #home: Home;
  readonly #started = new Deferred<void>();
  readonly #settings: DeployedSettings;
  readonly #madeAt = Date.now();
  readonly #reports: DeviceReports;
  readonly #listeners = new Set<(snapshot: SessionSnapshot) => void>();
  readonly #leave: ((deleted: boolean) => void)[];
  #running: RunningSession | undefined;
  #closing: Promise<void> = Promise.resolve();
  #reported = false;
  #closed = false;

  constructor(
    red: NodeAPI,
    private readonly node: ModemNode,
    /** As deployed, with the values of environment variables. */
    readonly config: Properties,
    private readonly shared: SharedDevices,
  ) {
    const { starts, queues, languages } = shared;
    this.#home = homeOf(red);
    this.#settings = new DeployedSettings(config, node.credentials, {
      home: this.#home,
      readFile: this.readFile,
      isWanted: () => !this.#closed,
      ready: (setup) => this.subDevices.takeTable(setup),
    });
    this.simulated = isSimulator(this.port);
    this.users = new AttachedUsers(node, {
      speakers: this.#speakers,
      simulated: this.simulated,
      language: () => this.language,
      server: () => this.server,
      snapshot: () => this.snapshot(),
      gathering: (id) => this.running?.gathering(id) ?? 0,
      changed: () => this.#reports.listenersChanged(),
      addressStatus: () => this.#reports.address('status'),
    });
    this.#reports = new DeviceReports(red, node, {
      users: this.users.all,
      speakers: this.#speakers,
      language: () => this.language,
      server: () => this.server,
    });
    this.subDevices.follow(
      ({ key }) =>
        () =>
          this.#speakers.forget(key),
    );
    this.requests = new PendingRequests(new SystemClock(), node.id + Date.now().toString(36));
    node.users = {};
    this.#leave = [
      queues.add(this),
      starts.onEach(() => this.#flowsStarted()),
      languages.onChange(() => this.users.show(this.snapshot())),
    ];
  }

  /** The language of its texts at this moment. */
  get language(): Language {
    return this.shared.languages.of(this.#settings.language);
  }

  /** Resolves once the files named by the settings are read; undefined: already read, or none. Never rejects. */
  get reading(): Promise<void> | undefined {
    return this.#settings.reading;
  }

  /** The credentials as deployed, with the values of environment variables. */
  get credentials(): Properties {
    return this.node.credentials;
  }

  /** Whether there is a session; without one, the settings' error has been reported, or files are being read. */
  get usable(): boolean {
    return this.#settings.ready !== undefined && !this.#closed;
  }

  /** What happened to this device and how it was, with earlier sessions too. */
  get history(): HistoryReader {
    const setup = this.#settings.ready;
    if (setup === undefined) return NO_HISTORY;
    const recorder = this.shared.histories.of(historyOwner(setup, this.id));
    return recorder?.reader ?? this.#running?.usageAlone ?? NO_HISTORY;
  }

  /** The session, if there is one now. */
  get running(): Session | undefined {
    return this.#running?.session;
  }

  /** The virtual module on its port, once that runs; undefined with a real one. */
  get virtualModule(): VirtualModule | undefined {
    return this.#running?.virtualModule;
  }

  /** The session. Throws the settings' error when they are refused, `EC20_CLOSED` after the node's end. */
  session(): Session {
    return this.#run().session;
  }

  /** The destination of messages. Throws the settings' error when there is none. */
  destination(): Destination {
    const { settings, profile } = this.#settings.demand();
    return { profile, quotes: settings.delivery.quotes };
  }

  /** The device that messages are of: its own, or the one of that name or `productKey/deviceName`. Throws `EC20_SUB_CHOICE`. */
  speaker(name?: string): Speaker {
    const { profile } = this.#settings.demand();
    const named = name === undefined ? undefined : this.subDevices.named(name, profile.gateway?.own);
    return named === undefined ? ownSpeaker(profile) : subDeviceSpeaker(named);
  }

  /** Where the secrets are kept that registered devices have received. */
  get secretFiles(): DeviceSecrets {
    return this.#home.secrets;
  }

  /** Reads files that settings name. */
  get readFile(): ReadFile {
    return fileReader(this.shared.registry.files, this.#home);
  }

  /** The server that it is set to, whose words errors speak; undefined: not known. */
  get server(): ServerName | undefined {
    return this.#settings.server;
  }

  /** The newest check of its dialog; undefined: there was none since the start. */
  get lastCheck(): CheckReport | undefined {
    return this.shared.registry.checks?.lastOf(this.node.id);
  }

  /** Its secrets as it knows them, those received by registration too: for what must not show any. */
  get secrets(): readonly string[] {
    const ofSubDevices = this.subDevices.all.flatMap(({ secrets }) => secrets);
    return [...this.#settings.secrets, ...ofSubDevices.filter((secret) => secret !== '')];
  }

  /** The port that the config node names. */
  get port(): string {
    return this.#settings.port;
  }

  /** The config node's own id. */
  get id(): string {
    return this.node.id;
  }

  snapshot(): SessionSnapshot {
    if (this.#running !== undefined) return this.#running.session.snapshot();
    return sessionlessSnapshot(this.port, this.#settings.refusal, this.#madeAt);
  }

  /** Calls `listener` at every change of the session. Returns a function that unsubscribes. */
  onChange(listener: (snapshot: SessionSnapshot) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves once flows have started, or the node has ended before. */
  get started(): Promise<void> {
    return this.#started.promise;
  }

  /** Whether its session takes the device's messages from the disk. */
  get takesQueue(): boolean {
    if (this.users.all.size === 0 || this.#closed) return false;
    return this.#settings.queue === 'disk' && canQueueOnDisk();
  }

  /** Which device it is; undefined while its settings are refused or still being read. */
  get identity(): DeviceIdentity | undefined {
    return this.#settings.ready?.profile;
  }

  /** Resolves once the settings are known and the last session has ended. */
  async settled(): Promise<void> {
    await this.reading;
    await this.#closing;
  }

  /** In the log and the editor's debug sidebar, whatever Catch nodes there are. */
  warn(warning: CodedError): void {
    this.#reports.warn(warning);
  }

  /** To the Catch nodes, and to the log even if one of them takes it. */
  report(error: CodedError): void {
    this.#reports.reportAndWarn(error);
  }

  /** A message failed, and the node that had sent it is gone. */
  failedUnclaimed(error: CodedError): void {
    if (this.#running === undefined) this.#reports.unclaimed({ error, count: 1 }, false);
    else this.#running.session.failedUnclaimed(error);
  }

  /** `deleted`: for good, not for a restart. Resolves when the port is closed, so the next config node can open it. */
  close(deleted: boolean): Promise<void> {
    this.#closed = true;
    this.requests.close();
    for (const leave of this.#leave) leave(deleted);
    this.#started.resolve();
    return this.#stop();
  }

  #flowsStarted(): void {
    this.#started.resolve();
    this.#reports.listenersChanged();
    if (this.reading !== undefined) {
      // Another deploy may have ended the node meanwhile.
      void this.reading.then(() => !this.#closed && this.#begin());
    } else this.#begin();
  }

  #begin(): void {
    const { refusal } = this.#settings;
    if (this.users.all.size === 0) {
      void this.#stop();
    } else if (refusal !== undefined) {
      if (!this.#reported) this.#reports.report(refusal);
      this.#reported = true;
      this.users.show(this.snapshot());
    } else {
      this.#run().start(this.#closing);
      this.#unsubscribeOrphans();
    }
  }

  #unsubscribeOrphans(): void {
    for (const { owner, filter } of this.orphans.take()) {
      this.#running?.session.unsubscribe(owner, filter).catch(() => undefined); // offline: it is gone anyway
    }
  }

  #run(): RunningSession {
    if (this.#closed) throw new CodedError('EC20_CLOSED');
    this.#running ??= this.#make(this.#settings.demand());
    return this.#running;
  }

  #make(setup: ReadySetup): RunningSession {
    const running = new RunningSession({
      id: this.id,
      setup,
      home: this.#home,
      registry: this.shared.registry,
      histories: this.shared.histories,
      queuePlace: () => this.shared.queues.placeOf(this),
      subDevices: this.subDevices,
      reports: this.#reports,
    });
    const { session } = running;
    session.onChange((snapshot) => this.#changed(snapshot));
    session.onReading((snapshot) => this.users.show(snapshot));
    session.onQueue((snapshot) => this.users.show(snapshot));
    this.subDevices.join(session, (error) => this.report(error));
    // At the end of a session the Catch nodes may have ended as well.
    session.onUnclaimed((ends) => this.#reports.unclaimed(ends, this.#running !== undefined));
    return running;
  }

  #stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.subDevices.leave();
    if (running !== undefined) this.#closing = running.close(this.#closing);
    return this.#closing;
  }

  #changed(snapshot: SessionSnapshot): void {
    this.users.show(snapshot);
    for (const listener of this.#listeners) listener(snapshot);
  }
}
