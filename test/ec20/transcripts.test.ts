import assert from 'node:assert/strict';
import { type Answer, Channel, type Command } from '../../src/at/channel';
import { plain } from '../../src/at/parameter';
import { QUIET_MS } from '../../src/at/payload-watch';
import { Trace } from '../../src/at/trace';
import { CodedError } from '../../src/base/coded-error';
import { seededRandom } from '../../src/base/random';
import { receivePrefix } from '../../src/ec20/profile';
import { EC20 } from '../../src/ec20/profiles/dialects';
import { readReception } from '../../src/ec20/receive';
import { type Step, TRANSCRIPTS, type Transcript } from '../simulator/module/transcripts';
import { VirtualClock } from '../support/virtual-clock';

const CODES = [
  '+QMTOPEN',
  '+QMTCONN',
  '+QMTSUB',
  '+QMTPUBEX',
  '+QMTPUB',
  '+QMTRECV',
  '+QMTDISC',
  '+QUSIM',
  '+QIND',
  '+CPIN',
];

interface Understanding {
  /** Commands that the module refused. */
  readonly refused?: readonly string[];
  /** Codes that came by themselves, and messages as `topic = payload`. */
  readonly codes?: readonly string[];
  /** Information lines of the answers; only the first of many. */
  readonly answers?: readonly string[];
}

const REPLY =
  '{"code":200,"data":{},"id":"1","message":"success","method":"thing.event.property.post","version":"1.0"}';

/** What the driver has to understand of each conversation. */
const UNDERSTOOD: Readonly<Record<string, Understanding>> = {
  T1: { codes: ['+QMTOPEN: 0,0', '+QMTCONN: 0,0,0', '+QMTSUB: 0,1,0,1', '+QMTPUBEX: 0,0,0'] },
  T2: { codes: ['+QMTPUBEX: 0,0,0'] },
  T3: { codes: ['+QMTPUB: 0,1,0', `/sys/k0a/Cat1/thing/event/property/post_reply = ${REPLY}`] },
  T4: {
    refused: ['AT+QIACT=1'],
    answers: ['+CGREG: 0,1', '+QIACT: 1,1,1,"10.2.198.114","240E:404:2500:9D0E:168A:86BE:913C:1849"'],
  },
  T5: { codes: ['+QMTOPEN: 0,0', '+QMTCONN: 0,0,0', '+QMTPUBEX: 0,0,0', '+QMTDISC: 0,0'] },
  T6: {
    refused: ['AT+QIACT=1'],
    codes: [
      '+QMTOPEN: 0,0',
      '+QMTCONN: 0,0,0',
      '+QMTPUB: 0,1,0',
      '+QMTSUB: 0,1,0,2',
      'q/t = hello GPS-4G-HAT shield',
      '+QMTDISC: 0,0',
    ],
    answers: ['+QIACT: 1,1,1,"10.3.118.130"', '+QMTOPEN: 0,"broker.example",1883'],
  },
  T7: { answers: ['+QMTOPEN: (0-5),<host_name>,(0-65535)', '+QIACT: (1-5)'] },
  T8: { refused: ['AT+MODE=2'] },
  T10: {
    codes: [
      '+QMTSUB: 0,4,0,1',
      '+QMTPUB: 0,0,0',
      'v1/devices/me/rpc/request/11 = {"method":"setValue","params":true}',
      'v1/devices/me/rpc/request/12 = {"method":"setValue","params":false}',
    ],
  },
  T11: { codes: ['+QMTOPEN: 0,-1'], answers: ['+QFUPL: 1188,2d13'] },
  T12: {
    answers: [
      '+CEREG: 0,1',
      '+QNWINFO: "FDD LTE","310260","LTE BAND 2",775',
      '+QCSQ: "LTE",50,-78,188,-14',
      '+QICSGP: 1,"fast.t-mobile.com","","",0',
    ],
  },
  T13: { codes: ['+QMTRECV: 1,0'], answers: ['+QMTRECV: 1,0,"t/dev/commands",16 = {"cmd": "blink"}'] },
  T15: { codes: ['+QMTPUBEX: 0,1,0'] },
  T16: {
    refused: ['at'],
    codes: ['+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', '+QIND: PB DONE'],
    answers: ['+CREG: 0,1'],
  },
  T17: { answers: ['+QIACT: 1,1,1,"10.187.7.8"', '+CGACT: 1,0', '+CGACT: 9,1'] },
};

/** A driver on a line at whose other end the transcript's module speaks, in random chunks. */
class Replay {
  readonly clock = new VirtualClock();
  readonly trace = new Trace(this.clock);
  readonly codes: string[] = [];
  readonly refused: string[] = [];
  readonly answers: string[] = [];
  readonly #random = seededRandom(7);
  readonly #channel: Channel;
  #steps: readonly Step[];

