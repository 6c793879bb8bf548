import { CodedError } from '../base/coded-error';
import { CLOUD, type CloudSettings } from '../settings/modem';
import { refuse } from '../settings/refusal';
import { type ServerName, serverOf } from '../settings/servers';
import { checkRows } from '../settings/table';

/** What of the settings a profile was given; the rest is at its default. */
export type DeviceSettings = Partial<Omit<CloudSettings, 'server'>>;

/**
 * Checks what belongs together in the settings of a device at that server, by the rules' rows. Throws the first fault, and
 * `EC20_WILL_UNSUPPORTED` for a will that the server doesn't take: the nodes ignore it there, who calls a profile by himself has meant
 * it.
 */
export function checkDevice(server: ServerName, settings: DeviceSettings): void {
  const faults = checkRows(CLOUD, { ...settings, server });
  // A profile is given certificates, no files.
  refuse(faults.find(({ field }) => !/^(caFile|certFile|keyFile)$/.test(field)));
  const { willTopic = '' } = settings;
  if (willTopic !== '' && !serverOf(server).will) throw new CodedError('EC20_WILL_UNSUPPORTED');
}
