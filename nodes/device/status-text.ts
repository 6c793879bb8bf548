import type { NodeStatus } from 'node-red';

import type { CodedError, Language } from '../../src/base/coded-error';
import type { SessionSnapshot, SessionState } from '../../src/session/snapshot';
import { shortReason } from './short-reason';

const LONGEST_TEXT = 40;
const SIMULATOR = ' (simulator)';
const JOINT = ', ';

type Phrases = Readonly<Record<Language, string>>;

type ConnectingState = 'opening' | 'starting' | 'sim' | 'network' | 'connecting';

/** The current step on the way to the broker. */
const STAGES: Readonly<Record<ConnectingState, Phrases>> = {
  opening: { en: 'port', zh: '打开串口' },
  starting: { en: 'module', zh: '启动模块' },
  sim: { en: 'SIM card', zh: '检查 SIM 卡' },
  network: { en: 'network', zh: '注册网络' },
  connecting: { en: 'cloud', zh: '连接云端' },
};

/** A shorter queue is just being sent and is not shown. */
const LONG_QUEUE = 2;

/** A node's status: an English first word, then the most helpful detail, at most 40 characters in all. */
export function nodeStatus(snapshot: SessionSnapshot, simulated: boolean, language: Language): NodeStatus {
  const { word, ...look } = lookOf(snapshot.state);
  const room = LONGEST_TEXT - (simulated ? SIMULATOR.length : 0);
  return { ...look, text: fitted(word, details(snapshot, language), room) + (simulated ? SIMULATOR : '') };
}

/** The status of a node whose subscription is left out, while the device is online. */
export function leftOutStatus(error: CodedError, simulated: boolean, language: Language): NodeStatus {
  const room = LONGEST_TEXT - (simulated ? SIMULATOR.length : 0);
  const text = fitted(lookOf('online').word, [shortReason(error, language)], room);
  return { fill: 'red', shape: 'dot', text: text + (simulated ? SIMULATOR : '') };
}

function lookOf(state: SessionState): Required<Pick<NodeStatus, 'fill' | 'shape'>> & { word: string } {
  switch (state) {
    case 'closed':
      return { fill: 'grey', shape: 'ring', word: 'disconnected' };
    case 'opening':
    case 'starting':
    case 'sim':
    case 'network':
    case 'connecting':
      return { fill: 'yellow', shape: 'ring', word: 'connecting' };
    case 'online':
      return { fill: 'green', shape: 'dot', word: 'connected' };
    case 'waiting':
      return { fill: 'yellow', shape: 'ring', word: 'disconnected' };
    case 'failed':
      return { fill: 'red', shape: 'ring', word: 'disconnected' };
  }
}

/** The details, the most helpful first. */
function details(snapshot: SessionSnapshot, language: Language): string[] {
  const reason = snapshot.error === undefined ? [] : [shortReason(snapshot.error, language)];
  const queue = queueText(snapshot.queue.length, language);
  switch (snapshot.state) {
    case 'closed':
    case 'failed':
      return [...reason, ...queue];
    case 'opening':
    case 'starting':
    case 'sim':
    case 'network':
    case 'connecting':
      return [...(reason.length > 0 ? reason : [STAGES[snapshot.state][language]]), ...queue];
    case 'online':
      return [...signalText(snapshot), ...reason, ...queue, ...endingText(snapshot, language)];
    case 'waiting':
      return [...retryText(snapshot.retryInMs, language), ...reason, ...queue];
  }
}

function signalText(snapshot: SessionSnapshot): string[] {
  const dbm = snapshot.signal?.dbm;
  return dbm === undefined ? [] : [`${dbm} dBm`];
}

/** A root certificate that ends within a year. */
function endingText({ endingRoots: [first] = [] }: SessionSnapshot, language: Language): string[] {
  return first === undefined ? [] : [shortReason(first, language)];
}

function queueText(length: number, language: Language): string[] {
  if (length < LONG_QUEUE) return [];
  return [language === 'zh' ? `队列 ${length}` : `queue ${length}`];
}

function retryText(retryInMs: number | undefined, language: Language): string[] {
  if (retryInMs === undefined) return [];
  const seconds = Math.ceil(retryInMs / 1000);
  return [language === 'zh' ? `${seconds} 秒后重试` : `retry in ${seconds} s`];
}

/** Joins the details that fit; only a first one that is too long is cut, since otherwise no reason would be left. */
function fitted(word: string, parts: readonly string[], room: number): string {
  let text = word;
  for (const [index, part] of parts.entries()) {
    const longer = text + JOINT + part;
    if (longer.length <= room) text = longer;
    else if (index === 0) text = `${longer.slice(0, room - 1)}…`;
  }
  return text;
}
