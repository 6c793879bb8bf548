import assert from 'node:assert/strict';
import { adapted, readCapabilities } from '../../src/ec20/capabilities';
import type { ModuleProfile } from '../../src/ec20/profile';
import { BG77XA, EC20, EC200X } from '../../src/ec20/profiles/dialects';
import { writePublish } from '../../src/ec20/publish';
import { type Script, ScriptedModule } from '../support/scripted-module';

const OPTIONS = (...names: string[]) => [...names.map((name) => `+QMTCFG: "${name}",(0-5),(0,1)`), 'OK'];
const WHOLE: Script = {
  'AT+QMTPUBEX=?': ['+QMTPUBEX: (0-5),(0-65535),(0-2),(0,1),"topic","length"', 'OK'],
  'AT+QMTPUB=?': ['+QMTPUB: (0-5),(0-65535),(0-2),(0,1),"topic"', 'OK'],
  'AT+QMTCFG=?': OPTIONS('version', 'recv/mode'),
};

async function learn(script: Script, family: ModuleProfile = EC20) {
  const module = new ScriptedModule(script);
  const profile = adapted(family, await module.settle(readCapabilities(module.channel, family)));
  return { profile, commands: module.commands };
}

describe('what a firmware can do', () => {
  it('is one question where it has all', async () => {
    const { profile, commands } = await learn(WHOLE);
    assert.deepEqual(commands, ['AT+QMTPUBEX=?;+QMTCFG=?']);
    assert.deepEqual([profile.publish, profile.mayLackPublish, profile.restores], [EC20.publish, false, []]);
  });

  it('without AT+QMTPUBEX is AT+QMTPUB, where there is one', async () => {
    const { profile } = await learn({ ...WHOLE, 'AT+QMTPUBEX=?': ['ERROR'] });
    assert.deepEqual(profile.publish, { command: 'AT+QMTPUB', end: 'ctrl-z' });
    assert.equal(profile.mayLackPublish, false);
  });

  for (const [family, refused] of [
    [EC20, ['AT+QMTPUBEX=?', 'AT+QMTPUB=?']],
    [BG77XA, ['AT+QMTPUB=?']],
  ] as const) {
    it(`that lists no publish of the ${family.name} is taken at the family’s word, with a doubt`, async () => {
      const none = Object.fromEntries(refused.map((command) => [command, ['ERROR']]));
      const { profile } = await learn({ ...WHOLE, ...none }, family);
      assert.deepEqual([profile.publish, profile.mayLackPublish], [family.publish, true]);
    });
  }

  it('an answer of nothing but OK is a yes', async () => {
    const { profile } = await learn({ ...WHOLE, 'AT+QMTPUBEX=?': ['OK'], 'AT+QMTCFG=?': ['OK'] });
    assert.deepEqual([profile.publish, profile.mayLackPublish], [EC20.publish, false]);
  });

  it('an option that it names, and its family doesn’t, is put back too; those of the family stay', async () => {
    const names = ['version', 'dataformat', 'send/mode'];
    const put = ({ restores }: ModuleProfile) => restores.map(({ name }) => name);
    assert.deepEqual(put((await learn({ ...WHOLE, 'AT+QMTCFG=?': OPTIONS(...names) })).profile), [
      'dataformat',
      'send/mode',
    ]);
    for (const options of [['ERROR'], OPTIONS(...names)]) {
      const { profile } = await learn({ ...WHOLE, 'AT+QMTCFG=?': options }, EC200X);
      assert.deepEqual(put(profile), put(EC200X));
    }
  });
});

describe('a publish up to Ctrl-Z', () => {
  const profile: ModuleProfile = { ...EC20, publish: { command: 'AT+QMTPUB', end: 'ctrl-z' } };
  const packet = (payload: Buffer) => ({ topic: 'a', payload, qos: 1, retain: false }) as const;
  const LINE = 'AT+QMTPUB=0,7,1,0,"a"';

  it('has no length, and its end behind the bytes', async () => {
    const module = new ScriptedModule({ [LINE]: ['>', 'OK'] });
    await module.settle(writePublish(module.channel, profile, 0, 7, packet(Buffer.from('21.5'))));
    assert.deepEqual(module.commands, [LINE]);
    assert.deepEqual(Buffer.concat(module.data), Buffer.from('21.5\x1a'));
  });

  for (const byte of [0x1a, 0x1b]) {
    it(`refuses a payload with the byte ${byte}, and says where: EC20_PAYLOAD_CONTROL`, async () => {
      const module = new ScriptedModule({ [LINE]: ['>', 'OK'] });
      await assert.rejects(
        module.settle(writePublish(module.channel, profile, 0, 7, packet(Buffer.of(1, byte)))),
        { code: 'EC20_PAYLOAD_CONTROL', params: { place: 2 } },
      );
      assert.deepEqual(module.commands, []);
    });
  }

  it('is not needed where there is a length: those bytes are ordinary then', async () => {
    const module = new ScriptedModule({ 'AT+QMTPUBEX=0,7,1,0,"a",2': ['>', 'OK'] });
    await module.settle(writePublish(module.channel, EC20, 0, 7, packet(Buffer.of(0x1a, 0x1b))));
    assert.deepEqual(module.data, [Buffer.of(0x1a, 0x1b)]);
  });
});
