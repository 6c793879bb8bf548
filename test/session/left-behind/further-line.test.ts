import assert from 'node:assert/strict';
import type { SayingText } from './sayings';
import { MESSAGE, type Trial } from './trial';
import { type FurtherCase, online, play } from './further-case';

const PUBLISH = '^\\+QMTPUBEX=';
const REFUSED = 'fail:\r\nERROR\r\n';

describe('a result form that was left', () => {
  const form = (what: string, state: FurtherCase['options'] & object): FurtherCase => ({
    what,
    options: state,
    see: online(60, (trial) => trial.notSent(/^\+CFUN=1,1/)),
  });
  play(
    [true, false].flatMap((saved) => {
      const word = saved ? 'saved' : 'not saved';
      return [
        form(`numbers with an echo, ${word}`, { state: { V: 0, saved } }),
        form(`nothing with an echo, ${word}`, { state: { Q: 1, saved } }),
        form(`numbers, nothing and an echo, ${word}`, { state: { V: 0, Q: 1, echo: true, saved } }),
        form(`numbers and nothing without an echo, ${word}`, { state: { V: 0, Q: 1, echo: false, saved } }),
        form(`errors as words, ${word}`, { state: { cmee: 2, saved } }),
        form(`errors without a number and results as numbers, ${word}`, { state: { V: 0, cmee: 0, saved } }),
        form(`numbers, and the radio off, ${word}`, { state: { V: 0, cfun: 4, saved } }),
      ];
    }),
  );
});

/** Shown text messages whose text is a result. */
const shown = (text: string) => `\r\n+CMT: "+8613800138000",,"26/11/22,10:00:00+32"\r\n${text}\r\n`;
const CALL_WORDS = ['NO CARRIER', 'BUSY', 'NO ANSWER', 'NO DIALTONE'].map((word) => `\r\n${word}\r\n`);
const RING = '\r\nRING\r\n';

describe('a call or a message that comes in at the wrong moment', () => {
  /** Nothing but the payload reaches the cloud: once, or as often as the doubt about a result allows. */
  const carried = (what: string, answers: readonly SayingText[], most = 1): FurtherCase => ({
    what,
    options: { says: [[PUBLISH, answers]] },
    async see(trial) {
      await trial.online();
      for (let count = 1; count <= 3; count++) {
        const before = trial.cloud.length;
        const fate = await trial.settled();
        const copies = trial.cloud.slice(before);
        assert.deepEqual(
          fate.failed.map(({ code }) => code),
          [],
        );
        assert.deepEqual(new Set(copies), new Set([MESSAGE.payload]));
        assert(copies.length <= most, `${copies.length} copies`);
      }
    },
  });
  const name = (word: string) => word.trim().replaceAll('\r\n', ' / ');
  play([
    ...CALL_WORDS.flatMap((word) => [
      carried(`${name(word)} before the prompt`, [`raw:${word}|30:prompt`, null]),
      carried(`${name(word)} before the prompt, three times running`, [`raw:${word}|30:prompt`]),
      carried(`${name(word)} between data and OK`, [`raw:prompt|5:${word}`, null]),
    ]),
    carried('RING and NO CARRIER, twice', [
      `raw:${RING}|5:${CALL_WORDS[0] ?? ''}|5:${CALL_WORDS[0] ?? ''}|30:prompt`,
      null,
    ]),
    carried('NO CARRIER before the prompt and behind the data', [
      `raw:${CALL_WORDS[0] ?? ''}|20:prompt|5:${CALL_WORDS[0] ?? ''}`,
    ]),
    carried('a shown message OK before the prompt', [`raw:${shown('OK')}|30:prompt`, null], 2),
    carried('a shown message ERROR before the prompt', [`raw:${shown('ERROR')}|30:prompt`, null], 2),
    carried(
      'a shown message ERROR before the prompt, three times running',
      [`raw:${shown('ERROR')}|30:prompt`],
      3,
    ),
    carried('a shown message OK between data and OK', [`raw:prompt|5:${shown('OK')}`, null], 2),
    carried('a shown message ERROR between data and OK', [`raw:prompt|5:${shown('ERROR')}`, null], 2),
    carried('a stray ERROR before the prompt', ['raw:\r\nERROR\r\n|30:prompt', null], 2),
    {
      what: 'NO CARRIER in front of every signal reading',
      options: { says: [['^\\+CSQ', ['raw:\r\nNO CARRIER\r\n|30:prompt']]] },
      see: online(60, (trial) => assert.equal(trial.session.snapshot().signal?.rssi, 20)),
    },
    {
      what: 'NO CARRIER before every prompt, five messages on the way',
      options: { says: [[PUBLISH, [`raw:${CALL_WORDS[0] ?? ''}|30:prompt`]]] },
      async see(trial) {
        await trial.online();
        const payloads = Array.from({ length: 20 }, (_, index) => `message ${index}`);
        const fates = payloads.map((payload) => trial.publish(payload));
        const isOver = () => fates.every(({ delivered, failed }) => delivered.length + failed.length > 0);
        await trial.clock.until(isOver, 600_000, 'every message’s end');
        assert.deepEqual(trial.cloud, payloads);
        assert(fates.every(({ failed }) => failed.length === 0));
      },
    },
    ...['+QIACT=', '+QMTOPEN=', '+QMTCONN=', '+QMTCFG="version"', '+CPIN?', '+CSQ', '+CEREG?'].map(
      (command): FurtherCase => ({
        what: `NO CARRIER while AT${command} runs`,
        options: {
          says: [[`^${command.replace(/[+?]/g, '\\$&')}`, ['raw:\r\nNO CARRIER\r\n|30:prompt', null]]],
        },
        see: online(60, (trial) => assert.deepEqual(trial.codes, [], trial.toldTexts)),
      }),
    ),
  ]);
});

