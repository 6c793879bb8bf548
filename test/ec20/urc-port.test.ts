import assert from 'node:assert/strict';
import { directUrcs, resolveUrcPort } from '../../src/ec20/urc-port';
import { ScriptedModule } from '../support/scripted-module';

const QUERY = 'AT+QURCCFG="urcport"';
const answer = (port: string) => [`+QURCCFG: "urcport","${port}"`, 'OK'];

describe('DESIGN.md rule 15: where unsolicited codes go', () => {
  it('auto is usbat on the USB AT interface, else all; a setting is taken as it is', () => {
    assert.equal(resolveUrcPort('auto', true), 'usbat');
    assert.equal(resolveUrcPort('auto', false), 'all');
    assert.equal(resolveUrcPort('uart1', true), 'uart1');
    assert.equal(resolveUrcPort('usbmodem', false), 'usbmodem');
  });

  it('is not written when it already fits: the module keeps it in its flash', async () => {
    const module = new ScriptedModule({ [QUERY]: answer('all') });
    await module.settle(directUrcs(module.channel, 'all'));
    assert.deepEqual(module.commands, [QUERY]);
  });

  it('is written when it differs', async () => {
    const write = 'AT+QURCCFG="urcport","all"';
    const module = new ScriptedModule({ [QUERY]: answer('usbat'), [write]: ['OK'] });
    await module.settle(directUrcs(module.channel, 'all'));
    assert.deepEqual(module.commands, [QUERY, write]);
  });

  for (const [name, lines] of [
    ['does not know the setting', ['ERROR']],
    ['answers with nothing but OK', ['OK']],
  ] as const) {
    it(`is left alone when the module ${name}`, async () => {
      const module = new ScriptedModule({ [QUERY]: lines });
      await module.settle(directUrcs(module.channel, 'all'));
      assert.deepEqual(module.commands, [QUERY]);
    });
  }

  it('goes on when the module refuses the change', async () => {
    const module = new ScriptedModule({ [QUERY]: answer('usbat') });
    await module.settle(directUrcs(module.channel, 'uart1'));
    assert.deepEqual(module.commands, [QUERY, 'AT+QURCCFG="urcport","uart1"']);
  });
});
