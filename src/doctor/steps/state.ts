import { valuesOf, type Dialogue } from '../dialogue';
import { finding } from '../texts';
import type { Step } from './step';

const REGISTRATIONS = ['+CEREG', '+CREG', '+CGREG'] as const;
/** Home, or roaming. */
const REGISTERED = /^\d,(1|5)\b/;

/** SIM card, signal and registration as they are; and where codes go. */
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
    const told = /"urcport","(\w+)"/.exec(port ?? '')?.[1];
    if (told !== undefined) measured.urcPort = { told };
    return finding(isRegistered ? 'stateRegistered' : 'stateUnregistered', {
      sim,
      signal,
      port: told ?? '?',
    });
  },
};

/** Whether any of CEREG, CREG and CGREG tells of a registration. */
export async function registered(dialogue: Dialogue): Promise<boolean> {
  for (const name of REGISTRATIONS) {
    const values = valuesOf(await dialogue.ask(`AT${name}?`), name);
    if (values !== undefined && REGISTERED.test(values)) return true;
  }
  return false;
}
