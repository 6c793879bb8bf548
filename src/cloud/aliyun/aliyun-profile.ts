import { printable } from '../../base/character';
import { CodedError } from '../../base/coded-error';
import type { CloudProfile, SigningMethod } from '../cloud-profile';
import { identityFor, type TlsIdentity } from '../tls';
import { checkTopic, checkTopicFilter, expandPlaceholders } from '../topic';
import { alinkDialogue } from './alink-dialogue';
import { aliyunHost } from './endpoint';
import type { ThingCheck } from './model-check';
import { aliyunRegistration } from './registration';
import { signLogin, TIMESTAMP } from './signing';
import { checkTriplet } from './triplet';

/** The config node’s properties that matter for the server `aliyun`, each concrete and trimmed. */
export interface AliyunSettings {
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  /** With it a device without a secret registers. */
  readonly productSecret?: string;
  readonly auth: SigningMethod | 'auto';
  readonly region: string;
  readonly instanceId: string;
  readonly host: string;
  readonly mqttPort: number;
  readonly tls: 'auto' | 'on' | 'off';
  /** Where TLS is wanted. */
  readonly tlsIdentity?: TlsIdentity | undefined;
  /** Empty: the device name when the module signs, `<productKey>.<deviceName>` when we do. */
  readonly clientId: string;
  /** Seconds. */
  readonly keepAlive: number;
  readonly cleanSession: boolean;
  readonly willTopic: string;
  /** The thing model as the console exports it, JSON; empty: none. */
  readonly thingModel?: string;
  /** What is done with values that don't fit it; `warn` by default. */
  readonly thingCheck?: ThingCheck;
}

/** Hosts of the instances that have an id: new public and enterprise ones (§A1.6). */
const INSTANCE_HOST = /\.iothub\.aliyuncs\.com$/i;

/** What the platform allows one device (§A2). */
const LIMITS = {
  keepAliveSeconds: { min: 30, max: 1200 },
  topicBytes: 128,
  payloadBytes: 256 * 1024,
  baseClientIdLength: 64,
  connectsPerMinute: 5,
  /** Up and down together, on a new public instance; the smallest of those that have an id. */
  instanceRatePerSecond: 5,
  /** By QoS. */
  ratePerSecond: [30, 10] as const,
} as const;

/**
 * Alibaba Cloud IoT Platform for one device. Throws `EC20_PRODUCT_KEY`, `EC20_DEVICE_NAME`, `EC20_NO_SECRET`,
 * `EC20_DEVICE_SECRET`, `EC20_REGION`, `EC20_KEEPALIVE`, `EC20_CA_MISSING`, `EC20_WILL_UNSUPPORTED`,
 * `EC20_TSL` or `EC20_SETTING` (host, instance id, client id).
 */
export function aliyunProfile(settings: AliyunSettings): CloudProfile {
  const { productSecret = '' } = settings;
  if (settings.deviceSecret === '' && productSecret !== '') return unregistered(settings, productSecret);
  checkTriplet(settings);
  const { productKey, deviceName, deviceSecret, keepAlive, instanceId, auth } = settings;
  const host = aliyunHost(settings);
  checkClientId(settings.clientId);
  const { min, max } = LIMITS.keepAliveSeconds;
  if (!Number.isInteger(keepAlive) || keepAlive < min || keepAlive > max) {
    throw new CodedError('EC20_KEEPALIVE', { params: { value: keepAlive } });
  }
  if (settings.willTopic !== '') throw new CodedError('EC20_WILL_UNSUPPORTED');
  const { tls } = settings;
  const identity = identityFor(
    { server: 'aliyun', tls, instanceId, productSecret },
    settings.tlsIdentity,
    settings.mqttPort,
  );

  const signed = signLogin(settings, {
    baseClientId: settings.clientId === '' ? `${productKey}.${deviceName}` : settings.clientId,
    method: 'hmacsha256',
    tls: identity !== undefined,
    timestamp: TIMESTAMP,
  });

  return {
    server: 'aliyun',
    host,
    port: settings.mqttPort,
    tls: identity,
    tlsExpected: instanceId !== '' || INSTANCE_HOST.test(host),
    deviceKey: `aliyun:${productKey}/${deviceName}`,
    // The firmware signs for plain TCP (securemode 3), so that with TLS we sign (§A1.3).
    auth: auth === 'auto' && identity !== undefined ? 'sign' : auth,
    credentials({ how }) {
      if (how === 'sign') return { kind: 'password', ...signed };
      const clientId = settings.clientId === '' ? deviceName : settings.clientId;
      return { kind: 'aliauth', productKey, deviceName, deviceSecret, clientId };
    },
    keepAliveSeconds: keepAlive,
    cleanSession: settings.cleanSession,
    connectsPerMinute: LIMITS.connectsPerMinute,
    ratePerSecond: (qos) =>
      instanceId === '' ? LIMITS.ratePerSecond[qos === 0 ? 0 : 1] : LIMITS.instanceRatePerSecond,
    highestQos: 1,
    retain: false,
    expandTopic: (template) => expandPlaceholders(template, settings),
    checkPublish(topic, payloadBytes, qos, retain) {
      checkTopic(topic, LIMITS.topicBytes);
      checkQos(qos);
      if (retain) throw new CodedError('EC20_RETAIN_UNSUPPORTED');
      if (payloadBytes > LIMITS.payloadBytes) {
        throw new CodedError('EC20_PAYLOAD_LONG', {
          params: { bytes: payloadBytes, limit: LIMITS.payloadBytes },
        });
      }
    },
    checkFilter(filter, qos) {
      checkTopicFilter(filter, LIMITS.topicBytes);
      checkQos(qos);
    },
    secrets: [deviceSecret, signed.password],
    thing: alinkDialogue({
      productKey,
      deviceName,
      thingModel: settings.thingModel ?? '',
      thingCheck: settings.thingCheck ?? 'warn',
    }),
  };
}

/** A device that has its product's secret alone. Everything but its logins is what it will be. */
function unregistered(settings: AliyunSettings, productSecret: string): CloudProfile {
  if (!/^[A-Za-z0-9]{1,64}$/.test(productSecret)) {
    throw new CodedError('EC20_PRODUCT_SECRET', { params: { length: productSecret.length } });
  }
  const withSecret = (deviceSecret: string) => aliyunProfile({ ...settings, deviceSecret });
  // Never used to log in: the connector registers first.
  const profile = withSecret('0');
  if (profile.tls === undefined) throw new CodedError('EC20_REGISTER_TLS');
  const { productKey, deviceName } = settings;
  const identity = { productKey, deviceName, productSecret };
  return {
    ...profile,
    secrets: [productSecret],
    registration: aliyunRegistration(identity, withSecret),
  };
}

function checkQos(qos: 0 | 1 | 2): void {
  if (qos === 2) throw new CodedError('EC20_QOS_UNSUPPORTED', { params: { value: qos } });
}

/** `|` and `,` would end the client id's own part and let a setting add options to it. */
function checkClientId(clientId: string): void {
  if (clientId.length <= LIMITS.baseClientIdLength && !/[^\x21-\x7e]|["|,]/.test(clientId)) return;
  throw new CodedError('EC20_SETTING', {
    params: { field: 'clientId', value: printable(clientId), allowed: '0–64 × a-z A-Z 0-9 - _ . : & @' },
  });
}
