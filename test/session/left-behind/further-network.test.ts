import assert from 'node:assert/strict';
import type { LeftState } from './module-cases';
import type { CuringEvent } from './played-module';
import type { SayingText } from './sayings';
import type { Trial, TrialOptions } from './trial';
import { type FurtherCase, online, play } from './further-case';

const HOUR_S = 3600;
const HOUR_MS = 3_600_000;
const APN = 'iot.private.example';

/** Switched on, and the user is sent nowhere. */
const switchedOn = online(600, (trial) => {
  trial.sent(/^\+CFUN=1$/);
  trial.blamesNobody();
});

function off(what: string, state: LeftState, cardSays?: SayingText): FurtherCase {
  const says = cardSays === undefined ? [] : [['^\\+CPIN\\?', [cardSays]] as const];
  return { what, options: { state, says, cures: [{ by: ['radio'], of: '+CPIN?' }] }, see: switchedOn };
}

describe('a radio that was left off', () => {
  play([
    off('in aeroplane mode, not saved', { cfun: 4, saved: false }),
    off('in aeroplane mode, errors as words', { cfun: 4, cmee: 2 }),
    off('off, the card fails', { cfun: 0, saved: false }),
    off('off, the card is not inserted', { cfun: 0 }, 'fail:\r\n+CME ERROR: 10\r\n'),
    off('off, the card’s word is a bare ERROR', { cfun: 0, cmee: 0 }),
    off('off, the card says SIM FAILURE', { cfun: 0 }, '\r\n+CPIN: SIM FAILURE\r\n'),
    off('off, the card gives no answer', { cfun: 0 }, 'raw:'),
    {
      what: 'deregistered by AT+COPS=2',
      options: { state: { cops: 2 } },
      see: online(600, (trial) => {
        trial.sent(/^\+COPS=0/);
        trial.blamesNobody();
      }),
    },
    {
      what: 'in aeroplane mode and deregistered',
      options: { state: { cfun: 4, cops: 2 } },
      see: online(600, (trial) => {
        trial.sent(/^\+CFUN=1$/);
        trial.sent(/^\+COPS=0/);
        trial.blamesNobody();
      }),
    },
    {
      what: 'switched off by another program while online',
      async see(trial) {
        await trial.online();
        trial.module.radio.switchTo(4);
        await trial.clock.advance(5000);
        await trial.online(900_000);
        trial.sent(/^\+CFUN=1$/);
        trial.blamesNobody();
        await trial.carriesOneMessage();
      },
    },
    {
      what: 'on, and it is not switched',
      see: online(60, (trial) => {
        trial.notSent(/^\+CFUN=/);
        trial.notSent(/^\+COPS=/);
      }),
    },
  ]);
});

/** How often the module was taken off the network. */
const takenOff = (trial: Trial) => trial.count(/^\+CFUN=1(,1)?$/);

describe('a network that denies the card', () => {
  play([
    {
      what: 'for six hours: the radio is cycled, at most as often as the hours, and the reason is told',
      options: { network: ({ by, nowMs }) => (by === 'radio' && nowMs >= 6 * HOUR_MS ? 1 : 3) },
      async see(trial) {
        await trial.clock.advance(6 * HOUR_MS);
        assert(trial.codes.includes('EC20_REGISTRATION_DENIED'), trial.toldTexts);
        trial.blamesNobody();
        assert(takenOff(trial) >= 2 && takenOff(trial) <= 9, `${takenOff(trial)} times`);
        await online(2 * HOUR_S)(trial);
      },
    },
    {
      what: 'and takes it again after twenty minutes, whichever way it is asked',
      options: { state: { cmee: 2 }, network: ({ nowMs }) => (nowMs >= 1_200_000 ? 5 : 3) },
      see: online(3 * HOUR_S),
    },
  ]);
});

describe('an access point that the attachment needs', () => {
  const unlessPrivate = (word: number): TrialOptions => ({
    apn: APN,
    network: ({ apn }) => (apn === APN ? 1 : word),
  });
  const written = online(300, (trial) => {
    trial.sent(new RegExp(`^\\+(QICSGP|CGDCONT)=1,.*"${APN}"`));
    trial.blamesNobody();
  });
  play([
    { what: 'searching until then', options: unlessPrivate(2), see: written },
    { what: 'idle until then', options: unlessPrivate(0), see: written },
    {
      what: 'denied, another access point is there',
      options: { ...unlessPrivate(3), state: { apn: 'cmnet' } },
      see: written,
    },
    {
      what: 'registered, another access point is there',
      options: { ...unlessPrivate(1), state: { apn: 'cmnet' } },
      see: written,
    },
    {
      what: 'is there already: nothing is written, and it stays attached',
      options: { ...unlessPrivate(3), state: { apn: APN } },
      see: online(60, (trial) => {
        trial.notSent(/^\+(CFUN|CGATT|COPS|CGDCONT)=/);
        trial.notSent(/^\+QICSGP=1,/);
      }),
    },
  ]);
});

