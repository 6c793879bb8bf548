import assert from 'node:assert/strict';
import { examine, type Diagnosis, type DoctorOptions } from '../../src/doctor/doctor';
import { createPair, type Pair } from '../../src/transport/pair';
import type { Line } from '../../src/transport/transport';
import { VirtualClock } from '../support/virtual-clock';
import { doctorOptions, ExaminedModule } from './examined-module';

const outcomes = ({ report }: Diagnosis) =>
  Object.fromEntries(report.steps.map(({ name, outcome }) => [name, outcome]));

/** The doctor on a line whose other end is the test. */
async function examineLine(
  serve: (clock: VirtualClock, module: Line) => void,
  options: Partial<DoctorOptions> = {},
): Promise<{ diagnosis: Diagnosis; clock: VirtualClock }> {
  const clock = new VirtualClock();
  const pair: Pair = createPair('line');
  const module = await pair.right.open({ received: () => undefined, lost: () => undefined });
  serve(clock, module);
  const diagnosis = await clock.settle(
    examine({ ...doctorOptions(clock, pair), ...options }),
    600_000,
    'the examination',
  );
  return { diagnosis, clock };
}

/** The module's answers to these commands, one after the other. */
async function asked(examined: ExaminedModule, ...commands: readonly string[]): Promise<string> {
  let received = '';
  const line = await examined.pair.left.open({
    received: (bytes) => {
      received += bytes.toString('latin1');
    },
    lost: () => undefined,
  });
  for (const command of commands) {
    await line.write(Buffer.from(`${command}\r`));
    await examined.clock.advance(3000);
  }
  await line.close();
  return received;
}

describe('The doctor on a bad line', () => {
  it('ends within half a minute where nothing answers, and reports it', async () => {
    const { diagnosis, clock } = await examineLine(() => undefined);
    assert.ok(clock.now() < 30_000, `${clock.now()} ms`);
    assert.equal(diagnosis.report.steps[0]?.note, 'EC20_MODULE_SILENT');
    assert.equal(diagnosis.isIncomplete, true);
    const { identity, ...others } = outcomes(diagnosis);
    assert.equal(identity, 'failed');
    assert.deepEqual([...new Set(Object.values(others))], ['skipped']);
  });

  it('ends on a port full of noise', async () => {
    const { diagnosis, clock } = await examineLine((moment, module) => {
      let value = 7;
      const say = () => {
        const bytes = Buffer.from(
          Array.from({ length: 64 }, () => (value = (value * 75 + 74) % 65_537) & 0xff),
        );
        void module.write(bytes).catch(() => undefined);
        moment.after(5, say);
      };
      say();
    });
    assert.ok(clock.now() < 60_000, `${clock.now()} ms`);
    assert.equal(outcomes(diagnosis)['identity'], 'failed');
  });

  it('reports what it has when the port disappears halfway', async () => {
    const examined = new ExaminedModule();
    const diagnosis = await examined.examine({
      onStart: ({ name }) => {
        if (name === 'largestPayload') examined.clock.after(400, () => examined.pair.unplug());
      },
    });
    const { largestPayload, inFlight, disconnect } = outcomes(diagnosis);
    assert.deepEqual([largestPayload, inFlight, disconnect], ['failed', 'skipped', 'skipped']);
    assert.equal(
      diagnosis.report.steps.find(({ name }) => name === 'largestPayload')?.note,
      'EC20_PORT_LOST',
    );
    assert.equal(diagnosis.report.measured.quotes, 'fine');
  });

  it('goes on with the next step when one fails', async () => {
    const examined = new ExaminedModule({ lacks: '+CMEE' });
    const diagnosis = await examined.examine();
    assert.equal(outcomes(diagnosis)['disconnect'], 'done');
    const wrong = new ExaminedModule({ apn: 'wrong' });
    const found = outcomes(await wrong.examine());
    assert.deepEqual(
      [found['packetData'], found['connect'], found['publish'], found['lineLength']],
      ['failed', 'failed', 'skipped', 'done'],
    );
  });

  it('does not begin when the second port does not open, and gives the first back', async () => {
    const examined = new ExaminedModule();
    const other = createPair('other');
    other.unplug();
    await assert.rejects(examined.examine({ second: other.left }), { code: 'EC20_PORT_NOT_FOUND' });
    await (await examined.pair.left.open({ received: () => undefined, lost: () => undefined })).close();
  });

  it('finds a module in a text message that an earlier program has left open, and cancels that', async () => {
    const examined = new ExaminedModule();
    await examined.simulator.attach(examined.pair.right);
    assert.match(await asked(examined, 'AT+CMGF=1', 'AT+CMGS="10086"', 'Hello'), /> /);
    const diagnosis = await examined.clock.settle(
      examine({ ...doctorOptions(examined.clock, examined.pair), level: 'read' }),
      60_000,
    );
    assert.equal(diagnosis.report.module.model, 'EC20F');
    assert.equal(diagnosis.isIncomplete, false);
    assert.equal(
      examined.simulator.log.some(({ kind }) => kind === 'data'),
      false,
    );
  });

  it('takes a late answer for no other command’s', async () => {
    const healthy = await new ExaminedModule().examine();
    const examined = new ExaminedModule();
    const late = await examined.examine({
      onStart: ({ name }) => {
        if (name !== 'testForms') return;
        const { simulator, clock } = examined;
        simulator.settings.commandMs = 3300;
        clock.after(3100, () => (simulator.settings.commandMs = 400));
        clock.after(5000, () => (simulator.settings.commandMs = 10));
      },
    });
    const { testForms, ...seen } = late.report.measured;
    const { testForms: all, ...others } = healthy.report.measured;
    assert.deepEqual(seen, others);
    const missing = Object.keys(all ?? {}).filter((form) => testForms?.[form] === undefined);
    assert.deepEqual(missing, ['AT+QMTOPEN=?']);
    for (const [form, shown] of Object.entries(testForms ?? {})) assert.equal(shown, all?.[form], form);
  });

  it('reconnects when the broker ends it between two steps', async () => {
    const examined = new ExaminedModule();
    let drops = 0;
    const diagnosis = await examined.examine({
      onReport: ({ step }) => {
        if (step.name === 'quotes' && drops++ === 0) examined.simulator.dropConnection(5, 1);
      },
    });
    assert.equal(outcomes(diagnosis)['largestPayload'], 'done');
    assert.equal(diagnosis.report.measured.largestPayloadBytes, 1500);
  });
});

