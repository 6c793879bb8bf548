import type { SimulatorSettings } from '../../../src/simulator/simulator';
import { play, type Dialogue } from './dialogue';

const REGISTERED = ['+CEREG: 0,1', 'OK'];
const IDLE = ['+CEREG: 0,0', 'OK'];
const SEARCHING = ['+CEREG: 0,2', 'OK'];
const DENIED = ['+CEREG: 0,3', 'OK'];
const OK = ['OK'];
const SIM_CODES = ['+CPIN: READY', '+QUSIM: 1', '+QIND: SMS DONE', '+QIND: PB DONE'];
const BOOT = ['RDY', '+CFUN: 1', ...SIM_CODES];

const RADIO: readonly Dialogue[] = [
  {
    about: 'CFUN=4 takes signal, registration, context and client, and CFUN=1 brings the registration back',
    settings: {},
    steps: [
      ['AT+QIACT=1', OK],
      ['AT+QMTOPEN=0,"h",1883', ['OK', '+QMTOPEN: 0,0']],
      ['AT+CFUN=4', ['OK', '+QIURC: "pdpdeact",1', '+QMTSTAT: 0,1']],
      [
        'AT+CFUN?;+CSQ;+CEREG?;+CGATT?;+COPS?;+QIACT?',
        ['+CFUN: 4', '+CSQ: 99,99', '+CEREG: 0,0', '+CGATT: 0', '+COPS: 0', 'OK'],
      ],
      ['AT+CPIN?', ['+CPIN: READY', 'OK']],
      ['AT+QNWINFO', ['+QNWINFO: "NONE"', 'OK']],
      ['AT+CFUN=1', OK],
      ['AT+CEREG?;+CSQ', ['+CEREG: 0,1', '+CSQ: 24,99', 'OK']],
    ],
  },
  {
    about:
      'CFUN=0 takes the card too, with the code that the setting names, until the codes of a card after CFUN=1',
    settings: { registrationMs: 8000 },
    steps: [
      ['AT+CFUN=0', OK],
      ['AT+CPIN?', ['+CME ERROR: 13']],
      [({ settings }) => (settings.simOffCme = 10), []],
      ['AT+CIMI', ['+CME ERROR: 10']],
      ['AT+CFUN=1', ['OK', ...SIM_CODES]],
      ['AT+CEREG?', SEARCHING],
      ['AT+CEREG?', REGISTERED],
    ],
  },
  {
    about: 'CFUN=4 is gone after a restart',
    settings: {},
    steps: [['AT+CFUN=4'], ['AT+CFUN=1,1'], [20_000, BOOT], ['AT+CFUN?', ['AT+CFUN?', '+CFUN: 1', 'OK']]],
  },
  {
    about: 'CFUN=4 outlives a restart where the module keeps it',
    settings: { keeps: '+QURCCFG,+CFUN' },
    steps: [
      ['AT+CFUN=4'],
      ['AT+CFUN=1,1'],
      [20_000, ['RDY', '+CFUN: 4', ...SIM_CODES]],
      ['ATE0'],
      ['AT+CFUN?;+CEREG?', ['+CFUN: 4', '+CEREG: 0,0', 'OK']],
    ],
  },
];

