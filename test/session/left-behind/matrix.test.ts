import assert from 'node:assert/strict';
import type { CodedError } from '../../../src/base/coded-error';
import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { VirtualDevice } from '../../support/virtual-device';

/** What another program has left: its commands, or a state that no command can make. */
interface Left {
  readonly what: string;
  readonly commands?: string;
  readonly settings?: Partial<SimulatorSettings>;
  readonly apn?: string;
  /** What is reported to the user, if anything. */
  readonly told?: readonly string[];
}

const FAMILIES = ['EC20', 'EC25', 'EC200U', 'EC800M', 'BG95'] as const;
const LIMIT_MS = 300_000;

const STATES: readonly Left[] = [
  { what: 'nothing' },
  { what: 'results as numbers', commands: 'ATV0' },
  { what: 'no results', commands: 'ATQ1' },
  { what: 'numbers, no results, no echo', commands: 'ATE0V0Q1' },
  { what: 'echo', commands: 'ATE1' },
  { what: 'errors without a number', commands: 'AT+CMEE=0' },
  { what: 'errors in words', commands: 'AT+CMEE=2' },
  { what: 'radio off', commands: 'AT+CFUN=4', told: ['EC20_RADIO_WAS_OFF'] },
  { what: 'minimum functionality', commands: 'AT+CFUN=0', told: ['EC20_RADIO_WAS_OFF'] },
  { what: 'radio off, numbers', commands: 'AT+CFUN=4|ATV0', told: ['EC20_RADIO_WAS_OFF'] },
  { what: 'deregistered', commands: 'AT+COPS=2', told: ['EC20_OPERATOR_LEFT'] },
  { what: 'deregistered, radio off', commands: 'AT+COPS=2|AT+CFUN=4', told: ['EC20_RADIO_WAS_OFF', 'EC20_OPERATOR_LEFT'] },
  { what: 'another operator by hand', commands: 'AT+COPS=1,2,"21401"', told: ['EC20_OPERATOR_LEFT'] },
  { what: 'this operator by hand', commands: 'AT+COPS=1,2,"46000"' },
  { what: 'operator as a number', commands: 'AT+COPS=3,2' },
  { what: 'another access point', commands: 'AT+QICSGP=1,1,"ims","u","p",1', settings: { attachApn: 'cmiot' }, apn: 'cmiot' },
  { what: 'another access point, searching', commands: 'AT+CGDCONT=1,"IP","ims"', settings: { attachApn: 'cmiot', attachRefusal: 'searching' }, apn: 'cmiot' },
  { what: 'another access point, registered', commands: 'AT+CGDCONT=1,"IP","ims"', settings: { apnName: 'cmiot' }, apn: 'cmiot' },
  { what: 'detached', commands: 'AT+CGATT=0' },
  { what: 'an active context', commands: 'AT+QIACT=1' },
  { what: 'a context held for a while', settings: { pdpHeld: 1 }, told: ['EC20_PDP_HELD'] },
  { what: 'codes on another port', commands: 'AT+QURCCFG="urcport","usbmodem"' },
  { what: 'reports of registration', commands: 'AT+CREG=2|AT+CGREG=2|AT+CEREG=2' },
  { what: 'XON and XOFF', commands: 'AT+IFC=1,1' },
  { what: 'flow control by wires', commands: 'AT+IFC=2,2' },
  { what: 'sleep', commands: 'AT+QSCLK=1' },
  { what: 'messages kept in slots', commands: 'AT+QMTCFG="recv/mode",0,1,0' },
  { what: 'hexadecimal payloads', commands: 'AT+QMTCFG="dataformat",0,1,1' },
  { what: 'sends as strings in hexadecimal', commands: 'AT+QMTCFG="send/mode",0,1' },
  { what: 'an echo of payloads', commands: 'AT+QMTCFG="view/mode",0,1' },
  { what: 'TLS', commands: 'AT+QMTCFG="ssl",0,1,2' },
  { what: 'a will', commands: 'AT+QMTCFG="will",0,1,1,0,"a","gone"' },
  { what: 'an old login in the module', settings: { oldAliauth: 'a1OldPk,old,0123456789abcdef0123456789abcdef' } },
  { what: 'an open client', settings: { oldSession: 'open' } },
  { what: 'a connected client', settings: { oldSession: 'connected' } },
  { what: 'text messages shown at once', commands: 'AT+CMGF=1|AT+CNMI=2,2,0,0,0' },
]; // prettier-ignore

/** Brings a session online on it, and a message through. */
async function trial(left: Left, family: (typeof FAMILIES)[number], isSaved: boolean) {
  const commands = [left.commands, ...(isSaved ? ['AT&W'] : [])].filter((each) => each !== undefined);
  const device = new VirtualDevice(
    // The times of a real module, so that the figures mean something.
    {
      ...left.settings,
      family,
      left: commands.join('|'),
      cfunKept: isSaved,
      registrationMs: 3000,
      pdpMs: 800,
      commandMs: 10,
    },
    (made) => ({ modem: { ...made.options.modem, apn: left.apn ?? '' } }),
  );
  const told: string[] = [];
  const tell = ({ code }: CodedError) => {
    if (!told.includes(code)) told.push(code);
  };
  device.session.onWarning(tell);
  device.session.onFault(tell);
  try {
    await device.start();
    if (left.settings?.pdpHeld !== undefined) {
      await device.clock.until(() => told.length > 0, LIMIT_MS, 'a word to the user');
      device.simulator.settings.pdpHeld = 0;
    }
    await device.clock.until(() => device.session.snapshot().state === 'online', LIMIT_MS, 'being online');
    const seconds = device.clock.now() / 1000;
    const bytes = Buffer.from([0x7b, 0x11, 0x13, 0x1b, 0x22, 0x0d, 0x0a, 0x7d]);
    const fate = device.publish(bytes);
    await device.clock.until(() => fate.delivered.length === 1, 60_000, 'the delivery');
    assert.deepEqual(
      device.arrivals.map(({ payload }) => payload),
      [bytes],
    );
    assert.deepEqual(told, left.told ?? []);
    return seconds;
  } finally {
    await device.close();
  }
}

describe('what a module may have been left with: each state, saved or not, on five families', () => {
  const figures: string[] = [];

  after(() =>
    console.log(
      `    seconds to online (${FAMILIES.join(', ')}; saved by AT&W behind the bar)\n${figures.join('\n')}`,
    ),
  );

  for (const left of STATES) {
    it(`${left.what}: online, and a message through`, async () => {
      const cells = [];
      for (const family of FAMILIES) {
        const [plain, saved] = [await trial(left, family, false), await trial(left, family, true)];
        cells.push(`${plain.toFixed(1)}|${saved.toFixed(1)}`);
      }
      figures.push(`    ${left.what.padEnd(34)}${cells.join('  ')}`);
    });
  }
});
