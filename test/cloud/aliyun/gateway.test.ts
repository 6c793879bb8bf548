import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { aliyunGateway } from '../../../src/cloud/aliyun/gateway';
import { aliyunSubDevice } from '../../../src/cloud/aliyun/sub-device';
import type { SubDevice } from '../../../src/cloud/gateway';

const NAMES = { productKey: 'a1GatewayPk', deviceName: 'gateway-1' };
const SECRET = '0123456789abcdef0123456789abcdef';
const ROOM = 10_000;

const gateway = aliyunGateway(NAMES, 'keep', true);
const session = '/ext/session/a1GatewayPk/gateway-1/combine/';
const named = { productKey: 'a1MeterPk00', deviceName: 'meter-1' };

/** Sub-device `meter-<number>` of one product. */
function meter(number: number, deviceSecret = SECRET): SubDevice {
  return aliyunSubDevice({
    productKey: 'a1MeterPk00',
    deviceName: `meter-${number}`,
    deviceSecret,
    thingModel: '',
    thingCheck: 'warn',
    quotes: 'keep',
  });
}

function json(payload: Buffer): Record<string, unknown> {
  return JSON.parse(payload.toString()) as Record<string, unknown>;
}

function message(topic: string, value: unknown): { topic: string; payload: Buffer } {
  return { topic, payload: Buffer.from(JSON.stringify(value)) };
}

describe('a gateway’s questions', () => {
  it('signs a login as for a direct device, and names the platform’s own method', () => {
    const { topic, payload, qos, count } = gateway.ask({ kind: 'login', devices: [meter(1)] }, '7', ROOM);
    assert.equal(topic, '/ext/session/a1GatewayPk/gateway-1/combine/login');
    assert.deepEqual([qos, count], [0, 1]);
    const { id, params } = json(payload) as { id: string; params: Record<string, string> };
    assert.equal(id, '7');
    const content = `clientId${params['clientId']}deviceNamemeter-1productKeya1MeterPk00timestamp${params['timestamp']}`;
    assert.equal(params['sign'], createHmac('sha256', SECRET).update(content).digest('hex'));
    assert.equal(params['signMethod'], 'hmacSha256');
    assert.equal(params['cleanSession'], 'true');
  });

  it('asks for several at once, as many as the platform and the module take', () => {
    const devices = Array.from({ length: 9 }, (_, index) => meter(index));
    const all = gateway.ask({ kind: 'login', devices }, '1', ROOM);
    assert.equal(all.topic, '/ext/session/a1GatewayPk/gateway-1/combine/batch_login');
    assert.equal(all.count, 5);
    const { params } = json(all.payload) as { params: { signMethod: string; deviceList: unknown[] } };
    assert.deepEqual([params.signMethod, params.deviceList.length], ['hmacSha256', 5]);
    const few = gateway.ask({ kind: 'login', devices }, '1', all.payload.length - 1);
    assert.equal(few.count, 4);
    assert.ok(few.payload.length < all.payload.length);
    // One has to go, whatever the limit.
    assert.equal(gateway.ask({ kind: 'login', devices }, '1', 10).count, 1);
    assert.equal(gateway.ask({ kind: 'add', devices }, '1', ROOM).count, 9);
  });

  it('writes signmethod to the topology, and only names to a registration', () => {
    const add = json(gateway.ask({ kind: 'add', devices: [meter(1)] }, '2', ROOM).payload);
    assert.equal(add['method'], 'thing.topo.add');
    assert.deepEqual(Object.keys((add['params'] as object[])[0] ?? {}).sort(), [
      'clientId',
      'deviceName',
      'productKey',
      'sign',
      'signmethod',
      'timestamp',
    ]);
    const unsigned = meter(1, '');
    assert.equal(unsigned.signature, undefined);
    const register = json(gateway.ask({ kind: 'register', devices: [unsigned] }, '3', ROOM).payload);
    assert.deepEqual(register['params'], [{ productKey: 'a1MeterPk00', deviceName: 'meter-1' }]);
  });
});

