import assert from 'node:assert/strict';
import { ERRORS, type ErrorCode } from '../../src/errors/catalogue';
import { failurePolicy } from '../../src/session/failure-policy';

const codes = Object.keys(ERRORS) as ErrorCode[];

describe('what a failure means for the node', () => {
  const PASSING: readonly ErrorCode[] = [
    'EC20_LINK_PEER_CLOSED',
    'EC20_LINK_DISCONNECTED',
    'EC20_LINK_SILENT',
    'EC20_OPEN_FAILED',
    'EC20_OPEN_NETWORK',
    'EC20_CONNECT_UNAVAILABLE',
    'EC20_CONNECT_TIMEOUT',
    'EC20_PDP_LOST',
    'EC20_PORT_LOST',
    'EC20_NO_SIGNAL',
    'EC20_SIM_BUSY',
    'EC20_TIMEOUT',
    'EC20_MODULE_RESTARTED',
  ];
  for (const code of PASSING) {
    it(`${code} passes on its own: the next attempt comes as soon as the back-off says`, () => {
      assert.deepEqual(failurePolicy(code), { state: 'waiting', floorMs: 0 });
    });
  }

  const BY_HAND: readonly ErrorCode[] = [
    'EC20_PORT_NOT_FOUND',
    'EC20_PORT_BUSY',
    'EC20_PORT_AMBIGUOUS',
    'EC20_MODULE_SILENT',
    'EC20_SIM_ABSENT',
    'EC20_SIM_PIN_NEEDED',
    'EC20_SIM_PUK',
    'EC20_REGISTRATION_DENIED',
    'EC20_OPEN_DNS',
    'EC20_CONNECT_CREDENTIALS',
    'EC20_ALIAUTH_MISSING',
  ];
  for (const code of BY_HAND) {
    it(`${code} needs a person`, () => assert.equal(failurePolicy(code).state, 'failed'));
  }

  it('a refused PIN is not offered again at once', () => {
    assert(failurePolicy('EC20_SIM_PIN_WRONG').floorMs >= 10_000);
  });

  it('Rule 9: after DNS, a refusing broker and a CONNACK the first retry comes within 2 s', () => {
    const codes = [
      'EC20_OPEN_DNS',
      'EC20_OPEN_NETWORK',
      'EC20_OPEN_FAILED',
      'EC20_CONNECT_CREDENTIALS',
    ] as const;
    for (const code of codes) assert.equal(failurePolicy(code).floorMs, 0, code);
  });

  it('what a plugged cable or a push of a button cures is noticed within 5 s', () => {
    const plugged = [
      'EC20_PORT_NOT_FOUND',
      'EC20_PORT_NONE',
      'EC20_PORT_BUSY',
      'EC20_SIM_ABSENT',
      'EC20_MODULE_SILENT',
    ] as const;
    for (const code of plugged) assert(failurePolicy(code).floorMs <= 5000, code);
  });

  it('no code stops the attempts for longer than a minute, or lets a node seem well that is not', () => {
    for (const code of codes) {
      const { state, floorMs } = failurePolicy(code);
      assert(floorMs >= 0 && floorMs <= 60_000, code);
      assert(state === 'failed' || floorMs === 0, code);
    }
  });
});
