import assert from 'node:assert/strict';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { CLOUD, MODEM } from '../../src/settings/modem';
import { DEMO_DEVICE } from '../../src/settings/demo-device';
import { SERVER_NAMES, type ServerName, serverOf } from '../../src/settings/servers';
import {
  NODES,
  checkField,
  credentialsOf,
  defaultsOf,
  faultsOf,
  isShown,
  type NodeType,
  rangeOf,
  STORED_SECRET,
  type Values,
} from '../../src/settings/settings';

const DEVICE = { productKey: 'a1B2c3D4e5F', deviceName: 'ec20-001', deviceSecret: STORED_SECRET };
const codeOf = (values: Values, name: string) => checkField('ec20-modem', name, values)?.code;

describe('A new node', () => {
  it('stores these defaults', () => {
    const values = (node: NodeType) =>
      Object.fromEntries(Object.entries(defaultsOf(node)).map(([name, { value }]) => [name, value]));
    assert.deepEqual(values('ec20-modem'), {
      version: 1, name: '', language: 'auto', port: 'auto', baudRate: 115200, flowControl: false, module: 'auto', urcPort: 'auto', apn: '', apnUser: '',
      apnAuth: 0, pdpContext: 1, server: 'aliyun', productKey: '', deviceName: '', registration: 'preregistered', auth: 'auto', region: 'cn-shanghai', instanceId: '',
      host: '', mqttPort: 1883, tls: 'auto', caFile: '', certFile: '', keyFile: '', clientId: '', keepAlive: 120, cleanSession: true,
      clientIndex: 0, willTopic: '', willPayload: '', willQos: 0, willRetain: false, queue: 'disk', queueLimit: 100000, queueTtl: 0,
      queueOverflow: 'oldest', maxInFlight: 5, maxRate: 0, signalInterval: 60, quotes: 'keep', tsl: '', tslFile: '', tslCheck: 'warn',
      compact: false, history: 'on', historyDays: 90, historyPayload: false,
      budget: 0, budgetUnit: 'MB', budgetDay: 1, budgetThen: 'go', budgetEvents: '', subDevices: '', subDevicesFile: '',
    }); // prettier-ignore
    assert.deepEqual(values('ec20-publish'), {
      version: 1, name: '', modem: '', device: '', kind: 'topic', topic: '', qos: '1', retain: '', offline: 'queue', event: '', waitReply: '',
      replyTimeout: '', gather: 0, gatherForm: 'lines',
    }); // prettier-ignore
    assert.deepEqual(values('ec20-subscribe'), {
      version: 1, name: '', modem: '', devices: 'one', device: '', kind: 'topic', topic: '', identifier: '', qos: '1', autoReply: '', autoReplyAfter: '',
      datatype: 'auto-detect', inputs: 0,
    }); // prettier-ignore
    assert.deepEqual(values('ec20-reply'), { version: 1, name: '', code: '' });
    assert.deepEqual(values('ec20-status'), { version: 1, name: '', modem: '', device: '' });
    assert.deepEqual(values('ec20-command'), { version: 1, name: '', modem: '' });
    assert.deepEqual(values('ec20-device'), {
      version: 1, name: '', modem: '', productKey: '', deviceName: '', tsl: '', tslFile: '', tslCheck: 'warn',
    }); // prettier-ignore
  });

  it('names its config node, and has its secrets masked', () => {
    assert.deepEqual(defaultsOf('ec20-publish')['modem'], { value: '', type: 'ec20-modem', required: true });
    assert.deepEqual(credentialsOf('ec20-modem'), {
      deviceSecret: { type: 'password' },
      simPin: { type: 'password' },
      apnPassword: { type: 'password' },
      username: { type: 'text' },
      password: { type: 'password' },
      productSecret: { type: 'password' },
      subDeviceSecrets: { type: 'password' },
    });
    assert.deepEqual(credentialsOf('ec20-device'), { deviceSecret: { type: 'password' } });
    assert.deepEqual(credentialsOf('ec20-publish'), {});
  });
});