describe('what the platform tells a gateway', () => {
  const sys = '/sys/a1GatewayPk/gateway-1/thing/';

  it('is read as an answer, with the devices that it names and their secrets', () => {
    for (const topic of [`${session}login_reply`, `${session}batch_login_reply`]) {
      const data = topic.includes('batch') ? [named] : named;
      const read = gateway.read(message(topic, { id: '5', code: 200, message: 'success', data }));
      assert.deepEqual(read, {
        kind: 'reply',
        to: 'login',
        id: '5',
        verdict: { kind: 'done' },
        devices: [{ key: 'a1MeterPk00/meter-1', secret: undefined }],
      });
    }
    const registered = gateway.read(
      message(`${sys}sub/register_reply`, { id: '6', code: 200, data: [{ ...named, deviceSecret: SECRET }] }),
    );
    assert.ok(registered?.kind === 'reply');
    assert.deepEqual(registered.devices, [{ key: 'a1MeterPk00/meter-1', secret: SECRET }]);
  });

  it('is a change of the topology, with what the platform wants to hear', () => {
    for (const [status, change] of [
      [0, 'added'],
      [1, 'removed'],
      [2, 'enabled'],
      [8, 'disabled'],
    ] as const) {
      const read = gateway.read(
        message(`${sys}topo/change`, {
          id: '8',
          params: { status, subList: [named] },
          method: 'thing.topo.change',
        }),
      );
      assert.ok(read?.kind === 'changed');
      assert.equal(read.change, change);
      assert.equal(read.answer.topic, `${sys}topo/change_reply`);
      assert.deepEqual([json(read.answer.payload)['id'], json(read.answer.payload)['code']], ['8', 200]);
    }
  });

  it('is the end of a session, by the platform’s report or by the reply to a message of the device', () => {
    for (const read of [
      gateway.read(message('/ext/error/a1GatewayPk/gateway-1', { id: '', code: 520, data: named })),
      gateway.read(
        message('/sys/a1MeterPk00/meter-1/thing/event/property/post_reply', { id: '9', code: 520 }),
      ),
    ]) {
      assert.ok(read?.kind === 'refusal');
      assert.equal(read.verdict.cure, 'login');
      assert.deepEqual(read.devices, [{ key: 'a1MeterPk00/meter-1', secret: undefined }]);
    }
  });

  it('is what the console does with a device, on that device’s own topic', () => {
    for (const [deed, change] of [
      ['disable', 'disabled'],
      ['enable', 'enabled'],
      ['delete', 'removed'],
    ] as const) {
      const topic = `/sys/a1MeterPk00/meter-1/thing/${deed}`;
      const read = gateway.read(message(topic, { id: '8', params: {}, method: `thing.${deed}` }));
      assert.ok(read?.kind === 'changed', deed);
      assert.equal(read.change, change);
      assert.deepEqual(read.devices, [{ key: 'a1MeterPk00/meter-1', secret: undefined }]);
      assert.deepEqual([read.answer.topic, json(read.answer.payload)['id']], [`${topic}_reply`, '8']);
    }
  });

  for (const code of [427, 520, 521, 522, 6204, 6208, 6401]) {
    it(`is the end of a session by code ${code} in the reply to a message, which leaves again after the next login`, () => {
      const topic = '/sys/a1MeterPk00/meter-1/thing/event/property/post';
      const read = gateway.read(message(`${topic}_reply`, { id: '9', code }));
      assert.ok(read?.kind === 'refusal');
      const { thing } = meter(1);
      const reply = thing.readReply(message(`${topic}_reply`, { id: '9', code, data: {} }));
      assert.ok(reply !== undefined);
      assert.equal(thing.judge(reply, message(topic, {})).kind, 'again');
    });
  }

  it('is nothing for a gateway in anything else, whatever it holds', () => {
    for (const [topic, value] of [
      ['/sys/a1MeterPk00/meter-1/thing/event/property/post_reply', { id: '9', code: 200 }],
      [`${sys}event/property/post_reply`, { id: '9', code: 520 }],
      [`${sys}topo/change`, { id: '9', params: { status: 77, subList: [] } }],
      [`${sys}disable`, { id: '9', params: {} }],
      ['/sys/a1MeterPk00/meter-1/thing/service/disable', { id: '9', params: {} }],
      ['/a1MeterPk00/meter-1/thing/disable', { id: '9' }],
      ['a/b', {}],
    ] as const) {
      assert.equal(gateway.read(message(topic, value)), undefined, topic);
    }
    assert.equal(
      gateway.read({ topic: `${session}login_reply`, payload: Buffer.from('no JSON') }),
      undefined,
    );
  });

  it('belongs to the device whose names are in its topic', () => {
    for (const topic of [
      '/sys/a1MeterPk00/meter-1/thing/event/property/post',
      '/a1MeterPk00/meter-1/user/get',
      '/ext/ntp/a1MeterPk00/meter-1/request',
      '/ota/device/inform/a1MeterPk00/meter-1',
      '/shadow/update/a1MeterPk00/meter-1',
      '/ext/rrpc/+/a1MeterPk00/meter-1/user/get',
      '/ext/rrpc/17//a1MeterPk00/meter-1/user/get',
      '/ext/rrpc/17/sys/a1MeterPk00/meter-1/thing/model/down_raw',
    ]) {
      assert.equal(gateway.subDeviceOf(topic), 'a1MeterPk00/meter-1', topic);
    }
    for (const topic of [
      '/sys/a1GatewayPk/gateway-1/thing/event/property/post',
      '/a1GatewayPk/gateway-1/user/get',
      `${session}login`,
      '/broadcast/a1MeterPk00/all',
      'plain/topic',
    ]) {
      assert.equal(gateway.subDeviceOf(topic), undefined, topic);
    }
    assert.deepEqual(
      [`${session}login`, `${session}batch_login`, `${session}logout`].map((topic) => gateway.isLogin(topic)),
      [true, true, false],
    );
    assert.equal(gateway.productOf('/broadcast/a1MeterPk00/all'), 'a1MeterPk00');
    for (const topic of ['/broadcast/a1GatewayPk/all', '/a1MeterPk00/meter-1/user/get', 'plain/topic'])
      assert.equal(gateway.productOf(topic), undefined, topic);
  });
});

