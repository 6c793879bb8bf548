import type { NodeStatus } from 'node-red';

import type { CodedError, Language, Phrase } from '../../src/base/coded-error';
import type { SessionSnapshot, SessionState } from '../../src/session/snapshot';
import type { SubDeviceSnapshot } from '../../src/session/sub-device-state';
import { shortReason } from './short-reason';

const LONGEST_TEXT = 40;

/** What joins the parts, and the mark of a virtual module. */
const JOINTS: Readonly<Record<Language, { readonly joint: string; readonly simulated: string }>> = {
  en: { joint: ', ', simulated: ' (sim)' },
  zh: { joint: '，', simulated: '（虚拟模块）' },
};

type Look = Required<Pick<NodeStatus, 'fill' | 'shape'>>;

const CONNECTING: Look & { readonly word: Phrase } = {
  fill: 'yellow',
  shape: 'ring',
  word: { en: 'connecting', zh: '连接中' },
};
const DISCONNECTED: Phrase = { en: 'disconnected', zh: '未连接' };

/** The dot and the first word of each state. */
const LOOKS: Readonly<Record<SessionState, Look & { readonly word: Phrase }>> = {
  closed: { fill: 'grey', shape: 'ring', word: DISCONNECTED },
  opening: CONNECTING,
  starting: CONNECTING,
  sim: CONNECTING,
  network: CONNECTING,
  connecting: CONNECTING,
  online: { fill: 'green', shape: 'dot', word: { en: 'connected', zh: '已连接' } },
  waiting: { fill: 'yellow', shape: 'ring', word: DISCONNECTED },
  failed: { fill: 'red', shape: 'ring', word: DISCONNECTED },
};

/** The current step on the way to the broker. */
const STAGES: Partial<Readonly<Record<SessionState, Phrase>>> = {
  opening: { en: 'port', zh: '打开串口' },
  starting: { en: 'module', zh: '启动模块' },
  sim: { en: 'SIM card', zh: '检查 SIM 卡' },
  network: { en: 'network', zh: '注册网络' },
  connecting: { en: 'cloud', zh: '连接云端' },
};

/** While online a shorter queue is just being sent and is not shown; offline every message counts. */
const LONG_QUEUE = 2;

/** A part of the text, in its usual form and in shorter ones. */
interface Part {
  readonly text: string;
  /** Shorter forms for when there is little room, the shortest last; undefined: none. */
  readonly briefs?: readonly [string, string];
  /** Cut when nothing else helps. */
  readonly cuttable?: true;
  /** Left out where there is no room. */
  readonly optional?: true;
}

/**
 * A node's status: the device's state, then the most helpful details, at most 40 characters in all. `gathering`: how many of
 * its messages wait for others.
 */
export function nodeStatus(
  snapshot: SessionSnapshot,
  simulated: boolean,
  language: Language,
  gathering = 0,
): NodeStatus {
  const { word, fill, shape } = LOOKS[snapshot.state];
  const parts = [{ text: word[language] }, ...details(snapshot, language, gathering)];
  const isHeldBack = snapshot.state === 'online' && snapshot.heldBack !== undefined;
  return { fill: isHeldBack ? 'yellow' : fill, shape, text: fitted(parts, simulated, language) };
}

/**
 * The status of a node with a fault of its own: that first, then the device's. `retryInMs`: milliseconds until the next attempt;
 * undefined: none follows, or the device isn't online.
 */
export function faultStatus(
  fault: { readonly error: CodedError; readonly retryInMs?: number | undefined },
  snapshot: SessionSnapshot,
  simulated: boolean,
  language: Language,
): NodeStatus {
  const own: Part = { text: shortReason(fault.error, language), cuttable: true };
  const device: Part = { text: LOOKS[snapshot.state].word[language], optional: true };
  const parts = [
    own,
    ...retry(fault.retryInMs, language),
    device,
    ...details(snapshot, language).map(optional),
  ];
  return { fill: 'red', shape: 'dot', text: fitted(parts, simulated, language) };
}

/** The status of a node that speaks for a sub-device which isn't online, while the gateway is. */
export function subDeviceStatus(
  { state, error, deviceName }: SubDeviceSnapshot,
  simulated: boolean,
  language: Language,
): NodeStatus {
  const name: Part = { text: deviceName, optional: true };
  if (state === 'failed' && error !== undefined) {
    const parts: Part[] = [{ text: shortReason(error, language), cuttable: true }, name];
    return { fill: 'red', shape: 'dot', text: fitted(parts, simulated, language) };
  }
  const { fill, shape, word } = CONNECTING;
  const step = SUB_DEVICE_STEPS[state] ?? SUB_DEVICE_STEPS.login;
  return {
    fill,
    shape,
    text: fitted([{ text: word[language] }, { text: step[language] }, name], simulated, language),
  };
}