describe('A config node', () => {
  const cases: readonly [name: string, values: Values, code: string | undefined][] = [
    ['keepAlive', { server: 'aliyun', keepAlive: 29 }, 'EC20_KEEPALIVE'],
    ['keepAlive', { server: 'tencent', keepAlive: '1800' }, 'EC20_SETTING'],
    ['keepAlive', { server: 'onenet', keepAlive: '1800' }, undefined],
    ['keepAlive', { server: 'mqtt', keepAlive: 0 }, undefined],
    ['keepAlive', { server: '${SERVER}', keepAlive: 3600 }, undefined],
    ['keepAlive', { server: '${SERVER}', keepAlive: 3601 }, 'EC20_SETTING'],
    ['host', { server: 'mqtt' }, 'EC20_HOST_MISSING'],
    ['host', { server: 'mqtt', host: 'x:1883' }, 'EC20_SETTING'],
    ['host', { server: 'mqtt', host: '${HOST}' }, undefined],
    ['host', { server: 'onenet' }, undefined],
    ['deviceName', { server: 'huawei' }, 'EC20_SETTING'],
    ['productKey', { server: 'huawei' }, undefined],
    ['productKey', { server: 'tencent', productKey: 'a b' }, 'EC20_SETTING'],
    ['productKey', { server: 'mqtt' }, undefined],
    ['region', { region: 'mars-1' }, 'EC20_REGION'],
    ['region', { region: 'mars-1', host: 'iot.example' }, undefined],
    ['region', { region: 'ｃn', server: 'mqtt' }, undefined],
    ['deviceSecret', {}, 'EC20_NO_SECRET'],
    ['deviceSecret', { deviceSecret: STORED_SECRET }, undefined],
    ['deviceSecret', { productSecret: STORED_SECRET }, undefined],
    ['deviceSecret', { port: 'simulator' }, undefined],
    ['productKey', { port: 'simulator?preset=fast' }, undefined],
    ['deviceSecret', { ...DEMO_DEVICE, port: 'simulator' }, undefined],
    ['deviceSecret', { port: 'simulator', productKey: 'a1' }, 'EC20_NO_SECRET'],
    ['clientId', { clientId: 'a b' }, 'EC20_SETTING'],
    ['clientId', { server: 'mqtt', clientId: 'a b' }, undefined],
    ['caFile', { tls: 'on', mqttPort: 8883 }, 'EC20_CA_MISSING'],
    ['caFile', { server: 'tencent', tls: 'on' }, 'EC20_CA_MISSING'],
    ['caFile', { server: 'mqtt', tls: 'on', mqttPort: 8883 }, undefined],
    ['keyFile', { tls: 'on', certFile: 'c.pem' }, 'EC20_TLS_PAIR'],
    ['keyFile', { tls: 'off', certFile: 'c.pem' }, undefined],
    ['tls', { tls: 'off', productSecret: STORED_SECRET }, 'EC20_REGISTER_TLS'],
    ['willTopic', { server: 'mqtt', willTopic: 'a/#' }, 'EC20_TOPIC_WILDCARD'],
    ['willTopic', { server: 'mqtt', willTopic: '${productKey}/x' }, 'EC20_TOPIC_PLACEHOLDER'],
    ['willTopic', { server: 'mqtt', willTopic: '${productKey}/x', productKey: '${PK}' }, undefined],
    ['port', { port: 'tcp://[::1]:5020' }, undefined],
    ['port', { port: 'tcp://h:5020/' }, undefined],
    ['port', { port: 'tcp://h:99999' }, 'EC20_SETTING'],
    ['port', { port: 'ttyUSB2' }, 'EC20_PORT_NOT_FOUND'],
    ['port', { port: '\\\\.\\COM10' }, undefined],
    ['apn', { apn: '${APN}' }, undefined],
    ['maxInFlight', { maxInFlight: '33' }, 'EC20_SETTING'],
  ];
  for (const [name, values, code] of cases) {
    it(`${JSON.stringify(values)}: ${name} is ${code ?? 'fine'}`, () => {
      assert.equal(codeOf(values, name), code);
    });
  }

  it('with a last will that is moved to a server without one has nothing wrong with it', () => {
    for (const server of SERVER_NAMES) {
      const values = { ...DEVICE, server, host: 'broker.example', willTopic: 'state/#', willQos: 'x' };
      const found = faultsOf('ec20-modem', values).map(({ field }) => field);
      assert.deepEqual(found, serverOf(server).will ? ['willTopic', 'willQos'] : []);
      assert.equal(isShown('ec20-modem', 'willTopic', values), serverOf(server).will);
    }
  });

  it('shows the range of the server that is chosen', () => {
    const rangeAt = (server: string) => {
      const { min, max } = rangeOf('ec20-modem', 'keepAlive', { server }) ?? assert.fail();
      return [min, max];
    };
    const expected: Readonly<Record<ServerName, readonly number[]>> = {
      aliyun: [30, 1200],
      mqtt: [0, 3600],
      emqx: [0, 3600],
      tencent: [0, 900],
      onenet: [10, 1800],
      huawei: [30, 1200],
    };
    for (const server of SERVER_NAMES) assert.deepEqual(rangeAt(server), expected[server]);
    assert.deepEqual(rangeAt('${SERVER}'), [0, 3600]);
    assert.equal(rangeOf('ec20-modem', 'apn', {}), undefined);
  });

  it('says why a reserved word is no identifier of a thing model', () => {
    const reason = (identifier: string) => {
      const tsl = JSON.stringify({ properties: [{ identifier, dataType: { type: 'int' } }] });
      return checkField('ec20-modem', 'tsl', { tsl })?.phrases?.['problem'];
    };
    for (const word of ['value', 'time']) {
      assert.match(reason(word)?.en ?? '', /reserved/);
      assert.match(reason(word)?.zh ?? '', /保留字/);
    }
    assert.match(reason('温度')?.en ?? '', /letters, digits and _/);
    assert.equal(reason('Temperature'), undefined);
  });
});

