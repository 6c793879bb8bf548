import { join } from 'node:path';

import { SystemClock } from '../../src/base/clock';
import { asCodedError } from '../../src/base/coded-error';
import { systemRandom } from '../../src/base/random';
import { deviceUsage } from '../../src/core/device-usage';
import { UsageFile } from '../../src/core/usage-file';
import { ERRORS } from '../../src/errors/catalogue';
import type { DataUsage } from '../../src/history/data-usage';
import type { HistoryReader } from '../../src/history/history';
import type { RecordedMember } from '../../src/history/recorder';
import { MemoryUsageStore } from '../../src/history/usage-store';
import type { QueuePlace } from '../../src/session/disk-queue/disk-queue';
import { bothObservers } from '../../src/session/observer';
import { Session } from '../../src/session/session';
import type { PortSource } from '../../src/transport/transport';
import type { Home, ReadySetup } from '../modem/device-setup';
import { portSource } from '../modem/port-source';
import type { ModemSettings } from '../modem/settings';
import { isSimulator, SimulatorPort } from '../modem/simulator-port';
import type { VirtualModule } from '../modem/virtual-module';
import { MessageIds } from '../publish/message-ids';
import { type DeviceHistories, historyOwner } from './device-histories';
import type { DeviceReports } from './device-reports';
import { chooseQueue } from './message-queue';
import type { SessionRegistry } from './session-registry';
import type { SubDevices } from './sub-devices';

/** What a config node's session is made of. */
export interface RunningSessionOptions {
  /** The config node's own id. */
  readonly id: string;
  readonly setup: ReadySetup;
  readonly home: Home;
  readonly registry: SessionRegistry;
  readonly histories: DeviceHistories;
  /** Where its queue is, if that is on disk. */
  readonly queuePlace: () => QueuePlace;
  readonly subDevices: SubDevices;
  readonly reports: DeviceReports;
}

/** A config node's session with what it has for itself: its port, its place in the history, and its use of data. */
export class RunningSession {
  readonly session: Session;
  readonly #options: RunningSessionOptions;
  readonly #port: PortSource;
  /** Undefined: nothing is recorded. */
  readonly #recorded: RecordedMember | undefined;
  readonly #usage: DataUsage;
  #isStarted = false;

  /** Takes the port's name; nothing is opened before {@link start}. */
  constructor(options: RunningSessionOptions) {
    const { id, setup, home, registry, histories, queuePlace, subDevices, reports } = options;
    const { settings, profile } = setup;
    this.#options = options;
    const clock = new SystemClock();
    const portOwner = { id, name: settings.name || settings.cloud.deviceName || id };
    this.#port = portSource(settings, portOwner, registry, subDevices);
    const { queue, limit, notice } = chooseQueue(settings.delivery, queuePlace, clock);
    if (notice !== undefined && !isSimulator(settings.line.port)) reports.warn(notice);
    const ids = new MessageIds(home.userDir, profile.deviceKey, systemRandom, profile.earlierKeys);
    const recordOf = historyOwner(setup, id);
    const recorder = histories.of(recordOf);
    this.#recorded = recorder?.join({
      days: settings.history.historyDays,
      keepsPayload: settings.history.historyPayload,
      onTrouble: (error) => reports.warn(error),
    });
    this.#usage = this.#countUsage(recordOf.key);
    if (recorder !== undefined) recorder.usage = this.#usage;
    this.session = new Session({
      clock,
      random: systemRandom,
      findTransport: (wasSilent) => this.#port.find(wasSilent),
      portName: settings.line.port,
      modem: settings.module,
      profile,
      secretStore: home.secrets,
      ...settings.delivery,
      queue,
      queueLimit: limit,
      nextMessageId: () => ids.take(),
      connectLimit: registry.connectLimit,
      refusedPins: registry.refusedPins,
      module: settings.family,
      observer:
        this.#recorded === undefined ? this.#usage : bothObservers(this.#recorded.observer, this.#usage),
    });
    this.#recorded?.watch(this.session);
    this.#usage.watch(this.session);
    this.#reportAll();
  }

  /** The virtual module on its port, once that runs; undefined with a real one. */
  get virtualModule(): VirtualModule | undefined {
    return this.#port instanceof SimulatorPort ? this.#port.module : undefined;
  }

  /** Its use of data, as the history of a device of which nothing else is recorded. */
  get usageAlone(): HistoryReader {
    return this.#usage.alone;
  }

  /** Brings the device online, once; `before`: the end of the session before it, whose port it may need. */
  start(before: Promise<void>): void {
    if (this.#isStarted) return;
    this.#isStarted = true;
    const { registry, reports } = this.#options;
    void Promise.all([before, registry.checks?.end(), this.#usage.open()])
      .then(() => this.session.start())
      .catch((error: unknown) => reports.report(asCodedError(error)));
  }

  /** Ends it after the session before it. Resolves when the port is closed. Never rejects. */
  close(before: Promise<void>): Promise<void> {
    const { reports } = this.#options;
    return before
      .then(async () => reports.lost(await this.session.close()))
      .finally(() => this.#recorded?.leave())
      .finally(() => this.#usage.close())
      .catch((error: unknown) => reports.warn(asCodedError(error)))
      .then(() => this.#port.close())
      .catch((error: unknown) => reports.warn(asCodedError(error)));
  }

  /** Counts the device's use of data, in the file with that key where it is kept. */
  #countUsage(key: string): DataUsage {
    const { setup, home, reports } = this.#options;
    const { settings, profile } = setup;
    const { server } = settings.cloud;
    return deviceUsage({
      clock: new SystemClock(),
      settings: settings.budget,
      server,
      profile,
      store: isUsageKept(settings) ? new UsageFile(join(home.userDir, 'ec20'), key) : new MemoryUsageStore(),
      isUrgent: (topic) => this.session.isUrgent(topic),
      hold: (heldBack) => this.session.holdBack(heldBack),
      warn: (warning) => reports.warn(warning.at(server)),
      report: (error) => reports.reportAndWarn(error.at(server)),
      moved: (airUp, airDown) => this.#recorded?.moved(airUp, airDown),
    });
  }

  /** Reports what goes wrong with it, to those whom it concerns. */
  #reportAll(): void {
    const { session } = this;
    const { reports } = this.#options;
    session.onFault((error) => {
      if (ERRORS[error.code].refused !== 'subscription') reports.report(error);
    });
    session.onSubscription((change) => reports.toOwners(change));
    session.onSubDevice((change) => reports.ofSubDevice(change));
    session.onWarning((warning) => reports.warn(warning));
    session.onOverflow((overflow) => reports.overflow(overflow));
  }
}

/** Whether anybody asks for the use of data after a restart. */
function isUsageKept({ history, budget }: ModemSettings): boolean {
  return history.history === 'on' || budget.budget > 0;
}