describe('Ctrl-C while a module is examined', () => {
  for (const name of ['lineLength', 'packetData', 'publish', 'slots', 'shortData'] as const) {
    it(`in the step ${name}: the module answers AT and stands as before`, async () => {
      const examined = new ExaminedModule();
      await examined.simulator.attach(examined.pair.right);
      const before = await asked(examined, ...AS_FOUND);
      const stopping = new AbortController();
      const diagnosis = await examined.clock.settle(
        examine({
          ...doctorOptions(examined.clock, examined.pair),
          signal: stopping.signal,
          onStart: (step) => {
            if (step.name === name) examined.clock.after(DURING_MS[name], () => stopping.abort());
          },
        }),
        900_000,
      );
      assert.equal(diagnosis.isIncomplete, true);
      assert.equal(diagnosis.report.steps.find((step) => step.name === name)?.note, 'interrupted');
      assert.equal(diagnosis.report.measured.echo, 'off');
      assert.equal(await asked(examined, ...AS_FOUND), before);
      // No part of a command became another's payload, and nothing was left unanswered.
      assert.deepEqual(
        examined.simulator.log.filter(({ inDataPhase }) => inDataPhase),
        [],
      );
    });
  }

  it('in a data phase that only Ctrl-Z would end: the message is cancelled', async () => {
    const examined = new ExaminedModule({ family: 'BC26' });
    const stopping = new AbortController();
    const diagnosis = await examined.examine({
      signal: stopping.signal,
      onStart: ({ name }) => {
        if (name === 'publish') examined.clock.after(150, () => stopping.abort());
      },
    });
    assert.equal(diagnosis.report.steps.find(({ name }) => name === 'publish')?.note, 'interrupted');
    assert.match(await asked(examined, 'AT', 'AT+QMTOPEN?'), /^AT\r\r\nOK\r\nAT\+QMTOPEN\?\r\r\nOK\r\n$/);
    assert.deepEqual(
      examined.simulator.log.filter(({ kind, inDataPhase }) => kind === 'data' || inDataPhase),
      [],
    );
  });

  it('in a PDP activation that takes half a minute: waits for it, and ends it again', async () => {
    const examined = new ExaminedModule({ pdpMs: 30_000 });
    const stopping = new AbortController();
    await examined.examine({
      signal: stopping.signal,
      onStart: ({ name }) => {
        if (name === 'packetData') examined.clock.after(500, () => stopping.abort());
      },
    });
    assert.equal(await asked(examined, 'AT+QIACT?'), 'AT+QIACT?\r\r\nOK\r\n');
  });

  it('ends a wait of forty seconds within five', async () => {
    const examined = new ExaminedModule({ commandMs: 0 });
    const stopping = new AbortController();
    let startMs = 0;
    await examined.examine({
      signal: stopping.signal,
      onStart: ({ name }) => {
        if (name !== 'shortData') return;
        examined.clock.after(3000, () => {
          startMs = examined.clock.now();
          stopping.abort();
        });
      },
    });
    assert.ok(startMs > 0 && examined.clock.now() - startMs < 5000, `${examined.clock.now() - startMs} ms`);
  });
});

/** Moments in the middle of each step. */
const DURING_MS = { lineLength: 105, packetData: 300, publish: 50, slots: 2500, shortData: 5000 } as const;

/** Everything that a step changes. */
const AS_FOUND = [
  'AT',
  'AT+CMEE?',
  'AT+QMTOPEN?',
  'AT+QMTCFG="recv/mode",5',
  'AT+QMTCFG="version",5',
  'AT+QURCCFG="urcport"',
  'AT+QIACT?',
];

describe('An examination that is over', () => {
  for (const [what, settings] of [
    ['a healthy module', {}],
    ['codes on another port, a saved setting', { urcport: 'uart1' }],
    ['a context that was up before', { pdp: 'active' }],
  ] as const) {
    it(`leaves everything as it was: ${what}`, async () => {
      const examined = new ExaminedModule(settings);
      await examined.simulator.attach(examined.pair.right);
      const before = await asked(examined, 'AT+CMEE=2', ...AS_FOUND);
      const diagnosis = await examined.clock.settle(
        examine(doctorOptions(examined.clock, examined.pair)),
        900_000,
      );
      assert.equal(diagnosis.report.measured.publish, 'AT+QMTPUBEX');
      assert.equal(await asked(examined, 'AT+CMEE=2', ...AS_FOUND), before);
      assert.deepEqual(examined.broker.online, []);
    });
  }

  it('has left client 0 alone, which may hold another program’s connection', async () => {
    const examined = new ExaminedModule({ oldSession: 'connected' });
    await examined.examine();
    assert.match(await asked(examined, 'AT+QMTCONN?'), /\+QMTCONN: 0,3\r\n/);
  });
});
