import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NodeMessage } from 'node-red';
import { DEMO_TSL } from '../../src/simulator/cloud/demo-model';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import { assertSentence } from '../support/sentences';
import { FAST_SIMULATOR, modemNode, Probe, startFlow, type CaughtMessage } from './rig';
import {
  deviceNode,
  meter,
  METER,
  publish,
  says,
  secretOf,
  SECRETS,
  send,
  TABLE,
  TABLE_SECRETS,
} from './sub-device-rig';
import { EARS, type Stage, stageOfEach } from './thing-stage';

describe('The device that a message of a flow is of', () => {
  let stage: Stage;
  stageOfEach((each) => {
    stage = each;
  });

  const latest = (name: string, identifier: string) =>
    stage.cloud.data(meter(name)).latest.get(identifier)?.value;

  it('a table and msg.device: each message goes to its device, by name or by key; without one to the gateway', async () => {
    await stage.online(publish(''), { subDevices: TABLE }, { modem: { subDeviceSecrets: TABLE_SECRETS } });
    const out = new Probe('to-gateway-out');
    send('to-gateway', { payload: { Voltage: 221 }, device: 'meter2' });
    await out.next();
    send('to-gateway', { payload: { Voltage: 222 }, device: `${METER}/meter3` });
    await out.next();
    send('to-gateway', { payload: { Temperature: 20 } });
    await out.next();
    assert.equal(latest('meter2', 'Voltage'), 221);
    assert.equal(latest('meter3', 'Voltage'), 222);
    assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.get('Temperature')?.value, 20);
  });

  for (const [what, device] of [
    ['a device that is not set up', 'meter9'],
    ['a number', 1001],
    ['an object', { name: 'meter1' }],
  ] as const) {
    it(`msg.device names ${what}: the message fails with what to do, and nothing leaves as the gateway’s`, async () => {
      await stage.online(publish(''), { subDevices: TABLE });
      send('to-gateway', { payload: { Voltage: 1 }, device });
      const { code, message } = await stage.error();
      assert.equal(code, 'EC20_SUB_CHOICE');
      assertSentence('EC20_SUB_CHOICE', message, 'en');
      assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.size, 0);
    });
  }

  for (const [what, nodes, settings] of [
    ['the only ec20-device node is refused', [deviceNode('meter1', { productKey: 'a 1' })], {}],
    ['the table is empty', [], { subDevices: 'productKey,deviceName' }],
  ] as const) {
    it(`${what}: a message that names a device fails, and nothing leaves as the gateway’s`, async () => {
      await stage.online([...nodes, ...publish('')], settings);
      send('to-gateway', { payload: { Voltage: 1 }, device: 'meter1' });
      const isOfNode = (msg: NodeMessage) => (msg as CaughtMessage).error.source.id === 'to-gateway';
      const { error } = (await stage.errors?.next(isOfNode)) as CaughtMessage;
      assert.equal(error.code, 'EC20_SUB_CHOICE');
      assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.size, 0);
    });
  }

  it('a message that names a device whose thing model is still being read waits for it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ec20-model-'));
    const tslFile = join(folder, 'model.json');
    writeFileSync(tslFile, JSON.stringify(DEMO_TSL));
    const { deviceSecret, ...names } = DEMO_TRIPLET;
    const modem = modemNode({ port: await stage.attach(), ...names });
    await startFlow([modem, deviceNode('meter1', { tslFile, tslCheck: 'off' }), ...publish('')], {
      ...SECRETS,
      modem: { deviceSecret },
    });
    send('to-gateway', { payload: { Voltage: 7 }, device: 'meter1' });
    await new Probe('to-gateway-out').next();
    assert.equal(latest('meter1', 'Voltage'), 7);
    assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.size, 0);
    rmSync(folder, { recursive: true });
  });

  it('a table with variables in it: a secret that is stored for a device is found by its real names', async () => {
    process.env['EC20_TEST_PRODUCT'] = METER;
    process.env['EC20_TEST_SECRET'] = secretOf('meter2');
    const table = '${EC20_TEST_PRODUCT},meter1\n${EC20_TEST_PRODUCT},meter2,${EC20_TEST_SECRET}';
    const stored = { '${EC20_TEST_PRODUCT}/meter1': secretOf('meter1') };
    stage.cloud.gateways.setRegistration(METER, false);
    await stage.online(
      publish(''),
      { subDevices: table },
      { modem: { subDeviceSecrets: JSON.stringify(stored) } },
    );
    await stage.states?.next((msg) => says('meter1', 'online')(msg) && says('meter2', 'online')(msg));
    Reflect.deleteProperty(process.env, 'EC20_TEST_PRODUCT');
    Reflect.deleteProperty(process.env, 'EC20_TEST_SECRET');
  });

  it('a table in a file as Excel saves it in China', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ec20-table-'));
    const subDevicesFile = join(folder, 'meters.csv');
    // 设备名称,备注,产品Key in GBK, then ASCII but for the remark.
    const heading = Buffer.from('c9e8b1b8c3fbb3c62cb1b8d7a22cb2fac6b74b6579', 'hex');
    writeFileSync(subDevicesFile, Buffer.concat([heading, Buffer.from(`\r\nmeter3,"a,b",${METER}\r\n`)]));
    await stage.online(publish(''), { subDevicesFile });
    await stage.states?.next(says('meter3', 'online'));
    send('to-gateway', { payload: { Voltage: 9 }, device: 'meter3' });
    await new Probe('to-gateway-out').next();
    assert.equal(latest('meter3', 'Voltage'), 9);
    rmSync(folder, { recursive: true });
  });

  for (const device of [DEMO_TRIPLET.deviceName, `${DEMO_TRIPLET.productKey}/${DEMO_TRIPLET.deviceName}`]) {
    it(`msg.device names the gateway itself, ${device}: the message is the gateway’s`, async () => {
      await stage.online(publish(''), { subDevices: TABLE }, { modem: { subDeviceSecrets: TABLE_SECRETS } });
      send('to-gateway', { payload: { Temperature: 20 }, device });
      await new Probe('to-gateway-out').next();
      assert.equal(stage.cloud.data(DEMO_TRIPLET).latest.get('Temperature')?.value, 20);
    });
  }

  it('the modem node’s settings are refused: a message for a sub-device fails with that', async () => {
    const modem = { id: 'modem', type: 'ec20-modem', port: FAST_SIMULATOR, apn: 'ＣＭＩＯＴ' };
    await startFlow([modem, deviceNode('meter1'), ...publish('meter1'), ...EARS]);
    const errors = new Probe('errors');
    send('to-meter1', { payload: { Voltage: 1 } });
    const isOfNode = (msg: NodeMessage) => (msg as CaughtMessage).error.source.id === 'to-meter1';
    const { error } = (await errors.next(isOfNode)) as CaughtMessage;
    assert.equal(error.code, 'EC20_FULL_WIDTH');
  });
});
