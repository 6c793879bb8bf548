import assert from 'node:assert/strict';
import type { CodedError } from '../../src/base/coded-error';
import { Cloud } from '../../src/core/cloud';
import { aliyun, mqtt } from '../../src/core/clouds';
import { type OpenModule, type OpenModuleChoice, openModule } from '../../src/core/open-module';
import type { ReceivedMessage } from '../../src/session/publication';
import { DEMO_TRIPLET } from '../../src/simulator/demo-device';
import type { SimulatorSettings } from '../../src/simulator/simulator';
import { FAST, PlainBroker, startVirtualEc20 } from '../../src/simulator/virtual-ec20';
import { VirtualClock } from '../support/virtual-clock';
import { type VirtualLine, virtualLine } from './virtual-line';

const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;
const GET = `/${productKey}/${deviceName}/user/get`;
const UPDATE = `/${productKey}/${deviceName}/user/update`;

describe('openModule', () => {
  let line: VirtualLine;
  let module: OpenModule;

  async function open(
    settings: Partial<SimulatorSettings> = {},
    choice: Partial<OpenModuleChoice> = {},
  ): Promise<void> {
    line = await virtualLine(settings);
    module = await settled(openModule({ ...line.choice, ...choice }));
  }

  it('answers AT commands, from the first one on', async () => {
    await open();
    assert.deepEqual((await settled(module.command('AT+CSQ'))).lines, ['+CSQ: 24,99']);
    assert.deepEqual((await settled(module.command('ATI'))).lines.slice(0, 2), ['Quectel', 'EC20F']);
  });

  it('writes nothing before it is asked but what synchronises with the module', async () => {
    await open();
    const written = module.trace.entries.filter(({ direction }) => direction === 'out');
    assert.deepEqual(
      written.map(({ text }) => text),
      ['ATE0Q0V1<CR>', 'AT+CMEE?<CR>'],
    );
  });

  it('runs what a flow may not: here nothing else uses the line', async () => {
    await open();
    assert.deepEqual((await settled(module.command('AT+CMEE=1'))).lines, []);
    await rejects(module.command('AT+NOSUCH'), { code: 'EC20_MODULE_ERROR', outcome: 'rejected' });
  });

  it('sends an SMS: data behind the prompt, and 0x1A', async () => {
    await open();
    await settled(module.command('AT+CMGF=1'));
    const { lines } = await settled(
      module.command('AT+CMGS="10086"', { data: Buffer.from('hello'), ctrlZ: true }),
    );
    assert.match(lines.join(), /^\+CMGS: \d+$/);
  });

  it('receives unsolicited codes until it unsubscribes', async () => {
    await open();
    const heard: string[] = [];
    const end = module.on('RING', ({ text }) => heard.push(text));
    line.module.simulator.inject('\r\nRING\r\n');
    await line.clock.advance(10);
    end();
    line.module.simulator.inject('\r\nRING\r\n');
    await line.clock.advance(10);
    assert.deepEqual(heard, ['RING']);
  });

  it('rejects when nothing answers, and closes the port', async () => {
    line = await virtualLine();
    line.module.simulator.hang(true);
    await rejects(openModule(line.choice), { code: 'EC20_MODULE_SILENT', params: { port: 'simulator' } });
    line.module.simulator.hang(false);
    module = await settled(openModule(line.choice));
    await settled(module.command('AT'));
  });

  it('rejects with the reason of a signal, and closes the port', async () => {
    line = await virtualLine();
    line.module.simulator.hang(true);
    const abort = new AbortController();
    const opening = openModule(line.choice, abort.signal);
    await line.clock.advance(100);
    abort.abort(new Error('no longer wanted'));
    await rejects(opening, { message: /no longer wanted/ });
    line.module.simulator.hang(false);
    module = await settled(openModule(line.choice));
  });

  it('reports once that the cable was pulled, and runs nothing more', async () => {
    const lost: CodedError[] = [];
    await open({}, { onLost: (reason) => lost.push(reason) });
    line.module.unplug();
    await line.clock.advance(10);
    assert.deepEqual(
      lost.map(({ code }) => code),
      ['EC20_PORT_LOST'],
    );
    await rejects(module.command('AT'), { code: 'EC20_LINE_CLOSED' });
    assert.throws(() => module.on('RING', () => undefined), { code: 'EC20_LINE_CLOSED' });
    await module.close();
    assert.equal(lost.length, 1);
  });

  it('rejects when the cable is pulled meanwhile, and reports it nowhere else', async () => {
    line = await virtualLine();
    const lost: CodedError[] = [];
    line.module.simulator.hang(true);
    const opening = openModule({ ...line.choice, onLost: (reason) => lost.push(reason) });
    await line.clock.advance(100);
    line.module.unplug();
    await rejects(opening, { code: 'EC20_PORT_LOST' });
    assert.deepEqual(lost, []);
  });

  it('goes online, and then has its identity and address', async () => {
    await open();
    const facts = await settled(module.online());
    assert.equal(facts.identity.model, 'EC20F');
    assert.equal(facts.network.registration, 'home');
    assert.equal(facts.network.address, '10.7.1.2');
  });

  it('says what keeps it from the network', async () => {
    await open({ sim: 'absent' });
    await rejects(module.online(), { code: 'EC20_SIM_ABSENT' });
  });

  it('connects to a cloud, publishes and receives; the secret is nowhere in the trace', async () => {
    await open();
    await settled(module.online());
    const received: ReceivedMessage[] = [];
    const client = await settled(
      module.connect(aliyun(DEMO_TRIPLET), { received: (message) => received.push(message) }),
    );
    assert.equal(await settled(client.subscribe(GET, 1)), 1);
    const arrivals: string[] = [];
    line.cloud.onPublish(({ topic, payload }) => arrivals.push(`${topic} ${payload.toString()}`));
    const packet = { topic: UPDATE, payload: Buffer.from('{"t":"21,5"}'), qos: 1, retain: false } as const;
    assert.equal(await settled(client.publish(packet).completed), 'acknowledged');
    assert.deepEqual(arrivals, [`${UPDATE} {"t":"21,5"}`]);
    line.cloud.send(DEMO_TRIPLET, GET, Buffer.from('on\r\nOK\r\n'), 1);
    await line.clock.until(() => received.length > 0, 5000, 'the message');
    assert.equal(received[0]?.payload.toString(), 'on\r\nOK\r\n');
    await settled(client.disconnect());
    const texts = module.trace.entries.map(({ text }) => text).join('\n');
    const login = Cloud.profileOf(aliyun(DEMO_TRIPLET)).credentials({ how: 'sign', imei: '' });
    assert.ok(login.kind === 'password' && login.password !== undefined);
    assert.ok(texts.includes('AT+QMTCONN='));
    for (const hidden of [deviceSecret, login.password]) assert.ok(!texts.includes(hidden));
  });

  it('ends a connection with its line, once', async () => {
    const lost: CodedError[] = [];
    const ended: CodedError[] = [];
    await open({}, { onLost: (reason) => lost.push(reason) });
    await settled(module.online());
    await settled(module.connect(aliyun(DEMO_TRIPLET), { ended: (reason) => ended.push(reason) }));
    line.module.simulator.dropConnection(0, 1);
    await line.clock.advance(100);
    line.module.unplug();
    await line.clock.advance(100);
    assert.deepEqual(
      ended.map(({ code }) => code),
      ['EC20_LINK_PEER_CLOSED'],
    );
    assert.equal(lost.length, 1);
  });

  it('lets go of its connection when it makes another: each message is received once, by the newer', async () => {
    await open();
    await settled(module.online());
    const heard: string[] = [];
    const older = await settled(
      module.connect(aliyun(DEMO_TRIPLET), { received: () => heard.push('older') }),
    );
    const newer = await settled(
      module.connect(aliyun(DEMO_TRIPLET), { received: () => heard.push('newer') }),
    );
    await settled(newer.subscribe(GET, 1));
    line.cloud.send(DEMO_TRIPLET, GET, 'on', 1);
    await line.clock.until(() => heard.length > 0, 5000, 'the message');
    await line.clock.advance(1000);
    assert.deepEqual(heard, ['newer']);
    const packet = { topic: UPDATE, payload: Buffer.from('x'), qos: 1, retain: false } as const;
    await rejects(older.publish(packet).completed, { code: 'EC20_CLOSED' });
  });

  it('fails a publish in flight when the line has gone', async () => {
    await open({ ackMs: 60_000 });
    await settled(module.online());
    const client = await settled(module.connect(aliyun(DEMO_TRIPLET)));
    const packet = { topic: UPDATE, payload: Buffer.from('x'), qos: 1, retain: false } as const;
    const { accepted, completed } = client.publish(packet);
    await settled(accepted);
    line.module.unplug();
    await rejects(completed, { code: 'EC20_PORT_LOST' });
  });

  it('connects anew after a refused login', async () => {
    await open();
    await settled(module.online());
    const wrong = aliyun({ ...DEMO_TRIPLET, deviceSecret: '0123456789abcdef0123456789abcdef' });
    await rejects(module.connect(wrong), { code: /^EC20_CONNECT_/ });
    await line.clock.advance(2000);
    const client = await settled(module.connect(aliyun(DEMO_TRIPLET)));
    assert.equal(await settled(client.state()), 3);
  });

  it('is the module that it calls itself, or the one that is chosen', async () => {
    await open({ family: 'EC200U' });
    await settled(module.online());
    assert.equal(module.facts.identity.profile, 'EC200U');
    await open({ family: 'EC200U' }, { module: 'EC25' });
    await settled(module.online());
    assert.equal(module.facts.identity.profile, 'EC25');
  });

  it('warns once of an unknown module', async () => {
    const warnings: string[] = [];
    await open({ model: 'XY999', revision: 'XY999R01' }, { onWarning: ({ code }) => warnings.push(code) });
    assert.deepEqual(warnings, []);
    await settled(module.online());
    assert.deepEqual(warnings, ['EC20_MODULE_UNKNOWN']);
  });

  it('connects to any broker', async () => {
    const clock = new VirtualClock();
    const broker = new PlainBroker({ clock });
    const { port } = await startVirtualEc20({ clock, broker, settings: FAST });
    line = { ...(await virtualLine()), clock };
    module = await settled(openModule({ port, clock }));
    await settled(module.online());
    const received: string[] = [];
    const listener = { received: ({ payload }: ReceivedMessage) => received.push(payload.toString()) };
    const client = await settled(module.connect(mqtt({ host: 'broker.example', clientId: 'me' }), listener));
    assert.deepEqual(broker.online, ['me']);
    await settled(client.subscribe('greenhouse/#', 1));
    broker.publish('greenhouse/fan', 'on');
    await clock.until(() => received.length > 0, 5000, 'the message');
    assert.deepEqual(received, ['on']);
  });

  it('does not register a device: that is for a session, which keeps what it gets', async () => {
    await open();
    const unregistered = aliyun({ productKey, deviceName, productSecret: 'abcdefgh12345678' });
    await rejects(module.connect(unregistered), { code: 'EC20_NO_SECRET' });
  });

  it('leaves no timer behind when it is closed', async () => {
    await open();
    await settled(module.online());
    await settled(module.connect(aliyun(DEMO_TRIPLET)));
    await module.close();
    await line.module.close();
    line.cloud.close();
    await line.clock.advance(1);
    assert.equal(line.clock.armed, 0);
  });

  function settled<T>(promise: Promise<T>): Promise<T> {
    return line.clock.settle(promise, 300_000, 'what was asked of the module');
  }

  function rejects(promise: Promise<unknown>, how: Readonly<Record<string, unknown>>): Promise<void> {
    return assert.rejects(settled(promise), how);
  }
});
