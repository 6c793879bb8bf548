import { join } from 'node:path';
import type { Node, NodeAPI, NodeStatus } from 'node-red';

import { SystemClock } from '../../src/base/clock';
import { asCodedError, CodedError, type Language } from '../../src/base/coded-error';
import { Deferred } from '../../src/base/deferred';
import { ERRORS } from '../../src/errors/catalogue';
import { systemRandom } from '../../src/base/random';
import { deviceUsage } from '../../src/core/device-usage';
import { UsageFile } from '../../src/core/usage-file';
import type { DataUsage } from '../../src/history/data-usage';
import { MemoryUsageStore } from '../../src/history/usage-store';
import { canQueueOnDisk } from '../../src/session/disk-queue/disk-queue';
import { nodeOf } from '../../src/session/owner';
import { bothObservers } from '../../src/session/observer';
import { Session } from '../../src/session/session';
import type { SessionSnapshot } from '../../src/session/snapshot';
import type { DeviceIdentity } from '../../src/cloud/device-identity';
import type { RequestAnswer, ThingDialogue } from '../../src/cloud/thing-dialogue';
import type { ReadFile } from '../../src/core/setting-file';
import type { PortSource } from '../../src/transport/transport';
import { CLOUD, MODEM } from '../../src/settings/modem';
import type { Rows } from '../../src/settings/table';
import { setting } from '../../src/settings/refusal';
import { type ServerName, serverOf } from '../../src/settings/servers';
import { NO_HISTORY } from '../../src/history/recorded-history';
import type { HistoryReader } from '../../src/history/history';
import type { RecordedMember } from '../../src/history/recorder';
import type { DeviceHistories, HistoryOwner } from './device-histories';
import type { DeviceQueues, QueueHolder } from './device-queues';
import { DeviceReports } from './device-reports';
import { DeviceSpeakers } from './device-speakers';
import type { DeviceSecrets } from '../modem/device-secrets';
import { fileReader, finishSetup, type Home, homeOf, setUp, type Setup } from '../modem/device-setup';
import type { FlowStarts } from './flow-starts';
import type { LanguageChoice, Languages } from './languages';
import type { CheckReport } from '../modem/check-report';
import { MessageIds } from '../publish/message-ids';
import { chooseQueue } from './message-queue';
import { OrphanSubscriptions } from './orphan-subscriptions';
import type { Destination } from '../publish/outgoing';
import { PendingRequests, type FlowRequest } from './pending-requests';
import { portSource } from '../modem/port-source';
import type { SessionRegistry } from './session-registry';
import { type Speaker, subDeviceSpeaker } from './speaker';
import { SubDevices } from './sub-devices';
import type { CloudSettings, ModemSettings, Properties } from '../modem/settings';
import { isSimulator, SimulatorPort } from '../modem/simulator-port';
import type { VirtualModule } from '../modem/virtual-module';
import { sessionlessSnapshot } from '../status/status-report';
import { faultStatus, nodeStatus, subDeviceStatus } from './status-text';

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

/** Settings of the cloud that are secrets. */
const CLOUD_SECRETS = Object.entries(CLOUD as Rows).flatMap(([name, { credential }]) =>
  credential === undefined ? [] : [name],
);

interface Running {
  readonly session: Session;
  readonly port: PortSource;
  /** Undefined: nothing is recorded. */
  readonly recorded: RecordedMember | undefined;
  readonly usage: DataUsage;
  started: boolean;
}

/**
 * What an ec20-modem node is for its user nodes: one session, made when the first of them needs it, started once flows
 * have started (so that no Catch node misses its first error and no subscription its first message), closed with the
 * node or when a deploy leaves it without users. With settings that are refused it has no session, only an error.
 */
export class Device implements QueueHolder {
  readonly simulated: boolean;
  readonly orphans = new OrphanSubscriptions();
  /** Requests of the cloud that a flow can still answer. */
  readonly requests: PendingRequests;
  /** The devices behind this one. */
  readonly subDevices = new SubDevices();
  readonly #speakers = new DeviceSpeakers();
  readonly #registry: SessionRegistry;
  readonly #home: Home;
  readonly #queues: DeviceQueues;
  readonly #histories: DeviceHistories;
  readonly #languages: Languages;
  readonly #languageChoice: LanguageChoice;
  readonly #started = new Deferred<void>();
  #setup: Setup;
  #reading: Promise<void> | undefined;
  readonly #madeAt = Date.now();
  readonly #users = new Set<Node>();
  /** Users that can't work as they are set, and why not. */
  readonly #unfit = new Map<Node, CodedError>();
  readonly #reports: DeviceReports;
  readonly #listeners = new Set<(snapshot: SessionSnapshot) => void>();
  readonly #leave: ((deleted: boolean) => void)[];
  #running: Running | undefined;
  #closing: Promise<void> = Promise.resolve();
  #shown = '';
  #reported = false;
  #closed = false;

