import { CodedError } from '../../base/coded-error';
import { DEADLINES } from '../../ec20/deadlines';
import { valuesOf, type Dialogue } from '../dialogue';
import { finding } from '../texts';
import type { Step } from './step';

const REGISTRATIONS = ['+CEREG', '+CREG', '+CGREG'] as const;
/** Home, or roaming; 9 and 10 where only calls prefer another network than LTE (3GPP 27.007 §7.2). */
const REGISTERED = /^\d,(1|5|9|10)\b/;

/** State of SIM card, signal and registration, what keeps a module off the network; and the URC port. */
export const state: Step = {
  name: 'state',
  level: 'read',
  effect: 'none',
  seconds: 1,
  async run({ dialogue, measured }) {
    const sim = valuesOf(await dialogue.query('AT+CPIN?', 6000), '+CPIN') ?? '?';
    const signal = valuesOf(await dialogue.query('AT+CSQ'), '+CSQ')?.split(',')[0] ?? '?';
    const isRegistered = await registered(dialogue);
    const port = valuesOf(await dialogue.query('AT+QURCCFG="urcport"'), '+QURCCFG');
    const reported = /"urcport","(\w+)"/.exec(port ?? '')?.[1];
    if (reported !== undefined) measured.urcPort = { told: reported };
    const found = { sim, signal, port: reported ?? '?' };
    if (isRegistered) return finding('stateRegistered', found);
    const { level, selection } = await readRadio(dialogue);
    if (level !== undefined && level !== ON) return finding('stateRadioOff', { ...found, level });
    if (selection === DEREGISTERED) return finding('stateDeregistered', found);
    return finding('stateUnregistered', found);
  },
};

/** AT+CFUN?: full functionality. */
const ON = '1';
/** AT+COPS?: the module has been deregistered. */
const DEREGISTERED = '2';

/** What keeps a module off the network although card and signal are fine. */
async function readRadio(dialogue: Dialogue) {
  const level = valuesOf(await dialogue.ask('AT+CFUN?'), '+CFUN')?.split(',')[0];
  const selection = valuesOf(await dialogue.ask('AT+COPS?', DEADLINES.operatorMs), '+COPS')?.split(',')[0];
  return { level, selection };
}

/** Throws `EC20_RADIO_OFF`: without a radio there is no point in waiting. */
export async function checkRadio(dialogue: Dialogue): Promise<void> {
  const { level } = await readRadio(dialogue);
  if (level !== undefined && level !== ON) throw new CodedError('EC20_RADIO_OFF', { params: { level } });
}

/** Whether any of CEREG, CREG and CGREG reports a registration. */
export async function registered(dialogue: Dialogue): Promise<boolean> {
  for (const name of REGISTRATIONS) {
    const values = valuesOf(await dialogue.ask(`AT${name}?`), name);
    if (values !== undefined && REGISTERED.test(values)) return true;
  }
  return false;
}
