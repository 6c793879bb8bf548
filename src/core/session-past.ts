import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { Listeners } from '../base/listeners';
import type { CloudProfile } from '../cloud/cloud-profile';
import type { DataUsage } from '../history/data-usage';
import type { HistoryReader } from '../history/history';
import { NO_HISTORY } from '../history/recorded-history';
import type { RecordedMember, Recorder } from '../history/recorder';
import { MemoryUsageStore } from '../history/usage-store';
import { bothObservers, type SessionObserver } from '../session/observer';
import type { Session } from '../session/session';
import { BUDGET, HISTORY } from '../settings/modem';
import { refuseAll } from '../settings/refusal';
import { checkRows, readRows, type Settings } from '../settings/table';
import { deviceRecorder } from './device-recorder';
import { deviceUsage } from './device-usage';
import { UsageFile } from './usage-file';

const ROWS = { ...HISTORY, ...BUDGET };

export interface PastOptions {
  readonly clock: Clock;
  readonly profile: CloudProfile;
  /** A program's options, those of history and budget among them by their settings' names. */
  readonly choice: { readonly historyFolder?: string };
}

/** What is recorded and counted of one session: from its first start to its close, so that one never started leaves nothing behind. */
export class SessionPast {
  readonly #settings: Settings<typeof ROWS>;
  readonly #recorder: Recorder | undefined;
  readonly #usage: DataUsage | undefined;
  readonly #faults: Listeners<CodedError> = new Listeners<CodedError>('onFault', (error, thrower) =>
    this.#faults.emitToOthers(error, thrower),
  );
  readonly #warnings = new Listeners<CodedError>('onWarning', (error) => this.#faults.emit(error));
  #session: Session | undefined;
  #member: RecordedMember | undefined;
  #isBegun = false;

  /** Throws `EC20_SETTING` or another fault of the settings. */
  constructor({ clock, profile, choice }: PastOptions) {
    const { settings, faults } = readRows(ROWS, { ...choice });
    refuseAll([...faults, ...checkRows(ROWS, settings)], profile.spokenOf);
    this.#settings = settings;
    const isOn = settings.history === 'on';
    const { deviceKey, spokenOf: server } = profile;
    const { historyFolder: folder } = choice;
    if (isOn) this.#recorder = deviceRecorder({ clock, deviceKey, folder });
    if (!isOn && settings.budget === 0) return;
    this.#usage = deviceUsage({
      clock,
      settings,
      server,
      profile,
      store: folder === undefined ? new MemoryUsageStore() : new UsageFile(folder, deviceKey),
      isUrgent: (topic) => this.#session?.isUrgent(topic) === true,
      hold: (heldBack) => this.#session?.holdBack(heldBack),
      warn: (warning) => this.#warnings.emit(warning.at(server)),
      report: (error) => this.#faults.emit(error.at(server)),
      moved: (airUp, airDown) => this.#member?.moved(airUp, airDown),
    });
    if (this.#recorder !== undefined) this.#recorder.usage = this.#usage;
  }

  get reader(): HistoryReader {
    return this.#recorder?.reader ?? this.#usage?.alone ?? NO_HISTORY;
  }

  /** For the session's options. */
  get observer(): SessionObserver | undefined {
    if (this.#usage === undefined || this.#recorder === undefined) return this.#usage;
    const member = () => this.#member?.observer;
    const recorded: SessionObserver = {
      connected: (connection) => member()?.connected(connection),
      subscribed: (filterBytes) => member()?.subscribed(filterBytes),
      sent: (message) => member()?.sent(message),
      acknowledged: (roundTripMs) => member()?.acknowledged(roundTripMs),
      received: (message) => member()?.received(message),
      failed: (code, count) => member()?.failed(code, count),
    };
    return bothObservers(recorded, this.#usage);
  }

  /** To be called before the session starts; from the second time on without effect. */
  begin(session: Session): void {
    if (this.#isBegun) return;
    this.#isBegun = true;
    this.#session = session;
    const { historyDays: days, historyPayload: keepsPayload } = this.#settings;
    this.#member = this.#recorder?.join({
      days,
      keepsPayload,
      onTrouble: (error) => this.#warnings.emit(error),
    });
    this.#member?.watch(session);
    this.#usage?.watch(session);
    void this.#usage?.open();
  }

  /** The session has closed. Resolves when what is known of it is stored. */
  async end(): Promise<void> {
    // A session that is closed starts no more.
    this.#isBegun = true;
    await this.#member?.leave();
    await this.#usage?.close();
  }

  onFault(listener: (error: CodedError) => void): () => void {
    return this.#faults.add(listener);
  }

  onWarning(listener: (warning: CodedError) => void): () => void {
    return this.#warnings.add(listener);
  }
}
