import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DoctorReport, Measured } from '../../src/doctor/report';
import { settingsFromReport } from '../../src/simulator/report';
import { describeSettings, type SimulatorSettings } from '../../src/simulator/simulator';
import { ExaminedModule } from './examined-module';

interface OddModule {
  readonly settings: Partial<SimulatorSettings>;
  /** The expected measurement. */
  readonly expected: Measured;
}

const ODD_MODULES: Readonly<Record<string, OddModule>> = {
  'a healthy EC20': {
    settings: {},
    expected: {
      echo: 'off',
      errors: 'bare',
      promptBytes: '0d0a3e20',
      codeFraming: 'own-lines',
      joined: true,
      longestLineBytes: 1024,
      optionNameInQuery: true,
      lacks: [],
      publish: 'AT+QMTPUBEX',
      largestPayloadBytes: 1500,
      payloadBeyond: 'refused',
      quotes: 'fine',
      bytes: 'fine',
      escape: 'data',
      surplus: 'swallowed',
      shortData: { end: 'waits' },
      receive: 'quoted',
      slots: { count: 5, order: 'normal', overflow: 'newest-lost' },
      urcPort: { told: 'usbat', heard: ['here'] },
      timesMs: {
        command: 10,
        prompt: 11,
        data: 97,
        result: 4,
        ack: 200,
        open: 220,
        connect: 300,
        subscribe: 170,
        close: 300,
        pdp: 810,
      },
      repeated: {
        'AT+QMTOPEN': 'OK, code 2',
        'AT+QMTCONN': 'ERROR',
        'AT+QMTSUB': 'OK, code 0',
        'AT+QMTDISC': 'ERROR',
        'AT+QMTCLOSE': 'ERROR',
        'AT+QIACT': 'ERROR',
      },
    },
  },
  'a prompt without a space': { settings: { prompt: 'bare' }, expected: { promptBytes: '0d0a3e' } },
  'a prompt with a line end behind it': {
    settings: { promptBytes: '0d0a3e0d0a' },
    expected: { promptBytes: '0d0a3e0d0a' },
  },
  'glued lines': { settings: { glue: true }, expected: { codeFraming: 'glued' } },
  'glued lines behind an echo that stays': {
    settings: { glue: true, echo: 'never-off' },
    expected: { codeFraming: 'glued', echo: 'stays' },
  },
  'reversed slots': {
    settings: { slotOrder: 'reversed' },
    expected: { slots: { count: 5, order: 'reversed', overflow: 'newest-lost' } },
  },
  'seven slots that lose the oldest': {
    settings: { slots: 7, slotOverflow: 'oldest-lost' },
    expected: { slots: { count: 7, order: 'normal', overflow: 'oldest-lost' } },
  },
  'messages that end at a quote': { settings: { quotes: 'cut' }, expected: { quotes: 'cut' } },
  'quotes that are refused': { settings: { quotes: 'error' }, expected: { quotes: 'error' } },
  'bytes that are changed': { settings: { bytes: 'changed' }, expected: { bytes: 'changed' } },
  'three publishes in flight': { settings: { inflightLimit: 3, ackMs: 2000 }, expected: { inFlight: 3 } },
  'a fast acknowledgement, so that none is refused': {
    settings: { ackMs: 5 },
    expected: { inFlightAtLeast: 1 },
  },
  'payloads of 700 bytes': {
    settings: { maxPayloadBytes: 700 },
    expected: { largestPayloadBytes: 700, payloadBeyond: 'refused' },
  },
  'payloads cut at 700 bytes': {
    settings: { maxPayloadBytes: 700, payloadBeyond: 'cut' },
    expected: { largestPayloadBytes: 700, payloadBeyond: 'cut' },
  },
  'payloads lost beyond 1501 bytes': {
    settings: { maxPayloadBytes: 1501, payloadBeyond: 'lost' },
    expected: { largestPayloadBytes: 1501, payloadBeyond: 'lost' },
  },
  'payloads that are larger than any that is tried': {
    settings: { maxPayloadBytes: 8000 },
    expected: { largestPayloadBytes: 4096, payloadBeyond: 'none-tried' },
  },
  'a data phase that gives up': {
    settings: { dataTimeoutMs: 12_345 },
    expected: { shortData: { end: 'times-out', afterMs: 12_345 } },
  },
  'ESC that cancels': { settings: { escCancels: true }, expected: { escape: 'cancels' } },
  'surplus that is read': { settings: { surplus: 'read' }, expected: { surplus: 'read' } },
  'errors with numbers': { settings: { qmtErrors: 'number' }, expected: { errors: 'number' } },
  'errors in words': { settings: { qmtErrors: 'text' }, expected: { errors: 'text' } },
  'no joined commands': { settings: { joined: 'error' }, expected: { joined: false } },
  'a line of 300 bytes': { settings: { maxLineBytes: 300 }, expected: { longestLineBytes: 300 } },
  'a longer line than any that is tried': {
    settings: { maxLineBytes: 5000 },
    expected: { longestLineAtLeast: 4096 },
  },
  'other answers to repeated commands': {
    settings: {
      repeatedOpen: 'error',
      repeatedConnect: 'ok',
      repeatedSubscribe: 'none',
      repeatedDisconnect: '0',
      repeatedClose: '-1',
      qiactActive: 'ok',
    },
    expected: {
      repeated: {
        'AT+QMTOPEN': 'ERROR',
        'AT+QMTCONN': 'OK',
        'AT+QMTSUB': 'none',
        'AT+QMTDISC': 'OK, code 0',
        'AT+QMTCLOSE': 'OK, code -1',
        'AT+QIACT': 'OK',
      },
    },
  },
  'payloads on the next line': { settings: { recvLayout: 'next-line' }, expected: { receive: 'next-line' } },
  'payloads without quotes': { settings: { recvLayout: 'unquoted' }, expected: { receive: 'unquoted' } },
  'options reported without their name': {
    settings: { cfgName: false },
    expected: { optionNameInQuery: false },
  },
  'two options only': {
    settings: { optionList: 'version,recv/mode' },
    expected: { options: ['version', 'recv/mode'] },
  },
  'commands that are missing': {
    settings: { lacks: '+QURCCFG,+QLTS' },
    expected: { lacks: ['+QURCCFG', '+QLTS'] },
  },
  'codes on another port': {
    settings: { urcport: 'uart1' },
    expected: { urcPort: { told: 'uart1', heard: [] }, publish: 'AT+QMTPUBEX' },
  },
  'the modem port': {
    settings: { urcport: 'usbmodem', portKind: 'usbmodem' },
    expected: { urcPort: { told: 'usbmodem', heard: ['here'] } },
  },
  'AT+QMTPUB with a length (BG770A)': { settings: { family: 'BG770A' }, expected: { publish: 'AT+QMTPUB' } },
  'AT+QMTPUB up to Ctrl-Z (BC26)': { settings: { family: 'BC26' }, expected: { publish: 'AT+QMTPUB' } },
  'a data phase that times out (EC200U)': {
    settings: { family: 'EC200U' },
    expected: { shortData: { end: 'times-out', afterMs: 30_000 } },
  },
};

