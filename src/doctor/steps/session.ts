import { CodedError } from '../../base/coded-error';
import { DEADLINES } from '../../ec20/deadlines';
import { CONNACK_CODES, OPEN_RESULTS, STATE_CONNECTED } from '../../ec20/result-codes';
import { valuesOf } from '../dialogue';
import type { BrokerAddress, Examination } from '../examination';
import { finding, type Finding } from '../texts';
import { repetition } from './repetition';
import type { Step } from './step';

/** Options that the trial requires; every module has both. */
const OPTIONS: readonly (readonly [name: string, values: string])[] = [
  ['version', '4'],
  ['recv/mode', '0,1'],
];

/**
 * After this long without a code, checks for a connection that was not reported: soon, because a broker closes one without a login.
 */
const POLL_MS = 3000;
const ACCEPT_MS = 5000;
const OCCUPIED = 2;

/** Opens an MQTT session with the module's last client, and finds the port on which its URCs arrive. */
export const connect: Step = {
  name: 'connect',
  level: 'broker',
  effect: 'traffic',
  seconds: 5,
  skips: ({ broker }) => (broker === undefined ? finding('noBroker') : undefined),
  async run(examination) {
    const { dialogue, session, undoLater, times, measured } = examination;
    for (const [name, values] of OPTIONS) {
      const option = `AT+QMTCFG="${name}",${session.index}`;
      const found = valuesOf(await dialogue.ask(option), '+QMTCFG')?.replace(/^"[^"]*",/, '');
      await dialogue.ask(`${option},${values}`);
      if (found !== undefined && found !== values) undoLater({ command: `${option},${found}` });
    }
    const isNeeded = () => session.isConnected;
    undoLater({ command: `AT+QMTCLOSE=${session.index}`, code: 'QMTCLOSE', isNeeded });
    undoLater({ command: `AT+QMTDISC=${session.index}`, code: 'QMTDISC', isNeeded });
    await openSession(examination);
    const receivedOn = measured.urcPort?.heard ?? [];
    if (examination.areCodesElsewhere) {
      return finding('codesElsewhere', {
        heard: receivedOn.includes('other') ? 'second port' : 'another port',
      });
    }
    const durations = { open: rounded(times.open[0]), connect: rounded(times.connect[0]) };
    return finding(receivedOn.includes('other') ? 'connectedBoth' : 'connected', durations);
  },
};

/** Subscribes to the one topic used for all messages. */
export const subscribe: Step = {
  name: 'subscribe',
  level: 'broker',
  effect: 'traffic',
  seconds: 1,
  skips: needsSession,
  async run(examination) {
    await subscribeTopic(examination);
    return finding('subscribed', { ms: rounded(examination.times.subscribe[0]) });
  },
};

/** How open, connect and subscribe answer when there is nothing left to do. */
export const repeated: Step = {
  name: 'repeated',
  level: 'broker',
  effect: 'traffic',
  seconds: 5,
  skips: needsSession,
  async run(examination) {
    const { publishing, session, measured } = examination;
    const { index, topic } = session;
    const found = (measured.repeated ??= {});
    const open = openCommand(examination);
    found['AT+QMTOPEN'] = await repetition(examination, open, { name: 'QMTOPEN', first: [index] });
    const login = connectCommand(examination);
    found['AT+QMTCONN'] = await repetition(examination, login, { name: 'QMTCONN', first: [index] });
    await ensureSession(examination);
    const id = publishing.nextId();
    found['AT+QMTSUB'] = await repetition(examination, `AT+QMTSUB=${index},${id},"${topic}",1`, {
      name: 'QMTSUB',
      first: [index, id],
    });
    await ensureSession(examination);
    return finding('repeated', {
      open: found['AT+QMTOPEN'],
      connect: found['AT+QMTCONN'],
      subscribe: found['AT+QMTSUB'],
    });
  },
};

/** Ends the session, and checks how its commands answer without one. */
export const disconnect: Step = {
  name: 'disconnect',
  level: 'broker',
  effect: 'traffic',
  seconds: 5,
  skips: needsSession,
  async run(examination) {
    const { dialogue, session, measured, times } = examination;
    const { index } = session;
    const start = dialogue.wire.end;
    const answer = await dialogue.demand(`AT+QMTDISC=${index}`, ACCEPT_MS);
    const code = await dialogue.code('QMTDISC', [index], start, DEADLINES.closeMs);
    session.isConnected = false;
    if (code !== undefined) times.close.push(code.ms - answer.endMs);
    const found = (measured.repeated ??= {});
    found['AT+QMTDISC'] = await repetition(examination, `AT+QMTDISC=${index}`, {
      name: 'QMTDISC',
      first: [index],
    });
    await closeClient(examination);
    found['AT+QMTCLOSE'] = await repetition(examination, `AT+QMTCLOSE=${index}`, {
      name: 'QMTCLOSE',
      first: [index],
    });
    return finding('disconnected', {
      ms: rounded(times.close[0]),
      disconnect: found['AT+QMTDISC'],
      close: found['AT+QMTCLOSE'],
    });
  },
};

/** The reason to skip steps that require the session. */
export function needsSession({ session }: Examination): Finding | undefined {
  return session.isConnected ? undefined : finding('noSession');
}

/** Makes sure that the session and its subscription exist: an earlier step may have broken it. Throws like {@link openSession}. */
export async function ensureSession(examination: Examination): Promise<void> {
  const { dialogue, session } = examination;
  const answer = await dialogue.ask('AT+QMTCONN?');
  if (answer.result?.kind === 'error') return;
  if (answer.lines.includes(`+QMTCONN: ${session.index},${STATE_CONNECTED}`)) return;
  await closeClient(examination);
  await openSession(examination);
  await subscribeTopic(examination);
}

