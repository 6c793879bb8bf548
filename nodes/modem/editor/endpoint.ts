import { CLOUD_DEFAULTS } from '../../../src/settings/modem';
import {
  portAt,
  type Server,
  type ServerName,
  SERVERS,
  usualPort,
  wantsTls,
} from '../../../src/settings/settings';
import { isVariable } from '../../shared/editor/dialog-node';

/** Texts as in the dialog. */
export type EndpointFields = Readonly<
  Record<
    'server' | 'productKey' | 'productSecret' | 'region' | 'instanceId' | 'host' | 'mqttPort' | 'tls',
    string
  >
>;

/** The resulting endpoint; `missing`: a property that it needs; `variable`: an environment variable decides. */
export type Endpoint =
  | { readonly kind: 'known'; readonly host: string; readonly port: string; readonly isTls: boolean }
  | { readonly kind: 'missing'; readonly property: 'productKey' | 'host' }
  | { readonly kind: 'variable' };

/** The endpoint of a dialog's fields, as the runtime would connect to it. */
export function endpointOf(fields: EndpointFields): Endpoint {
  const { server, productKey, region, instanceId, host, mqttPort, tls } = fields;
  const follows = host === '' ? [instanceId, productKey, region] : [];
  if ([server, host, mqttPort, tls, ...follows].some(isVariable)) return { kind: 'variable' };
  const name = (Object.hasOwn(SERVERS, server) ? server : 'aliyun') as ServerName;
  const isTls = wantsTls({ ...fields, server: name, tls: tls === 'on' || tls === 'off' ? tls : 'auto' });
  const found = host === '' ? derivedHost(SERVERS[name], fields, isTls) : host;
  const property = SERVERS[name].needs.some((need) => need === 'host') ? 'host' : 'productKey';
  return found === ''
    ? { kind: 'missing', property }
    : { kind: 'known', host: found, port: String(meantPort(SERVERS[name], mqttPort, isTls)), isTls };
}

/** The port that is usual at a dialog's server, by its TLS setting; undefined where an environment variable decides. */
export function usualPortOf(fields: EndpointFields): string | undefined {
  const { server, tls, instanceId } = fields;
  if ([server, tls, instanceId].some(isVariable)) return undefined;
  const name = (Object.hasOwn(SERVERS, server) ? server : 'aliyun') as ServerName;
  const isTls = wantsTls({ ...fields, server: name, tls: tls === 'on' || tls === 'off' ? tls : 'auto' });
  return String(usualPort(SERVERS[name], isTls));
}

function meantPort(server: Server, entered: string, isTls: boolean): number | string {
  if (entered === '') return usualPort(server, isTls);
  return /^\d+$/.test(entered) ? portAt(server, Number(entered), isTls) : entered;
}

/** The host where none is entered; "" while a setting that it needs is missing. An empty region means the default one. */
function derivedHost({ host }: Server, fields: EndpointFields, isTls: boolean): string {
  const { productKey, instanceId } = fields;
  const region = fields.region || CLOUD_DEFAULTS.region;
  const at = (key: string) => host({ productKey: key, region, instanceId }, isTls);
  return productKey === '' && at('a') !== at('b') ? '' : at(productKey);
}
