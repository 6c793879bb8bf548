import assert from 'node:assert/strict';
import type { CodedError } from '../../src/base/coded-error';
import { identify } from '../../src/ec20/identification';
import { CAREFUL } from '../../src/ec20/profiles/dialects';
import { PROFILES } from '../../src/ec20/profiles/families';
import { describeSettings, type SimulatorSettings } from '../../src/simulator/settings';
import { createPair } from '../../src/transport/pair';
import { renamed } from '../support/renamed-module';
import { assertSentences } from '../support/sentences';
import { DEMO_SETTINGS, VirtualDevice } from '../support/virtual-device';
import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';

/** Every family that the virtual module can play, including those added by others. */
const PLAYED = (describeSettings()
  .find(({ key }) => key === 'family')
  ?.values.split('|') ?? []) as SimulatorSettings['family'][];
const SUPPORTED = PLAYED.filter((family) => identify([family]).kind === 'known');
const UNSUPPORTED = PLAYED.filter((family) => identify([family]).kind === 'unsupported');

/** Longer than any family's payload, so that the module's own limit never hides ours. */
const ROOM = { maxPayloadBytes: 8192 };

describe('the virtual module of family', () => {
  let device: VirtualDevice;
  let warnings: CodedError[];

  afterEach(() => device.close());

  function make(...[settings, options]: ConstructorParameters<typeof VirtualDevice>): void {
    device = new VirtualDevice({ ...ROOM, ...settings }, options);
    warnings = [];
    device.session.onWarning((warning) => warnings.push(warning));
  }

  /** Sends a command as another program does that has the port. */
  async function meddle(...commands: string[]): Promise<void> {
    const line = await device.pair.left.open({ received: () => undefined, lost: () => undefined });
    for (const command of commands) {
      await line.write(Buffer.from(`${command}\r`));
      await device.clock.advance(1000);
    }
    await line.close();
  }

  async function ask(command: string): Promise<string> {
    const asked = device.session.command({ command, force: true });
    return (await device.clock.settle(asked, 10_000)).lines.join('\n');
  }

  it('are at least those of the first release', () => {
    make();
    for (const family of ['EC20', 'EC25', 'EC200U', 'EC600S', 'EC800M', 'EG800K', 'BG770A'] as const)
      assert(SUPPORTED.includes(family), family);
    assert(UNSUPPORTED.includes('BC26'));
  });

  for (const family of SUPPORTED) {
    for (const how of ['aliauth', 'sign'] as const) {
      it(`${family} comes online (${how}), and carries any bytes both ways up to its limit`, async () => {
        make({ family }, () => ({ profile: aliyunProfile({ ...DEMO_SETTINGS, auth: how }) }));
        await device.online();
        const found = identify([family]);
        assert(found.kind === 'known');
        const { profile } = found;
        assert.equal(device.session.snapshot().module.profile, profile.name);
        assert.deepEqual(warnings, []);
        assert.equal(device.session.largestPayloadBytes, profile.largestPayloadBytes);
        const received: Buffer[] = [];
        const subscribed = device.session.subscribe('node', device.downlink, 1, ({ payload }) =>
          received.push(payload),
        );
        await device.clock.settle(subscribed, 10_000);
        const payloads = [
          Buffer.from('{"text":"quotes, \r\nOK\r\n> and 中文\u001a"}'),
          Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)),
          Buffer.alloc(profile.largestPayloadBytes, 'x'),
        ];
        const fates = payloads.flatMap((payload) => [
          device.publish(payload, { qos: 0 }),
          device.publish(payload, { qos: 1 }),
        ]);
        for (const payload of payloads)
          device.cloud.send(
            { productKey: DEMO_SETTINGS.productKey, deviceName: DEMO_SETTINGS.deviceName },
            device.downlink,
            payload,
            1,
          );
        await device.clock.until(
          () => fates.every(({ delivered, failed }) => delivered.length + failed.length > 0),
          120_000,
          'all messages’ fates',
        );
        await device.clock.until(() => received.length === payloads.length, 60_000, 'all downlinks');
        assert.deepEqual(
          fates.flatMap(({ failed }) => failed),
          [],
        );
        assert.deepEqual(
          device.arrivals.map(({ payload }) => payload),
          payloads.flatMap((payload) => [payload, payload]),
        );
        assert.deepEqual(received, payloads);
        assert.deepEqual(device.faults, []);
        const tooLong = device.publish(Buffer.alloc(profile.largestPayloadBytes + 1, 'x'));
        assert.deepEqual(
          tooLong.failed.map(({ code }) => code),
          ['EC20_PAYLOAD_LONG'],
        );
      });
    }
  }

  for (const family of UNSUPPORTED) {
    it(`${family} is reported to speak another dialect, in words, and nothing of MQTT is tried`, async () => {
      make({ family });
      await device.start();
      await device.clock.until(() => device.faults.length > 0, 60_000, 'a fault');
      const [fault] = device.faults;
      assert.equal(fault?.code, 'EC20_MODULE_UNSUPPORTED');
      assertSentences(fault);
      const { state, module } = device.session.snapshot();
      assert.equal(state, 'failed');
      assert.equal(module.profile, '');
      const written = device.session.trace.entries.map(({ text }) => text).join('\n');
      assert.doesNotMatch(written, /QMT/);
    });
  }

  for (const [family, slotOrder] of [
    ['EC20', 'normal'],
    ['EC200U', 'reversed'],
  ] as const) {
    it(`${family} delivers messages that it keeps in ${slotOrder} slots, each once`, async () => {
      make({ family, slotOrder });
      await device.online();
      const received: string[] = [];
      const subscribed = device.session.subscribe('node', device.downlink, 1, ({ payload }) =>
        received.push(payload.toString()),
      );
      await device.clock.settle(subscribed, 10_000);
      // As a program that shares the module does.
      await ask('AT+QMTCFG="recv/mode",0,1,1');
      for (const payload of ['one', 'two', 'three', 'four']) {
        device.cloud.send(
          { productKey: DEMO_SETTINGS.productKey, deviceName: DEMO_SETTINGS.deviceName },
          device.downlink,
          Buffer.from(payload),
          1,
        );
      }
      await device.clock.until(() => received.length >= 4, 10_000, 'all downlinks');
      assert.deepEqual(received.sort(), ['four', 'one', 'three', 'two']);
      const reads = device.simulator.log.filter((entry) => JSON.stringify(entry).includes('AT+QMTRECV=0,'));
      assert(reads.length >= 4, 'nothing was read from a slot');
    });
  }

  const extended = SUPPORTED.filter((family) => {
    const found = identify([family]);
    return found.kind === 'known' && found.profile.restores.length > 0;
  });
  for (const family of extended) {
    it(`${family} forgets what an earlier program has left in its options`, async () => {
      make({ family });
      await device.simulator.attach(device.pair.right);
      await device.clock.advance(1000);
      await meddle(
        'AT+QMTCFG="dataformat",0,1,1',
        'AT+QMTCFG="send/mode",0,1',
        'AT+QMTCFG="view/mode",0,1',
        'AT+QMTCFG="edit/timeout",0,0,120',
      );
      device.session.start();
      await device.clock.until(() => device.session.snapshot().state === 'online', 60_000, 'being online');
      assert.match(await ask('AT+QMTCFG="dataformat",0'), /0,0$/);
      assert.match(await ask('AT+QMTCFG="send/mode",0'), /0$/);
      assert.match(await ask('AT+QMTCFG="view/mode",0'), /0$/);
      assert.match(await ask('AT+QMTCFG="edit/timeout",0'), /1,30$/);
    });
  }
});

