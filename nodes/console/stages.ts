import type { CodedError, Language, Phrase } from '../../src/base/coded-error';
import { explain } from '../../src/base/error-text';
import { BUDGET_ERRORS } from '../../src/errors/budget';
import { CONNECTION_ERRORS } from '../../src/errors/connection';
import { HISTORY_ERRORS } from '../../src/errors/history';
import { QUEUE_ERRORS } from '../../src/errors/queue';
import { type CheckLineId, lastDigits, lineOf } from '../../src/session/check-line';
import type { SessionSnapshot, SessionState } from '../../src/session/snapshot';
import { isSimulator } from '../../src/settings/demo-device';
import { onlineText } from './shown-devices';

/** The way of a message, from the computer to the cloud. */
export const STAGE_IDS = ['pi', 'port', 'module', 'sim', 'network', 'broker', 'cloud'] as const;

type WayId = (typeof STAGE_IDS)[number];
/** `devices`: those behind a gateway, after the way that they share. */
export type StageId = WayId | 'devices';

/** `good`: passed; `busy`: being tried now; `bad`: here it ends; `warning`: works, with a reservation; `idle`: not reached. */
export type StageState = 'good' | 'busy' | 'bad' | 'warning' | 'idle';

/** One stage as it is shown, in the reader's language. */
export interface Stage {
  readonly id: StageId;
  readonly name: string;
  readonly state: StageState;
  /** The state in a word, so that no colour has to say it. */
  readonly word: string;
  /** What is known of it, such as `/dev/ttyUSB2` or `-71 dBm`; "": nothing. */
  readonly value: string;
  /** Of a fault, of one that is tried again, or of a warning: its code, what happened and what to do about it; "" otherwise. */
  readonly code: string;
  readonly what: string;
  readonly cure: string;
}

const NAMES: Readonly<Record<StageId, Phrase>> = {
  pi: { en: 'Pi', zh: '树莓派' },
  port: { en: 'Port', zh: '串口' },
  module: { en: 'Module', zh: '模块' },
  sim: { en: 'SIM', zh: 'SIM 卡' },
  network: { en: 'Network', zh: '网络' },
  broker: { en: 'Broker', zh: '服务器' },
  cloud: { en: 'Cloud', zh: '云端' },
  devices: { en: 'Sub-devices', zh: '子设备' },
};

const WORDS: Readonly<Record<StageState, Phrase>> = {
  good: { en: 'good', zh: '正常' },
  busy: { en: 'in progress', zh: '进行中' },
  bad: { en: 'fault', zh: '故障' },
  warning: { en: 'warning', zh: '注意' },
  idle: { en: 'not reached', zh: '未到' },
};

/** Where a fault is, by its line of the checklist. */
const STAGE_OF_LINE: Readonly<Record<CheckLineId, WayId>> = {
  settings: 'pi',
  port: 'port',
  answer: 'module',
  module: 'module',
  sim: 'sim',
  signal: 'network',
  registration: 'network',
  attached: 'network',
  address: 'network',
  server: 'broker',
  tls: 'broker',
  login: 'cloud',
  message: 'cloud',
  devices: 'cloud',
};

/** What ends or waits before it reaches the port. */
const OF_THE_PI: readonly object[] = [QUEUE_ERRORS, BUDGET_ERRORS, HISTORY_ERRORS];

/** The stage that a state works at; `undefined`: at none. */
const WORKING_AT: Readonly<Record<SessionState, WayId | undefined>> = {
  closed: undefined,
  opening: 'port',
  starting: 'module',
  sim: 'sim',
  network: 'network',
  connecting: 'broker',
  online: undefined,
  waiting: undefined,
  failed: undefined,
};

/**
 * The way of a message as stages, from the computer to the cloud, at the wall-clock time `now` (ms). The first that does not work tells why;
 * what comes after it is not known. Where there are devices behind a gateway, they are the last stage.
 */
export function stages(snapshot: SessionSnapshot, language: Language, now: number): readonly Stage[] {
  const troubles = troublesOf(snapshot);
  const way = STAGE_IDS.map((id, place): Stage => {
    const trouble = troubles.get(id);
    return stage(id, stateAt(snapshot, place, trouble), trouble, snapshot, language, now);
  });
  const { subDevices = [] } = snapshot;
  if (subDevices.length === 0) return way;
  const failed = subDevices.find(({ state }) => state === 'failed');
  return [...way, stage('devices', stateOfDevices(snapshot), failed?.error, snapshot, language, now)];
}