/** Opens and logs in. Throws the codes of the driver's tables. */
export async function openSession(examination: Examination): Promise<void> {
  const { dialogue, session, times, measured, second } = examination;
  const { index } = session;
  session.isConnected = false;
  let result = await open(examination);
  if (result === OCCUPIED) {
    await closeClient(examination);
    result = await open(examination);
  }
  if (examination.areCodesElsewhere) {
    await closeClient(examination);
    return;
  }
  const params = { ...addressOf(examination), index, apn: '' };
  if (result !== 0) throw new CodedError(OPEN_RESULTS[result] ?? 'EC20_OPEN_FAILED', { params });
  const start = dialogue.wire.end;
  const answer = await dialogue.demand(connectCommand(examination), ACCEPT_MS);
  const code = await dialogue.code('QMTCONN', [index], start, DEADLINES.publishMs + ACCEPT_MS);
  if (code === undefined) throw new CodedError('EC20_CONNECT_TIMEOUT', { params });
  const [, sent = 0, returned = 0] = code.values;
  if (sent !== 0) throw new CodedError('EC20_CONNECT_FAILED', { params: { result: sent } });
  if (returned !== 0) throw new CodedError(CONNACK_CODES[returned] ?? 'EC20_CONNECT_FAILED', { params });
  times.connect.push(code.ms - answer.endMs);
  session.isConnected = true;
  const { urcPort } = measured;
  const isOnBoth = urcPort?.heard?.[0] === 'here' && second?.text(0).includes(`+QMTOPEN: ${index},`);
  if (isOnBoth === true) urcPort.heard = ['here', 'other'];
}

/** The result of QMTOPEN; -2 when its code doesn't arrive here. */
async function open(examination: Examination): Promise<number> {
  const { dialogue, session, times, measured } = examination;
  const { index } = session;
  const start = dialogue.wire.end;
  const answer = await dialogue.demand(openCommand(examination), ACCEPT_MS);
  let code = await dialogue.code('QMTOPEN', [index], start, POLL_MS);
  for (let waitedMs = POLL_MS; code === undefined && waitedMs < DEADLINES.openMs; waitedMs += POLL_MS) {
    const query = await dialogue.ask('AT+QMTOPEN?');
    // The answer has a host where the code has its result.
    if (query.lines.some((line) => line.startsWith(`+QMTOPEN: ${index},"`))) {
      examination.areCodesElsewhere = true;
      const other = examination.second?.text(0).includes(`+QMTOPEN: ${index},`) === true;
      (measured.urcPort ??= {}).heard ??= other ? ['other'] : [];
      return -2;
    }
    code = await dialogue.code('QMTOPEN', [index], start, POLL_MS);
  }
  if (code === undefined) {
    throw new CodedError('EC20_OPEN_TIMEOUT', { params: { ...addressOf(examination), index } });
  }
  const result = code.values[1] ?? 0;
  if (result === 0) times.open.push(code.ms - answer.endMs);
  (measured.urcPort ??= {}).heard ??= ['here'];
  noteFraming(examination, start, index);
  return result;
}

/** If the echo stays on, only a code that follows an answer shows whether it starts with its own CR LF. */
function noteFraming({ dialogue, measured }: Examination, start: number, index: number): void {
  const between = new RegExp(`OK\\r\\n((?:\\r\\n)?)\\+QMTOPEN: ${index},`).exec(dialogue.wire.text(start));
  if (between !== null) measured.codeFraming ??= between[1] === '' ? 'glued' : 'own-lines';
}

async function subscribeTopic({ dialogue, publishing, session, times }: Examination): Promise<void> {
  const { index, topic } = session;
  const id = publishing.nextId();
  const start = dialogue.wire.end;
  const answer = await dialogue.demand(`AT+QMTSUB=${index},${id},"${topic}",1`, ACCEPT_MS);
  const code = await dialogue.code('QMTSUB', [index, id], start, DEADLINES.subscribeMs + ACCEPT_MS);
  if (code?.values[2] !== 0) throw new CodedError('EC20_SUBSCRIBE_FAILED', { params: { filter: topic } });
  times.subscribe.push(code.ms - answer.endMs);
}

async function closeClient({ dialogue, session }: Examination): Promise<void> {
  const start = dialogue.wire.end;
  const answer = await dialogue.ask(`AT+QMTCLOSE=${session.index}`, ACCEPT_MS);
  if (answer.result === undefined) await dialogue.recover();
  if (answer.result?.kind === 'ok') {
    await dialogue.code('QMTCLOSE', [session.index], start, DEADLINES.closeMs);
  }
}

function openCommand(examination: Examination): string {
  const { host, port } = addressOf(examination);
  return `AT+QMTOPEN=${examination.session.index},"${host}",${port}`;
}

function connectCommand({ broker, session }: Examination): string {
  const login = broker?.user === undefined ? '' : `,"${broker.user}","${broker.password ?? ''}"`;
  return `AT+QMTCONN=${session.index},"${session.clientId}"${login}`;
}

function addressOf({ broker }: Examination): Pick<BrokerAddress, 'host' | 'port'> {
  return { host: broker?.host ?? '', port: broker?.port ?? 0 };
}

export function rounded(ms: number | undefined): number {
  return Math.round(ms ?? 0);
}