describe('an unknown module', () => {
  let device: VirtualDevice;
  let warnings: CodedError[];

  afterEach(() => device.close());

  function rename(name: string, options: ConstructorParameters<typeof VirtualDevice>[1] = () => ({})): void {
    device = new VirtualDevice({}, (made) => ({
      findTransport: () => Promise.resolve(renamed(made.pair.left, name)),
      ...options(made),
    }));
    warnings = [];
    device.session.onWarning((warning) => warnings.push(warning));
  }

  it('runs with careful limits, and a warning says so once', async () => {
    rename('XY99');
    await device.online();
    assert.deepEqual(
      warnings.map(({ code, params }) => [code, params['model']]),
      [['EC20_MODULE_UNKNOWN', 'XY99']],
    );
    for (const warning of warnings) assertSentences(warning);
    assert.deepEqual(device.faults, []);
    assert.equal(device.session.snapshot().module.profile, 'careful');
    assert.equal(device.session.largestPayloadBytes, CAREFUL.largestPayloadBytes);
    device.simulator.settings.ackMs = 500;
    let most = 0;
    const fates = Array.from({ length: 12 }, () => device.publish('x'));
    await device.clock.until(
      () => {
        const delivered = fates.filter((fate) => fate.delivered.length > 0).length;
        most = Math.max(most, device.arrivals.length - delivered);
        return delivered === fates.length;
      },
      60_000,
      'all deliveries',
    );
    assert.equal(most, 1, 'publishes that awaited the broker at once');
    assert.deepEqual(
      fates.flatMap(({ failed }) => failed),
      [],
    );
    await device.clock.settle(device.session.disconnect(), 10_000);
    device.session.connect();
    await device.clock.until(() => device.session.snapshot().state === 'online', 60_000, 'being online');
    assert.equal(warnings.length, 1);
  });

  it('is known by its revision or by ATI where AT+CGMM is refused', async () => {
    device = new VirtualDevice({ family: 'EC200U', lacks: '+CGMM,+CGMR' });
    await device.online();
    const { model, revision, profile } = device.session.snapshot().module;
    assert.deepEqual([model, revision, profile], ['', '', 'EC200U']);
    assert(device.simulator.log.some((entry) => entry.text === 'ATI'));
  });

  it('is believed to be what the setting says', async () => {
    rename('XY99', () => ({ module: PROFILES.get('EC200U') }));
    await device.online();
    assert.deepEqual(warnings, []);
    assert.equal(device.session.snapshot().module.profile, 'EC200U');
    assert.equal(device.session.snapshot().module.model, 'XY99');
  });

  it('that is known not to work is tried all the same when the setting says so', async () => {
    rename('BC26', () => ({ module: PROFILES.get('EC20') }));
    await device.online();
    assert.deepEqual(device.faults, []);
  });
});