describe('What the platform answers about sub-devices', () => {
  for (const [code, error, cure] of [
    [401, 'EC20_SUB_SIGNATURE', 'none'],
    [6287, 'EC20_SUB_SIGNATURE', 'none'],
    [6401, 'EC20_SUB_TOPOLOGY', 'add'],
    [6619, 'EC20_SUB_BOUND', 'none'],
    [522, 'EC20_SUB_DISABLED', 'none'],
    [6100, 'EC20_SUB_UNKNOWN', 'none'],
    [428, 'EC20_SUB_LIMIT', 'again'],
    [427, 'EC20_SUB_ELSEWHERE', 'again'],
    [6288, 'EC20_SUB_REGISTER_OFF', 'none'],
    [6289, 'EC20_SUB_ACTIVATED', 'none'],
    [429, 'EC20_SUB_REFUSED', 'again'],
    [9999, 'EC20_SUB_REFUSED', 'none'],
  ] as const) {
    it(`means ${error} by code ${code}`, () => {
      const read = gateway.read(
        message(`${session}login_reply`, { id: 5, code, message: 'why', data: named }),
      );
      assert.ok(read?.kind === 'reply' && read.verdict.kind === 'refused');
      assert.equal(read.verdict.error.code, error);
      assert.equal(read.verdict.cure, cure);
      assert.equal(read.verdict.error.params['device'], 'a1MeterPk00/meter-1');
    });
  }
});
