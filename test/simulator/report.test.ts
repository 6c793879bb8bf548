import assert from 'node:assert/strict';
import fc from 'fast-check';
import { seededRandom } from '../../src/base/random';
import { CodedError } from '../../src/base/coded-error';
import { PlainBroker } from '../../src/simulator/plain-broker';
import { settingsFromReport } from '../../src/simulator/report';
import { Simulator } from '../../src/simulator/simulator';
import { createPair } from '../../src/transport/pair';
import { VirtualClock } from '../support/virtual-clock';
import { Bench, lines } from './module/bench';

const HEAD = { format: 'ec20-doctor-report', version: 1, made: '2026-11-27T14:00:00.000Z', program: '0.1.0' };
const report = (measured: unknown, module?: unknown) => ({
  ...HEAD,
  measured,
  ...(module === undefined ? {} : { module }),
});

const OPEN = 'AT+QMTOPEN=0,"h",1883';
const CONNECT = 'AT+QMTCONN=0,"me"';
const SUBSCRIBE = 'AT+QMTSUB=0,1,"t",1';
const publish = (bytes: number) => `AT+QMTPUBEX=0,1,1,0,"t",${bytes}\r`;

/** Writes in sequence, each with the module's output within that many ms (5 s). */
type Step = readonly [write: string, answer: string, forMs?: number];

interface Row {
  readonly name: string;
  readonly measured: Readonly<Record<string, unknown>>;
  readonly before?: readonly string[];
  readonly steps: readonly Step[];
  /** What has then reached the broker. */
  readonly published?: readonly string[];
}

const OK = '\r\nOK\r\n';
const ERROR = '\r\nERROR\r\n';
const ONLINE = ['ATE0', OPEN, CONNECT];
const RESULT = `${OK}\r\n+QMTPUBEX: 0,1,0\r\n`;
const PROMPT = '\r\n> ';

const times = (
  name: string,
  ms: number,
  steps: readonly Step[],
  before: readonly string[] = ONLINE,
): Row => ({
  name: `timesMs.${name}`,
  measured: { timesMs: { command: 0, [name]: ms } },
  before,
  steps,
});

const repeated = (
  command: string,
  answer: string,
  before: readonly string[],
  line: string,
  output: string,
): Row => ({
  name: `repeated.${command}: ${answer}`,
  measured: { repeated: { [command]: answer } },
  before: ['ATE0', ...before],
  steps: [[`${line}\r`, output]],
});

