import { valueOf } from '../../shared/editor/fields';
import type { EndpointFields } from './endpoint';

/** A field of the open config dialog. */
export function field(property: string): JQuery {
  return $(`#node-config-input-${property}`);
}

/** Its text, trimmed. */
export function settingOf(property: string): string {
  return valueOf(`#node-config-input-${property}`);
}

/** Properties that determine the endpoint. */
export const ENDPOINT = [
  'server',
  'productKey',
  'productSecret',
  'region',
  'instanceId',
  'host',
  'mqttPort',
  'tls',
] as const;

export function endpointFields(): EndpointFields {
  const [server, productKey, productSecret, region, instanceId, host, mqttPort, tls] =
    ENDPOINT.map(settingOf);
  return { server, productKey, productSecret, region, instanceId, host, mqttPort, tls } as EndpointFields;
}
