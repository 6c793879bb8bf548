import assert from 'node:assert/strict';
import { VirtualDevice } from '../support/virtual-device';

describe('a session on the virtual module', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  it('goes from the port to online through every state, in order', async () => {
    device = new VirtualDevice();
    await device.online();
    assert.deepEqual(device.states, ['opening', 'starting', 'sim', 'network', 'connecting', 'online']);
    assert.deepEqual(device.faults, []);
    const snapshot = device.session.snapshot();
    assert.equal(snapshot.error, undefined);
    assert.match(snapshot.module.model, /^EC20/);
    assert.match(snapshot.module.imei, /^\d{15}$/);
    assert.equal(snapshot.network.registration, 'home');
    assert.equal(snapshot.signal?.dbm, -65);
  });

  it('delivers a message with any bytes, and one that comes back', async () => {
    device = new VirtualDevice();
    await device.online();
    const payload = Buffer.concat([
      Buffer.from('"\r\nOK\r\n> \x00\x1a+QMTRECV: 0,0,"t",3,"x"\r\nERROR\r\n中文'),
      Buffer.from(Array.from({ length: 256 }, (_, index) => index)),
    ]);
    const received: Buffer[] = [];
    await device.clock.settle(
      device.session.subscribe('node', device.downlink, 1, (message) => received.push(message.payload)),
      5000,
    );
    const fate = device.publish(payload);
    await device.clock.until(() => fate.delivered.length > 0, 10_000, 'the delivery');
    assert.deepEqual(fate.failed, []);
    assert.equal(fate.accepted, 1);
    assert.deepEqual(
      device.arrivals.map((arrival) => arrival.payload),
      [payload],
    );
    device.cloud.send({ productKey: 'a1DemoEC20x', deviceName: 'demo-device' }, device.downlink, payload, 1);
    await device.clock.until(() => received.length > 0, 10_000, 'the downlink');
    assert.deepEqual(received, [payload]);
  });

  it('delivers a thousand messages once each and in order', async () => {
    device = new VirtualDevice({}, () => ({ maxRate: 1000 }));
    await device.online();
    const fates = Array.from({ length: 1000 }, (_, index) => device.publish(`message ${index}`, { qos: 1 }));
    await device.clock.until(
      () => fates.every((fate) => fate.delivered.length > 0),
      600_000,
      'all deliveries',
    );
    assert.deepEqual(
      device.arrivals.map((arrival) => arrival.payload.toString()),
      Array.from({ length: 1000 }, (_, index) => `message ${index}`),
    );
    assert.ok(fates.every((fate) => fate.delivered.length === 1 && fate.failed.length === 0));
  });
});
