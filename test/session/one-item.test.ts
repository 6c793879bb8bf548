import assert from 'node:assert/strict';
import { PickyDevice } from './picky-device';

/** A question that nothing on the way to the broker, or on it, depends on. */
interface Item {
  readonly what: string;
  readonly command: RegExp;
}

const ITEMS: readonly Item[] = [
  { what: 'the IMEI', command: /\+GSN\b/ },
  { what: 'the card’s number', command: /\+QCCID\b/ },
  { what: 'the subscriber’s number', command: /\+CIMI\b/ },
  { what: 'the signal', command: /\+CSQ\b/ },
  { what: 'the registration for LTE', command: /\+CEREG\?/ },
  { what: 'the registration for GPRS', command: /\+CGREG\?/ },
  { what: 'the registration for calls', command: /\+CREG\?/ },
  { what: 'the network’s name', command: /\+COPS\?/ },
  { what: 'the technology', command: /\+QNWINFO\b/ },
  { what: 'the network’s time', command: /\+QLTS\b/ },
  { what: 'where unsolicited codes are to go', command: /^AT\+QURCCFG="urcport",/ },
];

/** The outcome of a command of the item, or of a line that holds one. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  ERROR: ['ERROR'],
  'CME ERROR': ['+CME ERROR: 4'],
  'OK without its line': ['OK'],
  silence: [],
};

describe('one question that goes wrong', () => {
  for (const { what, command } of ITEMS) {
    for (const [how, lines] of Object.entries(ANSWERS)) {
      it(`keeps nothing else from going on: ${what}, ${how}`, async () => {
        const device = new PickyDevice({
          // A line of several is answered as a firmware does that takes none.
          answer: (written) =>
            command.test(written)
              ? written.includes(';') && lines.length > 0
                ? ['ERROR']
                : lines
              : undefined,
        });
        await device.want('a');
        const fate = device.publish('hello');
        const onlineS = await device.online(90_000);
        await device.clock.advance(30 * 60_000);
        assert.equal(device.connections, 1, `online after ${onlineS} s`);
        assert.notEqual(fate.deliveredS, undefined);
        assert.equal(await device.hears('a'), true);
        assert.deepEqual(device.faults, []);
        await device.close();
      });
    }
  }
});

describe('a look while online that goes wrong', () => {
  const looks = { 'the signal': /\+CSQ\b/, 'whether it is connected': /^AT\+QMTCONN\?$/ };
  for (const [what, command] of Object.entries(looks)) {
    for (const how of ['ERROR', 'CME ERROR', 'silence']) {
      it(`once costs the look alone: ${what}, ${how}`, async () => {
        let times = 0;
        const device = new PickyDevice({
          answer: (written) => (isOn && command.test(written) && times++ === 0 ? ANSWERS[how] : undefined),
        });
        let isOn = false;
        await device.want('a');
        await device.online();
        isOn = true;
        await device.clock.advance(10 * 60_000);
        assert.ok(times > 1, 'it was not asked again');
        assert.equal(device.connections, 1);
        assert.deepEqual(device.faults, []);
        await device.close();
      });
    }
  }

  it('is distinguished from a dead line: the module falls silent', async () => {
    const device = new PickyDevice();
    await device.online();
    device.simulator.hang(true);
    await device.clock.until(() => !device.isOnline, 120_000, 'the end of the connection');
    assert.equal(device.faults[0], 'EC20_LINE_DESYNC');
    await device.close();
  });

  it('is distinguished from a dead connection: the module reports that it is no longer connected', async () => {
    const device = new PickyDevice({
      answer: (written) => (isOver && written === 'AT+QMTCONN?' ? ['+QMTCONN: 0,1', 'OK'] : undefined),
    });
    let isOver = false;
    await device.online();
    isOver = true;
    await device.clock.until(() => !device.isOnline, 130_000, 'the end of the connection');
    assert.equal(device.faults[0], 'EC20_LINK_SILENT');
    await device.close();
  });
});
