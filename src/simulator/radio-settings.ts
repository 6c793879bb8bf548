import { amount, choice, flag, latency, LINES, text } from './setting-kinds';

/** What ends a stuck state, mildest first: each stronger action ends it too. */
export const RECOVERY_ACTIONS = ['cgact', 'radio', 'restart', 'power', 'never'] as const;

const STEPS = {
  pattern: /^(\d{1,3}(,\d{1,3})*)?$/,
  name: { en: 'comma-separated CME codes', zh: '逗号分隔的 CME 结果码' },
};
const ASKING = {
  pattern: /^((cfun|cops|cgatt|write)(,(cfun|cops|cgatt|write))*)?$/i,
  name: { en: 'cfun, cops, cgatt, write, comma-separated', zh: 'cfun、cops、cgatt、write，用逗号分隔' },
};

/** Faulty states of card, radio and network, and what ends them. The defaults are healthy. */
export const RADIO_SETTINGS = {
  simWord: text(
    '',
    'the state in +CPIN, such as NOT INSERTED; the card works only with READY, SIM PIN2 and SIM PUK2',
  ),
  simFirst: text('', 'CME codes answered to the first AT+CPIN? after a start, such as 10,10,14', STEPS),
  simAfterBoot: text(
    '',
    'CME codes of SIM commands from the start on, one after the other, such as 10,10,14',
    STEPS,
  ),
  simStepMs: latency(150, 'duration of each code of simAfterBoot'),
  simOffCme: amount(13, 0, 999, 'CME code of SIM commands at CFUN=0'),
  manualMiss: choice(
    ['searching', 'denied', 'idle'],
    'searching',
    'CREG after COPS=1 with a network other than `plmn` or `operator`',
  ),
  manualMissAnswer: choice(['error', 'ok'], 'error', 'answer to that COPS=1; error: +CME ERROR: 30'),
  attachApn: text('', 'the only APN of context 1 with which the network registers the module; empty: any'),
  attachRefusal: choice(['denied', 'searching'], 'denied', 'CREG with another APN'),
  attachMs: latency(12_000, 'duration of the search where attachApn is set'),
  asksAgainBy: text(
    'cfun,cops',
    'what makes a refused module register again: CFUN 0 or 4 and 1, COPS 2 and 0, CGATT 0 and 1, the write of context 1; a restart always does',
    ASKING,
  ),
  qicsgpAttaches: flag(true, 'QICSGP=1 sets the attach APN, as CGDCONT=1 does'),
  deniedSticks: flag(false, 'a denial remains until the module registers again (asksAgainBy)'),
  deniedMs: amount(
    0,
    0,
    1_000_000_000,
    'the network denies the card for this time after the first start, and the denial sticks as with deniedSticks, ms',
  ),
  cfunKept: flag(false, 'CFUN survives a restart, as with keeps=+CFUN (airplanecontrol of an EG915N)'),
  autoAttach: flag(true, 'a start and CFUN=1 attach; false: CGATT stays 0 until CGATT=1'),
  radioStuck: choice(
    ['no', 'pdp', 'open--1', 'open-2', 'open-3', 'open-4', 'open-5', 'open-none'],
    'no',
    'registered, but: pdp: no PDP context can be activated; open-n: QMTOPEN returns n, or nothing',
  ),
  stuckUntil: choice(
    RECOVERY_ACTIONS,
    'radio',
    'what ends radioStuck: radio: CFUN=0 or 4 and 1; each later value ends it too',
  ),
  pdpHeld: amount(
    0,
    0,
    16,
    'the context held by another program (PPP, QMI, ECM): CGACT? shows it, QIACT? doesn’t, QIACT is refused; 0: none',
  ),
  heldAnswer: choice(['error', '561'], 'error', 'answer to QIACT on pdpHeld; 561: +CME ERROR: 561'),
  heldEnds: choice(
    RECOVERY_ACTIONS,
    'never',
    'what releases pdpHeld: cgact: CGACT=0; each later value releases it too',
  ),
  activeWrite: choice(['ok', 'error'], 'ok', 'QICSGP and CGDCONT of a context that is active or held'),
  noService: text('"NONE"', 'QNWINFO without a network, quotes included', LINES),
  clockQuotes: flag(true, 'CCLK and QLTS have quotes around the time'),
  readyCode: text('RDY', 'the first URC after a start'),
};
