import assert from 'node:assert/strict';

import { shortReason } from '../../nodes/shared/short-reason';
import { faultStatus, nodeStatus } from '../../nodes/shared/status-text';
import { sessionlessSnapshot } from '../../nodes/status/status-report';
import { CodedError, type Language } from '../../src/base/coded-error';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import type { SessionSnapshot } from '../../src/session/snapshot';

function snapshot(changes: Partial<SessionSnapshot>): SessionSnapshot {
  return { ...sessionlessSnapshot('/dev/ttyUSB2', undefined, 0), ...changes };
}

function error(code: ErrorCode): CodedError {
  return new CodedError(code);
}

const SIGNAL = { rssi: 23, dbm: -67, ber: 0 };
const QUEUE = { length: 12, oldestMs: 0, dropped: 0 };

const CASES: [changes: Partial<SessionSnapshot>, look: string, en: string, zh: string][] = [
  [{ state: 'closed' }, 'grey ring', 'disconnected', '未连接'],
  [
    { state: 'closed', error: error('EC20_PORT_RELEASED') },
    'grey ring',
    'disconnected, port released',
    '未连接，串口已释放',
  ],
  [{ state: 'opening' }, 'yellow ring', 'connecting, port', '连接中，打开串口'],
  [
    { state: 'network', error: error('EC20_NO_SIGNAL') },
    'yellow ring',
    'connecting, no signal',
    '连接中，无信号',
  ],
  [
    { state: 'connecting', queue: QUEUE },
    'yellow ring',
    'connecting, cloud, queue 12',
    '连接中，连接云端，队列 12',
  ],
  [{ state: 'online' }, 'green dot', 'connected', '已连接'],
  [
    { state: 'online', signal: SIGNAL, queue: QUEUE },
    'green dot',
    'connected, -67 dBm, queue 12',
    '已连接，-67 dBm，队列 12',
  ],
  [
    { state: 'online', signal: SIGNAL, queue: QUEUE, heldBack: error('EC20_BUDGET_SPENT') },
    'yellow dot',
    'connected, budget spent, -67 dBm',
    '已连接，月额度用完，-67 dBm，队列 12',
  ],
  [
    { state: 'waiting', retryInMs: 1500, error: error('EC20_LINK_SILENT') },
    'yellow ring',
    'disconnected, retry in 2 s, link silent',
    '未连接，2 秒后重试，链路无响应',
  ],
  [
    { state: 'waiting', retryInMs: 300_000, error: error('EC20_OPEN_OCCUPIED') },
    'yellow ring',
    'disconnected, retry in 300 s',
    '未连接，300 秒后重试，客户端被占用',
  ],
  [
    { state: 'failed', error: error('EC20_SIM_ABSENT') },
    'red ring',
    'disconnected, no SIM card',
    '未连接，未插 SIM 卡',
  ],
];

