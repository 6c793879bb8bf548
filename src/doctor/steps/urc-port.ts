import { finding } from '../texts';
import { openSession } from './session';
import type { Step } from './step';

/** Where URCs go to another port, redirects them here temporarily: the module saves that, so it is restored at the end. */
export const urcPort: Step = {
  name: 'urcPort',
  level: 'broker',
  effect: 'saved',
  seconds: 5,
  skips: ({ areCodesElsewhere, measured }) =>
    !areCodesElsewhere || measured.urcPort?.told === undefined ? finding('codesHere') : undefined,
  async run(examination) {
    const { dialogue, measured, undoLater } = examination;
    undoLater({ command: `AT+QURCCFG="urcport","${measured.urcPort?.told ?? 'usbat'}"` });
    await dialogue.demand('AT+QURCCFG="urcport","all"');
    examination.areCodesElsewhere = false;
    await openSession(examination);
    return finding('codesCalled');
  },
};
