import { CodedError } from '../../base/coded-error';
import type { CloudSettings } from '../../settings/modem';
import { isTlsPort, SERVERS, wantsTls } from '../../settings/servers';
import { expandPlaceholders } from '../../settings/topic';
import type { CloudProfile } from '../cloud-profile';
import type { QuotesMode } from '../quotes';
import { checkDevice } from '../device-check';
import { deviceIdentity } from '../device-identity';
import { identityFor, type TlsIdentity } from '../tls';
import { checkTopic, checkTopicFilter } from '../topic';
import { alinkDialogue } from './alink-dialogue';
import { readToken, tokenLogin } from './device-token';
import { aliyunHost } from './endpoint';
import { aliyunGateway } from './gateway';
import { aliyunRegistration } from './registration';
import { signLogin, TIMESTAMP } from './signing';

/** The settings for Alibaba Cloud. */
export interface AliyunSettings extends Pick<
  CloudSettings,
  | 'productKey'
  | 'deviceName'
  | 'deviceSecret'
  | 'auth'
  | 'region'
  | 'instanceId'
  | 'host'
  | 'mqttPort'
  | 'tls'
  | 'clientId'
  | 'keepAlive'
  | 'cleanSession'
  | 'willTopic'
> {
  /** A device without a secret registers with it. */
  readonly productSecret?: CloudSettings['productSecret'];
  /** How it registers; `preregistered` by default. */
  readonly registration?: CloudSettings['registration'];
  /** Where TLS is wanted. */
  readonly tlsIdentity?: TlsIdentity | undefined;
  /** The thing model as the console exports it, JSON; empty: none. */
  readonly thingModel?: string;
  /** How values that don't fit it are treated; `warn` by default. */
  readonly thingCheck?: CloudSettings['tslCheck'];
  /** How the driver's own messages are quoted; `keep` by default. */
  readonly quotes?: QuotesMode;
}

/** Hosts of the instances that have an id: new public and enterprise ones (§A1.6). */
const INSTANCE_HOST = /\.iothub\.aliyuncs\.com$/i;

const ROW = SERVERS.aliyun;

/**
 * Alibaba Cloud IoT Platform for one device. Throws `EC20_PRODUCT_KEY`, `EC20_DEVICE_NAME`, `EC20_NO_SECRET`,
 * `EC20_DEVICE_SECRET`, `EC20_REGION`, `EC20_KEEPALIVE`, `EC20_CA_MISSING`, `EC20_WILL_UNSUPPORTED`,
 * `EC20_TSL` or `EC20_SETTING` (host, instance id, client id).
 */
export function aliyunProfile(settings: AliyunSettings): CloudProfile {
  const { productSecret = '', thingModel = '' } = settings;
  if (settings.deviceSecret === '' && productSecret !== '') return unregistered(settings, productSecret);
  const token = readToken(settings.deviceSecret);
  // A token stands for a secret that the user has not entered.
  checkDevice('aliyun', { ...settings, ...(token && { deviceSecret: '' }), tsl: thingModel });
  const { productKey, deviceName, deviceSecret, keepAlive, instanceId, auth, tls } = settings;
  const host = aliyunHost(settings);
  const isEncrypted = wantsTls({ server: 'aliyun', tls, instanceId, productSecret });
  const identity = identityFor('aliyun', isEncrypted, settings.tlsIdentity, settings.mqttPort);

  const own =
    token === undefined
      ? signLogin(settings, {
          baseClientId: settings.clientId === '' ? `${productKey}.${deviceName}` : settings.clientId,
          method: 'hmacsha256',
          tls: identity !== undefined,
          timestamp: TIMESTAMP,
        })
      : tokenLogin(settings, token);

  return {
    server: 'aliyun',
    spokenOf: 'aliyun',
    host,
    port: settings.mqttPort,
    tls: identity,
    tlsExpected: instanceId !== '' || INSTANCE_HOST.test(host) || isTlsPort(ROW, settings.mqttPort),
    tlsPort: undefined,
    ...deviceIdentity('aliyun', {
      ...settings,
      host,
      port: settings.mqttPort,
      username: '',
      certificate: undefined,
    }),
    // The firmware signs for plain TCP (securemode 3), so that with TLS we sign (§A1.3).
    auth: token !== undefined || (auth === 'auto' && identity !== undefined) ? 'sign' : auth,
    credentials({ how }) {
      if (how === 'sign' || token !== undefined) return { kind: 'password', ...own };
      const clientId = settings.clientId === '' ? deviceName : settings.clientId;
      return { kind: 'aliauth', productKey, deviceName, deviceSecret, clientId };
    },
    keepAliveSeconds: keepAlive,
    cleanSession: settings.cleanSession,
    connectsPerMinute: ROW.connectsPerMinute,
    ratePerSecond: (qos) => (instanceId === '' ? ROW.rates.byQos[qos === 0 ? 0 : 1] : ROW.rates.ofInstance),
    highestQos: ROW.highestQos,
    retain: ROW.retain,
    expandTopic: (template) => expandPlaceholders(template, settings),
    checkPublish(topic, payloadBytes, qos, retain) {
      checkTopic(topic, ROW.topicBytes, 'aliyun');
      checkQos(qos);
      if (retain) throw new CodedError('EC20_RETAIN_UNSUPPORTED');
      const limit = ROW.payloadBytes;
      if (payloadBytes > limit)
        throw new CodedError('EC20_PAYLOAD_LONG', { params: { bytes: payloadBytes, limit } });
    },
    checkFilter(filter, qos) {
      checkTopicFilter(filter, ROW.topicBytes, 'aliyun');
      checkQos(qos);
    },
    secrets: [deviceSecret, own.password],
    thing: alinkDialogue({
      productKey,
      deviceName,
      thingModel,
      thingCheck: settings.thingCheck ?? 'warn',
      quotes: settings.quotes ?? 'keep',
    }),
    gateway: aliyunGateway({ productKey, deviceName }, settings.quotes ?? 'keep', settings.cleanSession),
  };
}

/** A device that has only its product's secret. Everything except its logins is as it will be with the secret. */
function unregistered(settings: AliyunSettings, productSecret: string): CloudProfile {
  checkDevice('aliyun', { ...settings, tsl: settings.thingModel ?? '' });
  const withSecret = (deviceSecret: string) => aliyunProfile({ ...settings, deviceSecret });
  const { productKey, deviceName, instanceId, registration = 'preregistered' } = settings;
  const identity = { productKey, deviceName, productSecret, instanceId, registration };
  return {
    // The secret is never used to log in: the connector registers first.
    ...withSecret('0'),
    secrets: [productSecret],
    registration: aliyunRegistration(identity, withSecret),
  };
}

function checkQos(qos: 0 | 1 | 2): void {
  if (qos > ROW.highestQos) throw new CodedError('EC20_QOS_UNSUPPORTED', { params: { value: qos } });
}
