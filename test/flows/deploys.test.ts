import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_TRIPLET } from '../../src/simulator/embedded-cloud';
import { serialTransport } from '../../src/transport/serial';
import { plugIn, type PluggedModule } from './errors/plugged-module';
import { Stage } from './errors/stage';
import { helper } from './rig';

const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;
const DEPLOYS = 10;
/** The cloud's limit; the sixth connect of a minute waits. */
const CONNECTS_A_MINUTE = 5;
const TOPIC = `/${productKey}/${deviceName}/user/update`;

const NODES = [
  { id: 'node', type: 'ec20-publish', modem: 'modem', topic: TOPIC, wires: [['out']] },
  {
    id: 'heard',
    type: 'ec20-subscribe',
    modem: 'modem',
    topic: `/${productKey}/${deviceName}/user/get`,
    wires: [['out']],
  },
];

/** Node-RED's own bus, where a node that forgets itself would be found. */
interface Bus {
  eventNames(): (string | symbol)[];
  listenerCount(name: string | symbol): number;
}

function listeners(): number {
  const { _events: bus } = helper as unknown as { _events: Bus };
  return bus.eventNames().reduce((sum, name) => sum + bus.listenerCount(name), 0);
}

function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
}

/** A timer that ends notifies nothing: the interval at which it is checked. The test's own time limit ends that. */
const LOOK_MS = 20;
const moment = () => new Promise((resolve) => setTimeout(resolve, LOOK_MS));

describe('Ten Full deploys', () => {
  let folder: string;
  let port: string;
  let module: PluggedModule;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-deploys-'));
    port = join(folder, 'ttyUSB2');
    module = await plugIn(port);
  });
  afterEach(async () => {
    await helper.unload();
    await module.unplug();
    rmSync(folder, { recursive: true });
  });

  it('connect as often as the cloud allows, say why they wait then, and leave no listener, timer or lock', async function () {
    this.timeout(60_000);
    const options = { modem: { port, productKey, deviceName }, secrets: { deviceSecret }, nodes: NODES };
    let stage = await Stage.start(options);
    await stage.state('online');
    const before = { listeners: listeners(), timers: timers() };
    for (let deploy = 1; deploy < CONNECTS_A_MINUTE; deploy++) {
      stage = await stage.deploy(options, 'full');
      await stage.state('online');
      helper.getNode('node').receive({ payload: `deploy ${deploy}` });
      assert.equal((await stage.out.next()).payload, `deploy ${deploy}`);
    }
    module.cloud.send(DEMO_TRIPLET, `/${productKey}/${deviceName}/user/get`, 'down');
    assert.equal((await stage.out.next()).payload, 'down');
    // A timer of the traffic that has just ended may still be armed for a moment; one that was left behind stays.
    while (timers() > before.timers) await moment();
    assert.deepEqual({ listeners: listeners(), timers: Math.max(timers(), before.timers) }, before);
    for (let deploy = CONNECTS_A_MINUTE; deploy < DEPLOYS; deploy++) {
      stage = await stage.deploy(options, 'full');
      await stage.state('waiting');
      assert.match(await stage.status((text) => text.includes('retry')), /^disconnected, retry in \d+ s/);
      const error = await stage.error();
      assert.equal(error.code, 'EC20_CONNECT_LIMIT');
      assert.match(error.message, /five a minute/);
    }
    assert.equal(listeners(), before.listeners);
    assert.deepEqual(
      module.cloud.log.filter(({ text }) => text.includes('refused')),
      [],
      'the cloud never had to refuse',
    );
    await helper.clearFlows();
    const other = await serialTransport(port, { baudRate: 115_200, flowControl: false }).open({
      received: () => undefined,
      lost: () => undefined,
    });
    await other.close();
  });
});
