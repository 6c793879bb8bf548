import { amount, choice, flag, LINES, text } from './setting-kinds';

const COMMANDS = { pattern: /^[&+= A-Za-z0-9,]*$/, name: 'command names with commas' };

/** What other programs have left in the module and how long it persists; and answers that no other setting covers. */
export const INITIAL_STATE_SETTINGS = {
  left: text(
    '',
    'commands that another program has sent before anybody listens, parted by | or by ; before AT, as AT+CFUN=4;AT&W; a blank stands for +',
    LINES,
  ),
  leftSaved: flag(false, 'what `left` has set comes back at each start, whatever AT&W saves on this module'),
  profileSaves: text(
    'E,V,Q,S,+CMEE,+CREG,+CGREG,+CEREG,+ICF,+IFC,+IPR',
    'commands whose values AT&W saves and ATZ brings back; S: the registers, X, &C, &D',
    COMMANDS,
  ),
  keeps: text(
    '+QURCCFG,+COPS',
    'commands whose values a restart keeps without AT&W (+COPS: a network chosen by hand; +COPS=2, +COPS=3), +CFUN,+CGATT,+QMTCFG,+CSCS,+QSCLK among the possible',
    COMMANDS,
  ),
  lineBaud: amount(
    0,
    0,
    4_000_000,
    'speed of the host’s end: at another AT+IPR than this (and 0) neither hears the other; 0: any speed is right',
  ),
  sleepMs: amount(
    0,
    0,
    3_600_000,
    'with QSCLK=1 the module sleeps after so long without a byte, and loses what wakes it; 0: never, ms',
  ),
  answers: text(
    '',
    'answers in the module’s place, as +CPIN?=>+CPIN: BUSY|+QIACT==>ERROR, to each command that starts so; several lines by several entries; SILENT: none',
    LINES,
  ),
  badFilters: text(
    '',
    'filters that can’t be subscribed, as a/b=HOW|c/#=HOW: 128, 2, error, silent, retry (sent again, then nothing) or hangup',
    LINES,
  ),
  fileList: choice(
    ['all', 'nothing', 'capitals', 'small', 'refused'],
    'all',
    'what QFLST shows: nothing: OK alone, though files are there; capitals, small: names in such letters, and no letter’s case counts',
  ),
  fileExists: choice(
    ['407', 'replaced'],
    '407',
    'QFUPL of a name that is there; 407: +CME ERROR: 407 before any data',
  ),
};
