import { amount, choice, flag, LINES, text } from './setting-kinds';

const COMMANDS = {
  pattern: /^[&+= A-Za-z0-9,]*$/,
  name: { en: 'comma-separated command names', zh: '逗号分隔的指令名' },
};

/** What other programs have left in the module and how long it persists; and answers that no other setting covers. */
export const INITIAL_STATE_SETTINGS = {
  left: text(
    '',
    'commands that another program has sent earlier, separated by | or by ; before AT, such as AT+CFUN=4;AT&W; a blank stands for +',
    LINES,
  ),
  leftSaved: flag(
    false,
    'values set by `left` are restored at each start, whatever AT&W saves on this module',
  ),
  profileSaves: text(
    'E,V,Q,S,+CMEE,+CREG,+CGREG,+CEREG,+ICF,+IFC,+IPR',
    'commands whose values AT&W saves and ATZ restores; S: the registers, X, &C, &D',
    COMMANDS,
  ),
  keeps: text(
    '+QURCCFG,+COPS',
    'commands whose values survive a restart without AT&W (+COPS: manual network selection; +COPS=2, +COPS=3); also possible: +CFUN,+CGATT,+QMTCFG,+CSCS,+QSCLK',
    COMMANDS,
  ),
  lineBaud: amount(
    0,
    0,
    4_000_000,
    'speed of the host’s end: with another AT+IPR (except 0) neither understands the other; 0: any speed works',
  ),
  sleepMs: amount(
    0,
    0,
    3_600_000,
    'with QSCLK=1 the module sleeps after this time without a byte, and loses the bytes that wake it; 0: never, ms',
  ),
  answers: text(
    '',
    'overridden answers, such as +CPIN?=>+CPIN: BUSY|+QIACT==>ERROR, for each command that starts this way; one entry per line; SILENT: none',
    LINES,
  ),
  badFilters: text(
    '',
    'filters that are refused, as a/b=HOW|c/#=HOW: 128, 2, error, silent, retry (sent again, then nothing) or hangup',
    LINES,
  ),
  fileList: choice(
    ['all', 'nothing', 'capitals', 'small', 'refused'],
    'all',
    'output of QFLST; nothing: OK alone, although there are files; capitals, small: names in upper or lower case, and case is ignored',
  ),
  fileExists: choice(
    ['407', 'replaced'],
    '407',
    'QFUPL of an existing name; 407: +CME ERROR: 407 before any data',
  ),
};
