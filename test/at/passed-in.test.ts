import assert from 'node:assert/strict';
import { Rig, command, publish } from './rig';

describe('Rule 11: time, randomness and the line are passed in', () => {
  it('a whole recovery uses no clock and no chance but what was passed in', async () => {
    const originals = {
      setTimeout: globalThis.setTimeout,
      random: Math.random.bind(Math),
      now: Date.now.bind(Date),
    };
    const forbidden = () => assert.fail('the system was asked');
    Object.assign(globalThis, { setTimeout: forbidden });
    Object.assign(Math, { random: forbidden });
    Object.assign(Date, { now: forbidden });
    try {
      const rig = new Rig();
      const stuck = rig.run(publish('hello'));
      await rig.clock.advance(60_000);
      assert.equal(stuck.state, 'EC20_DATA_STUCK unknown');
    } finally {
      Object.assign(globalThis, { setTimeout: originals.setTimeout });
      Object.assign(Math, { random: originals.random });
      Object.assign(Date, { now: originals.now });
    }
  });

  it('two channels share nothing', async () => {
    const [left, right] = [new Rig(), new Rig()];
    const runs = [left.run(command('AT+A')), right.run(command('AT+A'))];
    left.say('OK\r\n');
    await left.clock.advance(0);
    assert.deepEqual(
      runs.map((each) => each.state),
      ['ok', 'pending'],
    );
  });
});
