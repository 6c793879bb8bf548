import assert from 'node:assert/strict';
import {
  barsText,
  type CheckWords,
  dateText,
  detailText,
  fieldNotes,
  labelled,
  reportText,
  resultState,
  sentenceLanguage,
  sentencesOf,
  sharedText,
  timeText,
  verdictText,
} from '../../nodes/modem/editor/check-text';
import { CHECK_LINES, type CheckLine, type CheckState } from '../../src/session/check-line';
import { localeOf } from '../support/node-files';

/** The dialog's words in a language; a key without a text fails the test. */
function wordsIn(language: 'en' | 'zh'): CheckWords {
  const json = localeOf('ec20-modem', language === 'en' ? 'en-US' : 'zh-CN', '.json') ?? '';
  const texts = JSON.parse(json) as unknown;
  const say: CheckWords['say'] = (key, values = {}) => {
    const text = ['ec20-modem', 'check', ...key.split('.')].reduce<unknown>(
      (each, name) => (each as Readonly<Record<string, unknown>>)[name],
      texts,
    );
    assert.ok(typeof text === 'string', key);
    return text.replace(/__(\w+)__/g, (_, name: string) => String(values[name]));
  };
  return { say, language };
}

const words = wordsIn('en');

const line = (fields: Partial<CheckLine>): CheckLine => ({
  id: 'port',
  state: 'ok',
  ms: 0,
  detail: {},
  traffic: [],
  ...fields,
});

describe('A check’s line', () => {
  const DETAILS: readonly (readonly [Partial<CheckLine>, shown: string])[] = [
    [{ id: 'settings', detail: { host: 'a.cn', port: 8883 } }, 'a.cn:8883'],
    [{ id: 'settings', detail: {} }, ''],
    [{ id: 'server', detail: { host: '', port: 1883 } }, ''],
    [{ id: 'port', detail: { port: '/dev/ttyUSB2', hidden: 'x' } }, '/dev/ttyUSB2'],
    [{ id: 'registration', detail: { operator: 'CMCC', technology: 'LTE', band: '' } }, 'CMCC, LTE'],
    [{ id: 'attached', detail: { state: 1 } }, ''],
    [{ id: 'login', detail: { clientId: 'c1' } }, words.say('detail.clientId', { value: 'c1' })],
  ];
  for (const [fields, shown] of DETAILS) {
    it(`${JSON.stringify(fields)} shows “${shown}”`, () => {
      assert.equal(detailText(line(fields), words), shown);
    });
  }

  for (const [ms, state, shown, chinese] of [
    [12, 'ok', '12 ms', '12 毫秒'],
    [999, 'warn', '999 ms', '999 毫秒'],
    [1240, 'failed', '1.2 s', '1.2 秒'],
    [0, 'waiting', '', ''],
    [50, 'running', '', ''],
    [0, 'skipped', '', ''],
  ] as const) {
    it(`that is ${state} after ${ms} ms shows “${shown}” as its time`, () => {
      assert.equal(timeText(line({ ms, state }), words), shown);
      assert.equal(timeText(line({ ms, state }), wordsIn('zh')), chinese);
    });
  }

  it('names its signal bars in words, 0 included', () => {
    assert.equal(barsText(line({ detail: { bars: 0 } }), words), words.say('bars', { bars: 0 }));
    assert.equal(barsText(line({}), words), '');
  });

  const text = { en: 'no answer', zh: '没有应答' };
  const cure = { en: 'plug it in', zh: '请插好' };
  it('is followed by its reason and its cure, in the dialog’s language', () => {
    const failed = line({ state: 'failed', text, cure });
    assert.deepEqual(sentencesOf(failed, words), [
      { text: 'no answer', isReason: true },
      { text: 'plug it in', isReason: false },
    ]);
    assert.deepEqual(
      sentencesOf(failed, wordsIn('zh')).map((each) => each.text),
      ['没有应答', '请插好'],
    );
  });
  it('that is skipped has no cure, and names the line it depends on', () => {
    const skipped = line({ state: 'skipped', text, cure, because: 'sim' });
    assert.deepEqual(sentencesOf(skipped, words), [
      { text: 'no answer', isReason: true },
      { text: words.say('because', { line: words.say('line.sim') }), isReason: false },
    ]);
  });

  it('takes every Chinese for Chinese, and English for the rest', () => {
    assert.deepEqual(['zh-CN', 'zh', 'ZH-TW', 'en-US', 'ja'].map(sentenceLanguage), ['zh', 'zh', 'zh', 'en', 'en']);
  }); // prettier-ignore
});