const OPERATORS: readonly Dialogue[] = [
  {
    about: 'COPS=2 deregisters and takes the context; COPS=0 searches again',
    settings: {},
    steps: [
      ['AT+QIACT=1', OK],
      ['AT+CEREG=1', OK],
      ['AT+COPS=2', ['OK', '+CEREG: 0', '+QIURC: "pdpdeact",1']],
      ['AT+COPS?;+CREG?;+CGATT?', ['+COPS: 2', '+CREG: 0,0', '+CGATT: 0', 'OK']],
      ['AT+COPS=0', ['OK', '+CEREG: 2', '+CEREG: 1']],
      ['AT+COPS?', ['+COPS: 0,0,"CHINA MOBILE",7', 'OK']],
    ],
  },
  {
    about: 'COPS=2 outlives a restart where the module keeps it',
    settings: { keeps: '+COPS=2' },
    steps: [['AT+COPS=2'], ['AT+CFUN=1,1'], [20_000, BOOT], ['ATE0'], ['AT+COPS?', ['+COPS: 2', 'OK']]],
  },
  {
    about: 'COPS=3 sets the form of the name, and no more',
    settings: {},
    steps: [
      ['AT+COPS=3,2', OK],
      ['AT+COPS?', ['+COPS: 0,2,"46000",7', 'OK']],
      ['AT+COPS=3,1', OK],
      ['AT+COPS?', ['+COPS: 0,1,"CHINA MOBILE",7', 'OK']],
    ],
  },
  {
    about: 'COPS=1 with another network leaves the module without one',
    settings: {},
    steps: [
      ['AT+COPS=1,2,"21401"', ['+CME ERROR: 30']],
      ['AT+COPS?;+CEREG?', ['+COPS: 1', '+CEREG: 0,2', 'OK']],
      ['AT+COPS=0', OK],
      ['AT+CEREG?', REGISTERED],
    ],
  },
  {
    about: 'COPS=1 with another network, on a module that says OK and is denied',
    settings: { manualMiss: 'denied', manualMissAnswer: 'ok' },
    steps: [
      ['AT+COPS=1,0,"VODAFONE"', OK],
      ['AT+CEREG?', DENIED],
    ],
  },
  {
    about: 'COPS=1 with the network that is here, by name or number, and COPS=4 with another',
    settings: {},
    steps: [
      ['AT+COPS=1,2,"46000"', OK],
      ['AT+COPS?', ['+COPS: 1,2,"46000",7', 'OK']],
      ['AT+COPS=1,0,"China Mobile"', OK],
      ['AT+COPS?', ['+COPS: 1,0,"CHINA MOBILE",7', 'OK']],
      ['AT+COPS=4,2,"21401"', OK],
      ['AT+COPS?', ['+COPS: 4,2,"46000",7', 'OK']],
      ['AT+COPS=1', ['ERROR']],
    ],
  },
];

/** What makes a module that was refused register again, by its name in `asksAgainBy`. */
const WAYS = {
  cfun: ['AT+CFUN=4', 'AT+CFUN=1'],
  cops: ['AT+COPS=2', 'AT+COPS=0'],
  cgatt: ['AT+CGATT=0', 'AT+CGATT=1'],
};

const ATTACH: readonly Dialogue[] = [
  ...Object.entries(WAYS).flatMap(([way, commands]): Dialogue[] => [
    {
      about: `a network that wants an APN takes the module after ${commands.join(' and ')}`,
      settings: { attachApn: 'IoT.example', asksAgainBy: way },
      steps: [
        ['AT+CEREG?', DENIED],
        ['AT+CGDCONT=1,"IP","iot.example"', OK],
        [60_000, []],
        ['AT+CEREG?', DENIED],
        ...commands.map((command) => [command] as const),
        ['AT+CEREG?', SEARCHING],
        [12_000],
        ['AT+CEREG?;+CGATT?', ['+CEREG: 0,1', '+CGATT: 1', 'OK']],
      ],
    },
    {
      about: `a denial sticks on a module that asks only after a restart, whatever ${commands.join(' and ')} do`,
      settings: { registration: 'denied', deniedSticks: true, asksAgainBy: '' },
      steps: [
        ['AT+CEREG?', DENIED],
        [({ settings }) => (settings.registration = 'home'), []],
        ...commands.map((command) => [command] as const),
        [20_000],
        ['AT+CEREG?', DENIED],
        ['AT+CFUN=1,1'],
        [20_000, BOOT],
        ['ATE0'],
        ['AT+CEREG?', REGISTERED],
      ],
    },
    {
      about: `a denial ends by ${commands.join(' and ')} where the module asks then`,
      settings: { registration: 'denied', deniedSticks: true, asksAgainBy: way },
      steps: [
        [({ settings }) => (settings.registration = 'home'), []],
        ['AT+CEREG?', DENIED],
        ...commands.map((command) => [command] as const),
        [5000],
        ['AT+CEREG?', REGISTERED],
      ],
    },
  ]),
  {
    about: 'the APN of QICSGP is that of CGDCONT, and the write alone may be enough',
    settings: { attachApn: 'iot', attachRefusal: 'searching', asksAgainBy: 'write' },
    steps: [
      ['AT+CEREG?', SEARCHING],
      ['AT+QICSGP=1,1,"iot","","",0', OK],
      ['AT+CGDCONT?', ['+CGDCONT: 1,"IP","iot","0.0.0.0",0,0,0,0', 'OK']],
      [12_000],
      ['AT+CEREG?', REGISTERED],
    ],
  },
  {
    about: 'the APN of QICSGP is another than that of CGDCONT, where the module has it so',
    settings: { attachApn: 'iot', qicsgpAttaches: false, asksAgainBy: 'write' },
    steps: [
      ['AT+QICSGP=1,1,"iot","","",0', OK],
      ['AT+CGDCONT?', ['+CGDCONT: 1,"IP","","0.0.0.0",0,0,0,0', 'OK']],
      [20_000],
      ['AT+CEREG?', DENIED],
      ['AT+CGDCONT=1,"IP","iot"', OK],
      [12_000],
      ['AT+CEREG?', REGISTERED],
    ],
  },
  {
    about: 'a network takes the card after ten minutes, and the module asks only after CFUN=0 and 1',
    settings: { deniedMs: 600_000 },
    steps: [
      ['AT+CFUN=0'],
      ['AT+CFUN=1'],
      ['AT+CEREG?', DENIED],
      [600_000, []],
      ['AT+CEREG?', DENIED],
      ['AT+CFUN=0'],
      ['AT+CFUN=1'],
      ['AT+CEREG?', REGISTERED],
    ],
  },
  {
    about: 'CGATT=0 ends with CFUN=0 and 1, or only with CGATT=1',
    settings: {},
    steps: [
      ['AT+CGATT=0'],
      ['AT+CFUN=4'],
      ['AT+CFUN=1'],
      ['AT+CGATT?', ['+CGATT: 1', 'OK']],
      [({ settings }) => (settings.autoAttach = false)],
      ['AT+CGATT=0'],
      ['AT+CFUN=4'],
      ['AT+CFUN=1'],
      ['AT+CGATT?', ['+CGATT: 0', 'OK']],
      ['AT+QIACT=1', ['ERROR']],
      ['AT+CGATT=1'],
      ['AT+QIACT=1', OK],
    ],
  },
];

