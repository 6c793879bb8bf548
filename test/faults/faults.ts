import { randomInteger } from '../../src/base/random';
import { type Bench, DEVICE } from './bench';
import type { Crossing, Piece } from './faulty-line';

/** A single fault at one crossing of the line. */
export interface Fault {
  readonly name: string;
  /** The crossings at which it can be injected. */
  readonly fits: (crossing: Crossing) => boolean;
  /** Injects it; returns what arrives instead of the crossing, undefined: the same. */
  readonly inject: (bench: Bench, crossing: Crossing) => readonly Piece[] | undefined;
  /**
   * `to-module`: the line changes the host's bytes, and the module accepts them; AT has no checksum, so one message may reach the
   * broker changed. `to-host`: the line delivers to the host what the module did not send.
   */
  readonly forges?: 'to-module' | 'to-host';
  /**
   * The module receives more commands than the host wrote (a flipped bit makes M a CR): it is busy although the host has its
   * answer.
   */
  readonly multiplies?: boolean;
  /** Number of points at which it is injected, where each run takes long. */
  readonly points?: number;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const OK = '\r\nOK\r\n';

/** A URC may come between any two lines; the crossing selects which one. */
const CODES = ['+CREG: 1', '+QIND: SMS DONE', '+CPIN: READY', '+QMTSTAT: 3,1', 'RING', '+QMTPUBEX: 0,9,0'];

const text = ({ bytes }: Crossing): string => bytes.toString('latin1');
const any = (): boolean => true;
const fromHost = ({ side }: Crossing): boolean => side === 'host';
const fromModule = ({ side }: Crossing): boolean => side === 'module';
const isCommand = (crossing: Crossing): boolean => fromHost(crossing) && /^AT.*\r$/.test(text(crossing));
/** The two that may meet a data phase after opening: there a module is silent, and never answers ERROR. */
const isRefusable = (crossing: Crossing): boolean =>
  isCommand(crossing) && text(crossing) !== 'ATE0Q0V1\r' && text(crossing) !== 'AT+CMEE?\r';
const isPayload = (crossing: Crossing): boolean => fromHost(crossing) && text(crossing).startsWith('<');
const isPrompt = (crossing: Crossing): boolean => fromModule(crossing) && text(crossing) === '\r\n> ';
const isOk = (crossing: Crossing): boolean => fromModule(crossing) && text(crossing) === OK;
const isResult = (crossing: Crossing): boolean =>
  fromModule(crossing) && text(crossing).startsWith('\r\n+QMTPUBEX:');
const isOther = (crossing: Crossing): boolean =>
  fromModule(crossing) && !isPrompt(crossing) && !isOk(crossing) && !isResult(crossing);

function line(code: string): Buffer {
  return Buffer.from(`\r\n${code}\r\n`);
}

/** An index into `bytes`. */
function place({ random }: Bench, bytes: Buffer): number {
  return randomInteger(random, 0, bytes.length - 1);
}

function withoutByte(bench: Bench, { bytes }: Crossing): readonly Piece[] {
  const at = place(bench, bytes);
  return [{ bytes: Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]) }];
}

function withFlippedBit(bench: Bench, { bytes }: Crossing): readonly Piece[] {
  const at = place(bench, bytes);
  const flipped = Buffer.from(bytes);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << randomInteger(bench.random, 0, 7));
  return [{ bytes: flipped }];
}

function cutInTwo(bench: Bench, { bytes }: Crossing): readonly Piece[] {
  const at = place(bench, bytes);
  return [{ bytes: bytes.subarray(0, at) }, { bytes: bytes.subarray(at), afterMs: 300 }];
}

const lost = (): readonly Piece[] => [];
const doubled = (_bench: Bench, { bytes }: Crossing): readonly Piece[] => [{ bytes }, { bytes }];

function late(ms: number): Fault['inject'] {
  return (_bench, { bytes }) => [{ bytes, afterMs: ms }];
}