  constructor(transcript: Transcript) {
    this.#steps = transcript.steps;
    this.#channel = new Channel((bytes) => this.#written(Buffer.from(bytes)), {
      clock: this.clock,
      countedPrefixes: [receivePrefix(EC20)],
      probes: [
        { line: plain('AT+CMEE?'), match: { prefix: '+CMEE' }, replyMs: 1000 },
        { line: plain('AT+QURCCFG="urcport"'), match: { prefix: '+QURCCFG' }, replyMs: 1000 },
      ],
      largestPayloadBytes: EC20.largestPayloadBytes,
      trace: this.trace,
    });
    for (const prefix of CODES) {
      this.#channel.on(prefix, ({ text, data }) => {
        const reception = data === undefined ? undefined : readReception(text, data);
        this.codes.push(
          reception?.kind === 'message' ? `${reception.topic} = ${reception.payload.toString()}` : text,
        );
      });
    }
  }

  get strays(): number {
    return this.#channel.counters.strays;
  }

  /** Runs every command of the transcript as the driver would; unsolicited codes come in between. */
  async run(): Promise<void> {
    while (this.#steps.length > 0) {
      const [step, next] = this.#steps;
      if (step === undefined) break;
      if ('deliver' in step) {
        this.#steps = this.#steps.slice(1);
        this.#say(step.module);
        await this.clock.advance(10);
        continue;
      }
      const command = nameable(step.host).replace(/\r$/, '');
      const prompt = promptOf(step.module);
      const bytes =
        prompt !== undefined && next !== undefined && 'host' in next
          ? payloadOf(command, next.host)
          : undefined;
      const data = prompt === undefined || bytes === undefined ? undefined : { bytes, prompt };
      try {
        const answer = await this.clock.settle(this.#channel.run(commandOf(command, data)), 60_000, command);
        this.answers.push(...linesOf(answer));
      } catch (error) {
        if (!(error instanceof CodedError) || error.code !== 'EC20_MODULE_ERROR') throw error;
        this.refused.push(command);
      }
      await this.clock.advance(10);
    }
    // What came without a length is whole when the line has fallen silent.
    await this.clock.advance(QUIET_MS);
  }

  #written(bytes: Buffer): Promise<void> {
    const [step] = this.#steps;
    assert.ok(
      step !== undefined && 'host' in step,
      `the driver wrote ${bytes.toString('latin1')} out of turn`,
    );
    assert.ok(
      nameable(step.host).startsWith(bytes.toString('latin1')),
      `the driver wrote ${bytes.toString('latin1')}`,
    );
    this.#steps = this.#steps.slice(1);
    this.#say(step.module);
    return Promise.resolve();
  }

  #say(text: string): void {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length;) {
      const size = 1 + Math.floor(this.#random.next() * 12);
      const chunk = bytes.subarray(at, at + size);
      this.clock.after(0, () => this.#channel.received(Buffer.from(chunk)));
      at += size;
    }
  }
}

function promptOf(module: string): '>' | 'CONNECT' | undefined {
  if (/CONNECT\s*$/.test(module)) return 'CONNECT';
  return />\s*$/.test(module) ? '>' : undefined;
}

/** Without the byte that stood in the module's buffer before a command (§T16). */
function nameable(host: string): string {
  return host.replace(/^\0+/, '');
}

function payloadOf(command: string, host: string): Buffer {
  const announced = /,(\d+)$/.exec(command)?.[1];
  const bytes = Buffer.from(host, 'latin1');
  return announced === undefined ? bytes : bytes.subarray(0, Number(announced));
}

function commandOf(text: string, data: { bytes: Buffer; prompt: '>' | 'CONNECT' } | undefined): Command {
  const name = /^AT(\+[A-Z]+)/i.exec(text)?.[1]?.toUpperCase();
  const isSlotRead = name === '+QMTRECV';
  const isCode = name !== undefined && CODES.includes(name) && !text.endsWith('?') && !isSlotRead;
  const accept = isSlotRead ? { accept: (params: readonly unknown[]) => params.length > 2 } : {};
  const matches = [
    ...(name === undefined || isCode ? [] : [{ prefix: name, max: 50, ...accept }]),
    { bare: () => true, max: 50 },
  ];
  return {
    line: plain(text),
    matches,
    replyMs: 5000,
    ...(data === undefined ? {} : { data: { ...data, promptMs: 5000, replyMs: 15_000 } }),
  };
}

function linesOf(answer: Answer): string[] {
  return answer.lines.map(({ text, data }) => (data === undefined ? text : `${text} = ${data.toString()}`));
}

describe('the driver understands the transcripts of real modules', () => {
  for (const transcript of TRANSCRIPTS) {
    it(`${transcript.id}: ${transcript.about}`, async () => {
      const replay = new Replay(transcript);
      await replay.run();
      const understood = UNDERSTOOD[transcript.id];
      assert.ok(understood !== undefined, 'a transcript that the table does not know');
      assert.deepEqual(replay.refused, understood.refused ?? []);
      assert.deepEqual(replay.codes, understood.codes ?? []);
      const answers = understood.answers ?? [];
      assert.deepEqual(replay.answers.slice(0, answers.length), answers);
      assert.equal(replay.strays, 0);
    });
  }
});
