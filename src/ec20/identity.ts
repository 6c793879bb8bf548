import type { Channel } from '../at/channel';
import { askBare, unlessRefused } from './query';

/** Which module this is. */
export interface Identity {
  readonly model: string;
  readonly revision: string;
  /** 15 digits; a personal datum, masked in traces. */
  readonly imei: string;
}

export const UNKNOWN_IDENTITY: Identity = { model: '', revision: '', imei: '' };

const isImei = (line: string) => /^\d{14,17}$/.test(line);
const isName = (line: string) => /^[A-Za-z0-9][\w .:/-]{1,63}$/.test(line);

/**
 * Asks for model, revision and IMEI (AT+CGMM, AT+CGMR, AT+GSN; EC2x AT manual §2.2–2.6). Each answer is tested for its
 * shape, so that a boot code never passes for the vendor's name; what is refused stays empty.
 */
export async function readIdentity(channel: Channel): Promise<Identity> {
  const model = await unlessRefused(askBare(channel, 'AT+CGMM', isName));
  const revision = await unlessRefused(askBare(channel, 'AT+CGMR', isName));
  const imei = await unlessRefused(askBare(channel, 'AT+GSN', isImei, true));
  return { model: model ?? '', revision: revision ?? '', imei: imei ?? '' };
}