describe('A check as text', () => {
  it('has a line for each of its own, with reason, cure and code', () => {
    const lines = [
      line({ id: 'settings', ms: 3, detail: { host: 'a.cn', port: 1883 } }),
      line({ id: 'signal', ms: 1500, state: 'warn', detail: { bars: 1, dbm: -105 }, text: { en: 'weak', zh: '弱' } }),
      line({ id: 'server', state: 'failed', ms: 5, code: 'EC20_TIMEOUT', text: { en: 'no', zh: '无' } }),
    ]; // prettier-ignore
    const { say } = words;
    assert.deepEqual(reportText(lines, words).split('\n'), [
      `[${say('state.ok')}] ${say('line.settings')}: a.cn:1883 (3 ms)`,
      `[${say('state.warn')}] ${say('line.signal')}: ${say('bars', { bars: 1 })}, ${say('detail.dbm', { value: -105 })} (1.5 s)`,
      '    weak',
      `[${say('state.failed')}] ${say('line.server')} (5 ms)`,
      '    no',
      '    EC20_TIMEOUT',
    ]);
  });

  for (const language of ['en', 'zh'] as const) {
    it(`has a word for each line, state and value (${language})`, () => {
      const values = {
        host: 'h', port: 1, model: 'm', revision: 'r', imei: '1', profile: 'p', sim: 's', iccid: '2', dbm: -70, bars: 3,
        operator: 'o', technology: 't', band: 'b', registration: 'home', address: 'a', apn: 'n', utc: 'u', clientId: 'c',
        topic: 't', tripMs: 9,
      }; // prettier-ignore
      const states: readonly CheckState[] = ['waiting', 'running', 'ok', 'warn', 'failed', 'skipped'];
      for (const id of CHECK_LINES) {
        for (const state of states) {
          const made = reportText([line({ id, state, detail: values, because: id })], wordsIn(language));
          assert.doesNotMatch(made, /undefined|\[object/, `${id} ${state}`);
        }
      }
    });
  }
});

describe('A check’s verdict', () => {
  const states = (...each: readonly CheckState[]) => each.map((state) => line({ state }));
  const cancelled = line({ state: 'skipped', code: 'EC20_CHECK_CANCELLED' });
  for (const [what, lines, key] of [
    ['failed', states('ok', 'failed', 'skipped'), 'verdict.failed'],
    ['warned', states('ok', 'warn'), 'verdict.warn'],
    ['fine', states('ok', 'ok', 'skipped'), 'verdict.ok'],
    ['cancelled', [...states('ok'), cancelled], 'verdict.cancelled'],
  ] as const) {
    it(`of one that is ${what} says so`, () => {
      const report = { running: false, done: true, version: 1, lines };
      assert.equal(verdictText(report, words), words.say(key));
    });
  }
  it('of one where nothing was looked at is empty, of one that is gone says so', () => {
    const report = { running: false, done: true, version: 1, lines: states('skipped') };
    assert.equal(verdictText(report, words), '');
    assert.equal(verdictText({ ...report, gone: true }, words), words.say('gone'));
  });
});

describe('A check of a running session whose dialog differs', () => {
  const LABELS: Readonly<Record<string, string>> = { deviceSecret: 'DeviceSecret', host: 'Host' };
  const label = (name: string) => LABELS[name] ?? '';
  const untried = ['deviceSecret', 'host', 'unlabelled'];
  const report = (lines: readonly CheckLine[]) => ({ running: true, done: true, version: 1, lines, untried });
  for (const [language, state, verdict] of [
    ['en', 'ok', 'The deployed settings work. Not tried: DeviceSecret, Host, unlabelled.'],
    ['zh', 'ok', '已部署的配置可以正常工作。未试用：DeviceSecret、Host、unlabelled。'],
    [
      'en',
      'warn',
      'The deployed settings work, but see the yellow lines. Not tried: DeviceSecret, Host, unlabelled.',
    ],
    ['zh', 'warn', '已部署的配置可以使用，但请留意黄色的几项。未试用：DeviceSecret、Host、unlabelled。'],
  ] as const) {
    it(`says which settings work and which were not tried (${language}, ${state})`, () => {
      const made = report([line({ state })]);
      assert.equal(verdictText(made, wordsIn(language), label), verdict);
      assert.equal(resultState(made), 'warn', 'never green');
      const text = sharedText(made, wordsIn(language), { node: 'pump', changed: ['host'], label });
      assert.ok(text.includes(verdict), text);
    });
  }
  it('never says that all is in order where a line is red', () => {
    assert.match(
      verdictText(report([line({ state: 'failed' })]), words, label),
      /red line.*Not tried: DeviceSecret/,
    );
    assert.equal(resultState(report([line({ state: 'failed' })])), 'failed');
  });
  it('says that a paused session continues', () => {
    const made = { ...report([line({})]), running: false, untried: [], paused: true };
    assert.equal(verdictText(made, words), `${words.say('verdict.ok')} ${words.say('verdict.resumed')}`);
    assert.equal(resultState(made), 'ok');
  });

  it('is shared with time, versions, node, port, module and verdict', () => {
    const startedAt = new Date(2026, 2, 1, 8, 15, 0).getTime();
    const origin = { startedAt, versions: { package: '0.1.0', nodeRed: '4.1.2', nodeJs: '22.1.0' } };
    const lines = [
      line({ id: 'port', detail: { port: '/dev/ttyUSB2' } }),
      line({ id: 'module', detail: { model: 'EC20F', revision: 'EC20CEFAGR06A05M4G' } }),
    ];
    const shared = sharedText({ ...report(lines), origin }, words, { node: 'pump', changed: [], label });
    assert.deepEqual(shared.split('\n').slice(0, 9), [
      'Check my setup',
      `Time: ${dateText(startedAt)}`,
      'Versions: @ec20/node-red-ec20-aliyun 0.1.0, Node-RED 4.1.2, Node.js 22.1.0',
      'Modem node: pump',
      'Port: /dev/ttyUSB2',
      'Module: EC20F, EC20CEFAGR06A05M4G',
      'Verdict: The deployed settings work. Not tried: DeviceSecret, Host, unlabelled.',
      'Not tried: DeviceSecret, Host, unlabelled',
      '',
    ]);
    assert.match(dateText(startedAt), /^2026-03-01 08:15:00 [+-]\d\d:\d\d$/);
  });
});

describe('Lines that depend on one fault', () => {
  const skipped = (['signal', 'registration', 'attached'] as const).map((id) =>
    line({ id, state: 'skipped', because: 'sim' }),
  );
  const sim = line({ id: 'sim', state: 'failed', code: 'EC20_SIM_ABSENT', text: { en: 'none', zh: '无' } });
  it('are one line of the text', () => {
    const text = reportText([sim, ...skipped], words).split('\n');
    assert.deepEqual(text.slice(3), [
      '[not checked] 3 further lines were not checked, because “SIM card” failed.',
    ]);
  });
  it('stay as they are where there is only one, and where the causes differ', () => {
    const other = line({ id: 'login', state: 'skipped', because: 'server' });
    assert.equal(reportText([...skipped.slice(0, 1), other], words).split('\n').length, 4);
  });
});

describe('The fields that a check marks', () => {
  it('include those of every further fault, each with its own sentence', () => {
    const text = { en: 'first', zh: '一' };
    const further = [{ code: 'EC20_PRODUCT_KEY', text: { en: 'second', zh: '二' }, cure: text, fields: ['productKey'] }] as const;
    const failed = line({ id: 'settings', state: 'failed', text, fields: ['deviceSecret'], further });
    assert.deepEqual([...fieldNotes([failed], words)], [['deviceSecret', 'first'], ['productKey', 'second']]);
    assert.match(reportText([failed], words), /second\n {4}EC20_PRODUCT_KEY/);
  }); // prettier-ignore

  it('are those of failed lines, each with the reason, or with what has to be typed again', () => {
    const text = { en: 'wrong', zh: '不对' };
    const lines = [
      line({ id: 'settings', state: 'failed', code: 'EC20_CHECK_SECRET_AGAIN', text, fields: ['simPin', 'deviceSecret'] }),
      line({ id: 'login', state: 'failed', code: 'EC20_TIMEOUT', text, fields: ['deviceName'] }),
      line({ id: 'tls', state: 'warn', text, fields: ['tls'] }),
      line({ id: 'sim', state: 'failed' }),
    ]; // prettier-ignore
    const notes = fieldNotes(lines, words);
    assert.deepEqual(
      [...notes],
      [
        ['simPin', words.say('typeAgain')],
        ['deviceSecret', words.say('typeAgain')],
        ['deviceName', 'wrong'],
      ],
    );
  });
});

describe('A sentence about a field', () => {
  const label = (name: string) => ({ mqttPort: '端口号', apn: '接入点 APN', host: '接入域名' })[name] ?? '';
  for (const [sentence, fields, shown] of [
    ['“mqttPort”不能是“99999”。', ['mqttPort'], '“端口号”不能是“99999”。'],
    ['检查不会为“apn”读取环境变量 X。', ['apn'], '检查不会为“接入点 APN”读取环境变量 X。'],
    ['The setting mqttPort cannot be “x”.', ['mqttPort'], 'The setting 端口号 cannot be “x”.'],
    ['Enter the host for host.', ['host'], 'Enter the host for 接入域名.'],
    ['The setting hostile is wrong.', ['host'], 'The setting hostile is wrong.'],
    ['“queue”不能是“x”。', ['queue'], '“queue”不能是“x”。'],
  ] as const) {
    it(`has its label: ${shown}`, () => {
      assert.equal(labelled(sentence, fields, label), shown);
    });
  }
});