/** The answers of a stuck radio to QMTOPEN with an active context. */
const STUCK: readonly (readonly [SimulatorSettings['radioStuck'], readonly string[]])[] = [
  ['pdp', ['OK', '+QMTOPEN: 0,3']],
  ['open-2', ['OK', '+QMTOPEN: 0,2']],
  ['open-3', ['OK', '+QMTOPEN: 0,3']],
  ['open-5', ['OK', '+QMTOPEN: 0,5']],
  ['open-none', ['OK']],
  ['open--1', ['OK', '+QMTOPEN: 0,-1']],
];
const CYCLE: Dialogue['steps'] = [['AT+CFUN=4'], ['AT+CFUN=1'], [5000]];
const RESTART: Dialogue['steps'] = [['AT+CFUN=1,1'], [20_000], ['ATE0']];
const POWER_CUT: Dialogue['steps'] = [[(simulator) => simulator.reboot()], [20_000], ['ATE0']];
const OPENS: Dialogue['steps'] = [['AT+QMTOPEN=0,"h",1883', ['OK', '+QMTOPEN: 0,0']]];
const FAILS: Dialogue['steps'] = [['AT+QMTOPEN=0,"h",1883', ['OK', '+QMTOPEN: 0,5']]];

const HANGING: readonly Dialogue[] = [
  ...STUCK.map(([radioStuck, answer]): Dialogue => ({
    about: `a radio that is stuck (${radioStuck}) is registered and attached, and no more`,
    settings: { radioStuck, noService: 'No Service' },
    steps: [
      ['AT+CEREG?;+CGATT?', ['+CEREG: 0,1', '+CGATT: 1', 'OK']],
      ['AT+QNWINFO', ['+QNWINFO: No Service', 'OK']],
      ['AT+QIACT=1', [radioStuck === 'pdp' ? 'ERROR' : 'OK']],
      ['AT+QMTOPEN=0,"h",1883', answer],
    ],
  })),
  {
    about: 'a cycle of CFUN ends it',
    settings: { radioStuck: 'open-5' },
    steps: [...FAILS, ...CYCLE, ...OPENS],
  },
  {
    about: 'or only a restart',
    settings: { radioStuck: 'open-5', stuckUntil: 'restart' },
    steps: [...CYCLE, ...FAILS, ...RESTART, ...OPENS],
  },
  {
    about: 'or only a power cut',
    settings: { radioStuck: 'open-5', stuckUntil: 'power' },
    steps: [...RESTART, ...FAILS, ...POWER_CUT, ...OPENS],
  },
  {
    about: 'or nothing',
    settings: { radioStuck: 'open-5', stuckUntil: 'never' },
    steps: [...CYCLE, ...RESTART, ...POWER_CUT, ...FAILS],
  },
  {
    about: 'a context that another program holds is shown by CGACT alone, and refused',
    settings: { pdpHeld: 1, heldAnswer: '561', activeWrite: 'error' },
    steps: [
      ['AT+CGACT?;+QIACT?', ['+CGACT: 1,1', 'OK']],
      ['AT+QIACT=1', ['+CME ERROR: 561']],
      ['AT+QICSGP=1,1,"a"', ['ERROR']],
      ['AT+QICSGP=1', ['+QICSGP: 3,"","","",0', 'OK']],
      ['AT+QICSGP=2,1,"a"', OK],
      ['AT+QIACT=2', OK],
      ['AT+CGACT=0,1', OK],
      ['AT+QIACT=1', ['+CME ERROR: 561']],
    ],
  },
  {
    about: 'it may be freed by CGACT=0',
    settings: { pdpHeld: 1, heldEnds: 'cgact' },
    steps: [
      ['AT+QIACT=1', ['ERROR']],
      ['AT+CGACT=0,1', OK],
      ['AT+QIACT=1', OK],
    ],
  },
  {
    about: 'it may be freed by a cycle of CFUN',
    settings: { pdpHeld: 1, heldEnds: 'radio' },
    steps: [['AT+CGACT=0,1', OK], ['AT+QIACT=1', ['ERROR']], ...CYCLE, ['AT+QIACT=1', OK]],
  },
  {
    about: 'QICSGP is refused on an active context where the module has it so',
    settings: { activeWrite: 'error' },
    steps: [['AT+QIACT=1'], ['AT+QICSGP=1,1,"a"', ['ERROR']], ['AT+QIDEACT=1'], ['AT+QICSGP=1,1,"a"', OK]],
  },
];