describe('a filter that cannot be had', () => {
  const alone = (what: string, answer: SayingText): FurtherCase => ({
    what,
    options: { says: [['^\\+QMTSUB=0,\\d+,"bad', [answer]]], filters: ['bad/topic', 'good/topic'] },
    async see(trial) {
      await online(300)(trial);
      trial.module.mqtt.deliver('good/topic', 'hello');
      await trial.clock.advance(1000);
      assert.deepEqual(trial.received, [{ topic: 'good/topic', payload: 'hello' }]);
      assert.equal(trial.state, 'online');
      assert(trial.toldTexts.includes('bad/topic'), trial.toldTexts || 'nothing told');
      assert.doesNotMatch(trial.toldTexts, /good\/topic/);
    },
  });
  play([
    alone('refused by 128', 'later:50:+QMTSUB: 0,$ID,0,128'),
    alone('result 2', 'later:50:+QMTSUB: 0,$ID,2'),
    alone('result 2 after half a minute', 'later:30000:+QMTSUB: 0,$ID,2'),
    alone('ERROR', REFUSED),
    alone('+CME ERROR', 'fail:\r\n+CME ERROR: 3\r\n'),
    alone('OK and silence', 'raw:\r\nOK\r\n'),
    alone('sent again and again, then silence', 'later:5000:+QMTSUB: 0,$ID,1,3'),
    alone('the broker hangs up', 'raw:\r\nOK\r\n|100:\r\n+QMTSTAT: 0,1\r\n'),
  ]);
});

describe('a file that is there already', () => {
  /** Online, cut off, and online again: the second time the certificate is there. */
  const again = (
    what: string,
    options: FurtherCase['options'],
    prepare: FurtherCase['see'] = () => Promise.resolve(),
  ): FurtherCase => ({
    what,
    options: { tls: true, cures: [{ by: ['removal'], of: '+QFUPL="' }], ...options },
    async see(trial) {
      await trial.online(60_000);
      await prepare(trial);
      trial.module.emit('\r\n+QMTSTAT: 0,1\r\n');
      await trial.clock.until(() => trial.state !== 'online', 1000, 'the loss');
      await online(120)(trial);
      assert(!trial.codes.includes('EC20_FILE_UPLOAD'), trial.toldTexts);
    },
  });
  const shownAs =
    (how: (name: string) => string): FurtherCase['see'] =>
    (trial) => {
      trial.module.files.shownAs = how;
      return Promise.resolve();
    };
  const refusals = ['+CME ERROR: 407', '+CME ERROR: file exists', '+CME ERROR: File already exists', 'ERROR'];
  play([
    ...refusals.map((text) =>
      again(`not listed, refused by ${text}`, {
        says: [
          ['^\\+QFLST', ['']],
          ['^\\+QFUPL', [null, `fail:\r\n${text}\r\n`]],
        ],
      }),
    ),
    again('from an earlier run, not listed', {
      says: [
        ['^\\+QFLST', ['']],
        ['^\\+QFUPL', ['fail:\r\n+CME ERROR: 407\r\n']],
      ],
    }),
    again(
      'listed in capitals',
      {},
      shownAs((name) => `UFS:${name.toUpperCase()}`),
    ),
    again(
      'listed in capitals without UFS',
      {},
      shownAs((name) => name.toUpperCase()),
    ),
    again(
      'another name is listed',
      {},
      shownAs(() => 'UFS:security.bin'),
    ),
    again('the list is refused', { says: [['^\\+QFLST', [REFUSED]]] }),
    {
      what: 'refused for good is told',
      options: { tls: true, says: [['^\\+QFUPL', ['fail:\r\n+CME ERROR: 407\r\n']]] },
      async see(trial) {
        assert.equal((await trial.toldOf(60_000)).code, 'EC20_FILE_UPLOAD');
        assert.equal(trial.count(/^\+QFUPL=/), 2);
      },
    },
  ]);
});

