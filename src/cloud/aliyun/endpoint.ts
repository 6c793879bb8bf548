import { SERVERS } from '../../settings/servers';
import type { CloudSettings } from '../../settings/modem';

/**
 * The host that the device connects to (§A1.6): the one that is entered (接入域名 of the console, without a port), else the one
 * of the instance (实例ID, new public and enterprise ones), else that of the legacy public instance, which has no id.
 */
export function aliyunHost(
  settings: Pick<CloudSettings, 'productKey' | 'region' | 'instanceId' | 'host'>,
): string {
  return settings.host === '' ? SERVERS.aliyun.host(settings) : settings.host;
}
