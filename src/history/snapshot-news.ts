import type { CodedError } from '../base/coded-error';
import type { Session } from '../session/session';
import type { SessionSnapshot, SessionState } from '../session/snapshot';
import type { HistoryEvent, Instant } from './history';
import { recordedReason } from './reason';

/** What happened, without its time. */
export type Happening = HistoryEvent extends infer Each
  ? Each extends HistoryEvent
    ? Omit<Each, 'at'>
    : never
  : never;

/** What a session's parts were when they were last looked at. */
export interface SessionNews {
  /** The session has another state, or another reason for it. */
  state(state: SessionState, error: CodedError | undefined): void;
  happened(happening: Happening): void;
  counted(accepted: number, delivered: number): void;
}

/** The parts of a session that a recorder hears of. */
export type RecordedSession = Pick<
  Session,
  'trace' | 'snapshot' | 'onChange' | 'onReading' | 'onQueue' | 'onFault' | 'onWarning'
>;

/** Characters of a card's number that are kept: enough to tell two cards apart. */
const ICCID_END = 4;
/** The same state for the same reason is noted again after this long. */
const REPEAT_MS = 3_600_000;

/** Finds what is new in a session's snapshots. */
export class SnapshotNews {
  #state: SessionState = 'closed';
  #code: string | undefined;
  #module = '';
  #sim = '';
  #network = '';
  #accepted = 0;
  #delivered = 0;
  /** When a state was noted for a reason, since the session was last online. */
  readonly #noted = new Map<string, Instant>();

  constructor(private readonly news: SessionNews) {}

  get state(): SessionState {
    return this.#state;
  }

  /** Looks at a snapshot. */
  look(snapshot: SessionSnapshot, now: Instant): void {
    this.#lookAtCounters(snapshot);
    this.#lookAtState(snapshot, now);
    this.#lookAtParts(snapshot);
  }

  #lookAtCounters({ counters: { published, delivered } }: SessionSnapshot): void {
    if (published === this.#accepted && delivered === this.#delivered) return;
    this.news.counted(published - this.#accepted, delivered - this.#delivered);
    this.#accepted = published;
    this.#delivered = delivered;
  }

  #lookAtState({ state, error, module }: SessionSnapshot, now: Instant): void {
    if (state === this.#state && error?.code === this.#code) return;
    this.#state = state;
    this.#code = error?.code;
    this.news.state(state, error);
    if (state === 'online' || state === 'closed') this.#noted.clear();
    const key = `${state} ${error?.code ?? ''}`;
    const noted = this.#noted.get(key);
    // A device that tries for days goes through the same steps each few minutes.
    if (noted !== undefined && Math.abs(now - noted) < REPEAT_MS) return;
    this.#noted.set(key, now);
    this.news.happened({ kind: 'state', state, reason: error && recordedReason(error) });
    if (error?.code !== 'EC20_MODULE_RESTARTED' || state !== 'waiting') return;
    this.news.happened({ kind: 'module', model: module.model, revision: module.revision, restarted: true });
  }

  #lookAtParts({ module, sim, network }: SessionSnapshot): void {
    const { model, revision } = module;
    const isModule = `${model} ${revision}`;
    if (model !== '' && isModule !== this.#module) {
      this.#module = isModule;
      this.news.happened({ kind: 'module', model, revision, restarted: false });
    }
    const iccidEnd = sim.iccid.slice(-ICCID_END);
    const isCard = `${sim.state} ${iccidEnd}`;
    if ((sim.state !== '' || iccidEnd !== '') && isCard !== this.#sim) {
      this.#sim = isCard;
      this.news.happened({ kind: 'sim', state: sim.state, iccidEnd });
    }
    const { operator, technology, band } = network;
    const isIn = `${operator} ${technology} ${band}`;
    if (operator !== '' && isIn !== this.#network) {
      this.#network = isIn;
      this.news.happened({ kind: 'network', operator, technology, band });
    }
  }
}