describe('The status of a node', () => {
  for (const [changes, look, en, zh] of CASES) {
    it(`is “${en}”`, () => {
      for (const [language, expected] of [
        ['en', en],
        ['zh', zh],
      ] as const) {
        const { fill, shape, text } = nodeStatus(snapshot(changes), false, language);
        assert.deepEqual([`${String(fill)} ${String(shape)}`, text], [look, expected]);
      }
    });
  }

  it('counts what waits for others apart from the queue, at the node that it came from', () => {
    const changes = snapshot({ state: 'online', signal: SIGNAL, queue: { ...QUEUE, gathering: 11 } });
    assert.equal(nodeStatus(changes, false, 'en').text, 'connected, -67 dBm');
    assert.equal(nodeStatus(changes, false, 'en', 7).text, 'connected, -67 dBm, gathering 7');
    assert.equal(nodeStatus(changes, false, 'zh', 7).text, '已连接，-67 dBm，待合并 7');
    const busy = snapshot({ state: 'online', queue: { ...QUEUE, gathering: 2 } });
    assert.equal(nodeStatus(busy, false, 'en', 2).text, 'connected, gathering 2, queue 10');
    const offline = snapshot({ state: 'connecting', queue: { ...QUEUE, gathering: 11 } });
    assert.equal(nodeStatus(offline, false, 'en', 7).text, 'connecting, cloud, queue 12');
  });

  it('names the virtual module, at the cost of details', () => {
    const changes = snapshot({ state: 'waiting', retryInMs: 300_000, error: error('EC20_OPEN_OCCUPIED') });
    assert.equal(nodeStatus(changes, true, 'en').text, 'disconnected, retry in 300 s (sim)');
    assert.equal(nodeStatus(changes, true, 'zh').text, '未连接，300 秒后重试，客户端被占用（虚拟模块）');
  });

  const offline = (['closed', 'opening', 'starting', 'sim', 'network', 'connecting', 'waiting', 'failed'] as const)
    .flatMap((state) => [1, 12, 98_765].map((length) => [state, length] as const)); // prettier-ignore
  for (const [state, length] of offline) {
    it(`shows the queue while ${state}, from the first message: ${length}`, () => {
      for (const code of Object.keys(ERRORS) as ErrorCode[]) {
        const queue = { length, oldestMs: 0, dropped: 0 };
        const retryInMs = state === 'failed' || state === 'waiting' ? 3_600_000 : undefined;
        const shown = snapshot({ state, error: error(code), queue, retryInMs });
        for (const simulated of [false, true]) {
          const [en, zh] = (['en', 'zh'] as const).map(
            (language) => nodeStatus(shown, simulated, language).text,
          );
          assert.match(String(en), new RegExp(`, queue ${length}( \\(sim\\))?$`));
          assert.match(String(zh), new RegExp(`，队列 ${length}(（虚拟模块）)?$`));
          assert.ok(String(en).length <= 40 && String(zh).length <= 40, `${String(en)} ${String(zh)}`);
          if (retryInMs === undefined) continue;
          assert.match(String(en), /, (retry in |retry |)3600 s,/);
          assert.match(String(zh), /，3600 秒(后重试|重试|)，/);
        }
      }
    });
  }

  it('shows a queue of one while online only when it grows', () => {
    const queue = (length: number) =>
      nodeStatus(snapshot({ state: 'online', queue: { ...QUEUE, length } }), true, 'en').text;
    assert.deepEqual([queue(1), queue(2)], ['connected (sim)', 'connected, queue 2 (sim)']);
  });

  const acting: [code: ErrorCode, en: string, zh: string][] = [
    ['EC20_SIM_ABSENT', 'disconnected, no SIM card, retry in 30 s', '未连接，未插 SIM 卡，30 秒后重试'],
    [
      'EC20_REGISTRATION_DENIED',
      'disconnected, network denied, retry 30 s',
      '未连接，网络拒绝注册，30 秒后重试',
    ],
  ];
  for (const [code, en, zh] of acting) {
    it(`has the seconds where a person has to act: ${code}`, () => {
      const shown = snapshot({ state: 'failed', error: error(code), retryInMs: 29_500 });
      const texts = [nodeStatus(shown, false, 'en').text, nodeStatus(shown, false, 'zh').text];
      assert.deepEqual(texts, [en, zh]);
    });
  }

  it('has at most 40 characters and a reason in its language, for every error', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      for (const language of ['en', 'zh'] satisfies Language[]) {
        for (const simulated of [false, true]) {
          const { text = '' } = nodeStatus(
            snapshot({ state: 'failed', error: error(code) }),
            simulated,
            language,
          );
          assert.ok(text.length <= 40, text);
          const [, reason = ''] =
            /^(?:disconnected, |未连接，)(.+?)( \(sim\)|（虚拟模块）)?$/.exec(text) ?? [];
          assert.match(reason, language === 'zh' ? /\p{Script=Han}/u : /^[\x20-\x7e]+$/, `${code}: ${text}`);
          assert.equal(/ \(sim\)$|（虚拟模块）$/.test(text), simulated, text);
        }
      }
    }
  });
});

describe('The status of a node with a fault of its own', () => {
  const cases: [fault: Parameters<typeof faultStatus>[0], simulated: boolean, en: string, zh: string][] = [
    [
      { error: error('EC20_SUBSCRIBE_REFUSED'), retryInMs: 60_000 },
      false,
      'topic refused, retry in 60 s, connected',
      '订阅被拒，60 秒后重试，已连接，-67 dBm',
    ],
    [
      { error: error('EC20_SUBSCRIBE_REFUSED'), retryInMs: 60_000 },
      true,
      'topic refused, retry in 60 s (sim)',
      '订阅被拒，60 秒后重试，已连接，-67 dBm（虚拟模块）',
    ],
    [
      { error: error('EC20_RRPC_SIGN') },
      true,
      'RRPC: sign, connected, -67 dBm (sim)',
      'RRPC 需签名登录，已连接，-67 dBm（虚拟模块）',
    ],
  ];
  for (const [fault, simulated, en, zh] of cases) {
    it(`is “${en}”`, () => {
      const online = snapshot({ state: 'online', signal: SIGNAL });
      for (const [language, expected] of [
        ['en', en],
        ['zh', zh],
      ] as const) {
        const { fill, shape, text } = faultStatus(fault, online, simulated, language);
        assert.deepEqual([fill, shape, text], ['red', 'dot', expected]);
      }
    });
  }

  it('has at most 40 characters and its own reason whole, for every error', () => {
    for (const code of Object.keys(ERRORS) as ErrorCode[]) {
      for (const language of ['en', 'zh'] satisfies Language[]) {
        const fault = { error: error(code), retryInMs: 3_600_000 };
        const offline = snapshot({
          state: 'failed',
          error: error('EC20_REGISTRATION_DENIED'),
          queue: QUEUE,
          retryInMs: 30_000,
        });
        for (const at of [offline, snapshot({ state: 'online', signal: SIGNAL })]) {
          const { text = '' } = faultStatus(fault, at, true, language);
          assert.ok(text.length <= 40 && text.startsWith(shortReason(fault.error, language)), text);
        }
      }
    }
  });
});