describe('A node that uses a config node', () => {
  const aliyun = { ...DEVICE, server: 'aliyun' };
  const broker = { server: 'mqtt', host: 'broker.example' };
  const cases: readonly [
    node: 'ec20-publish' | 'ec20-subscribe',
    values: Values,
    modem: Values | undefined,
    codes: readonly string[],
  ][] = [
    ['ec20-publish', { topic: '/a/温度' }, aliyun, []],
    ['ec20-publish', { topic: 'a，b' }, aliyun, ['EC20_FULL_WIDTH']],
    ['ec20-publish', { topic: '/${productKey/x' }, aliyun, ['EC20_TOPIC_PLACEHOLDER']],
    ['ec20-publish', { topic: '/${productKey}/x' }, aliyun, []],
    ['ec20-publish', { topic: '/${productKey}/x' }, broker, ['EC20_TOPIC_PLACEHOLDER']],
    ['ec20-publish', { topic: 't'.repeat(129) }, aliyun, ['EC20_TOPIC_LONG']],
    ['ec20-publish', { topic: 't'.repeat(129) }, broker, []],
    ['ec20-publish', { topic: 't'.repeat(129) }, undefined, []],
    ['ec20-publish', { topic: 'a/+', kind: 'property' }, aliyun, []],
    ['ec20-publish', { kind: 'property' }, broker, ['EC20_KIND_SERVER']],
    ['ec20-publish', { kind: 'property' }, { server: '${SERVER}' }, []],
    ['ec20-publish', { kind: 'property', qos: '2' }, aliyun, ['EC20_QOS_UNSUPPORTED']],
    [
      'ec20-publish',
      { qos: '2', retain: 'true' },
      aliyun,
      ['EC20_QOS_UNSUPPORTED', 'EC20_RETAIN_UNSUPPORTED'],
    ],
    ['ec20-publish', { qos: '2', retain: 'true' }, broker, []],
    ['ec20-publish', { kind: 'event', event: 'time' }, aliyun, ['EC20_IDENTIFIER']],
    ['ec20-publish', { kind: 'property', replyTimeout: '601' }, aliyun, ['EC20_SETTING']],
    ['ec20-subscribe', {}, broker, ['EC20_FILTER_MISSING']],
    ['ec20-subscribe', { inputs: 1 }, broker, []],
    ['ec20-subscribe', { kind: '${KIND}' }, broker, []],
    ['ec20-subscribe', { topic: 'a/#/b' }, broker, ['EC20_FILTER_INVALID']],
    ['ec20-subscribe', { kind: 'rrpc' }, aliyun, []],
    ['ec20-subscribe', { kind: 'service', identifier: '温度' }, aliyun, ['EC20_IDENTIFIER']],
  ];
  for (const [node, values, modem, codes] of cases) {
    it(`${node} ${JSON.stringify(values).slice(0, 60)} at ${String(modem?.['server'])}: ${codes.join(', ') || 'fine'}`, () => {
      assert.deepEqual(
        faultsOf(node, values, modem).map(({ code }) => code),
        codes,
      );
    });
  }

  it('answers with the codes that the cloud takes from a device', () => {
    const codeIs = (code: unknown) => checkField('ec20-reply', 'code', { code })?.code;
    for (const code of ['', 200, '460', 100_000, '110000']) assert.equal(codeIs(code), undefined);
    for (const code of [201, '99999']) assert.equal(codeIs(code), 'EC20_REPLY_CODE');
    assert.equal(codeIs('many'), 'EC20_SETTING');
  });
});

describe('The rows', () => {
  it('of servers name settings that there are', () => {
    const ofModem = SERVER_NAMES.flatMap((name) => [...serverOf(name).needs, ...serverOf(name).tlsWith]);
    for (const name of ofModem) assert(Object.hasOwn(MODEM, name), name);
    const used = SERVER_NAMES.flatMap((name) => serverOf(name).uses);
    for (const name of used)
      assert(
        Object.values(NODES).some((rows) => Object.hasOwn(rows, name)),
        name,
      );
  });

  it('of servers have what each needs among what it uses', () => {
    for (const name of SERVER_NAMES) {
      const { needs, uses, host, login } = serverOf(name);
      assert.equal(needs.includes('deviceSecret'), uses.includes('deviceSecret'), name);
      const isDerived = host({ productKey: 'pk', region: 'r', instanceId: '' }, false) !== '';
      assert.equal(needs.includes('host'), !isDerived, name);
      assert.equal(login === 'entered', uses.includes('password'), name);
    }
  });

  it('read only existing settings, for any values of the others', () => {
    for (const server of [...SERVER_NAMES, '${SERVER}']) {
      for (const tls of ['on', 'off']) faultsOf('ec20-modem', { server, tls, willTopic: 'x' });
    }
    assert(Object.keys(CLOUD).every((name) => Object.hasOwn(MODEM, name)));
  });

  it('know the virtual module’s device by the name that it has there', () => {
    const { productKey, deviceName } = DEMO_TRIPLET;
    assert.deepEqual({ ...DEMO_DEVICE }, { productKey, deviceName });
  });
});
