/**
 * The minimum that can publish: serialport, a scanner of raw bytes, a window. Shows what a line can deliver in Node.js. `node
 * bare-peer.js PTY_PATH WINDOW`, controlled over IPC.
 */
import { SerialPort } from 'serialport';
import { runLoad } from './loader';
import { BROKER_HOST, type PeerRequest, UPLINK } from './protocol';

interface Waiting {
  readonly payload: Buffer;
  readonly qos: 0 | 1;
  readonly settled: () => void;
}

const PROMPT = 0x3e;
const LF = 0x0a;

const [, , path = '', windowText = '5'] = process.argv;
const window = Number(windowText);
const port = new SerialPort({ path, baudRate: 115_200, hupcl: false });
const queue: Waiting[] = [];
const inFlight = new Map<number, () => void>();
let messageId = 0;
let current: Waiting | undefined;
let isPromptAwaited = false;
let line = '';
let onOk: (() => void) | undefined;

port.on('data', (bytes: Buffer) => {
  for (const byte of bytes) {
    if (byte === PROMPT && isPromptAwaited && line === '') {
      isPromptAwaited = false;
      if (current !== undefined) port.write(current.payload);
    } else if (byte === LF) {
      const whole = line.trim();
      line = '';
      if (whole !== '') handleLine(whole);
    } else if (byte > 0x20 || line !== '') {
      line += String.fromCharCode(byte);
    }
  }
});

function handleLine(whole: string): void {
  if (whole === 'OK') {
    current = undefined;
    onOk?.();
    pump();
  } else if (whole.startsWith('+QMTPUBEX:')) {
    const id = Number(whole.split(',')[1]);
    const settled = inFlight.get(id);
    inFlight.delete(id);
    settled?.();
    pump();
  } else if (whole.startsWith('+QMTOPEN: ') || whole.startsWith('+QMTCONN: ')) {
    step();
  }
}

function pump(): void {
  if (current !== undefined || inFlight.size >= window) return;
  const next = queue[0];
  if (next === undefined || (next.qos === 0 && inFlight.size > 0)) return;
  queue.shift();
  current = next;
  messageId = next.qos === 0 ? 0 : (messageId % 65_535) + 1;
  inFlight.set(messageId, next.settled);
  isPromptAwaited = true;
  port.write(`AT+QMTPUBEX=0,${messageId},${next.qos},0,"${UPLINK}",${next.payload.length}\r`);
}

const STEPS = ['ATE0\r', `AT+QMTOPEN=0,"${BROKER_HOST}",1883\r`, 'AT+QMTCONN=0,"bare"\r'];
let steps = 0;

function step(): void {
  const command = STEPS[steps++];
  if (command !== undefined) {
    onOk = steps === 1 ? step : undefined;
    port.write(command);
    return;
  }
  process.send?.({ ready: true });
}

port.on('open', step);
process.on('message', (request: PeerRequest) => {
  if (request.kind !== 'load') return;
  void runLoad((payload, qos, settled) => {
    queue.push({ payload, qos, settled });
    pump();
  }, request.load).then((report) => process.send?.(report));
});
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => undefined);