function stage(
  id: StageId,
  state: StageState,
  trouble: CodedError | undefined,
  snapshot: SessionSnapshot,
  language: Language,
  now: number,
): Stage {
  // Of what is tried again too: it is what the last attempt ended with.
  const isToldOf = trouble !== undefined && state !== 'good' && state !== 'idle';
  const { what, cure } = isToldOf ? explain(trouble, 'console') : { what: undefined, cure: undefined };
  return {
    id,
    name: NAMES[id][language],
    state,
    word: WORDS[state][language],
    value: state === 'idle' ? '' : VALUES[id](snapshot, language, now),
    code: isToldOf ? trouble.code : '',
    what: what?.[language] ?? '',
    cure: cure?.[language] ?? '',
  };
}

/** One that fails is a fault, though the others work. */
function stateOfDevices({ state, subDevices = [] }: SessionSnapshot): StageState {
  if (state !== 'online') return 'idle';
  if (subDevices.some((each) => each.state === 'failed')) return 'bad';
  return subDevices.every((each) => each.state === 'online') ? 'good' : 'busy';
}

function stateAt(snapshot: SessionSnapshot, place: number, trouble: CodedError | undefined): StageState {
  const { state, error } = snapshot;
  if (state === 'online') return trouble === undefined ? 'good' : 'warning';
  if (state === 'closed' && error === undefined) return place === 0 ? 'good' : 'idle';
  const working = WORKING_AT[state];
  const at = working === undefined ? -1 : STAGE_IDS.indexOf(working);
  if (place === at) return 'busy';
  if (place < at) return trouble === undefined ? 'good' : 'warning';
  if (error === undefined) return 'idle';
  const end = STAGE_IDS.indexOf(stageOf(error));
  if (place === end) return 'bad';
  // An attempt under way has not got here; without one, the last attempt did.
  return place < end && at === -1 ? 'good' : 'idle';
}

/** What there is to say, by stage. */
function troublesOf({
  error,
  heldBack,
  leftOut,
  endingRoots = [],
}: SessionSnapshot): ReadonlyMap<WayId, CodedError> {
  const troubles = new Map<WayId, CodedError>();
  if (heldBack !== undefined) troubles.set('pi', heldBack);
  const [root] = endingRoots;
  if (root !== undefined) troubles.set('broker', root);
  const [filter] = leftOut;
  if (filter !== undefined) troubles.set('cloud', filter.error);
  if (error !== undefined) troubles.set(stageOf(error), error);
  return troubles;
}

function stageOf({ code }: CodedError): WayId {
  if (OF_THE_PI.some((rows) => code in rows)) return 'pi';
  // A lost connection is a line of the login for whoever makes one.
  if (code in CONNECTION_ERRORS) return 'broker';
  return STAGE_OF_LINE[lineOf(code)];
}

type Value = (snapshot: SessionSnapshot, language: Language, now: number) => string;

const VALUES: Readonly<Record<StageId, Value>> = {
  pi: ({ queue: { length } }, language) => (language === 'zh' ? `${length} 条待发` : `${length} waiting`),
  port: ({ port }, language) => {
    if (!isSimulator(port)) return port;
    return language === 'zh' ? '虚拟模块' : 'virtual';
  },
  module: ({ module: { model } }) => model,
  sim: ({ sim: { iccid } }) => lastDigits(iccid),
  network: ({ network: { operator, technology }, signal }) =>
    [operator, technology, signal?.dbm === undefined ? '' : `${signal.dbm} dBm`]
      .filter((part) => part !== '')
      .join(' '),
  broker: ({ state, since }, language, now) =>
    state === 'online' ? connectedFor(Math.max(0, now - since), language) : '',
  cloud: ({ state, counters: { delivered } }, language) => {
    if (state !== 'online') return '';
    return language === 'zh' ? `已送达 ${delivered} 条` : `${delivered} delivered`;
  },
  devices: onlineText,
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length in its largest unit: how long the connection has held is a matter of size. */
function connectedFor(ms: number, language: Language): string {
  const [count, en, zh] =
    ms >= DAY_MS
      ? [Math.floor(ms / DAY_MS), 'd', '天']
      : ms >= HOUR_MS
        ? [Math.floor(ms / HOUR_MS), 'h', '小时']
        : [Math.floor(ms / MINUTE_MS), 'min', '分钟'];
  return language === 'zh' ? `已连接 ${count} ${zh}` : `for ${count} ${en}`;
}
