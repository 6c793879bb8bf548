import assert from 'node:assert/strict';

import { nodeStatus } from '../../nodes/device/status-text';
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
  [{ state: 'closed' }, 'grey ring', 'disconnected', 'disconnected'],
  [
    { state: 'closed', error: error('EC20_PORT_RELEASED') },
    'grey ring',
    'disconnected, port released',
    'disconnected, 串口已释放',
  ],
  [{ state: 'opening' }, 'yellow ring', 'connecting, port', 'connecting, 打开串口'],
  [
    { state: 'network', error: error('EC20_NO_SIGNAL') },
    'yellow ring',
    'connecting, no signal',
    'connecting, 无信号',
  ],
  [
    { state: 'connecting', queue: QUEUE },
    'yellow ring',
    'connecting, cloud, queue 12',
    'connecting, 连接云端, 队列 12',
  ],
  [{ state: 'online' }, 'green dot', 'connected', 'connected'],
  [
    { state: 'online', signal: SIGNAL, queue: QUEUE },
    'green dot',
    'connected, -67 dBm, queue 12',
    'connected, -67 dBm, 队列 12',
  ],
  [
    { state: 'waiting', retryInMs: 1500, error: error('EC20_LINK_SILENT') },
    'yellow ring',
    'disconnected, retry in 2 s, link silent',
    'disconnected, 2 秒后重试, 链路无响应',
  ],
  [
    { state: 'waiting', retryInMs: 300_000, error: error('EC20_OPEN_OCCUPIED') },
    'yellow ring',
    'disconnected, retry in 300 s',
    'disconnected, 300 秒后重试, 客户端被占用',
  ],
  [
    { state: 'failed', error: error('EC20_SIM_ABSENT') },
    'red ring',
    'disconnected, no SIM card',
    'disconnected, 未插 SIM 卡',
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

  it('says that it is the simulator, at the cost of details', () => {
    const changes = snapshot({ state: 'waiting', retryInMs: 300_000, error: error('EC20_OPEN_OCCUPIED') });
    assert.equal(nodeStatus(changes, true, 'en').text, 'disconnected, retry in 300 s (simulator)');
  });

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
          if (language === 'zh') assert.match(text.replace(/^disconnected, /, ''), /\p{Script=Han}/u, code);
          assert.match(text, simulated ? /^disconnected, .+ \(simulator\)$/ : /^disconnected, .+$/);
        }
      }
    }
  });
});