describe('a command that the firmware lacks', () => {
  const OPTIONS = [
    'version',
    'pdpcid',
    'ssl',
    'keepalive',
    'session',
    'timeout',
    'recv/mode',
    'will',
    'aliauth',
  ];
  const noPublish: FurtherCase['see'] = async (trial) => {
    await trial.clock.advance(120_000);
    const fate = trial.publish();
    assert.equal((await trial.toldOf()).code, 'EC20_PUBLISH_MISSING');
    await trial.clock.advance(3_600_000);
    // It waits for a firmware, or a module, that can.
    assert.deepEqual([fate.failed, fate.delivered, trial.cloud], [[], [], []]);
  };
  /** Published by the other command, or reported: never cut, never twice, never as the message's fault. */
  const eitherWay = (payload: string) => async (trial: Trial) => {
    await trial.clock.advance(120_000);
    const fate = await trial.settled(payload);
    assert.deepEqual(trial.cloud, fate.delivered.length > 0 ? [payload] : []);
    assert(!fate.failed.some(({ code }) => code === 'EC20_PUBLISH_REFUSED'));
  };
  play([
    ...OPTIONS.map((option): FurtherCase => ({
      what: `QMTCFG without ${option}`,
      options: { says: [[`^\\+QMTCFG="${option}"`, [REFUSED]]] },
      see: online(60),
    })),
    {
      what: 'no QMTCFG: +CME ERROR: 4',
      options: { says: [['^\\+QMTCFG', ['fail:\r\n+CME ERROR: 4\r\n']]] },
      see: online(120),
    },
    {
      what: 'no QMTCFG=?, but the options',
      options: { says: [['^\\+QMTCFG=\\?', [REFUSED]]] },
      see: online(60),
    },
    {
      what: 'no QMTCFG where TLS is wanted: the login does not go out in the clear',
      options: { tls: true, says: [['^\\+QMTCFG', [REFUSED]]] },
      async see(trial) {
        await trial.clock.advance(900_000);
        trial.notSent(/^\+QMTCONN=/);
        assert.notEqual(trial.told.length, 0);
      },
    },
    {
      what: 'no QMTPUBEX=?, but QMTPUBEX',
      options: { says: [['^\\+QMTPUBEX=\\?', [REFUSED]]] },
      see: online(60),
    },
    {
      what: 'no QMTPUBEX, QMTPUB is there: +CME ERROR',
      options: { says: [['^\\+QMTPUBEX', ['fail:\r\n+CME ERROR: 4\r\n']]] },
      see: eitherWay(MESSAGE.payload),
    },
    {
      what: 'no QMTPUBEX, QMTPUB without a test form',
      options: { says: [['^\\+QMTPUB(EX|=\\?)', [REFUSED]]] },
      see: noPublish,
    },
    ...[`raw:${CALL_WORDS[0] ?? ''}|30:prompt`, `raw:prompt|5:${CALL_WORDS[0] ?? ''}`].map(
      (answer, place): FurtherCase => ({
        what: `no QMTPUBEX, NO CARRIER ${place === 0 ? 'before the prompt' : 'behind the data'} of QMTPUB`,
        options: {
          says: [
            ['^\\+QMTPUBEX', [REFUSED]],
            ['^\\+QMTPUB=', [answer, null]],
          ],
        },
        see: eitherWay(MESSAGE.payload),
      }),
    ),
    ...['\x1a', '\x1b'].map((ending): FurtherCase => ({
      what: `no QMTPUBEX, and ${JSON.stringify(ending)}, which ends QMTPUB, in the payload`,
      options: { says: [['^\\+QMTPUBEX', [REFUSED]]] },
      see: eitherWay(`before${ending}behind`),
    })),
    { what: 'neither QMTPUBEX nor QMTPUB', options: { says: [['^\\+QMTPUB', [REFUSED]]] }, see: noPublish },
  ]);
});

describe('a payload without a length', () => {
  const whole = (what: string, payloads: readonly string[], behind = ''): FurtherCase => ({
    what,
    options: { state: { lenOk: false }, filters: ['t'] },
    async see(trial) {
      await trial.online();
      trial.module.emit(
        payloads.map((payload) => `\r\n+QMTRECV: 0,1,"t","${payload}"\r\n`).join('') + behind,
      );
      await trial.clock.advance(60_000);
      assert.deepEqual(
        trial.received.map(({ payload }) => payload),
        payloads,
      );
      await trial.carriesOneMessage();
    },
  });
  play([
    whole('an object on lines of their own', ['{\r\n  "a": "b",\r\n  "c": "d"\r\n}']),
    whole('two of them at once', ['{\r\n  "a": "b"\r\n}', '{\r\n  "c": "d"\r\n}']),
    whole('a known code behind it', ['a "b"\r\n'], '\r\n+QIND: SMS DONE\r\n'),
    whole('nothing in quotes', ['plain']),
    whole('empty', ['']),
    whole('a quote at its end', ['say "x"']),
  ]);
});