/** A random module within what a report can describe; times far apart, so that none hides another. */
const anyModule = fc.record(
  {
    family: fc.constantFrom(...familyNames()),
    prompt: fc.constantFrom('space', 'bare'),
    glue: fc.boolean(),
    echo: fc.constantFrom('normal', 'never-off'),
    qmtErrors: fc.constantFrom('bare', 'number', 'text'),
    joined: fc.constantFrom('ok', 'error'),
    cfgName: fc.boolean(),
    // Not QURCCFG: the URC port would be unknown, and a report couldn't contain it either.
    lacks: fc.constantFrom('', '+QNTP', '+QLTS,+QCSQ', '+CGREG'),
    maxLineBytes: fc.integer({ min: 200, max: 6000 }),
    maxPayloadBytes: fc.integer({ min: 100, max: 5000 }),
    payloadBeyond: fc.constantFrom('refused', 'cut', 'lost'),
    quotes: fc.constantFrom('fine', 'cut', 'error'),
    bytes: fc.constantFrom('fine', 'changed'),
    escCancels: fc.boolean(),
    surplus: fc.constantFrom('swallowed', 'read'),
    dataTimeoutMs: fc.constantFrom(0, 5000, 30_000),
    inflightLimit: fc.integer({ min: 1, max: 12 }),
    repeatedOpen: fc.constantFrom('error', 'ok', 'none', '2', '0'),
    repeatedConnect: fc.constantFrom('error', 'ok', 'none', '0', '1'),
    repeatedDisconnect: fc.constantFrom('error', 'ok', 'none', '0', '-1'),
    repeatedClose: fc.constantFrom('error', 'ok', 'none', '0', '-1'),
    qiactActive: fc.constantFrom('error', 'ok', 'none'),
    recvLayout: fc.constantFrom('quoted', 'unquoted', 'next-line'),
    slots: fc.integer({ min: 1, max: 12 }),
    slotOrder: fc.constantFrom('normal', 'reversed'),
    slotOverflow: fc.constantFrom('newest-lost', 'oldest-lost'),
    urcport: fc.constantFrom('usbat', 'uart1', 'all'),
    commandMs: fc.integer({ min: 0, max: 300 }),
    promptMs: fc.integer({ min: 0, max: 500 }),
    dataMs: fc.integer({ min: 0, max: 500 }),
    resultMs: fc.integer({ min: 0, max: 900 }),
    ackMs: fc.integer({ min: 0, max: 3000 }),
    openMs: fc.integer({ min: 0, max: 2500 }),
    connectMs: fc.integer({ min: 0, max: 2500 }),
    subscribeMs: fc.integer({ min: 0, max: 2500 }),
    closeMs: fc.integer({ min: 0, max: 2500 }),
    pdpMs: fc.integer({ min: 0, max: 20_000 }),
  },
  { requiredKeys: [] },
);

describe('A report of the doctor', () => {
  for (const [name, { settings, expected }] of Object.entries(ODD_MODULES)) {
    it(`makes the simulator the module that was examined: ${name}`, async () => {
      const report = await examined(settings);
      const seen = Object.fromEntries(
        Object.keys(expected).map((key) => [key, report.measured[key as keyof Measured]]),
      );
      assert.deepEqual(seen, expected);
      await assertSame(report);
    });
  }

  for (const family of familyNames()) {
    it(`makes the simulator the module that was examined: ${family} as it comes`, async () => {
      await assertSame(await examined({ family }));
    });
  }

  it('makes the simulator the module that was examined, whatever a module is like', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(anyModule, async (settings) => assertSame(await examined(settings))),
      { numRuns: 60 },
    );
  });
});

function familyNames(): readonly SimulatorSettings['family'][] {
  const values = describeSettings().find(({ key }) => key === 'family')?.values ?? '';
  return values.split('|') as SimulatorSettings['family'][];
}

/** The report, as it is in its file. */
async function examined(settings: Partial<SimulatorSettings>): Promise<DoctorReport> {
  const examined = new ExaminedModule(settings);
  const { report } = await examined.examine();
  await examined.close();
  return JSON.parse(JSON.stringify(report)) as DoctorReport;
}

async function assertSame(report: DoctorReport): Promise<void> {
  const again = await examined(settingsFromReport(report));
  assert.deepEqual(again.measured, report.measured);
  assert.deepEqual(again.module, report.module);
}
