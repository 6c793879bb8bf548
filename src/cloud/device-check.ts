import { CodedError } from '../base/coded-error';
import { CLOUD, type CloudSettings } from '../settings/modem';
import { refuseAll } from '../settings/refusal';
import { type ServerName, serverOf } from '../settings/servers';
import { checkRows } from '../settings/table';

/** The settings that a profile was given; the rest are at their defaults. */
export type DeviceSettings = Partial<Omit<CloudSettings, 'server'>>;

/**
 * Checks what belongs together in the settings of a device at that server, by the rules' rows. Throws the first fault, which has the others,
 * and `EC20_WILL_UNSUPPORTED` for a will that the server doesn't support: the nodes ignore it there, but a direct
 * caller has set it on purpose.
 */
export function checkDevice(server: ServerName, settings: DeviceSettings): void {
  const faults = checkRows(CLOUD, { ...settings, server });
  // A profile gets certificates, not files.
  refuseAll(
    faults.filter(({ field }) => !/^(caFile|certFile|keyFile)$/.test(field)),
    server,
  );
  const { willTopic = '' } = settings;
  if (willTopic !== '' && !serverOf(server).will) throw new CodedError('EC20_WILL_UNSUPPORTED').at(server);
}