/** Each member of the format, and its effect on the line. */
const ROWS: readonly Row[] = [
  { name: 'echo off', measured: { echo: 'off' }, before: ['ATE0'], steps: [['AT\r', OK]] },
  { name: 'echo stays', measured: { echo: 'stays' }, before: ['ATE0'], steps: [['AT\r', `AT\r${OK}`]] },
  { name: 'errors bare', measured: { errors: 'bare' }, before: ['ATE0'], steps: [[`${CONNECT}\r`, ERROR]] },
  {
    name: 'errors number',
    measured: { errors: 'number' },
    before: ['ATE0'],
    steps: [[`${CONNECT}\r`, '\r\n+CME ERROR: 3\r\n']],
  },
  {
    name: 'errors text',
    measured: { errors: 'text' },
    before: ['ATE0'],
    steps: [[`${CONNECT}\r`, '\r\n+CME ERROR: operation not allowed\r\n']],
  },
  ...[PROMPT, '\r\n>', '>', '\r\n>\r\n'].map((prompt) => ({
    name: `promptBytes ${JSON.stringify(prompt)}`,
    measured: { promptBytes: Buffer.from(prompt).toString('hex') },
    before: ONLINE,
    steps: [[publish(2), prompt]] as const,
  })),
  {
    name: 'codeFraming own-lines',
    measured: { codeFraming: 'own-lines' },
    before: ['ATE0'],
    steps: [[`${OPEN}\r`, `${OK}\r\n+QMTOPEN: 0,0\r\n`]],
  },
  {
    name: 'codeFraming glued',
    measured: { codeFraming: 'glued' },
    before: ['ATE0'],
    steps: [[`${OPEN}\r`, `${OK}+QMTOPEN: 0,0\r\n`]],
  },
  {
    name: 'joined',
    measured: { joined: true },
    before: ['ATE0'],
    steps: [['AT+CMEE?;+CMEE?\r', '\r\n+CMEE: 1\r\n\r\n+CMEE: 1\r\n\r\nOK\r\n']],
  },
  {
    name: 'joined not',
    measured: { joined: false },
    before: ['ATE0'],
    steps: [['AT+CMEE?;+CMEE?\r', ERROR]],
  },
  {
    name: 'longestLineBytes',
    measured: { longestLineBytes: 60 },
    before: ['ATE0'],
    steps: [
      [`AT+QMTCFG="keepalive",0,${'0'.repeat(34)}60\r`, OK],
      [`AT+QMTCFG="keepalive",0,${'0'.repeat(35)}60\r`, ERROR],
    ],
  },
  {
    name: 'longestLineAtLeast',
    measured: { longestLineAtLeast: 4096 },
    before: ['ATE0'],
    steps: [[`AT+QMTCFG="keepalive",0,${'0'.repeat(5000)}60\r`, OK]],
  },
  {
    name: 'options',
    measured: { options: ['version', 'keepalive', 'edit/timeout'] },
    before: ['ATE0'],
    steps: [
      ['AT+QMTCFG=?\r', ERROR],
      ['AT+QMTCFG="edit/timeout",0\r', '\r\n+QMTCFG: "edit/timeout",0,30\r\n\r\nOK\r\n'],
      ['AT+QMTCFG="session",0\r', ERROR],
    ],
  },
  {
    name: 'options, none',
    measured: { options: [] },
    before: ['ATE0'],
    steps: [['AT+QMTCFG="version",0\r', ERROR]],
  },
  {
    name: 'optionsTest',
    measured: { options: ['version'], optionsTest: ['+QMTCFG: "version",(0-5),(4)', '+QMTCFG: x|y'] },
    before: ['ATE0'],
    steps: [
      ['AT+QMTCFG=?\r', '\r\n+QMTCFG: "version",(0-5),(4)\r\n+QMTCFG: x|y\r\n\r\nOK\r\n'],
      ['AT+QMTCFG="version",0,3\r', ERROR],
      ['AT+QMTCFG="version",0,4\r', OK],
    ],
  },
  {
    name: 'testForms',
    measured: {
      testForms: {
        'AT+QMTOPEN=?': '+QMTOPEN: (0-5),a\r\n+QMTOPEN: b',
        'AT+QMTPUB=?': 'ERROR',
        'AT+QMTDISC=?': '',
      },
    },
    before: ['ATE0'],
    steps: [
      ['AT+QMTOPEN=?\r', '\r\n+QMTOPEN: (0-5),a\r\n+QMTOPEN: b\r\n\r\nOK\r\n'],
      ['AT+QMTPUB=?\r', ERROR],
      ['AT+QMTDISC=?\r', OK],
    ],
  },
  {
    name: 'optionNameInQuery',
    measured: { optionNameInQuery: false },
    before: ['ATE0'],
    steps: [['AT+QMTCFG="version",0\r', '\r\n+QMTCFG: 3\r\n\r\nOK\r\n']],
  },
  {
    name: 'lacks',
    measured: { lacks: ['+QURCCFG', 'AT+QLTS'] },
    before: ['ATE0'],
    steps: [
      ['AT+QURCCFG="urcport"\r', ERROR],
      ['AT+QLTS=1\r', ERROR],
    ],
  },
  {
    name: 'publish AT+QMTPUBEX',
    measured: { publish: 'AT+QMTPUBEX' },
    before: ONLINE,
    steps: [
      [publish(2), PROMPT],
      ['hi', RESULT],
    ],
    published: ['hi'],
  },
  {
    name: 'publish AT+QMTPUB',
    measured: { publish: 'AT+QMTPUB' },
    before: ONLINE,
    steps: [
      [publish(2), ERROR],
      ['AT+QMTPUB=0,1,1,0,"t"\r', PROMPT],
      ['hi\x1a', `${OK}\r\n+QMTPUB: 0,1,0\r\n`],
    ],
    published: ['hi'],
  },
  {
    name: 'largestPayloadBytes, payloadBeyond refused',
    measured: { largestPayloadBytes: 3, payloadBeyond: 'refused' },
    before: ONLINE,
    steps: [
      [publish(4), ERROR],
      [publish(3), PROMPT],
      ['abc', RESULT],
    ],
    published: ['abc'],
  },
  ...(['cut', 'lost'] as const).map((payloadBeyond) => ({
    name: `payloadBeyond ${payloadBeyond}`,
    measured: { largestPayloadBytes: 3, payloadBeyond },
    before: ONLINE,
    steps: [
      [publish(4), PROMPT],
      ['abcd', RESULT],
    ] as const,
    published: payloadBeyond === 'cut' ? ['abc'] : [],
  })),
  {
    name: 'payloadBeyond none-tried',
    measured: { largestPayloadBytes: 3, payloadBeyond: 'none-tried' },
    before: ONLINE,
    steps: [[publish(3), PROMPT]],
  },
  {
    name: 'quotes fine',
    measured: { quotes: 'fine' },
    before: ONLINE,
    steps: [
      [publish(3), PROMPT],
      ['a"b', RESULT],
    ],
    published: ['a"b'],
  },
  {
    name: 'quotes cut',
    measured: { quotes: 'cut' },
    before: ONLINE,
    steps: [
      [publish(3), PROMPT],
      ['a"b', RESULT],
    ],
    published: ['a'],
  },
  {
    name: 'quotes error',
    measured: { quotes: 'error' },
    before: ONLINE,
    steps: [
      [publish(3), PROMPT],
      ['a"b', ERROR],
    ],
    published: [],
  },
  ...(['fine', 'changed'] as const).map((bytes) => ({
    name: `bytes ${bytes}`,
    measured: { bytes },
    before: ONLINE,
    steps: [
      [publish(3), PROMPT],
      ['a\0b', RESULT],
    ] as const,
    published: [bytes === 'fine' ? 'a\0b' : 'a'],
  })),
  {
    name: 'escape data',
    measured: { escape: 'data' },
    before: ONLINE,
    steps: [
      [publish(3), PROMPT],
      ['a\x1bb', RESULT],
    ],
    published: ['a\x1bb'],
  },
  {
    name: 'escape cancels',
    measured: { escape: 'cancels' },
    before: ONLINE,
    steps: [
      [publish(3), PROMPT],
      ['a\x1b', ERROR],
    ],
    published: [],
  },
  {
    name: 'surplus swallowed',
    measured: { surplus: 'swallowed' },
    before: ONLINE,
    steps: [
      [publish(2), PROMPT],
      ['hiAT\r', RESULT],
    ],
  },
  {
    name: 'surplus read',
    measured: { surplus: 'read', timesMs: { result: 1000 } },
    before: ONLINE,
    steps: [
      [publish(2), PROMPT],
      ['hiAT\r', `${OK}${OK}\r\n+QMTPUBEX: 0,1,0\r\n`],
    ],
  },
  {
    name: 'shortData waits',
    measured: { shortData: { end: 'waits' } },
    before: ONLINE,
    steps: [
      [publish(2), PROMPT],
      ['h', '', 3_000_000],
    ],
  },
  {
    name: 'shortData times out',
    measured: { shortData: { end: 'times-out', afterMs: 12_000 } },
    before: ONLINE,
    steps: [
      [publish(2), PROMPT, 100],
      ['h', '', 11_000],
      ['', ERROR, 1000],
    ],
  },
  {
    name: 'inFlight',
    measured: { inFlight: 1, timesMs: { ack: 60_000 } },
    before: ONLINE,
    steps: [
      [publish(2), PROMPT],
      ['hi', OK],
      [publish(2), ERROR],
    ],
  },
  {
    name: 'inFlightAtLeast',
    measured: { inFlightAtLeast: 20, timesMs: { ack: 600_000 } },
    before: ONLINE,
    steps: Array.from({ length: 21 }, (): Step[] => [
      [publish(2), PROMPT],
      ['hi', OK],
    ]).flat(),
  },
  repeated('AT+QMTOPEN', 'OK, code 5', [OPEN], OPEN, `${OK}\r\n+QMTOPEN: 0,5\r\n`),
  repeated('AT+QMTOPEN', 'ERROR', [OPEN], OPEN, ERROR),
  repeated('AT+QMTOPEN', 'OK', [OPEN], OPEN, OK),
  repeated('AT+QMTCONN', 'OK, code 2', [OPEN, CONNECT], CONNECT, `${OK}\r\n+QMTCONN: 0,2\r\n`),
  repeated('AT+QMTCONN', 'none', [OPEN, CONNECT], CONNECT, ''),
  repeated('AT+QMTSUB', 'OK, code 0', [OPEN, CONNECT, SUBSCRIBE], SUBSCRIBE, `${OK}\r\n+QMTSUB: 0,1,0,1\r\n`),
  repeated('AT+QMTSUB', 'ERROR', [OPEN, CONNECT, SUBSCRIBE], SUBSCRIBE, ERROR),
  repeated('AT+QMTDISC', 'OK, code 0', [], 'AT+QMTDISC=0', `${OK}\r\n+QMTDISC: 0,0\r\n`),
  repeated('AT+QMTCLOSE', 'OK, code -1', [], 'AT+QMTCLOSE=0', `${OK}\r\n+QMTCLOSE: 0,-1\r\n`),
  repeated('AT+QIACT', 'OK', ['AT+QIACT=1'], 'AT+QIACT=1', OK),
  ...(['quoted', 'unquoted', 'next-line'] as const).map((receive) => ({
    name: `receive ${receive}`,
    measured: { receive },
    before: [...ONLINE, 'AT+QMTCFG="recv/mode",0,0,1'],
    steps: [
      [
        'deliver x',
        {
          quoted: '\r\n+QMTRECV: 0,0,"t",1,"x"\r\n',
          unquoted: '\r\n+QMTRECV: 0,0,"t",1,x\r\n',
          'next-line': '\r\n+QMTRECV: 0,0,"t",1\r\nx\r\n',
        }[receive],
      ],
    ] as const,
  })),
  {
    name: 'slots',
    measured: { slots: { count: 2, order: 'reversed', overflow: 'oldest-lost' } },
    before: [...ONLINE, 'AT+QMTCFG="recv/mode",0,1,0'],
    steps: [
      ['deliver a', '\r\n+QMTRECV: 0,1\r\n'],
      ['deliver b', '\r\n+QMTRECV: 0,0\r\n'],
      ['deliver c', '\r\n+QMTRECV: 0,1\r\n'],
      ['AT+QMTRECV=0,0\r', '\r\n+QMTRECV: 0,0,"t","c"\r\n\r\nOK\r\n'],
    ],
  },
  {
    name: 'slots, newest-lost',
    measured: { slots: { count: 1, order: 'normal', overflow: 'newest-lost' } },
    before: [...ONLINE, 'AT+QMTCFG="recv/mode",0,1,0'],
    steps: [
      ['deliver a', '\r\n+QMTRECV: 0,0\r\n'],
      ['deliver b', ''],
      ['AT+QMTRECV=0,0\r', '\r\n+QMTRECV: 0,0,"t","a"\r\n\r\nOK\r\n'],
    ],
  },
  {
    name: 'urcPort received here',
    measured: { urcPort: { told: 'uart1', heard: ['here'] } },
    before: ['ATE0'],
    steps: [
      ['AT+QURCCFG="urcport"\r', '\r\n+QURCCFG: "urcport","uart1"\r\n\r\nOK\r\n'],
      [`${OPEN}\r`, `${OK}\r\n+QMTOPEN: 0,0\r\n`],
    ],
  },
  ...[[], ['usbmodem']].map((received) => ({
    name: `urcPort received ${received.join() || 'nowhere'}`,
    measured: { urcPort: { told: 'usbat', heard: received } },
    before: ['ATE0'],
    steps: [
      ['AT+QURCCFG="urcport"\r', '\r\n+QURCCFG: "urcport","usbat"\r\n\r\nOK\r\n'],
      [`${OPEN}\r`, OK],
    ] as const,
  })),
  times('command', 70, [
    ['AT\r', '', 60],
    ['', OK, 20],
  ]),
  times('prompt', 70, [
    [publish(2), '', 60],
    ['', PROMPT, 20],
  ]),
  times('data', 70, [
    [publish(2), PROMPT],
    ['hi', '', 60],
    ['', OK, 12],
  ]),
  times('result', 70, [
    ['AT+QMTPUBEX=0,0,0,0,"t",2\r', PROMPT],
    ['hi', OK, 150],
    ['', '\r\n+QMTPUBEX: 0,0,0\r\n', 30],
  ]),
  times('ack', 70, [
    [publish(2), PROMPT],
    ['hi', OK, 150],
    ['', '\r\n+QMTPUBEX: 0,1,0\r\n', 30],
  ]),
  times(
    'open',
    2000,
    [
      [`${OPEN}\r`, OK, 1900],
      ['', '\r\n+QMTOPEN: 0,0\r\n', 200],
    ],
    ['ATE0'],
  ),
  times(
    'connect',
    2000,
    [
      [`${CONNECT}\r`, OK, 1900],
      ['', '\r\n+QMTCONN: 0,0,0\r\n', 200],
    ],
    ['ATE0', OPEN],
  ),
  times('subscribe', 2000, [
    [`${SUBSCRIBE}\r`, OK, 1900],
    ['', '\r\n+QMTSUB: 0,1,0,1\r\n', 200],
  ]),
  times('close', 2000, [
    ['AT+QMTCLOSE=0\r', OK, 1900],
    ['', '\r\n+QMTCLOSE: 0,0\r\n', 200],
  ]),
  times(
    'pdp',
    2000,
    [
      ['AT+QIACT=1\r', '', 1900],
      ['', OK, 200],
    ],
    ['ATE0'],
  ),
  {
    name: 'timesMs.prompt and pdp, which hold the command’s own time',
    measured: { timesMs: { command: 50, prompt: 60, pdp: 150 } },
    before: ONLINE,
    steps: [
      [publish(2), '', 58],
      ['', PROMPT, 4],
    ],
  },
];

