import assert from 'node:assert/strict';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { VirtualDevice } from '../support/virtual-device';

/** Each habit that a real module, card or firmware has shown (§M3, §M4, §M5, §M8), as the simulator plays it. */
const HABITS: readonly (readonly [string, Partial<SimulatorSettings>])[] = [
  ['an echo that never goes off', { echo: 'never-off' }],
  ['a prompt without a space', { prompt: 'bare' }],
  ['codes glued to the OK before them', { glue: true }],
  ['a CONNACK without its return code', { connackCode: false }],
  ['publish result 1, then 0', { publishResult: 'retry' }],
  ['a publish result that comes before its OK', { resultFirst: true }],
  ['each publish result once more, later', { staleResult: true }],
  ['a late +QMTSTAT of our own close', { lateStat: true, oldSession: 'connected' }],
  ['an unquoted payload in +QMTRECV', { recvLayout: 'unquoted' }],
  ['a payload on the next line of +QMTRECV', { recvLayout: 'next-line' }],
  ['an old session left open', { oldSession: 'open' }],
  ['an old session left connected', { oldSession: 'connected' }],
  ['a PDP context that is active already', { pdp: 'active' }],
  ['QIACT that says OK on an active context', { pdp: 'active', qiactActive: 'ok' }],
  ['a second address in QIACT?', { addressV6: '240E:404:2500:9D0E:168A:86BE:913C:1849' }],
  ['registration told by CEREG alone', { registeredBy: 'cereg' }],
  ['registration told by CGREG alone', { registeredBy: 'cgreg' }],
  ['registration told by CREG alone', { registeredBy: 'creg' }],
  ['roaming', { registration: 'roaming' }],
  ['a SIM card that is busy for a while', { sim: 'busy', busyMs: 5000 }],
  ['codes that go to the UART though we are on USB', { urcport: 'uart1' }],
  ['a port on the UART', { portKind: 'uart1' }],
  ['errors of QMT commands as numbers', { qmtErrors: 'number' }],
  ['errors of QMT commands as text', { qmtErrors: 'text' }],
  ['results that come out of order', { ackMs: 5, ackJitterMs: 300 }],
  ['one publish at a time', { inflightLimit: 1 }],
  ['a line at 115200 baud', { baud: 115_200 }],
  ['a line at 9600 baud', { baud: 9600 }],
  ['bytes that come one by one', { splitRate: 1 }],
  ['the EC25', { family: 'EC25' }],
  ['the EC200U', { family: 'EC200U' }],
  ['the EC800M', { family: 'EC800M' }],
  ['old aliauth settings', { oldAliauth: 'a1Old,old-device,0123456789abcdef' }],
  ['an operator number in quotes', { plmnQuoted: true }],
];

describe('a session online in spite of', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  for (const [habit, settings] of HABITS) {
    it(habit, async () => {
      device = new VirtualDevice(settings);
      await device.online();
      const received: string[] = [];
      const granted = device.session.subscribe('node', device.downlink, 1, ({ payload }) =>
        received.push(payload.toString()),
      );
      await device.clock.settle(granted, 10_000);
      const payloads = Array.from({ length: 20 }, (_, index) => `{"n":${index},"t":"\r\nOK\r\n> 中"}`);
      const fates = payloads.map((payload, index) =>
        device.publish(payload, { qos: index % 5 === 0 ? 0 : 1 }),
      );
      for (const payload of payloads) {
        device.cloud.send(
          { productKey: 'a1DemoEC20x', deviceName: 'demo-device' },
          device.downlink,
          Buffer.from(payload),
          1,
        );
        await device.clock.advance(20);
      }
      await device.clock.until(
        () => fates.every((fate) => fate.delivered.length + fate.failed.length > 0) && received.length >= 20,
        120_000,
        `the traffic (${received.length} of 20 received)`,
      );
      assert.deepEqual(
        fates.flatMap((fate) => fate.failed),
        [],
      );
      assert.deepEqual(
        device.arrivals.map((arrival) => arrival.payload.toString()),
        payloads,
      );
      assert.deepEqual(received, payloads);
      assert.deepEqual(device.faults, []);
      const rude = device.simulator.log.filter((entry) => entry.inDataPhase || entry.whileBusy);
      assert.deepEqual(rude, []);
    });
  }
});