  constructor(
    red: NodeAPI,
    private readonly node: ModemNode,
    /** As deployed, with the values of environment variables. */
    readonly config: Properties,
    { registry, starts, queues, histories, languages }: SharedDevices,
  ) {
    this.#registry = registry;
    this.#queues = queues;
    this.#histories = histories;
    this.#languages = languages;
    this.#languageChoice = languageChoice(config);
    this.#reports = new DeviceReports(red, node, {
      users: this.#users,
      speakers: this.#speakers,
      language: () => this.language,
      server: () => this.server,
    });
    this.#home = homeOf(red);
    this.#setup = setUp(config, node.credentials, this.#home);
    if (this.#setup.kind === 'reading') this.#reading = this.#finish(this.#setup);
    else this.#takeTable();
    this.simulated = isSimulator(this.#portName);
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
      languages.onChange(() => this.#show(this.snapshot())),
    ];
  }

  /** The language of its texts at this moment. */
  get language(): Language {
    return this.#languages.of(this.#languageChoice);
  }

  /** Resolves once the files named by the settings are read; undefined: already read, or none. Never rejects. */
  get reading(): Promise<void> | undefined {
    return this.#reading;
  }

  /** The credentials as deployed, with the values of environment variables. */
  get credentials(): Properties {
    return this.node.credentials;
  }

  /** Whether there is a session; without one, the settings' error has been reported, or files are being read. */
  get usable(): boolean {
    return this.#setup.kind === 'ready' && !this.#closed;
  }

  /** What happened to this device and how it was, with earlier sessions too. */
  get history(): HistoryReader {
    if (this.#setup.kind !== 'ready') return NO_HISTORY;
    const recorder = this.#histories.of(this.#historyOf(this.#setup));
    return recorder?.reader ?? this.#running?.usage.alone ?? NO_HISTORY;
  }

  /** The session, if there is one now. */
  get running(): Session | undefined {
    return this.#running?.session;
  }

  /** The virtual module on its port, once that runs; undefined with a real one. */
  get virtualModule(): VirtualModule | undefined {
    const port = this.#running?.port;
    return port instanceof SimulatorPort ? port.module : undefined;
  }

  /** The session. Throws the settings' error when they are refused, `EC20_CLOSED` after the node's end. */
  session(): Session {
    return this.#run().session;
  }

  /** The destination of messages. Throws the settings' error when there is none. */
  destination(): Destination {
    const { settings, profile } = this.#ready();
    return { profile, quotes: settings.delivery.quotes };
  }

  /** The device that messages are of: its own, or the one of that name or `productKey/deviceName`. Throws `EC20_SUB_CHOICE`. */
  speaker(name?: string): Speaker {
    const { profile } = this.#ready();
    const named = name === undefined ? undefined : this.subDevices.named(name, profile.gateway?.own);
    if (named !== undefined) return subDeviceSpeaker(named);
    return {
      key: undefined,
      deviceName: undefined,
      expandTopic: (template) => profile.expandTopic(template),
      dialogue: (kind) => this.dialogue(kind),
    };
  }

  /** Where the secrets are kept that registered devices have received. */
  get secretFiles(): DeviceSecrets {
    return this.#home.secrets;
  }

  /** Reads files that settings name. */
  get readFile(): ReadFile {
    return fileReader(this.#registry.files, this.#home);
  }

  /** The cloud's dialogue for properties, events and services. Throws `EC20_KIND_SERVER` where it has none. */
  dialogue(kind: string): ThingDialogue {
    const { thing } = this.#ready().profile;
    if (thing === undefined) throw new CodedError('EC20_KIND_SERVER', { params: { kind } });
    return thing;
  }

  /** The server that it is set to, whose words errors speak; undefined: not known. */
  get server(): ServerName | undefined {
    return this.#setup.kind === 'refused' ? this.#setup.error.server : this.#setup.settings.cloud.server;
  }

  /** The newest check of its dialog; undefined: there was none since the start. */
  get lastCheck(): CheckReport | undefined {
    return this.#registry.checks?.lastOf(this.node.id);
  }

  /** Its secrets as it knows them, those received by registration too: for what must not show any. */
  get secrets(): readonly string[] {
    const settings = this.#setup.kind === 'refused' ? {} : { ...this.#setup.settings.cloud };
    const received = Object.entries(settings).filter(([name]) => CLOUD_SECRETS.includes(name));
    const values = [
      ...Object.values(this.node.credentials),
      ...received.map(([, value]) => value),
      ...this.subDevices.all.flatMap(({ secrets }) => secrets),
    ];
    return values.filter((value): value is string => typeof value === 'string' && value !== '');
  }

  /** The port that the config node names. */
  get port(): string {
    return this.#portName;
  }

  /** The config node's own id. */
  get id(): string {
    return this.node.id;
  }

  /**
   * Answers a request of the cloud; `settled` is called once with the outcome. A synchronous one is never queued: it
   * would be too late. Returns what works but should be known. Throws `EC20_REPLY_TWICE`, `EC20_REPLY_LATE`, `EC20_REPLY_CODE`, `EC20_PAYLOAD_JSON`.
   */
  answer(
    request: FlowRequest,
    answer: RequestAnswer,
    settled: (error?: CodedError) => void,
  ): readonly CodedError[] {
    const { quotes } = this.destination();
    const dialogue = this.speaker(request.device).dialogue(request.kind);
    const { warnings, ...message } = dialogue.answer(request, answer, quotes);
    this.requests.answer(request);
    const offline = request.limitMs === undefined ? 'queue' : 'drop';
    let isSettled = false;
    const settle = (error?: CodedError) => {
      if (!isSettled) settled(error);
      isSettled = true;
    };
    this.session().publish(
      { ...message, retain: false, offline, nodeId: '', flowMessageId: '' },
      { accepted: () => settle(), delivered: () => settle(), failed: settle },
    );
    return warnings;
  }

  snapshot(): SessionSnapshot {
    if (this.#running !== undefined) return this.#running.session.snapshot();
    const error = this.#setup.kind === 'refused' ? this.#setup.error : undefined;
    return sessionlessSnapshot(this.#portName, error, this.#madeAt);
  }

  /** Adds `user`, which shows the device's status from now on. Returns a function that removes it. */
  attach(user: Node): () => void {
    this.#users.add(user);
    this.#reports.listenersChanged();
    user.status(this.#statusOf(user, this.snapshot()));
    return () => {
      this.#users.delete(user);
      this.#speakers.delete(user);
      this.#unfit.delete(user);
      this.#reports.listenersChanged();
    };
  }

  /** A user can't work as it is set, until its next deploy: shown under it, whatever the session's state. */
  showUnfit(user: Node, error: CodedError): void {
    if (!this.#users.has(user)) return;
    this.#unfit.set(user, error.at(this.server));
    user.status(this.#statusOf(user, this.snapshot()));
  }

  /** A user speaks for a device behind this one, whose state it shows and whose errors it reports. */
  speaksFor(user: Node, key: string): void {
    if (!this.#users.has(user)) return;
    this.#speakers.add(user, key);
    user.status(this.#statusOf(user, this.snapshot()));
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
    const { kind } = this.#setup;
    if (kind === 'refused' || this.#users.size === 0 || this.#closed) return false;
    return this.#setup.settings.delivery.queue === 'disk' && canQueueOnDisk();
  }

  /** Which device it is; undefined while its settings are refused or still being read. */
  get identity(): DeviceIdentity | undefined {
    return this.#setup.kind === 'ready' ? this.#setup.profile : undefined;
  }

  /** Resolves once the settings are known and the last session has ended. */
  async settled(): Promise<void> {
    await this.#reading;
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

  get #portName(): string {
    if (this.#setup.kind !== 'refused') return this.#setup.settings.line.port;
    return typeof this.config['port'] === 'string' ? this.config['port'].trim() : '';
  }

  #ready(): Setup & { kind: 'ready' } {
    if (this.#setup.kind === 'refused') throw this.#setup.error;
    // Its users wait for the files first.
    if (this.#setup.kind === 'reading') throw new CodedError('EC20_LINE_CLOSED');
    return this.#setup;
  }

  async #finish(setup: Setup & { kind: 'reading' }): Promise<void> {
    this.#setup = await finishSetup(setup, this.#home, {
      readFile: fileReader(this.#registry.files, this.#home),
      clock: new SystemClock(),
      isWanted: () => !this.#closed,
    });
    this.#takeTable();
    this.#reading = undefined;
  }

  /** The devices of the table; one that an ec20-device node has too is reported there. A table without any still names devices. */
  #takeTable(): void {
    if (this.#setup.kind !== 'ready') return;
    const { subDevices, subDevicesFile } = this.#setup.settings.gateway;
    if (subDevices !== '' || subDevicesFile !== '') this.subDevices.expect(undefined);
    this.subDevices.addTable(this.#setup.table);
  }

  #flowsStarted(): void {
    this.#started.resolve();
    this.#reports.listenersChanged();
    if (this.#reading !== undefined) {
      void this.#reading.then(() => this.#settingsRead());
    } else this.#begin();
  }

  /** Another deploy may have ended the node meanwhile. */
  #settingsRead(): void {
    if (!this.#closed) this.#begin();
  }

  #begin(): void {
    if (this.#users.size === 0) {
      void this.#stop();
    } else if (this.#setup.kind === 'refused') {
      if (!this.#reported) this.#reports.report(this.#setup.error);
      this.#reported = true;
      this.#show(this.snapshot());
    } else {
      this.#start(this.#run());
      this.#unsubscribeOrphans();
    }
  }

  #unsubscribeOrphans(): void {
    for (const { owner, filter } of this.orphans.take()) {
      this.#running?.session.unsubscribe(owner, filter).catch(() => undefined); // offline: it is gone anyway
    }
  }

  #start(running: Running): void {
    if (running.started) return;
    running.started = true;
    void Promise.all([this.#closing, this.#registry.checks?.end(), running.usage.open()])
      .then(() => running.session.start())
      .catch((error: unknown) => this.#reports.report(asCodedError(error)));
  }

  #run(): Running {
    if (this.#closed) throw new CodedError('EC20_CLOSED');
    this.#running ??= this.#make(this.#ready());
    return this.#running;
  }

  #make({ settings, profile }: Pick<Setup & { kind: 'ready' }, 'settings' | 'profile'>): Running {
    const clock = new SystemClock();
    const owner = { id: this.node.id, name: settings.name || settings.cloud.deviceName || this.node.id };
    const port = portSource(settings, owner, this.#registry, this.subDevices);
    const { queue, limit, notice } = chooseQueue(settings.delivery, () => this.#queues.placeOf(this), clock);
    if (notice !== undefined && !this.simulated) this.warn(notice);
    const ids = new MessageIds(this.#home.userDir, profile.deviceKey, systemRandom, profile.earlierKeys);
    const historyOwner = this.#historyOf({ settings, profile });
    const { history } = settings;
    const recorder = this.#histories.of(historyOwner);
    const recorded = recorder?.join({
      days: history.historyDays,
      keepsPayload: history.historyPayload,
      onTrouble: (error) => this.warn(error),
    });
    const usage = deviceUsage({
      clock,
      settings: settings.budget,
      server: settings.cloud.server,
      profile,
      store: isUsageKept(settings)
        ? new UsageFile(join(this.#home.userDir, 'ec20'), historyOwner.key)
        : new MemoryUsageStore(),
      isUrgent: (topic) => session.isUrgent(topic),
      hold: (heldBack) => session.holdBack(heldBack),
      warn: (warning) => this.warn(warning.at(settings.cloud.server)),
      report: (error) => this.report(error.at(settings.cloud.server)),
      moved: (airUp, airDown) => recorded?.moved(airUp, airDown),
    });
    if (recorder !== undefined) recorder.usage = usage;
    const session: Session = new Session({
      clock,
      random: systemRandom,
      findTransport: (wasSilent) => port.find(wasSilent),
      portName: settings.line.port,
      modem: settings.module,
      profile,
      secretStore: this.#home.secrets,
      ...settings.delivery,
      queue,
      queueLimit: limit,
      nextMessageId: () => ids.take(),
      connectLimit: this.#registry.connectLimit,
      refusedPins: this.#registry.refusedPins,
      module: settings.family,
      observer: recorded === undefined ? usage : bothObservers(recorded.observer, usage),
    });
    recorded?.watch(session);
    usage.watch(session);
    session.onChange((snapshot) => this.#changed(snapshot));
    session.onReading((snapshot) => this.#show(snapshot));
    session.onQueue((snapshot) => this.#show(snapshot));
    session.onFault((error) => {
      if (ERRORS[error.code].refused !== 'subscription') this.#reports.report(error);
    });
    session.onSubscription((change) => this.#reports.toOwners(change));
    session.onSubDevice((change) => this.#reports.ofSubDevice(change));
    session.onWarning((warning) => this.warn(warning));
    this.subDevices.join(session, (error) => this.report(error));
    // At the end of a session the Catch nodes may have ended as well.
    session.onUnclaimed((ends) => this.#reports.unclaimed(ends, this.#running !== undefined));
    session.onOverflow((overflow) => this.#reports.overflow(overflow));
    return { session, port, recorded, usage, started: false };
  }

  #historyOf({ settings, profile }: Pick<Setup & { kind: 'ready' }, 'settings' | 'profile'>): HistoryOwner {
    const isOn = settings.history.history === 'on';
    const key = isKnownByModule(settings.cloud) ? `${profile.deviceKey} ${this.node.id}` : profile.deviceKey;
    return { key, isOn };
  }

  #stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    this.subDevices.leave();
    if (running !== undefined) {
      this.#closing = this.#closing
        .then(async () => this.#reports.lost(await running.session.close()))
        .finally(() => running.recorded?.leave())
        .finally(() => running.usage.close())
        .catch((error: unknown) => this.warn(asCodedError(error)))
        .then(() => running.port.close())
        .catch((error: unknown) => this.warn(asCodedError(error)));
    }
    return this.#closing;
  }

  #changed(snapshot: SessionSnapshot): void {
    this.#show(snapshot);
    for (const listener of this.#listeners) listener(snapshot);
  }

  #show(snapshot: SessionSnapshot): void {
    const status = nodeStatus(snapshot, this.simulated, this.language);
    const leftOut = snapshot.leftOut.map(({ filter, error, owners }) => [filter, error.code, owners]);
    const gathering = [...this.#users].map((user) => this.#gatheringOf(user, snapshot));
    const devices = snapshot.subDevices?.map(({ device, state, error }) => [device, state, error?.code]);
    const shown = JSON.stringify([status, leftOut, gathering, devices]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    for (const user of this.#users) user.status(this.#statusOf(user, snapshot));
    this.#reports.address('status');
    this.node.status({ ...status });
  }

  /** A user node's status: its own fault or skipped subscription, otherwise the device's. */
  #statusOf(user: Node, snapshot: SessionSnapshot): NodeStatus {
    const unfit = this.#unfit.get(user);
    const skipped = snapshot.leftOut.find(({ owners }) => owners.some((owner) => nodeOf(owner) === user.id));
    const speaksFor = snapshot.state === 'online' ? this.#speakers.of(user, snapshot) : undefined;
    if (unfit === undefined && speaksFor !== undefined && speaksFor.state !== 'online')
      return subDeviceStatus(speaksFor, this.simulated, this.language);
    const fault = unfit === undefined ? snapshot.state === 'online' && skipped : { error: unfit };
    return fault === false || fault === undefined
      ? nodeStatus(snapshot, this.simulated, this.language, this.#gatheringOf(user, snapshot))
      : faultStatus(fault, snapshot, this.simulated, this.language);
  }

  /** How many of a node's messages wait for others, to leave together. */
  #gatheringOf(user: Node, { queue: { gathering = 0 } }: SessionSnapshot): number {
    return gathering === 0 ? 0 : (this.#running?.session.gathering(user.id) ?? 0);
  }
}

/** Whether the broker tells the device apart by its module alone: others may have the same settings. */
function isKnownByModule({ server, clientId, username, certFile }: CloudSettings): boolean {
  return serverOf(server).identity.includes('clientId') && [clientId, username, certFile].join('') === '';
}

/** Whether anybody asks for the use of data after a restart. */
function isUsageKept({ history, budget }: ModemSettings): boolean {
  return history.history === 'on' || budget.budget > 0;
}

/** The setting itself, even where another one is refused: that is reported in its language. */
function languageChoice(config: Properties): LanguageChoice {
  try {
    return setting('language', MODEM.language, config['language']);
  } catch {
    // Reported with the other faults of the settings.
    return 'auto';
  }
}
