import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import type { NodeInitializer } from 'node-red';

import { obliging, ScriptedServer } from '../simulator/program/mqtt-server';
import { assertSentence, LANGUAGES } from '../support/sentences';
import {
  FAST_SIMULATOR,
  helper,
  inState,
  modemNode,
  Probe,
  speak,
  type CaughtMessage,
  type FlowNode,
  startFlow,
} from './rig';

const globalConfig = createRequire(__filename)(
  '@node-red/nodes/core/common/91-global-config.js',
) as NodeInitializer;

const NAMES = { EC20_TEST_HOST: 'pi-7', EC20_TEST_ROOM: 'process', EC20_TEST_B: 'bee' };

/** As the dialog of a tab, a group or the global configuration stores them. */
function variables(values: Readonly<Record<string, string>>) {
  return Object.entries(values).map(([name, value]) => ({ name, value, type: 'str' }));
}

const REST: readonly FlowNode[] = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
];

describe('Environment variables within longer texts', () => {
  let broker: ScriptedServer;
  let mqttPort: number;

  before(() => {
    Object.assign(process.env, NAMES);
    helper.startServer();
  });
  after((done) => {
    for (const name of Object.keys(NAMES)) Reflect.deleteProperty(process.env, name);
    helper.stopServer(done);
  });
  beforeEach(async () => {
    broker = new ScriptedServer();
    broker.answer = obliging;
    mqttPort = await broker.start();
  });
  afterEach(async () => {
    await helper.unload();
    await broker.stop();
  });

  function modem(properties: Readonly<Record<string, unknown>> = {}): FlowNode {
    return modemNode({ server: 'mqtt', host: '127.0.0.1', mqttPort, port: FAST_SIMULATOR, ...properties });
  }

  it('are filled in for the config node, but not in its password', async () => {
    await startFlow(
      [
        modem({
          clientId: 'c-${EC20_TEST_HOST}',
          host: '127.0.0.$(EC20_TEST_ONE)',
          willTopic: 'gone/${EC20_TEST_HOST}',
          willPayload: 'lost $(EC20_TEST_HOST)',
        }),
        { id: 'global', type: 'global-config', env: variables({ EC20_TEST_ONE: '1' }) },
        ...REST,
      ],
      { modem: { username: 'u-${EC20_TEST_HOST}', password: 'a${EC20_TEST_B}c' } },
      [globalConfig],
    );
    await new Probe('states').next(inState('online'));
    const [connect] = broker.packets;
    assert.ok(connect?.cmd === 'connect');
    assert.deepEqual(
      [
        connect.clientId,
        connect.username,
        connect.password?.toString(),
        connect.will?.topic,
        connect.will?.payload.toString(),
      ],
      ['c-pi-7', 'u-pi-7', 'a${EC20_TEST_B}c', 'gone/pi-7', 'lost pi-7'],
    );
  });

  it('are those of the node’s group, then of its flow, then of the process, in topics beside their own placeholders', async () => {
    const publish = (id: string, more: Readonly<Record<string, unknown>>): FlowNode => ({
      id,
      type: 'ec20-publish',
      modem: 'modem',
      topic: '${deviceName}/${EC20_TEST_ROOM}/$(EC20_TEST_HOST)',
      wires: [[]],
      ...more,
    });
    await startFlow([
      modem({ deviceName: 'me' }),
      { id: 'tab', type: 'tab', label: 'Tab', env: variables({ EC20_TEST_ROOM: 'flow' }) },
      {
        id: 'group',
        type: 'group',
        nodes: ['inner'],
        env: variables({ EC20_TEST_ROOM: 'group' }),
        w: 1,
        h: 1,
      },
      publish('inner', { g: 'group' }),
      publish('outer', {}),
      publish('elsewhere', { z: 'other' }),
      ...REST,
    ]);
    await new Probe('states').next(inState('online'));
    for (const id of ['inner', 'outer', 'elsewhere']) helper.getNode(id).receive({ payload: id });
    const topics = () => broker.packets.flatMap((packet) => (packet.cmd === 'publish' ? [packet.topic] : []));
    await broker.until(() => topics().length === 3);
    assert.deepEqual(topics(), ['me/group/pi-7', 'me/flow/pi-7', 'me/process/pi-7']);
  });

  it('are not looked for in the topic of a message', async () => {
    await startFlow([
      modem(),
      { id: 'subscribe', type: 'ec20-subscribe', modem: 'modem', inputs: 1, wires: [[]] },
      ...REST,
    ]);
    await new Probe('states').next(inState('online'));
    helper.getNode('subscribe').receive({ action: 'subscribe', topic: 'a/$(EC20_TEST_HOST)' });
    await broker.until(() => broker.packets.some(({ cmd }) => cmd === 'subscribe'));
    const subscribed = broker.packets.flatMap((packet) =>
      packet.cmd === 'subscribe' ? packet.subscriptions.map(({ topic }) => topic) : [],
    );
    assert.deepEqual(subscribed, ['a/$(EC20_TEST_HOST)']);
  });

  for (const language of LANGUAGES) {
    for (const clientId of ['c-${EC20_TEST_UNSET}', 'c-$(EC20_TEST_UNSET)', '$(EC20_TEST_UNSET)']) {
      it(`are refused by name where they are not defined: ${clientId}, in ${language}`, async () => {
        speak(language);
        await startFlow([modem({ clientId }), ...REST]);
        const { error } = (await new Probe('errors').next()) as CaughtMessage;
        assert.equal(error.code, 'EC20_ENV_MISSING');
        assertSentence('EC20_ENV_MISSING', error.message, language);
        assert.match(error.message, /EC20_TEST_UNSET/);
        // Where a config node finds variables: its flow's are none of them.
        assert.match(error.message, /global-config/);
        speak('en');
      });
    }
  }
});