describe('a report of ec20-doctor', () => {
  for (const { name, measured, before = [], steps, published } of ROWS) {
    it(`makes the virtual module behave so: ${name}`, async () => {
      const bench = await Bench.start(settingsFromReport(report(measured)));
      await bench.run(...before);
      await bench.listen(0);
      for (const [write, answer, forMs] of steps) {
        const payload = /^deliver (.*)/.exec(write)?.[1];
        if (payload !== undefined) bench.broker.deliver('t', payload);
        assert.equal(
          await bench.send(payload === undefined ? write : '', forMs),
          answer,
          JSON.stringify(write),
        );
      }
      if (published === undefined) return;
      assert.deepEqual(
        bench.broker.published.map(({ payload }) => payload.toString()),
        published,
      );
    });
  }

  const identities = [
    [{ model: 'EC20F', revision: 'EC20CEFAGR06A10M4G', profile: 'EC20' }, 'EC20'],
    [{ model: 'EG800AK-CN', revision: 'X', profile: 'EC20' }, 'EG800AK'],
    [{ model: 'ec200u', revision: 'X' }, 'EC200U'],
    [{ model: 'SIM7600', revision: 'X', profile: 'EC200U' }, 'EC200U'],
    [{ model: 'SIM7600', revision: 'X', profile: 'other' }, 'EC20'],
    [{}, 'EC20'],
  ] as const;
  for (const [module, family] of identities) {
    it(`of ${JSON.stringify(module)} is played as ${family}, under its own name`, async () => {
      const settings = settingsFromReport(report({}, module));
      assert.equal(settings.family, family);
      const bench = await Bench.start(settings);
      await bench.run('ATE0');
      const [, model, revision] = lines(await bench.send('ATI\r'));
      if (!('model' in module)) return;
      assert.deepEqual([model, revision], [module.model, `Revision: ${module.revision}`]);
    });
  }

  it('with unknown members is read as far as it is known', () => {
    const settings = settingsFromReport({ ...report({ joined: false, mood: 'fine' }), extra: [1] });
    assert.deepEqual(settings, { joined: 'error' });
    assert.deepEqual(settingsFromReport(HEAD), {});
  });

  const refused = (json: unknown, code: string, params: object) => {
    assert.throws(
      () => settingsFromReport(json),
      (error: unknown) => {
        assert.ok(error instanceof CodedError);
        assert.deepEqual([error.code, error.params], [code, params]);
        return true;
      },
    );
  };

  it('of a later version is refused, with the version', () => {
    refused({ ...HEAD, version: 2 }, 'EC20_REPORT_NEWER', { version: 2 });
  });

  it('is refused where a member is of another kind', () => {
    const code = 'EC20_REPORT';
    const rows: readonly (readonly [unknown, string, string, string])[] = [
      [[], 'report', '[…]', '{…}'],
      [null, 'report', 'null', '{…}'],
      [{}, 'report.format', '—', '"…"'],
      [{ ...HEAD, format: 'other' }, 'report.format', '"other"', '"ec20-doctor-report"'],
      [{ ...HEAD, version: '1' }, 'report.version', '"1"', '1–9007199254740991'],
      [report(3), 'report.measured', '3', '{…}'],
      [report({ joined: 'yes' }), 'report.measured.joined', '"yes"', 'true|false'],
      [report({ echo: 'on' }), 'report.measured.echo', '"on"', '"off"|"stays"'],
      [report({ promptBytes: '3' }), 'report.measured.promptBytes', '"3"', '"0d0a3e20"'],
      [report({ slots: { count: 0 } }), 'report.measured.slots.count', '0', '1–255'],
      [report({ lacks: ['+A', 1] }), 'report.measured.lacks[1]', '1', '"…"'],
      [report({ options: ['a"b'] }), 'report.measured.options[0]', '"a\\"b"', '"…"'],
      [report({ shortData: {} }), 'report.measured.shortData.end', '—', '"waits"|"times-out"'],
      [report({ timesMs: { ack: -1 } }), 'report.measured.timesMs.ack', '-1', '0–3600000'],
      [
        report({ repeated: { 'AT+QMTOPEN': 'OK, code 99' } }),
        'report.measured.repeated.AT+QMTOPEN',
        '"OK, code 99"',
        '"OK"|"ERROR"|"OK, code N"|"none"',
      ],
      [report({}, { model: 'a\nb' }), 'report.module.model', '"a\\nb"', '"…"'],
    ];
    for (const [json, field, value, allowed] of rows) refused(json, code, { field, value, allowed });
  });

  /** Reports in which some members are of another type. */
  const odd = fc.oneof(
    fc.constantFrom('fine', 'cut', 'OK', 'ERROR', 'here', 'usbat', 'all', '+A', '0d0a3e20', 'waits'),
    fc.jsonValue(),
  );
  const members = ROWS.flatMap(({ measured }) => Object.entries(measured));
  const sometimesOdd = fc.oneof(
    { weight: 20, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: odd },
  );
  const measuredOddly = fc
    .array(fc.tuple(fc.constantFrom(...members), sometimesOdd), { maxLength: 12 })
    .map((chosen) => Object.fromEntries(chosen.map(([[name, value], other]) => [name, other ?? value])));

  it('is read or refused with a code, whatever it holds, and what was read runs', async () => {
    const seen = fc.oneof(
      fc.anything(),
      fc.record(
        { format: fc.constant(HEAD.format), version: fc.constant(1), measured: odd, module: odd },
        { requiredKeys: [] },
      ),
      measuredOddly.map((measured) => report(measured)),
    );
    await fc.assert(
      fc.asyncProperty(seen, async (json) => {
        let settings;
        try {
          settings = settingsFromReport(json);
        } catch (error) {
          assert.ok(error instanceof CodedError, String(error));
          return;
        }
        const clock = new VirtualClock();
        const pair = createPair('fuzz');
        const random = seededRandom(1);
        const simulator = new Simulator({ clock, random, broker: new PlainBroker({ clock }), settings });
        await simulator.attach(pair.right);
        let received = '';
        const line = await pair.left.open({
          received: (bytes) => (received += bytes.toString('latin1')),
          lost: () => undefined,
        });
        await line.write(Buffer.from('AT\r'));
        await clock.advance(3_600_000);
        assert.match(received, /OK\r\n$/);
        await simulator.close();
      }),
      { numRuns: 300 },
    );
  });
});
