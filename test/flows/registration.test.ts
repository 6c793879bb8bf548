import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DeviceSecrets } from '../../nodes/modem/device-secrets';
import { fixedKey } from '../support/fixed-key';
import { assertSentence } from '../support/sentences';
import { Stage } from './errors/stage';
import {
  FAST_SIMULATOR,
  helper,
  inState,
  modemNode,
  Probe,
  speak,
  startFlow,
  userDir,
  type FlowNode,
} from './rig';

const LISTENERS: readonly FlowNode[] = [
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
];
const SECRETS = { modem: { productSecret: 'productSecret0000' } };

describe('A device without a secret in its flow, in Node-RED', () => {
  before((done) => {
    // Another suite may have set the runtime up without the folder.
    speak('en');
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  const kept = () =>
    readdirSync(join(userDir, 'ec20'))
      .filter((file) => file.startsWith('secret-'))
      .map((file) => readFileSync(join(userDir, 'ec20', file), 'utf8'));

  async function online(deviceName: string, changes: object = {}): Promise<void> {
    const modem = modemNode({ port: FAST_SIMULATOR, productKey: 'a1Fleet', deviceName, ...changes });
    await startFlow([modem, ...LISTENERS], SECRETS);
    await new Probe('states').next(inState('online'));
  }

  it('comes online by registration, and after a restart without registering again', async () => {
    process.env['EC20_TEST_NAME'] = 'pi-of-a-fleet';
    try {
      await online('${EC20_TEST_NAME}');
      const first = kept();
      assert.equal(first.length, 1);
      await helper.unload();
      await online('${EC20_TEST_NAME}');
      // A second registration would have been sealed anew.
      assert.deepEqual(kept(), first);
    } finally {
      delete process.env['EC20_TEST_NAME'];
    }
  });

  for (const language of ['en', 'zh'] as const) {
    it(`does not register over a kept secret that can’t be opened, and says so, in ${language}`, async () => {
      const device = { productKey: 'a1Fleet', deviceName: `of-another-key-${language}` };
      await new DeviceSecrets(userDir, fixedKey('the credentialSecret of before')).keep(device, 'kept');
      const before = kept();
      const stage = await Stage.start({ modem: device, secrets: SECRETS.modem, language });
      const error = await stage.error();
      assert.deepEqual([error.code, error.source.id], ['EC20_SECRET_SEALED', 'modem']);
      assertSentence('EC20_SECRET_SEALED', error.message, language);
      assert(error.message.includes(join(userDir, 'ec20', 'secret-')), 'which file it is');
      assert.equal((await stage.report()).code, 'EC20_SECRET_SEALED');
      assert.deepEqual(kept(), before);
    });
  }

  it('whose name is in no console comes online by its token, and after a restart with the same', async () => {
    const before = kept();
    const free = { registration: 'free', instanceId: 'iot-06z00fleet' };
    await online('pi-of-no-console', free);
    const own = kept().filter((file) => !before.includes(file));
    assert.equal(own.length, 1);
    await helper.unload();
    await online('pi-of-no-console', free);
    assert.deepEqual(
      kept().filter((file) => !before.includes(file)),
      own,
    );
  });
});