/** The module sends a URC before this crossing; for a write, while it is in transit. */
function inserted(codeOf: (crossing: Crossing) => string): Fault['inject'] {
  return (_bench, crossing) => {
    const bytes = line(codeOf(crossing));
    if (crossing.side === 'module') return [{ bytes }, { bytes: crossing.bytes }];
    return [{ bytes, isAnswer: true }, { bytes: crossing.bytes }];
  };
}

/** The module refuses a command. */
function refused(answer: string): Fault['inject'] {
  return () => [{ bytes: line(answer), afterMs: 2, isAnswer: true }];
}

/** Another program on this computer sends a command to the module just before; its answer is lost. */
function fromAnotherProgram(command: string): Fault['inject'] {
  return (bench, { bytes }) => {
    bench.swallow = isOk;
    return [{ bytes: Buffer.from(`${command}\r`) }, { bytes, afterMs: 10 }];
  };
}

function withResult(result: string, thenToo: boolean): Fault['inject'] {
  return (_bench, { bytes }) => {
    const changed = bytes.toString('latin1').replace(/,0(?=\r\n)/, `,${result}`);
    const first = { bytes: Buffer.from(changed, 'latin1') };
    return thenToo ? [first, { bytes, afterMs: 400 }] : [first];
  };
}

/** A fault that lasts `ms`; its crossing passes before or after it begins, depending on the index. */
function lasting(ms: number, begin: (bench: Bench) => void, end: (bench: Bench) => void): Fault['inject'] {
  return (bench, { bytes, index }) => {
    const isAfterwards = index % 2 === 1;
    if (isAfterwards) bench.later(0, () => begin(bench));
    // The line's own listeners must not be called while they write.
    else queueMicrotask(() => begin(bench));
    bench.later(ms + 1, () => {
      bench.endedMs = bench.device.clock.now();
      end(bench);
    });
    return isAfterwards ? [{ bytes }] : undefined;
  };
}

function once(begin: (bench: Bench) => void): Fault['inject'] {
  return lasting(0, begin, () => undefined);
}

/** The same device logs in elsewhere, again and again. */
function kickedEvery(everyMs: number, times: number): Fault['inject'] {
  return (bench) => {
    for (let count = 0; count < times; count++) {
      bench.later(count * everyMs, () => {
        bench.endedMs = bench.device.clock.now();
        bench.device.cloud.kick(DEVICE);
      });
    }
    return undefined;
  };
}

/** Faults of the line. */
export const LINE_FAULTS: readonly Fault[] = [
  { name: 'a byte of a command lost', fits: isCommand, inject: withoutByte, forges: 'to-module' },
  {
    name: 'a bit of a command flipped',
    fits: isCommand,
    inject: withFlippedBit,
    forges: 'to-module',
    multiplies: true,
  },
  { name: 'a command lost', fits: isCommand, inject: lost },
  { name: 'a command doubled', fits: isCommand, inject: doubled, forges: 'to-module', multiplies: true },
  { name: 'a byte of a payload lost', fits: isPayload, inject: withoutByte },
  { name: 'a bit of a payload flipped', fits: isPayload, inject: withFlippedBit, forges: 'to-module' },
  { name: 'a payload lost', fits: isPayload, inject: lost },
  { name: 'a payload doubled', fits: isPayload, inject: doubled },
  { name: 'a write cut in two', fits: fromHost, inject: cutInTwo },
  { name: 'a byte from the module lost', fits: fromModule, inject: withoutByte, forges: 'to-host' },
  { name: 'a bit from the module flipped', fits: fromModule, inject: withFlippedBit, forges: 'to-host' },
  { name: 'a chunk from the module cut in two', fits: fromModule, inject: cutInTwo },
  { name: 'a chunk from the module doubled', fits: fromModule, inject: doubled, forges: 'to-host' },
  { name: 'a prompt lost', fits: isPrompt, inject: lost },
  { name: 'an OK lost', fits: isOk, inject: lost },
  { name: 'a result lost', fits: isResult, inject: lost },
  { name: 'another line lost', fits: isOther, inject: lost },
  { name: 'an answer 3 s late', fits: fromModule, inject: late(3000) },
  { name: 'an answer 30 s late', fits: fromModule, inject: late(30_000) },
  { name: 'an answer 200 s late', fits: fromModule, inject: late(200_000) },
];

