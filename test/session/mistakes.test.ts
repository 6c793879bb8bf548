import assert from 'node:assert/strict';
import type { ErrorCode } from '../../src/errors/catalogue';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import type { SessionOptions } from '../../src/session/session';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { assertSentences } from '../support/sentences';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';

interface Mistake {
  readonly what: string;
  readonly code: ErrorCode;
  readonly state: 'failed' | 'waiting';
  readonly settings?: Partial<SimulatorSettings>;
  readonly options?: (device: VirtualDevice) => Partial<SessionOptions>;
  /** What the user does about it. */
  readonly cure?: (device: VirtualDevice) => void;
}

const simPin = (pin: string) => (device: VirtualDevice) => ({
  modem: { ...device.options.modem, simPin: pin },
});
const profile = (change: Partial<Parameters<typeof aliyunProfile>[0]>) => () => ({
  profile: aliyunProfile({ ...DEMO_SETTINGS, ...change }),
});
const set = (settings: Partial<SimulatorSettings>) => (device: VirtualDevice) => {
  Object.assign(device.simulator.settings, settings);
};

const MISTAKES: readonly Mistake[] = [
  {
    what: 'no SIM card',
    code: 'EC20_SIM_ABSENT',
    state: 'failed',
    settings: { sim: 'absent' },
    cure: set({ sim: 'present' }),
  },
  {
    what: 'a SIM card that fails',
    code: 'EC20_SIM_FAILURE',
    state: 'failed',
    settings: { sim: 'failure' },
    cure: set({ sim: 'present' }),
  },
  {
    what: 'a PIN that is asked for',
    code: 'EC20_SIM_PIN_NEEDED',
    state: 'failed',
    settings: { sim: 'pin' },
    cure: set({ sim: 'present' }),
  },
  {
    what: 'a wrong PIN',
    code: 'EC20_SIM_PIN_WRONG',
    state: 'failed',
    settings: { sim: 'pin' },
    options: simPin('9999'),
    cure: set({ sim: 'present' }),
  },
  {
    what: 'a card that wants its PUK',
    code: 'EC20_SIM_PUK',
    state: 'failed',
    settings: { sim: 'puk' },
    cure: set({ sim: 'present' }),
  },
  {
    what: 'a registration that is denied',
    code: 'EC20_REGISTRATION_DENIED',
    state: 'failed',
    settings: { registration: 'denied' },
    cure: set({ registration: 'home' }),
  },
  {
    what: 'no antenna',
    code: 'EC20_NO_SIGNAL',
    state: 'waiting',
    settings: { registration: 'searching', rssi: 99 },
    cure: set({ registration: 'home', rssi: 20 }),
  },
  {
    what: 'a network that is searched for ever',
    code: 'EC20_NOT_REGISTERED',
    state: 'waiting',
    settings: { registration: 'searching' },
    cure: set({ registration: 'home' }),
  },
  {
    what: 'an APN that the network refuses',
    code: 'EC20_PDP_FAILED',
    state: 'waiting',
    settings: { apn: 'wrong' },
    cure: set({ apn: 'right' }),
  },
  {
    what: 'a card that reaches no DNS',
    code: 'EC20_OPEN_DNS',
    state: 'failed',
    settings: { internet: 'no-dns' },
    cure: set({ internet: 'ok' }),
  },
  {
    what: 'a card that reaches no TCP',
    code: 'EC20_OPEN_NETWORK',
    state: 'waiting',
    settings: { internet: 'no-tcp' },
    cure: set({ internet: 'ok' }),
  },
  {
    what: 'an unknown host',
    code: 'EC20_OPEN_DNS',
    state: 'failed',
    options: profile({ host: 'broker.invalid' }),
  },
  {
    what: 'a wrong DeviceSecret',
    code: 'EC20_CONNECT_CREDENTIALS',
    state: 'failed',
    options: profile({ deviceSecret: '0'.repeat(32) }),
  },
  {
    what: 'a wrong DeviceSecret, signed by us',
    code: 'EC20_CONNECT_CREDENTIALS',
    state: 'failed',
    options: profile({ deviceSecret: '0'.repeat(32), auth: 'sign' }),
  },
  {
    what: 'an open that fails',
    code: 'EC20_OPEN_FAILED',
    state: 'waiting',
    settings: { openResult: '-1' },
    cure: set({ openResult: 'auto' }),
  },
  {
    what: 'an open that is refused with ERROR',
    code: 'EC20_OPEN_FAILED',
    state: 'waiting',
    settings: { openResult: 'error' },
    cure: set({ openResult: 'auto' }),
  },
  {
    what: 'an open that wants a PDP context',
    code: 'EC20_OPEN_PDP',
    state: 'waiting',
    settings: { openResult: '3' },
    cure: set({ openResult: 'auto' }),
  },
  {
    what: 'an open that never answers',
    code: 'EC20_OPEN_TIMEOUT',
    state: 'waiting',
    settings: { openResult: 'none' },
    cure: set({ openResult: 'auto' }),
  },
  {
    what: 'an index that stays occupied',
    code: 'EC20_OPEN_OCCUPIED',
    state: 'waiting',
    settings: { openResult: '2' },
    cure: set({ openResult: 'auto' }),
  },
  {
    what: 'a broker that wants another protocol',
    code: 'EC20_CONNECT_PROTOCOL',
    state: 'failed',
    settings: { connectResult: '1' },
    cure: set({ connectResult: 'auto' }),
  },
  {
    what: 'a broker that refuses the client id',
    code: 'EC20_CONNECT_ID',
    state: 'failed',
    settings: { connectResult: '2' },
    cure: set({ connectResult: 'auto' }),
  },
  {
    what: 'a broker that is busy',
    code: 'EC20_CONNECT_UNAVAILABLE',
    state: 'waiting',
    settings: { connectResult: '3' },
    cure: set({ connectResult: 'auto' }),
  },
  {
    what: 'a device that is switched off',
    code: 'EC20_CONNECT_NOT_AUTHORISED',
    state: 'failed',
    settings: { connectResult: '5' },
    cure: set({ connectResult: 'auto' }),
  },
];

