import type { Answer } from '../dialogue';
import { finding } from '../texts';
import type { Step } from './step';

/** The driver's commands, as queries that a firmware with that command answers. None searches for networks or changes anything. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  '+CMEE': ['AT+CMEE?'],
  '+CPIN': ['AT+CPIN=?', 'AT+CPIN?'],
  '+CSQ': ['AT+CSQ'],
  '+QCSQ': ['AT+QCSQ', 'AT+QCSQ=?'],
  '+QNWINFO': ['AT+QNWINFO', 'AT+QNWINFO=?'],
  '+CREG': ['AT+CREG?'],
  '+CGREG': ['AT+CGREG?'],
  '+CEREG': ['AT+CEREG?'],
  '+COPS': ['AT+COPS?'],
  '+CGATT': ['AT+CGATT?', 'AT+CGATT=?'],
  '+CGACT': ['AT+CGACT=?', 'AT+CGACT?'],
  '+QICSGP': ['AT+QICSGP=?'],
  '+QIACT': ['AT+QIACT=?', 'AT+QIACT?'],
  '+QIDEACT': ['AT+QIDEACT=?'],
  '+QURCCFG': ['AT+QURCCFG="urcport"', 'AT+QURCCFG=?'],
  '+CCLK': ['AT+CCLK?', 'AT+CCLK=?'],
  '+QLTS': ['AT+QLTS=?', 'AT+QLTS=2'],
  '+QNTP': ['AT+QNTP=?'],
  '+QSSLCFG': ['AT+QSSLCFG=?', 'AT+QSSLCFG="sslversion",0'],
  '+QFLST': ['AT+QFLST=?', 'AT+QFLST="*"'],
  '+QMTCFG': ['AT+QMTCFG=?', 'AT+QMTCFG="version",0'],
};

/** AT+COPS? and AT+CPIN? may take seconds. */
const ANSWER_MS = 10_000;

/** CME 4: not supported; 100: unknown. Any other number means that the module knows the command. */
const UNKNOWN_NUMBERS: readonly (number | undefined)[] = [undefined, 4, 100];

/** Which of the driver's commands the firmware does not support. */
export const commands: Step = {
  name: 'commands',
  level: 'read',
  effect: 'none',
  seconds: 3,
  async run({ dialogue, measured }) {
    const lacks: string[] = [];
    for (const [name, questions] of Object.entries(COMMANDS)) {
      let isKnown = false;
      for (const question of questions) isKnown ||= !isRefused(await dialogue.query(question, ANSWER_MS));
      if (!isKnown) lacks.push(name);
    }
    measured.lacks = lacks;
    const count = Object.keys(COMMANDS).length;
    return lacks.length === 0
      ? finding('knowsAll', { count })
      : finding('lacks', { names: lacks.join(', ') });
  },
};

function isRefused({ result }: Answer): boolean {
  return result?.kind === 'error' && UNKNOWN_NUMBERS.includes(result.moduleCode);
}