describe('a PDP context that the module does not have', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  it('is reported with those that it has', async () => {
    device = new VirtualDevice({ family: 'BG770A' }, ({ options }) => ({
      modem: { ...options.modem, pdpContext: 6 },
    }));
    await device.start();
    await device.clock.until(() => device.faults.length > 0, 60_000, 'a fault');
    const [fault] = device.faults;
    assert.deepEqual(
      [fault?.code, fault?.params],
      ['EC20_SETTING', { field: 'pdpContext', value: 6, allowed: '1-5' }],
    );
    assert.equal(device.session.snapshot().state, 'failed');
  });
});

describe('a module that is swapped', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  it('is met anew, and messages that were accepted for one with a longer limit are reported, not sent', async () => {
    device = new VirtualDevice({ family: 'BG770A', ...ROOM });
    await device.online();
    assert.equal(device.session.largestPayloadBytes, 4096);
    await device.clock.settle(device.session.release(), 10_000);
    const before = device.publish('before');
    const long = device.publish('x'.repeat(4000));
    const after = device.publish('after');
    assert.deepEqual(long.failed, []);
    device.simulator.settings.family = 'EC20';
    device.simulator.powerOff();
    device.simulator.powerOn();
    device.session.acquire();
    await device.clock.until(
      () => [before, long, after].every(({ delivered, failed }) => delivered.length + failed.length > 0),
      120_000,
      'all fates',
    );
    assert.equal(device.session.snapshot().module.profile, 'EC20');
    assert.deepEqual(
      long.failed.map(({ code }) => code),
      ['EC20_PAYLOAD_LONG'],
    );
    assert.deepEqual([before.delivered.length, after.delivered.length], [1, 1]);
    assert.deepEqual(
      device.arrivals.map(({ payload }) => payload.toString()),
      ['before', 'after'],
    );
  });
});