/** Faults of the module. */
export const MODULE_FAULTS: readonly Fault[] = [
  {
    name: 'a code put in',
    fits: any,
    inject: inserted(({ index }) => CODES[index % CODES.length] ?? 'RING'),
  },
  { name: 'RDY put in', fits: any, inject: inserted(() => 'RDY') },
  { name: 'ERROR for a command', fits: isRefusable, inject: refused('ERROR') },
  { name: '+CME ERROR for a command', fits: isRefusable, inject: refused('+CME ERROR: 58') },
  { name: 'result 1, then 0', fits: isResult, inject: withResult('1,1', true) },
  { name: 'result 2', fits: isResult, inject: withResult('2', false) },
  { name: 'echo on again', fits: isCommand, inject: fromAnotherProgram('ATE1') },
  { name: 'urcport elsewhere', fits: isCommand, inject: fromAnotherProgram('AT+QURCCFG="urcport","uart1"') },
  { name: 'reboot', fits: any, inject: once(({ device }) => device.simulator.reboot()) },
  {
    name: 'deaf and mute for 10 minutes',
    fits: any,
    inject: lasting(
      10 * MINUTE_MS,
      ({ device }) => device.simulator.hang(true),
      ({ device, doubts }) => {
        device.simulator.hang(false);
        doubts.undrainableUntilMs = device.clock.now();
      },
    ),
  },
  {
    name: 'frozen for 5 minutes, then all answers at once',
    fits: any,
    inject: lasting(
      5 * MINUTE_MS,
      ({ device }) => device.simulator.freeze(),
      ({ device }) => device.simulator.thaw(),
    ),
  },
  {
    name: 'unplugged for 30 s',
    fits: any,
    inject: lasting(
      30_000,
      ({ device }) => device.pair.unplug(),
      ({ device }) => device.pair.replug(),
    ),
  },
  {
    name: 'powered off for a minute',
    fits: any,
    inject: lasting(
      MINUTE_MS,
      ({ device }) => device.simulator.powerOff(),
      ({ device }) => device.simulator.powerOn(),
    ),
  },
];

/** Faults of network and cloud. */
export const NETWORK_FAULTS: readonly Fault[] = [
  {
    name: 'connection closed by the broker',
    fits: any,
    inject: once(({ device }) => device.cloud.kick(DEVICE)),
  },
  {
    name: 'broker silent for 10 minutes',
    fits: any,
    inject: lasting(
      10 * MINUTE_MS,
      ({ device: { simulator } }) => {
        simulator.settings.publishResult = 'none';
        simulator.settings.connectResult = 'none';
      },
      ({ device: { simulator } }) => {
        simulator.settings.publishResult = 'ok';
        simulator.settings.connectResult = 'auto';
      },
    ),
  },
  {
    name: 'network dead for 10 minutes',
    fits: any,
    inject: lasting(
      10 * MINUTE_MS,
      ({ device }) => (device.simulator.settings.internet = 'no-tcp'),
      ({ device }) => (device.simulator.settings.internet = 'ok'),
    ),
  },
  { name: 'a second login every 3 s for 5 minutes', fits: any, points: 60, inject: kickedEvery(3000, 100) },
  {
    name: 'registration lost for an hour',
    fits: any,
    points: 40,
    inject: lasting(
      HOUR_MS,
      ({ device }) => (device.simulator.settings.registration = 'searching'),
      ({ device }) => (device.simulator.settings.registration = 'home'),
    ),
  },
  { name: 'PDP context lost', fits: any, inject: once(({ device }) => device.simulator.dropContext()) },
  {
    name: 'PDP context drifted',
    fits: any,
    inject: once(({ device }) => (device.simulator.settings.pdpDrift = 2)),
  },
];

export const ALL_FAULTS = [...LINE_FAULTS, ...MODULE_FAULTS, ...NETWORK_FAULTS];
