import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import type { ErrorCode } from '../../src/errors/catalogue';
import { assertSentence, LANGUAGES } from '../support/sentences';
import { FAST_SIMULATOR, helper, Probe, speak, startFlow, type CaughtMessage, type FlowNode } from './rig';
import { deviceNode, meter, publish, says, SECRETS } from './sub-device-rig';
import { EARS, Stage } from './thing-stage';

interface Mistake {
  readonly what: string;
  readonly code: ErrorCode;
  /** The node with the error. */
  readonly at: string;
  readonly nodes: readonly FlowNode[];
  readonly credentials?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly modem?: Readonly<Record<string, unknown>>;
  /** What somebody does in the console, once all is online. */
  readonly then?: (stage: Stage) => void;
}

const MISTAKES: readonly Mistake[] = [
  {
    what: 'the secret of another device',
    code: 'EC20_SUB_SIGNATURE',
    at: 'to-meter1',
    nodes: [deviceNode('meter1'), ...publish('meter1')],
    credentials: { 'device-meter1': { deviceSecret: 'another0secret' } },
  },
  {
    what: 'a DeviceName that isn’t in the console',
    code: 'EC20_SUB_UNKNOWN',
    at: 'to-meter8',
    nodes: [deviceNode('meter8'), ...publish('meter8')],
  },
  {
    what: 'no secret, and a product without dynamic registration',
    code: 'EC20_SUB_REGISTER_OFF',
    at: 'to-sensor1',
    nodes: [deviceNode('sensor1', { productKey: 'a1DemoSensor' }), ...publish('sensor1')],
  },
  {
    what: 'it is removed from the gateway in the console',
    code: 'EC20_SUB_REMOVED',
    at: 'to-meter1',
    nodes: [deviceNode('meter1'), ...publish('meter1')],
    credentials: SECRETS,
    then: ({ cloud }) => cloud.gateways.remove(meter('meter1')),
  },
  {
    what: 'it is disabled in the console',
    code: 'EC20_SUB_DISABLED',
    at: 'to-meter1',
    nodes: [deviceNode('meter1'), ...publish('meter1')],
    credentials: SECRETS,
    then: ({ cloud }) => cloud.enableDevice(meter('meter1'), false),
  },
  {
    what: 'two nodes for one device',
    code: 'EC20_SUB_TWICE',
    at: 'again',
    nodes: [
      deviceNode('meter1'),
      ...publish('meter1'),
      deviceNode('meter1', { id: 'device-meter1-again' }),
      ...publish('meter1', { id: 'again', device: 'device-meter1-again' }),
    ],
    credentials: SECRETS,
  },
];

describe('What goes wrong with a sub-device, in Node-RED', () => {
  let stage: Stage;

  before(() => helper.startServer());
  after((done) => {
    speak('en');
    helper.stopServer(done);
  });
  beforeEach(() => {
    stage = new Stage();
  });
  afterEach(() => stage.close());

  for (const { what, code, at, nodes, credentials, modem, then } of MISTAKES) {
    for (const language of LANGUAGES) {
      it(`${what}: ${code} at its node, in ${language}`, async () => {
        speak(language);
        await stage.online(nodes, modem, credentials);
        if (then !== undefined) {
          await stage.states?.next(says('meter1', 'online'));
          then(stage);
        }
        const isIt = (msg: NodeMessage) => (msg as CaughtMessage).error.source.id === at;
        const { error } = (await stage.errors?.next(isIt)) as CaughtMessage;
        assert.equal(error.code, code);
        assert.ok(error.message.startsWith(`${code}: `), error.message);
        assertSentence(code, error.message, language);
        assert.doesNotMatch(error.message, /secret0|0secret|meter1secret/);
      });
    }
  }

  for (const language of LANGUAGES) {
    it(`another server: EC20_SUB_SERVER at its node, in ${language}`, async () => {
      speak(language);
      const config = {
        id: 'modem',
        type: 'ec20-modem',
        port: FAST_SIMULATOR,
        server: 'mqtt',
        host: 'broker.test',
      };
      await startFlow([config, deviceNode('meter1'), ...publish('meter1'), ...EARS]);
      const isIt = (msg: NodeMessage) => (msg as CaughtMessage).error.code === 'EC20_SUB_SERVER';
      const { error } = (await new Probe('errors').next(isIt)) as CaughtMessage;
      assertSentence('EC20_SUB_SERVER', error.message, language);
    });
  }
});
