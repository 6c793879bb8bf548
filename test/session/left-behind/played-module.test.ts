import assert from 'node:assert/strict';
import { createPair } from '../../../src/transport/pair';
import { VirtualClock } from '../../support/virtual-clock';
import type { LeftState } from './module-cases';
import { PlayedModule } from './played-module';
import type { Network } from './radio';
import { type SayingText, Sayings } from './sayings';

interface Dialogue {
  readonly what: string;
  readonly state?: LeftState;
  readonly says?: readonly (readonly [command: string, answers: readonly SayingText[]])[];
  readonly network?: Network;
  /** What is written, and every byte that comes within ten seconds (twenty behind a restart). */
  readonly lines: readonly (readonly [written: string, answer: string])[];
}

const OK = '\r\nOK\r\n';
const QUIET: LeftState = { echo: false };
const SWITCHED_ON = `${OK}\r\n+CPIN: READY\r\n`;
const BOOT = ['RDY', '+CFUN: 1', '+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', '+QIND: PB DONE']
  .map((code) => `\r\n${code}\r\n`)
  .join('');
const registered = (stat: number) => `\r\n+CEREG: 0,${stat}\r\n${OK}`;

/** By the EC2x AT manual (§M5) and the captures (§M7). */
const DIALOGUES: readonly Dialogue[] = [
  {
    what: 'echoes, and joins commands',
    lines: [
      ['AT\r', `AT\r${OK}`],
      ['ATE0\r', `ATE0\r${OK}`],
      ['AT+CSQ;+CEREG?\r', `\r\n+CSQ: 20,99\r\n\r\n+CEREG: 0,1\r\n${OK}`],
      ['AT+CSQ;+NONE;+CEREG?\r', '\r\n+CSQ: 20,99\r\n\r\nERROR\r\n'],
      ['\r', ''],
    ],
  },
  {
    what: 'gives results as numbers until ATV1',
    state: { V: 0, echo: false },
    lines: [
      ['AT\r', '0\r'],
      ['AT+CSQ\r', '+CSQ: 20,99\r\n0\r'],
      ['AT+NONE\r', '4\r'],
      ['ATE0Q0V1\r', OK],
      ['AT+CSQ\r', `\r\n+CSQ: 20,99\r\n${OK}`],
    ],
  },
  {
    what: 'gives no results until ATQ0',
    state: { Q: 1, echo: false },
    lines: [
      ['AT\r', ''],
      ['AT+CSQ\r', '\r\n+CSQ: 20,99\r\n'],
      ['ATQ0\r', OK],
    ],
  },
  {
    what: 'keeps over a restart what was saved',
    state: { V: 0, echo: false },
    lines: [
      ['AT+CFUN=1,1\r', `0\r${BOOT}`],
      ['AT\r', '0\r'],
    ],
  },
  {
    what: 'loses in a restart what was not saved',
    state: { V: 0, echo: false, cfun: 4, saved: false },
    lines: [
      ['AT+CFUN=1,1\r', `0\r${BOOT}`],
      ['ATE0\r', `ATE0\r${OK}`],
      ['AT+CFUN?\r', `\r\n+CFUN: 1\r\n${OK}`],
    ],
  },
  {
    what: 'has neither card nor network with AT+CFUN=0, and both again with 1',
    state: { ...QUIET, cfun: 0 },
    lines: [
      ['AT+CPIN?\r', '\r\n+CME ERROR: 13\r\n'],
      ['AT+CSQ;+CEREG?\r', `\r\n+CSQ: 99,99\r\n\r\n+CEREG: 0,0\r\n${OK}`],
      ['AT+CFUN=1\r', SWITCHED_ON],
      ['AT+CPIN?;+CEREG?\r', `\r\n+CPIN: READY\r\n\r\n+CEREG: 0,1\r\n${OK}`],
    ],
  },
  {
    what: 'is deregistered with AT+COPS=2',
    state: { ...QUIET, cops: 2 },
    lines: [
      ['AT+COPS?;+CEREG?\r', `\r\n+COPS: 2\r\n\r\n+CEREG: 0,0\r\n${OK}`],
      ['AT+COPS=0\r', OK],
      ['AT+CEREG?\r', registered(1)],
    ],
  },
  {
    what: 'asks the network again when the radio is cycled, not before',
    state: QUIET,
    network: ({ by, nowMs }) => (by === 'radio' && nowMs > 15_000 ? 1 : 3),
    lines: [
      ['AT+CEREG?\r', registered(3)],
      ['AT+CGATT=1\r', '\r\n+CME ERROR: 30\r\n'],
      ['AT+CEREG?\r', registered(3)],
      ['AT+CFUN=4\r', OK],
      ['AT+CFUN=1\r', SWITCHED_ON],
      ['AT+CEREG?\r', registered(1)],
    ],
  },
  {
    what: 'is let in with its access point once it attaches anew',
    state: QUIET,
    network: ({ apn }) => (apn === 'own' ? 1 : 3),
    lines: [
      ['AT+CGDCONT=1,"IP","own"\r', OK],
      ['AT+QICSGP=1\r', `\r\n+QICSGP: 1,"own","","",0\r\n${OK}`],
      ['AT+CEREG?\r', registered(3)],
      ['AT+CGATT=0;+CGATT=1\r', OK],
      ['AT+CEREG?\r', registered(1)],
    ],
  },
  {
    what: 'publishes by a length, and by Ctrl-Z',
    state: QUIET,
    lines: [
      ['AT+QMTPUBEX=0,1,1,0,"a",2\r', '\r\nERROR\r\n'],
      ['AT+QIACT=1\r', OK],
      ['AT+QMTOPEN=0,"host",1883\r', `${OK}\r\n+QMTOPEN: 0,0\r\n`],
      ['AT+QMTCONN=0,"id"\r', `${OK}\r\n+QMTCONN: 0,0,0\r\n`],
      ['AT+QMTPUBEX=0,1,1,0,"a",2\r', '\r\n> '],
      ['"\x1a', `${OK}\r\n+QMTPUBEX: 0,1,0\r\n`],
      ['AT+QMTPUB=0,2,1,0,"a"\r', '\r\n> '],
      ['hello\x1a', `${OK}\r\n+QMTPUB: 0,2,0\r\n`],
      ['AT+QMTSUB=0,3,"a",1,"b",0\r', `${OK}\r\n+QMTSUB: 0,3,0,1,0\r\n`],
    ],
  },
  {
    what: 'refuses a file of a name that is there, in any case',
    state: QUIET,
    lines: [
      ['AT+QFUPL="a.pem",3,10\r', '\r\nCONNECT\r\n'],
      ['abc', `\r\n+QFUPL: 3,262\r\n${OK}`],
      ['AT+QFUPL="A.PEM",3,10\r', '\r\n+CME ERROR: 407\r\n'],
      ['AT+QFDEL="A.PEM"\r', OK],
      ['AT+QFLST="*"\r', OK],
    ],
  },
  {
    what: 'says what it is told to say, each answer in its turn',
    state: QUIET,
    says: [
      ['^\\+CSQ', ['\r\n+CSQ: 1,99\r\n', null, 'fail:\r\nERROR\r\n']],
      ['^\\+QIDEACT', ['raw:\r\nBUSY\r\n|30:prompt']],
      ['^\\+QMTSUB', ['later:50:+QMTSUB: 0,$ID,2']],
      ['^\\+CGMM', ['raw:\r\nBUSY\r\n|30:\r\nEC20F\r\n\r\nOK\r\n']],
    ],
    lines: [
      ['AT+CSQ\r', `\r\n+CSQ: 1,99\r\n${OK}`],
      ['AT+CSQ\r', `\r\n+CSQ: 20,99\r\n${OK}`],
      ['AT+CSQ;+CEREG?\r', '\r\nERROR\r\n'],
      ['AT+CSQ\r', '\r\nERROR\r\n'],
      ['AT+QIDEACT=1\r', `\r\nBUSY\r\n${OK}`],
      ['AT+QMTSUB=0,77,"a",1\r', `${OK}\r\n+QMTSUB: 0,77,2\r\n`],
      ['AT+CGMM;+CEREG?\r', `\r\nBUSY\r\n\r\nEC20F\r\n\r\n+CEREG: 0,1\r\n${OK}`],
      ['AT+CGMM\r', `\r\nBUSY\r\n\r\nEC20F\r\n${OK}`],
    ],
  },
];

describe('the module that plays the cases', () => {
  for (const { what, state = {}, says = [], network = () => 1, lines } of DIALOGUES) {
    it(what, async () => {
      const clock = new VirtualClock();
      const pair = createPair('module');
      const sayings = new Sayings(says);
      const module = new PlayedModule({ clock, port: pair.right, state, sayings, network, cures: [] });
      await module.attach();
      let heard = '';
      const line = await pair.left.open({
        received: (bytes) => (heard += bytes.toString('latin1')),
        lost: () => undefined,
      });
      for (const [written, answer] of lines) {
        heard = '';
        await line.write(Buffer.from(written, 'latin1'));
        await clock.advance(written.includes('CFUN=1,1') ? 20_000 : 10_000);
        assert.equal(JSON.stringify(heard), JSON.stringify(answer), JSON.stringify(written));
      }
    });
  }
});
