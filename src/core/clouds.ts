import type { Bytes } from '../base/bytes';
import { aliyunProfile } from '../cloud/aliyun/aliyun-profile';
import { mqttProfile } from '../cloud/mqtt';
import { type PlatformName, platformProfile } from '../cloud/platforms';
import type { TlsIdentity } from '../cloud/tls';
import { CLOUD_DEFAULTS, type CloudSettings } from '../settings/modem';
import { type ServerName, serverOf, usualPort, wantsTls } from '../settings/servers';
import { withDefaults } from '../settings/table';
import { Cloud } from './cloud';
import { payloadBytes } from './payload';
import { shippedRoots } from './shipped-roots';

/** TLS, done by the module. */
export interface TlsChoice {
  /** Default `auto`: on for Aliyun with an instance id or a product secret, else off. */
  readonly tls?: 'auto' | 'on' | 'off';
  /** PEM of the CA certificates to trust, at most 32 KiB. Default: GlobalSign R1 and R6, which come with the package; required where the server has another root. */
  readonly ca?: string | Bytes;
  /** PEM of the device's own certificate and its key, for brokers that require one. */
  readonly clientCertificate?: {
    readonly certificate: string | Bytes;
    readonly key: string | Bytes;
  };
}

/** Options of every cloud. */
export interface ConnectionChoice extends TlsChoice {
  /** Default: derived from the cloud; required for an MQTT broker. */
  readonly host?: string;
  /** TCP port; default: the server's own, mostly 1883 and with TLS 8883 (Aliyun: 1883 for both). */
  readonly mqttPort?: number;
  /** Default: `ec20-<IMEI>`; for Aliyun the device's name. */
  readonly clientId?: string;
  /** Seconds, default 120. MQTT 0–3600 (0: none), Aliyun 30–1200. */
  readonly keepAlive?: number;
  /** Default true. */
  readonly cleanSession?: boolean;
}

/** A device of Alibaba Cloud IoT Platform. */
export interface AliyunDevice extends ConnectionChoice {
  readonly productKey: string;
  readonly deviceName: string;
  /**
   * Absent: the device registers by `productSecret`, and the session needs a `secretStore`. What that has kept goes here
   * from then on, beside the `productSecret`.
   */
  readonly deviceSecret?: string;
  readonly productSecret?: string;
  /**
   * Default `preregistered`: the device's name is in the console before it registers. `free`: any name (免预注册).
   */
  readonly registration?: 'preregistered' | 'free';
  /** Default `cn-shanghai`; ignored if an instance id is set. */
  readonly region?: string;
  /** `iot-…` of the console's instance page; new accounts have one. */
  readonly instanceId?: string;
  /** Default `auto`: the module signs if it can and the connection is plain, otherwise this package does. */
  readonly auth?: 'aliauth' | 'sign' | 'auto';
  /** The thing model as exported by the console, JSON. */
  readonly thingModel?: string;
}

/** A client of an MQTT 3.1.1 broker. */
export interface MqttDevice extends ConnectionChoice {
  readonly host: string;
  readonly username?: string;
  readonly password?: string;
  /** At most 255 bytes each. */
  readonly will?: {
    readonly topic: string;
    readonly payload: string;
    readonly qos?: 0 | 1 | 2;
    readonly retain?: boolean;
  };
}

/** A device of one of the platforms supported by {@link platform}. */
export interface PlatformDevice extends ConnectionChoice {
  readonly productKey?: string;
  readonly deviceName?: string;
  readonly deviceSecret?: string;
  readonly username?: string;
  readonly password?: string;
}

/**
 * Alibaba Cloud IoT Platform, with the config node's defaults. Throws for invalid device data: `EC20_PRODUCT_KEY`,
 * `EC20_DEVICE_NAME`, `EC20_NO_SECRET`, `EC20_DEVICE_SECRET`, `EC20_REGION`, `EC20_KEEPALIVE`, `EC20_CA_MISSING`,
 * `EC20_TSL`, `EC20_SETTING`.
 */
export function aliyun(device: AliyunDevice): Cloud {
  const settings = settingsOf('aliyun', device);
  return Cloud.of(aliyunProfile({ ...settings, thingModel: settings.tsl }));
}

/** Any MQTT 3.1.1 broker, with the config node's defaults. Throws `EC20_HOST_MISSING`, `EC20_SETTING`, `EC20_AT_TEXT`, `EC20_TOPIC_…`. */
export function mqtt(device: MqttDevice): Cloud {
  return Cloud.of(mqttProfile({ ...settingsOf('mqtt', device), productKey: '', deviceName: '' }));
}

/**
 * EMQX, Tencent Cloud IoT, OneNET or Huawei Cloud IoTDA: the login is computed, everything else is as with {@link
 * mqtt}. Throws `EC20_SETTING`, `EC20_NO_SECRET` or `EC20_HOST_MISSING` for missing device data.
 */
export function platform(name: PlatformName, device: PlatformDevice): Cloud {
  return Cloud.of(platformProfile(name, settingsOf(name, device)));
}

/** The options that are named differently from the settings. */
type Device = Partial<Omit<CloudSettings, 'server'>> &
  TlsChoice &
  Pick<AliyunDevice, 'thingModel'> &
  Pick<MqttDevice, 'will'>;

/**
 * The settings of a device, with the default for each that isn't given; `device` may be a larger object, and hold
 * `undefined`.
 */
function settingsOf(server: ServerName, device: Device) {
  const { will, thingModel } = device;
  const given = {
    ...device,
    ...(will && {
      willTopic: will.topic,
      willPayload: will.payload,
      willQos: will.qos,
      willRetain: will.retain,
    }),
    tsl: thingModel,
    server,
  };
  const filled: CloudSettings = withDefaults(CLOUD_DEFAULTS, given);
  const mqttPort = device.mqttPort ?? usualPort(serverOf(server), wantsTls(filled));
  const settings: CloudSettings = { ...filled, mqttPort };
  return { ...settings, tlsIdentity: wantsTls(settings) ? identityOf(device, settings) : undefined };
}

function identityOf(
  { ca, clientCertificate }: TlsChoice,
  endpoint: Pick<CloudSettings, 'server' | 'host' | 'mqttPort'>,
): TlsIdentity | undefined {
  const roots = ca === undefined ? shippedRoots(endpoint) : payloadBytes(ca, 'ca');
  if (roots === undefined) return undefined;
  if (clientCertificate === undefined) return { ca: roots, client: undefined };
  const { certificate, key } = clientCertificate;
  return {
    ca: roots,
    client: { certificate: payloadBytes(certificate, 'certificate'), key: payloadBytes(key, 'key') },
  };
}