describe('a module without AT+QURCCFG', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  it('comes online, and finds its way back after an answer that never came', async () => {
    device = new VirtualDevice({ lacks: '+QURCCFG' });
    await device.online();
    // One of the two probes is refused: a silence is got over all the same, whichever probe's turn it is.
    for (const silenceMs of [3000, 3000, 5500, 5500]) {
      const fate = device.publish('x');
      device.simulator.hang(true);
      await device.clock.advance(silenceMs);
      device.simulator.hang(false);
      await device.clock.until(() => fate.delivered.length > 0, 6000, 'the delivery');
    }
    assert.deepEqual(device.faults, []);
    const asked = device.simulator.log.map((entry) => JSON.stringify(entry));
    for (const probe of ['AT+CMEE?', 'AT+QURCCFG='])
      assert(
        asked.some((text) => text.includes(probe)),
        probe,
      );
  });
});

describe('a port on which nothing answers AT', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  it('is reported to the port search, once for each silence, and another one is believed', async () => {
    const silent = createPair('silent');
    const asked: (boolean | undefined)[] = [];
    device = new VirtualDevice({}, ({ pair }) => ({
      findTransport: (wasSilent) => {
        asked.push(wasSilent);
        return Promise.resolve(asked.length < 3 ? silent.left : pair.left);
      },
    }));
    await silent.right.open({ received: () => undefined, lost: () => undefined });
    await device.start();
    await device.clock.until(() => device.session.snapshot().state === 'online', 300_000, 'being online');
    assert.deepEqual(asked, [false, true, true]);
    await device.clock.settle(device.session.release(), 10_000);
    device.session.acquire();
    await device.clock.until(() => device.session.snapshot().state === 'online', 60_000, 'being online');
    assert.deepEqual(asked, [false, true, true, false]);
  });
});

describe('a payload that is cut off by a pulled cable', () => {
  let device: VirtualDevice;

  afterEach(() => device.close());

  /** Only half of the first payload gets through before the cable is out for `outMs`; what has arrived in the end. */
  async function cutOff(family: SimulatorSettings['family'], outMs: number): Promise<string[]> {
    const payload = 'x'.repeat(100);
    let isCut = false;
    device = new VirtualDevice({ family }, ({ pair }) => ({
      findTransport: () =>
        Promise.resolve({
          path: 'simulator',
          async open(listener) {
            const line = await pair.left.open(listener);
            return {
              close: () => line.close(),
              async write(bytes) {
                if (isCut || Buffer.from(bytes).toString() !== payload) {
                  await line.write(bytes);
                  return;
                }
                isCut = true;
                await line.write(bytes.subarray(0, 50));
                pair.unplug();
              },
            };
          },
        }),
    }));
    await device.online();
    const fate = device.publish(payload);
    await device.clock.until(() => isCut, 10_000, 'the cut');
    await device.clock.advance(outMs);
    device.pair.replug();
    await device.clock.until(() => fate.delivered.length > 0, 600_000, 'the delivery');
    return device.arrivals.map((arrival) => arrival.payload.toString().replace(/[^x].*$/s, ' …'));
  }

  const WHOLE = 'x'.repeat(100);
  const PADDED = `${'x'.repeat(50)} …`;

  it('is forgotten by a module that ends its data phase on its own', async () => {
    assert.deepEqual(await cutOff('EC600S', 40_000), [WHOLE]);
    assert.equal(device.session.snapshot().counters.damaged, 0);
  });

  it('is filled up on an EC20, which waits for ever, and sent again', async () => {
    assert.deepEqual(await cutOff('EC20', 40_000), [PADDED, WHOLE]);
    assert.equal(device.session.snapshot().counters.damaged, 1);
  });
});
