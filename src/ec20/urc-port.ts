import type { Channel } from '../at/channel';
import { commandLine, plain, quoted, textAt } from '../at/parameter';
import { type Question, type Reply, askAlone, fieldsOf } from './joined';
import { perform, unlessUnanswered } from './query';

/** Where the module sends its unsolicited codes (AT+QURCCFG="urcport", EC2x AT manual §2.31). */
export type UrcPort = 'usbat' | 'usbmodem' | 'uart1' | 'uart2' | 'all';

/** `+QURCCFG: "urcport","usbat"` */
export const URC_PORT: Question = {
  line: plain('AT+QURCCFG="urcport"'),
  answer: { prefix: '+QURCCFG' },
};

/**
 * Sends the unsolicited codes to our port: without them no result of QMTOPEN or QMTPUBEX ever arrives. Read first and
 * written only when different, since the module saves it to its flash (DESIGN.md rule 15). A module without the setting
 * is left as it is. `told` is the reply to {@link URC_PORT}, where it was asked already.
 */
export async function directUrcs(channel: Channel, wanted: UrcPort, told?: Reply): Promise<void> {
  const params = fieldsOf(told ?? (await unlessUnanswered(askAlone(channel, URC_PORT))));
  if (params === undefined || textAt(params, 1) === wanted) return;
  const line = commandLine('AT+QURCCFG=', quoted('urcPort', 'urcport'), quoted('urcPort', wanted));
  await unlessUnanswered(perform(channel, line));
}

/** What `auto` means: `usbat` on a port known as the module's USB AT interface, else `all`. */
export function resolveUrcPort(setting: UrcPort | 'auto', usbAtPort: boolean): UrcPort {
  if (setting !== 'auto') return setting;
  return usbAtPort ? 'usbat' : 'all';
}