const STATS = [
  ['sms', 6, 0],
  ['sms-roaming', 7, 0],
  ['emergency', 8, 0],
  ['home-csfb', 9, 1],
  ['roaming-csfb', 10, 1],
] as const;

const WORDS: readonly Dialogue[] = [
  ...STATS.map(([registration, stat, attached]): Dialogue => ({
    about: `${registration} is reported as ${stat}`,
    settings: { registration },
    steps: [['AT+CEREG?;+CGATT?', [`+CEREG: 0,${stat}`, `+CGATT: ${attached}`, 'OK']]],
  })),
  ...['NOT INSERTED', 'SIM ERROR', 'NOT READY', 'PH-NET PIN', 'whatever'].map((simWord): Dialogue => ({
    about: `the card says ${simWord}, and is of no use`,
    settings: { simWord },
    steps: [
      ['AT+CPIN?', [`+CPIN: ${simWord}`, 'OK']],
      ['AT+CIMI', ['+CME ERROR: 13']],
      ['AT+CEREG?', IDLE],
    ],
  })),
  {
    about: 'a card that is not there says so in words, or by its code elsewhere',
    settings: { sim: 'absent', simWord: 'NOT INSERTED' },
    steps: [
      ['AT+CPIN?', ['+CPIN: NOT INSERTED', 'OK']],
      ['AT+CIMI', ['+CME ERROR: 10']],
    ],
  },
  {
    about: 'a card that wants its PIN2 works',
    settings: { simWord: 'SIM PIN2' },
    steps: [
      ['AT+CPIN?', ['+CPIN: SIM PIN2', 'OK']],
      ['AT+CEREG?', REGISTERED],
    ],
  },
  {
    about: 'the clock and the network’s time may stand without quotes',
    settings: { clockQuotes: false },
    steps: [
      ['AT+CCLK?', ['+CCLK: 26/11/22,00:00:05+32', 'OK']],
      ['AT+QLTS=1', ['+QLTS: 2026/11/22,00:00:10+32,0', 'OK']],
    ],
  },
  {
    about: 'a BG95 says APP RDY at its start',
    settings: { family: 'BG95' },
    steps: [[(simulator) => simulator.reboot()], [20_000, ['APP RDY', '+CFUN: 1', ...SIM_CODES]]],
  },
];

describe('what radio, card and network have come to', () => {
  play([...RADIO, ...OPERATORS, ...ATTACH, ...HANGING, ...WORDS]);
});
