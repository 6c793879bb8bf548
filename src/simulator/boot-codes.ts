import type { SimState } from './network';

/** The URCs after RDY, in their usual order (§M5). */
export const BOOT_CODES = [
  '+CFUN: 1',
  '+CPIN: READY',
  '+QUSIM: 1',
  '+QIND: SMS DONE',
  '+QIND: PB DONE',
] as const;
/** Those that follow when the SIM becomes ready. */
export const SIM_CODES = BOOT_CODES.slice(1);

/** The QINISTAT bits that each URC stands for. */
export const READY_BITS: Readonly<Record<string, number>> = {
  '+CPIN: READY': 1,
  '+QIND: SMS DONE': 2,
  '+QIND: PB DONE': 4,
};

/** The text sent for a boot URC in this state; undefined: none, because there is no card. */
export function bootCode(code: string, sim: SimState, functionality: number): string | undefined {
  if (code === '+CFUN: 1') return `+CFUN: ${functionality}`;
  if (code === '+CPIN: READY') return cardCode(sim);
  const needsCard = code.startsWith('+Q') && sim !== 'ready' && (code !== '+QUSIM: 1' || sim === 'absent');
  return needsCard ? undefined : code;
}

function cardCode(sim: SimState): string | undefined {
  switch (sim) {
    case 'ready':
      return '+CPIN: READY';
    case 'pin':
      return '+CPIN: SIM PIN';
    case 'puk':
      return '+CPIN: SIM PUK';
    case 'absent':
      return '+CPIN: NOT READY';
    case 'busy':
    case 'starting':
    case 'failure':
      return undefined;
  }
}
