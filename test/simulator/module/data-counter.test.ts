import { play, type Dialogue } from './dialogue';

const OK = ['OK'];
const BOOT = ['RDY', '+CFUN: 1', '+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', '+QIND: PB DONE'];

/** CONNECT of `me` has 18 bytes, each segment 40 more; name, TCP's handshake: §D1. */
const ONLINE = ['+QGDCNT: 257,218', 'OK'];

const DATA_COUNTER: readonly Dialogue[] = [
  {
    about: 'QGDCNT counts packets both ways, and 0 resets it (EC2x AT manual §10.15)',
    settings: {},
    steps: [
      ['AT+QGDCNT=?', ['+QGDCNT: (0,1)', 'OK']],
      ['AT+QGDCNT?', ['+QGDCNT: 0,0', 'OK']],
      ['AT+QMTOPEN=0,"h",1883', ['OK', '+QMTOPEN: 0,0']],
      ['AT+QMTCONN=0,"me"', ['OK', '+QMTCONN: 0,0,0']],
      ['AT+QGDCNT?', ONLINE],
      ['AT+QGDCNT=0', OK],
      ['AT+QGDCNT?', ['+QGDCNT: 0,0', 'OK']],
      ['AT+QGDCNT=2', ['ERROR']],
    ],
  },
  {
    about: 'QGDCNT falls to what was saved at a restart, to 0 where nothing was',
    settings: {},
    steps: [
      ['AT+QMTOPEN=0,"h",1883'],
      ['AT+QMTCONN=0,"me"'],
      ['AT+CFUN=1,1'],
      [20_000, BOOT],
      ['ATE0'],
      ['AT+QGDCNT?', ['+QGDCNT: 0,0', 'OK']],
      ['AT+QMTOPEN=0,"h",1883'],
      ['AT+QMTCONN=0,"me"'],
      ['AT+QGDCNT=1', OK],
      ['AT+CFUN=1,1'],
      [20_000, BOOT],
      ['ATE0'],
      ['AT+QGDCNT?', ONLINE],
    ],
  },
  {
    about: 'QAUGDCNT saves it each so many seconds, and is not kept itself (EC2x AT manual §10.16)',
    settings: {},
    steps: [
      ['AT+QAUGDCNT=?;+QAUGDCNT?', ['+QAUGDCNT: (0,30-65535)', '+QAUGDCNT: 0', 'OK']],
      ['AT+QAUGDCNT=29', ['ERROR']],
      ['AT+QAUGDCNT=30;+QAUGDCNT?', ['+QAUGDCNT: 30', 'OK']],
      ['AT+QMTOPEN=0,"h",1883'],
      ['AT+QMTCONN=0,"me"'],
      [31_000, []],
      ['AT+CFUN=1,1'],
      [20_000, BOOT],
      ['ATE0'],
      ['AT+QGDCNT?;+QAUGDCNT?', ['+QGDCNT: 257,218', '+QAUGDCNT: 0', 'OK']],
    ],
  },
  {
    about: 'a firmware without it answers ERROR',
    settings: { lacks: '+QGDCNT,+QAUGDCNT' },
    steps: [
      ['AT+QGDCNT?', ['ERROR']],
      ['AT+QAUGDCNT?', ['ERROR']],
    ],
  },
];

describe('The virtual module’s counter of packet data', () => {
  play(DATA_COUNTER);
});
