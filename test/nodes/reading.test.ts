import assert from 'node:assert/strict';

import { readCommand } from '../../nodes/command/at-command';
import { FlowError } from '../../nodes/shared/flow-error';
import { profileOf } from '../../nodes/modem/profile';
import { modemSettings } from '../../nodes/modem/settings';
import { CodedError } from '../../src/base/coded-error';
import { NODES } from '../../src/settings/settings';
import { PROFILES } from '../../src/ec20/profiles/families';

describe('The settings of ec20-modem', () => {
  it('have their defaults where a flow has none', () => {
    const { line, module, cloud, delivery, budget, history, gateway, ...rest } = modemSettings({}, {});
    assert.deepEqual(line, { port: 'auto', baudRate: 115_200, flowControl: false });
    assert.deepEqual(module, {
      urcPort: 'auto', apn: '', apnUser: '', apnPassword: '', apnAuth: 0, pdpContext: 1, simPin: '', clientIndex: 0,
      signalIntervalMs: 60_000,
    }); // prettier-ignore
    assert.deepEqual(cloud, {
      server: 'aliyun', productKey: '', deviceName: '', deviceSecret: '', productSecret: '', registration: 'preregistered', auth: 'auto', region: 'cn-shanghai',
      instanceId: '', host: '', mqttPort: 1883, tls: 'auto', caFile: '', certFile: '', keyFile: '', clientId: '', username: '', password: '', keepAlive: 120,
      cleanSession: true, willTopic: '', willPayload: '', willQos: 0, willRetain: false, tsl: '', tslFile: '', tslCheck: 'warn',
    }); // prettier-ignore
    assert.deepEqual(gateway, { subDevices: '', subDevicesFile: '', subDeviceSecrets: '' });
    assert.deepEqual(rest, { name: '', family: undefined });
    assert.deepEqual(history, { history: 'on', historyDays: 90, historyPayload: false });
    assert.deepEqual(delivery, {
      queue: 'disk',
      queueLimit: 100_000,
      queueTtlMs: 0,
      queueOverflow: 'oldest',
      maxInFlight: 5,
      maxRate: 0,
      quotes: 'keep',
      compact: false,
    });
    assert.deepEqual(budget, {
      budget: 0,
      budgetUnit: 'MB',
      budgetDay: 1,
      budgetThen: 'go',
      budgetEvents: '',
    });
  });

  it('name a family of modules, which the dialog offers all', () => {
    assert.equal(modemSettings({ module: 'auto' }, {}).family, undefined);
    const offered = NODES['ec20-modem'].module.choices ?? [];
    assert.deepEqual(offered, ['auto', ...PROFILES.keys()]);
    for (const name of PROFILES.keys()) assert.equal(modemSettings({ module: name }, {}).family?.name, name);
    assert.throws(() => modemSettings({ module: 'EC99' }, {}), {
      code: 'EC20_SETTING',
      params: { field: 'module', value: 'EC99', allowed: offered.join(', ') },
    });
  });

  it('take numbers and booleans as text, and trim', () => {
    const settings = modemSettings(
      { server: 'mqtt', port: ' /dev/ttyUSB2 ', mqttPort: '8883', cleanSession: 'false', willQos: 1 },
      {},
    );
    assert.equal(settings.line.port, '/dev/ttyUSB2');
    assert.deepEqual(
      [settings.cloud.mqttPort, settings.cloud.cleanSession, settings.cloud.willQos],
      [8883, false, 1],
    );
  });

  it('leave a password as it is, blanks and all, but refuse an unresolved variable in it', () => {
    const broker = { server: 'mqtt' };
    for (const password of [' a b ', '  ']) {
      assert.equal(modemSettings(broker, { password }).cloud.password, password);
    }
    assert.throws(() => modemSettings(broker, { password: '${NOT_SET}' }), { code: 'EC20_ENV_MISSING' });
  });

  it('leave out what the server doesn’t use, right or wrong, so that no hidden field stops a device', () => {
    const hidden = { willTopic: 'state/#', willQos: 'high', region: 'ｃn', tsl: '{', clientId: 'a，b' };
    const device = { productKey: 'PRODUCT1', deviceName: 'pi-1' };
    for (const server of ['tencent', 'onenet']) {
      const { cloud } = modemSettings(
        { ...device, ...hidden, server },
        { deviceSecret: 'c2VjcmV0', username: 'u' },
      );
      assert.deepEqual(
        [cloud.willTopic, cloud.willQos, cloud.tsl, cloud.clientId, cloud.username],
        ['', 0, '', '', ''],
      );
      assert.equal(profileOf(cloud, { tlsIdentity: undefined, thingModel: '' }).will, undefined);
    }
  });

  it('never show a secret in their errors', () => {
    const secret = 'my secret，with a full-width comma';
    assert.throws(
      () => modemSettings({}, { deviceSecret: secret }),
      (error: CodedError) => !JSON.stringify([error.message, error.params]).includes('my secret'),
    );
  });
});

describe('An error in a flow', () => {
  it('begins with its code and speaks the runtime’s language', () => {
    const coded = new CodedError('EC20_SIM_ABSENT', { cause: 'why' });
    const error = new FlowError(coded, 'zh');
    assert.match(String(error), /^EC20_SIM_ABSENT: .*[\u4e00-\u9fff]/);
    assert.deepEqual([error.code, error.cause], ['EC20_SIM_ABSENT', 'why']);
    assert.ok(Object.hasOwn(error, 'code')); // what a Catch node looks for
  });
});

describe('The payload of ec20-command', () => {
  it('is a text or an object with options', () => {
    assert.deepEqual(readCommand('AT+CSQ', 'en'), { command: 'AT+CSQ' });
    assert.deepEqual(
      readCommand({ command: 'AT', data: 'é', ctrlZ: true, until: '+X:', timeout: 500, force: false }, 'en'),
      { command: 'AT', data: Buffer.from('é'), ctrlZ: true, until: '+X:', timeoutMs: 500, force: false },
    );
  });

  it('is refused in the runtime’s language', () => {
    assert.throws(
      () => readCommand(7, 'zh'),
      (error: CodedError) => {
        return (
          error.code === 'EC20_COMMAND_INVALID' && /[\u4e00-\u9fff]/.test(String(error.params['detail']))
        );
      },
    );
  });
});
