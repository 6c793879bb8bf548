import assert from 'node:assert/strict';
import { stages, STAGE_IDS } from '../../nodes/console/stages';
import { CodedError } from '../../src/base/coded-error';
import { type ErrorCode, ERRORS } from '../../src/errors/catalogue';
import type { SessionSnapshot } from '../../src/session/snapshot';
import { snapshotWith } from './made-up-device';

const HOUR_MS = 3_600_000;

/** The signs of the states, one for each stage in their order. */
const SIGNS = { good: '+', busy: '~', bad: '!', warning: '?', idle: '.' } as const;

function signs(changes: Partial<SessionSnapshot>): string {
  return stages(snapshotWith(changes), 'en', 0)
    .map(({ state }) => SIGNS[state])
    .join('');
}

const error = (code: ErrorCode) => new CodedError(code);

/** Pi, port, module, SIM, network, broker, cloud. */
const ROWS: readonly (readonly [what: string, changes: Partial<SessionSnapshot>, shown: string])[] = [
  ['online', {}, '+++++++'],
  ['closed', { state: 'closed' }, '+......'],
  ['opening the port', { state: 'opening' }, '+~.....'],
  ['starting the module', { state: 'starting' }, '++~....'],
  ['looking at the card', { state: 'sim' }, '+++~...'],
  ['searching for a network', { state: 'network' }, '++++~..'],
  ['connecting', { state: 'connecting' }, '+++++~.'],
  ['refused settings', { state: 'failed', error: error('EC20_SETTING') }, '!......'],
  ['no port', { state: 'failed', error: error('EC20_PORT_NOT_FOUND') }, '+!.....'],
  ['a silent module', { state: 'waiting', error: error('EC20_MODULE_SILENT') }, '++!....'],
  ['no card', { state: 'failed', error: error('EC20_SIM_ABSENT') }, '+++!...'],
  ['no network', { state: 'waiting', error: error('EC20_NOT_REGISTERED') }, '++++!..'],
  ['no server', { state: 'waiting', error: error('EC20_OPEN_FAILED') }, '+++++!.'],
  ['a lost connection', { state: 'waiting', error: error('EC20_LINK_PEER_CLOSED') }, '+++++!.'],
  ['a refused login', { state: 'failed', error: error('EC20_CONNECT_CREDENTIALS') }, '++++++!'],
  ['the next attempt after it', { state: 'sim', error: error('EC20_CONNECT_CREDENTIALS') }, '+++~..!'],
  ['the next attempt at it', { state: 'sim', error: error('EC20_SIM_ABSENT') }, '+++~...'],
  ['a warning while online', { error: error('EC20_RADIO_WAS_OFF') }, '++++?++'],
  ['a full queue while online', { error: error('EC20_QUEUE_FULL') }, '?++++++'],
  ['messages held back', { heldBack: error('EC20_BUDGET_SPENT') }, '?++++++'],
  ['a root certificate that ends', { endingRoots: [error('EC20_CA_ENDING')] }, '+++++?+'],
  [
    'a subscription that is skipped',
    {
      leftOut: [{ filter: 'a', error: error('EC20_SUBSCRIBE_REFUSED'), owners: [], retryInMs: 0 }],
    },
    '++++++?',
  ],
];

describe('The stages of the way to the cloud', () => {
  for (const [what, changes, shown] of ROWS) {
    it(`are ${shown} with ${what}`, () => assert.equal(signs(changes), shown));
  }

  it('show a fault of every code at exactly one stage, with its sentence and cure in both languages', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      for (const language of ['en', 'zh'] as const) {
        const all = stages(snapshotWith({ state: 'failed', error: error(code) }), language, 0);
        const bad = all.filter(({ state }) => state === 'bad');
        assert.equal(bad.length, 1, code);
        assert.equal(bad[0]?.code, code);
        assert.notEqual(bad[0].what, '', code);
        assert.equal(/[\u4e00-\u9fff]/.test(bad[0].what), language === 'zh', `${code} ${bad[0].what}`);
        assert.deepEqual(
          all.filter(({ what }) => what !== ''),
          bad,
          code,
        );
      }
    }
  });

  it('have their values, with no more than the end of a personal number', () => {
    const snapshot = snapshotWith({ since: 0 });
    const english = stages(snapshot, 'en', 3 * HOUR_MS);
    assert.deepEqual(
      english.map(({ id, value }) => `${id}: ${value}`),
      [
        'pi: 3 waiting',
        'port: /dev/ttyUSB2',
        'module: EC20F',
        'sim: ***1234',
        'network: CHINA MOBILE LTE -71 dBm',
        'broker: for 3 h',
        'cloud: 0 delivered',
      ],
    );
    assert.doesNotMatch(JSON.stringify(english), /\d{11,}/);
    const chinese = stages({ ...snapshot, port: 'simulator?preset=fast' }, 'zh', 50 * HOUR_MS);
    assert.deepEqual(
      chinese.map(({ name, value }) => `${name}：${value}`),
      [
        '树莓派：3 条待发',
        '串口：虚拟模块',
        '模块：EC20F',
        'SIM 卡：***1234',
        '网络：CHINA MOBILE LTE -71 dBm',
        '服务器：已连接 2 天',
        '云端：已送达 0 条',
      ],
    );
  });

  it('say their state in a word of its own, and no value of a stage that was not reached', () => {
    const all = stages(snapshotWith({ state: 'network' }), 'en', 0);
    assert.deepEqual(
      all.map(({ id }) => id),
      [...STAGE_IDS],
    );
    assert.deepEqual(
      all.map(({ word }) => word),
      ['good', 'good', 'good', 'good', 'in progress', 'not reached', 'not reached'],
    );
    assert.deepEqual(
      all.slice(5).map(({ value }) => value),
      ['', ''],
    );
  });
});