describe('a network that is stuck', () => {
  const stuck = (
    what: string,
    command: string,
    answer: SayingText,
    by: readonly CuringEvent[],
  ): FurtherCase => ({
    what: `${what}, until ${by[0] === 'radio' ? 'the radio is cycled' : 'a restart'}`,
    options: { says: [[`^\\${command}`, [answer]]], cures: [{ by, of: `${command}1` }] },
    see: online(6 * HOUR_S, (trial) => {
      const hours = trial.clock.now() / HOUR_MS;
      assert(takenOff(trial) <= Math.ceil(hours) + 1, `${takenOff(trial)} times in ${hours.toFixed(1)} h`);
    }),
  });
  const cycled: readonly CuringEvent[] = ['radio', 'restart'];
  play([
    stuck('AT+QIACT answers 561', '+QIACT=', 'fail:\r\n+CME ERROR: 561\r\n', cycled),
    stuck('AT+QIACT answers ERROR', '+QIACT=', 'fail:\r\nERROR\r\n', ['restart']),
    stuck('no open connection has an address', '+QMTOPEN=', 'later:200:+QMTOPEN: 0,3', cycled),
    stuck('nothing opens', '+QMTOPEN=', 'later:200:+QMTOPEN: 0,5', cycled),
    stuck('no name is found', '+QMTOPEN=', 'later:200:+QMTOPEN: 0,4', cycled),
    stuck('opens fail', '+QMTOPEN=', 'later:200:+QMTOPEN: 0,-1', ['restart']),
    stuck('the client is occupied', '+QMTOPEN=', 'later:200:+QMTOPEN: 0,2', ['restart']),
  ]);
});

describe('a registration in other words', () => {
  play([
    ...[5, 9, 10].map((reg): FurtherCase => ({
      what: `stat ${reg} is registered`,
      options: { state: { reg } },
      see: online(60),
    })),
    ...[6, 7, 8].map((reg): FurtherCase => ({
      what: `stat ${reg} is told, and not as the antenna’s fault`,
      options: { state: { reg } },
      async see(trial) {
        await trial.toldOf();
        await trial.clock.advance(HOUR_MS);
        trial.blamesNobody();
      },
    })),
  ]);
});

describe('a reading that fails', () => {
  play([
    ...['fail:\r\nERROR\r\n', 'fail:\r\n+CME ERROR: 100\r\n', ''].map((answer): FurtherCase => ({
      what: `the signal: ${JSON.stringify(answer)}`,
      options: { says: [['^\\+CSQ', [answer]]] },
      see: online(60),
    })),
    {
      what: 'the module’s clock without quotes is read',
      options: { tls: true, says: [['^\\+CCLK\\?', ['\r\n+CCLK: 26/11/22,08:00:00+32\r\n']]] },
      see: online(60, (trial) => trial.notSent(/^\+QNTP/)),
    },
    {
      what: 'the network’s time without quotes is read',
      options: { says: [['^\\+QLTS', ['\r\n+QLTS: 2026/11/22,00:00:00+32,0\r\n']]] },
      async see(trial) {
        trial.clock.setWallTime(0);
        await trial.online(60_000);
        await trial.clock.advance(5000);
        const { time } = trial.session.snapshot();
        assert.equal(time?.source, 'network');
        assert(Math.abs(time.utc - Date.UTC(2026, 10, 22)) < 60_000);
      },
    },
    {
      what: 'the network’s name is refused',
      options: { says: [['^\\+(COPS\\?|QNWINFO|QLTS)', ['fail:\r\nERROR\r\n']]] },
      see: online(60),
    },
  ]);
});

describe('the card’s words', () => {
  const word = (text: string) => `\r\n+CPIN: ${text}\r\n`;
  const CODES: Readonly<Record<string, string>> = {
    'NOT INSERTED': 'EC20_SIM_ABSENT',
    'SIM NOT INSERTED': 'EC20_SIM_ABSENT',
    'SIM REMOVED': 'EC20_SIM_ABSENT',
    'SIM ERROR': 'EC20_SIM_FAILURE',
    'SIM FAILURE': 'EC20_SIM_FAILURE',
    'SIM PUK': 'EC20_SIM_PUK',
    'SIM PIN': 'EC20_SIM_PIN_NEEDED',
    'PH-NET PIN': 'EC20_SIM_LOCKED',
    'PH-SIM PIN': 'EC20_SIM_LOCKED',
  };
  const later = (what: string, answers: readonly SayingText[]): FurtherCase => ({
    what,
    options: { says: [['^\\+CPIN\\?', answers]] },
    see: online(60, (trial) => assert.deepEqual(trial.codes, [], trial.toldTexts)),
  });
  const [absent, busy] = ['fail:\r\n+CME ERROR: 10\r\n', 'fail:\r\n+CME ERROR: 14\r\n'];
  play([
    ...Object.entries(CODES).map(([text, code]): FurtherCase => ({
      what: `${text} is ${code}`,
      options: { says: [['^\\+CPIN\\?', [word(text)]]] },
      async see(trial) {
        assert.equal((await trial.toldOf(120_000)).code, code, trial.toldTexts);
      },
    })),
    later('SIM BUSY for a while is awaited', [word('SIM BUSY'), word('SIM BUSY'), null]),
    later('BUSY for a while is awaited', [word('BUSY'), null]),
    later('NOT READY for a while is awaited', [word('NOT READY'), word('NOT READY'), null]),
    later('no card, no card, busy at a start is awaited', [absent, absent, busy, null]),
    {
      what: 'no card, no card, busy behind a restart is awaited',
      options: { says: [['^\\+CPIN\\?', [null, absent, absent, busy, null]]] },
      async see(trial) {
        await trial.online();
        void trial.module.restart();
        await trial.clock.until(() => trial.state !== 'online', 300_000, 'the restart');
        await online(120, () => assert(!trial.codes.includes('EC20_SIM_ABSENT'), trial.toldTexts))(trial);
      },
    },
    {
      what: 'no card for good is told',
      options: { says: [['^\\+CPIN\\?', [absent]]] },
      async see(trial) {
        assert.equal((await trial.toldOf(120_000)).code, 'EC20_SIM_ABSENT');
      },
    },
  ]);
});
