import assert from 'node:assert/strict';
import { type ModuleCase, moduleCases } from './module-cases';
import { MESSAGE, Trial, type TrialOptions, seconds } from './trial';

/** What an entry's `want` means: how its module goes on, and what its user and the module see in the end. */
interface Wanted {
  /** What the entry takes for granted. */
  readonly options?: TrialOptions;
  readonly see: (trial: Trial, entry: ModuleCase) => Promise<void>;
}

const HOUR_MS = 3_600_000;
const APN = 'iot.private.example';
/** A card that has been paid for is taken again from then on. */
const PAID_AFTER_MS = 600_000;

/** Asked before it is switched on, and the user isn't sent to the wrong place. */
const radioSwitchedOn: Wanted = {
  async see(trial) {
    await trial.online();
    trial.sent(/^\+CFUN\?/);
    trial.sent(/^\+CFUN=1$/);
    trial.blamesNobody();
    await trial.carriesOneMessage();
  },
};

/** The filter is reported by its name, and everything else goes on. */
const oneFilterAlone: Wanted = {
  options: { filters: ['good/topic', 'bad/topic'] },
  async see(trial) {
    await trial.online(60_000);
    await trial.carriesOneMessage();
    trial.module.mqtt.deliver('good/topic', 'hello');
    await trial.clock.advance(1000);
    assert.deepEqual(trial.received, [{ topic: 'good/topic', payload: 'hello' }]);
    assert.equal(trial.state, 'online');
    const told = trial.told.filter(({ error }) => error.message.includes('bad/topic'));
    assert.notEqual(told.length, 0, `bad/topic is named; told: ${trial.toldTexts || 'nothing'}`);
    assert.doesNotMatch(trial.toldTexts, /good\/topic/);
    assert.equal(trial.count(/^\+QMTOPEN=/), 1, 'one connection');
  },
};

