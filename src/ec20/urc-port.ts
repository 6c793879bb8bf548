import { plain } from '../at/parameter';
import type { Question } from './command-batch';

/** Where the module sends its unsolicited codes (AT+QURCCFG="urcport", EC2x AT manual §2.25). */
export type UrcPort = 'usbat' | 'usbmodem' | 'uart1' | 'uart2' | 'all';

/** `+QURCCFG: "urcport","usbat"` */
export const URC_PORT: Question = {
  line: plain('AT+QURCCFG="urcport"'),
  answer: { prefix: '+QURCCFG' },
};

/**
 * The meaning of `auto`: `usbat` or `usbmodem` on a port known as the module's USB AT or modem function, else `all`.
 */
export function resolveUrcPort(setting: UrcPort | 'auto', usbAtPort: boolean, usbModemPort = false): UrcPort {
  if (setting !== 'auto') return setting;
  if (usbAtPort) return 'usbat';
  return usbModemPort ? 'usbmodem' : 'all';
}