describe('a session ends in the right sentence with', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  for (const { what, code, state, settings, options, cure } of MISTAKES) {
    it(`${what}: ${code}`, async () => {
      device = new VirtualDevice(settings, options);
      await device.start();
      await device.clock.until(() => device.faults.length > 0, 400_000, 'a fault');
      assert.deepEqual(
        device.faults.map((fault) => fault.code),
        [code],
      );
      for (const fault of device.faults) assertSentences(fault);
      assert.equal(device.session.snapshot().error?.code, code);
      assert.equal(device.session.snapshot().state, state);
      if (cure === undefined) return;
      await device.clock.advance(200_000);
      assert.deepEqual(
        device.faults.map((fault) => fault.code).filter((each) => each !== 'EC20_CONNECT_LIMIT'),
        [code],
        'the fault is told once, not at each retry',
      );
      cure(device);
      await device.online(700_000);
      assert.equal(device.session.snapshot().error, undefined);
      const fate = device.publish('after the cure');
      await device.clock.until(() => fate.delivered.length > 0, 60_000, 'the delivery');
    });
  }
});

describe('an old aliauth that can’t be cleared, when we sign', () => {
  it('is cleared by a restart of the module', async () => {
    const device = new VirtualDevice(
      { oldAliauth: 'a1Old,old-device,0123456789abcdef', aliauthClear: false },
      profile({ auth: 'sign' }),
    );
    await device.online(200_000);
    assert.deepEqual(
      device.faults.map((fault) => fault.code),
      ['EC20_ALIAUTH_OLD'],
    );
    await device.close();
  });

  it('is cleared in passing where the firmware takes empty values', async () => {
    const device = new VirtualDevice(
      { oldAliauth: 'a1Old,old-device,0123456789abcdef' },
      profile({ auth: 'sign' }),
    );
    await device.online();
    assert.deepEqual(device.faults, []);
    await device.close();
  });
});

describe('Rule 9 and the card: a wrong PIN', () => {
  it('is tried once only, however long the session goes on', async () => {
    const device = new VirtualDevice({ sim: 'pin' }, simPin('9999'));
    await device.start();
    await device.clock.advance(3_600_000);
    const tries = device.simulator.log.filter((entry) => entry.text.startsWith('AT+CPIN='));
    assert.equal(tries.length, 1);
    await device.close();
  });

  it('is followed by the right one as soon as that is set', async () => {
    const device = new VirtualDevice({ sim: 'pin', pin: '4321' }, simPin('4321'));
    await device.online();
    await device.close();
  });
});