const WANTED: Readonly<Record<string, Wanted>> = {
  'radio-off': radioSwitchedOn,
  'sim-off': radioSwitchedOn,

  'denied-sticks': {
    options: { network: ({ by, nowMs }) => (by === 'radio' && nowMs >= PAID_AFTER_MS ? 1 : 3) },
    async see(trial) {
      await trial.online(2 * HOUR_MS);
      trial.sent(/^\+CFUN=[01]/);
      assert(trial.codes.includes('EC20_REGISTRATION_DENIED'), trial.toldTexts);
      await trial.carriesOneMessage();
    },
  },

  'attach-apn': {
    options: { apn: APN, network: ({ apn }) => (apn === APN ? 1 : 3) },
    async see(trial) {
      await trial.online(180_000);
      trial.sent(new RegExp(`^\\+(QICSGP|CGDCONT)=1,.*"${APN}"`));
      assert(!trial.codes.includes('EC20_REGISTRATION_DENIED'), trial.toldTexts);
      await trial.carriesOneMessage();
    },
  },

  'file-list-empty': {
    options: { tls: true, cures: [{ by: ['removal'], of: '+QFUPL="' }] },
    async see(trial) {
      await trial.online();
      const uploads = trial.count(/^\+QFUPL=/);
      const removals = trial.count(/^\+QFDEL=/);
      await trial.clock.advance(20_000);
      trial.module.emit('\r\n+QMTSTAT: 0,1\r\n');
      await trial.clock.until(() => trial.state !== 'online', 1000, 'the loss');
      await trial.online(120_000);
      assert.equal(trial.count(/^\+QFUPL=/) - uploads, 2, 'refused once, and sent once more');
      assert.equal(trial.count(/^\+QFDEL=/) - removals, 1);
      assert(!trial.codes.includes('EC20_FILE_UPLOAD'), trial.toldTexts);
      await trial.carriesOneMessage();
    },
  },

  'one-subscription': oneFilterAlone,
  'one-subscription-error': oneFilterAlone,

  'no-carrier-before-prompt': {
    async see(trial) {
      await trial.online();
      await trial.carriesOneMessage();
      await trial.carriesOneMessage();
    },
  },

  'no-carrier-csq': {
    options: { onceOnline: true },
    async see(trial) {
      await trial.online();
      const answer = await trial.clock.settle(trial.session.command({ command: 'AT+CSQ' }), 10_000);
      assert.deepEqual(answer.lines, ['+CSQ: 20,99']);
      assert.equal(answer.result, 'OK');
      assert.equal(trial.session.snapshot().signal?.rssi, 20);
    },
  },

  'numeric-results': {
    async see(trial) {
      await trial.online(60_000);
      assert(
        trial.module.lines.some((line) => /^AT(?:[EQ]\d)*V1/.test(line)),
        'ATV1 was sent',
      );
      trial.notSent(/^\+CFUN=1,1/);
      await trial.carriesOneMessage();
    },
  },

  'quiet-results': {
    async see(trial) {
      await trial.online(60_000);
      assert(
        trial.module.lines.some((line) => /^AT(?:[EV]\d)*Q0/.test(line)),
        'ATQ0 was sent',
      );
      trial.notSent(/^\+CFUN=1,1/);
      await trial.carriesOneMessage();
    },
  },

  'sim-not-inserted-word': {
    async see(trial) {
      assert.equal((await trial.toldOf()).code, 'EC20_SIM_ABSENT', trial.toldTexts);
      await trial.clock.advance(600_000);
      assert.deepEqual(new Set(trial.codes), new Set(['EC20_SIM_ABSENT']));
    },
  },

  'no-qmtcfg': {
    async see(trial) {
      await trial.online(120_000);
      await trial.carriesOneMessage();
    },
  },

  'only-qmtpub': {
    async see(trial) {
      await trial.clock.advance(120_000);
      const fate = await trial.settled();
      // Published by the other command, or reported as what it is: never as the message's fault.
      if (fate.failed.length === 0) assert.deepEqual(trial.cloud, [MESSAGE.payload]);
      const codes = [...fate.failed, ...trial.told.map(({ error }) => error)].map(({ code }) => code);
      assert(!codes.includes('EC20_PUBLISH_REFUSED'), codes.join());
      await trial.settled();
      assert(trial.count(/^\+QMTPUBEX=0/) <= 1, 'asked once, not at each message');
    },
  },

  'radio-stuck': {
    options: { cures: [{ by: ['radio', 'restart'], of: '+QIACT=1' }] },
    async see(trial) {
      await trial.online(3 * HOUR_MS);
      trial.sent(/^\+CFUN=/);
      assert(trial.module.radio.cycles + trial.count(/^\+CFUN=1,1/) <= 3, 'no more often than once an hour');
      await trial.carriesOneMessage();
    },
  },

  'quote-crlf-without-length': {
    options: { filters: ['t'] },
    async see(trial, { bytes = '' }) {
      await trial.online();
      trial.module.emit(bytes);
      await trial.clock.advance(60_000);
      assert.deepEqual(trial.received, [{ topic: 't', payload: 'a "b"\r\n' }]);
      assert.equal(trial.state, 'online');
      await trial.carriesOneMessage();
    },
  },
};

describe('what a module was left with, or says in a way of its own (module-cases.json)', () => {
  const ended: string[] = [];

  for (const entry of moduleCases()) {
    const { id, want, state = {}, says = [] } = entry;
    it(`${id}: ${want}`, async function () {
      this.timeout(60_000);
      const wanted = WANTED[id];
      assert(wanted !== undefined, `nobody says what ${id} has to end as: ${want}`);
      const trial = await Trial.run({ state, says, ...wanted.options }, (begun) => wanted.see(begun, entry));
      ended.push(`${id.padEnd(28)}${trial.onlineAfter}, ended after ${seconds(trial.clock.now())}`);
    });
  }

  after(() => console.log(ended.map((line) => `    ${line}`).join('\n')));
});