/** The current step of a sub-device on its way online. */
const SUB_DEVICE_STEPS: Readonly<Record<'login', Phrase>> &
  Partial<Readonly<Record<SubDeviceSnapshot['state'], Phrase>>> = {
  registering: { en: 'registration', zh: '动态注册' },
  adding: { en: 'topology', zh: '拓扑关系' },
  login: { en: 'sub-device login', zh: '子设备登录' },
};

/** What the first word leaves open, in the order in which it is shown. */
function details(snapshot: SessionSnapshot, language: Language, gathering = 0): readonly Part[] {
  const { state, error, retryInMs } = snapshot;
  const reason = error === undefined ? [] : [reasonPart(error, language)];
  const queue = queuePart(snapshot, language);
  const stage = STAGES[state];
  if (state === 'online') {
    const waiting = [...gatheringPart(gathering, language), ...queue];
    const held = snapshot.heldBack === undefined ? [] : [reasonPart(snapshot.heldBack, language)];
    const known = [...signal(snapshot), ...reason, ...waiting, ...ending(snapshot, language)].map(optional);
    return [...held, ...known];
  }
  if (stage !== undefined) return [...(error === undefined ? [{ text: stage[language] }] : reason), ...queue];
  // There is nothing to mend: the time is the news, and the reason may give way to it.
  if (state === 'waiting') return [...retry(retryInMs, language), ...reason.map(optional), ...queue];
  return [...reason, ...retry(retryInMs, language), ...queue];
}

function reasonPart(error: CodedError, language: Language): Part {
  return { text: shortReason(error, language), cuttable: true };
}

function signal({ signal: read }: SessionSnapshot): readonly Part[] {
  return read?.dbm === undefined ? [] : [{ text: `${read.dbm} dBm` }];
}

/** A root certificate that ends within a year. */
function ending({ endingRoots: [first] = [] }: SessionSnapshot, language: Language): readonly Part[] {
  return first === undefined ? [] : [{ text: shortReason(first, language) }];
}

/** Online, messages that wait on purpose are no backlog. */
function queuePart({ state, queue }: SessionSnapshot, language: Language): readonly Part[] {
  const { length, gathering = 0 } = queue;
  const waiting = state === 'online' ? length - gathering : length;
  if (waiting < (state === 'online' ? LONG_QUEUE : 1)) return [];
  return [{ text: language === 'zh' ? `队列 ${waiting}` : `queue ${waiting}` }];
}

function gatheringPart(count: number, language: Language): readonly Part[] {
  if (count === 0) return [];
  return [{ text: language === 'zh' ? `待合并 ${count}` : `gathering ${count}` }];
}

/** Seconds to the next attempt: whoever has mended the cause knows whether to wait. */
function retry(retryInMs: number | undefined, language: Language): readonly Part[] {
  if (retryInMs === undefined) return [];
  const seconds = Math.ceil(retryInMs / 1000);
  return language === 'zh'
    ? [{ text: `${seconds} 秒后重试`, briefs: [`${seconds} 秒重试`, `${seconds} 秒`] }]
    : [{ text: `retry in ${seconds} s`, briefs: [`retry ${seconds} s`, `${seconds} s`] }];
}

/**
 * Joins the parts. Where they are too long, optional parts give way from the end, then the mark of the virtual module; then the
 * brief forms are taken, with the mark and without; at last the reason is cut.
 */
function fitted(parts: readonly Part[], simulated: boolean, language: Language): string {
  const { joint, simulated: mark } = JOINTS[language];
  const joined = (some: readonly Part[]) => some.map(({ text }) => text).join(joint);
  const shortened = ([0, 1] as const).map((form) =>
    parts.map((part): Part => ({ ...part, text: part.briefs?.[form] ?? part.text })),
  );
  for (const forms of [parts, ...shortened]) {
    for (const end of simulated ? [mark, ''] : ['']) {
      const kept = withoutOptional(forms, (some) => joined(some).length + end.length <= LONGEST_TEXT);
      if (kept !== undefined) return joined(kept) + end;
    }
  }
  const kept = (shortened.at(-1) ?? parts).filter((part) => part.optional !== true);
  const surplus = joined(kept).length - LONGEST_TEXT;
  return joined(kept.map((part) => (part.cuttable === true ? cut(part, surplus) : part)));
}

function optional(part: Part): Part {
  return { ...part, optional: true };
}

/** The parts without optional ones, the last first, as far as needed for `fits`; undefined: it never does. */
function withoutOptional(
  parts: readonly Part[],
  fits: (parts: readonly Part[]) => boolean,
): readonly Part[] | undefined {
  let kept = parts;
  while (!fits(kept)) {
    const last = kept.findLastIndex((part) => part.optional === true);
    if (last === -1) return undefined;
    kept = kept.filter((_part, place) => place !== last);
  }
  return kept;
}

function cut({ text }: Part, surplus: number): Part {
  return { text: `${text.slice(0, Math.max(0, text.length - surplus - 1))}…` };
}
