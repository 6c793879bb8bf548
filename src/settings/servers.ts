import type { Phrase } from '../base/coded-error';
import type { Range } from './fault';
import {
  ALIYUN_TOPICS,
  HUAWEI_TOPICS,
  NO_TOPICS,
  ONENET_TOPICS,
  TENCENT_TOPICS,
  type UsualTopics,
} from './usual-topics';

/** What the user may have to enter. */
export type Need = 'host' | 'productKey' | 'deviceName' | 'deviceSecret';

/** Settings that only some servers use: those whose row lists them. All others are used by every server. */
export type ServerSetting =
  | 'deviceSecret'
  | 'productSecret'
  | 'registration'
  | 'auth'
  | 'region'
  | 'instanceId'
  | 'clientId'
  | 'username'
  | 'password'
  | 'willTopic'
  | 'willPayload'
  | 'willQos'
  | 'willRetain'
  | 'tsl'
  | 'tslFile'
  | 'tslCheck'
  | 'compact';

/** What a host is derived from where none is entered. */
export interface HostSettings {
  readonly productKey: string;
  readonly region: string;
  readonly instanceId: string;
}

/** Everything the rules define for one server, as a row. */
export interface Server {
  /** `triplet`: ProductKey, DeviceName and DeviceSecret of Alibaba Cloud; `entered`: user name and password; `computed`: from names and a key. */
  readonly login: 'triplet' | 'entered' | 'computed';
  readonly needs: readonly Need[];
  readonly uses: readonly ServerSetting[];
  /** The host where none is entered, by plain TCP or TLS; empty: it must be entered, or its parts. */
  readonly host: (settings: HostSettings, tls: boolean) => string;
  /** The usual TCP ports. */
  readonly ports: { readonly plain: number; readonly tls: number };
  /** TLS `auto` is on as soon as one of these is set. */
  readonly tlsWith: readonly ('instanceId' | 'productSecret')[];
  /** Whether its certificate may end in a root that comes with the package: at all ports, at all but some, or at none. */
  readonly shippedRoot: boolean | { readonly notAt: readonly number[] };
  /** Seconds. */
  readonly keepAlive: Range;
  readonly highestQos: 1 | 2;
  readonly retain: boolean;
  readonly will: boolean;
  /** Any topic is allowed, subject to the broker's rights. */
  readonly freeTopics: boolean;
  /** UTF-8 bytes. */
  readonly topicBytes: number;
  readonly payloadBytes: number;
  /** Per device; undefined: no known limit. */
  readonly connectsPerMinute: number | undefined;
  /**
   * Messages in a second for one device by QoS, and up and down together where an instance has an id; undefined: no
   * known limit.
   */
  readonly rates: { readonly byQos: readonly [number, number]; readonly ofInstance: number } | undefined;
  /** Whether it uses properties, events and services. */
  readonly thing: boolean;
  readonly usualTopics: UsualTopics;
  /** Its console's names for the settings that it needs. */
  readonly words: Readonly<Partial<Record<Need | 'username' | 'password', Phrase>>>;
}

/** The longest topic that the module takes, in UTF-8 bytes (§M1.5: 256 in the family's notes). */
export const MODULE_TOPIC_BYTES = 256;
/** AT+QMTCFG="keepalive" (§M1.1); 0: none. */
export const MODULE_KEEP_ALIVE: Range = { min: 0, max: 3600 };
/** MQTT 3.1.1 §2.2.3; the module's own limit is far lower. */
const LONGEST_MESSAGE_BYTES = 268_435_455;

const KIB = 1024;

const BROKER = {
  login: 'entered',
  needs: ['host'],
  uses: ['clientId', 'username', 'password', 'willTopic', 'willPayload', 'willQos', 'willRetain'],
  host: () => '',
  ports: { plain: 1883, tls: 8883 },
  tlsWith: [],
  shippedRoot: true,
  keepAlive: MODULE_KEEP_ALIVE,
  highestQos: 2,
  retain: true,
  will: true,
  freeTopics: true,
  topicBytes: MODULE_TOPIC_BYTES,
  payloadBytes: LONGEST_MESSAGE_BYTES,
  connectsPerMinute: undefined,
  rates: undefined,
  thing: false,
  usualTopics: NO_TOPICS,
  words: {
    host: { en: 'host', zh: '服务器地址' },
    username: { en: 'user name', zh: '用户名' },
    password: { en: 'password', zh: '密码' },
  },
} as const satisfies Partial<Server>;

/** Common to the platforms with a computed login: no will, no retained messages, QoS 0 and 1. */
const PLATFORM = {
  login: 'computed',
  uses: ['deviceSecret'],
  ports: { plain: 1883, tls: 8883 },
  tlsWith: [],
  highestQos: 1,
  retain: false,
  will: false,
  freeTopics: false,
  topicBytes: MODULE_TOPIC_BYTES,
  connectsPerMinute: undefined,
  rates: undefined,
  thing: false,
} as const satisfies Partial<Server>;

/** Sources: §A1, §A2, §A7 and the platforms' own documents that it names. */
export const SERVERS = {
  aliyun: {
    login: 'triplet',
    needs: ['productKey', 'deviceName', 'deviceSecret'],
    uses: [
      'deviceSecret',
      'productSecret',
      'registration',
      'auth',
      'region',
      'instanceId',
      'clientId',
      'tsl',
      'tslFile',
      'tslCheck',
      'compact',
    ],
    host: ({ instanceId, productKey, region }) =>
      instanceId === ''
        ? `${productKey}.iot-as-mqtt.${region}.aliyuncs.com`
        : `${instanceId}.mqtt.iothub.aliyuncs.com`,
    // GlobalSign R1 at 1883; 8883 ends in the cloud's own root (§A1.7).
    ports: { plain: 1883, tls: 1883 },
    tlsWith: ['instanceId', 'productSecret'],
    shippedRoot: { notAt: [8883] },
    keepAlive: { min: 30, max: 1200, code: 'EC20_KEEPALIVE' },
    highestQos: 1,
    retain: false,
    will: false,
    freeTopics: false,
    topicBytes: 128,
    payloadBytes: 256 * KIB,
    connectsPerMinute: 5,
    // A new public instance has the lowest of those with an id (§A2).
    rates: { byQos: [30, 10], ofInstance: 5 },
    thing: true,
    usualTopics: ALIYUN_TOPICS,
    words: {
      productKey: { en: 'ProductKey', zh: 'ProductKey' },
      deviceName: { en: 'DeviceName', zh: 'DeviceName' },
      deviceSecret: { en: 'DeviceSecret', zh: 'DeviceSecret' },
      host: { en: 'MQTT access domain name', zh: '接入域名' },
    },
  },
  mqtt: {
    ...BROKER,
  },
  emqx: {
    ...BROKER,
    payloadBytes: 1024 * KIB,
  },
  tencent: {
    ...PLATFORM,
    needs: ['productKey', 'deviceName', 'deviceSecret'],
    host: ({ productKey }) => (productKey === '' ? '' : `${productKey}.iotcloud.tencentdevices.com`),
    // Its own root; its documents offer it for download.
    shippedRoot: false,
    keepAlive: { min: 0, max: 900 },
    payloadBytes: 16 * KIB,
    connectsPerMinute: 12,
    usualTopics: TENCENT_TOPICS,
    words: {
      productKey: { en: 'product ID', zh: '产品ID' },
      deviceName: { en: 'device name', zh: '设备名称' },
      deviceSecret: { en: 'device key (PSK)', zh: '设备密钥（PSK）' },
    },
  },
  onenet: {
    ...PLATFORM,
    needs: ['productKey', 'deviceName', 'deviceSecret'],
    host: (_settings, tls) => (tls ? 'mqttstls.heclouds.com' : 'mqtts.heclouds.com'),
    shippedRoot: false,
    keepAlive: { min: 10, max: 1800 },
    payloadBytes: 256 * KIB,
    usualTopics: ONENET_TOPICS,
    words: {
      productKey: { en: 'product ID', zh: '产品ID' },
      deviceName: { en: 'device name', zh: '设备名称' },
      deviceSecret: { en: 'device key', zh: '设备密钥' },
    },
  },
  huawei: {
    ...PLATFORM,
    needs: ['host', 'deviceName', 'deviceSecret'],
    host: () => '',
    shippedRoot: true,
    keepAlive: { min: 30, max: 1200 },
    payloadBytes: 1024 * KIB,
    usualTopics: HUAWEI_TOPICS,
    words: {
      deviceName: { en: 'device ID', zh: '设备ID' },
      deviceSecret: { en: 'device secret', zh: '设备密钥' },
      host: { en: 'MQTT access address', zh: 'MQTT 接入地址' },
    },
  },
} as const satisfies Readonly<Record<string, Server>>;

export type ServerName = keyof typeof SERVERS;

/** Clouds used as plain brokers, beside Alibaba Cloud. */
export type PlatformName = Exclude<ServerName, 'aliyun' | 'mqtt'>;

/** The platforms with a computed login. */
export type ComputedName = {
  [Name in ServerName]: (typeof SERVERS)[Name]['login'] extends 'computed' ? Name : never;
}[ServerName];

export const SERVER_NAMES = Object.keys(SERVERS) as readonly ServerName[];

/** A server's row. */
export function serverOf(name: ServerName): Server {
  return SERVERS[name];
}

const ONLY_SOME: ReadonlySet<string> = new Set(SERVER_NAMES.flatMap((name) => serverOf(name).uses));

/** Whether a server uses a setting. */
export function usesSetting(server: Server, name: string): boolean {
  return !ONLY_SOME.has(name) || server.uses.some((each) => each === name);
}

/** Whether a connection is encrypted: `auto` follows the server's row (§A1.4, §A1.6). */
export function wantsTls(settings: {
  readonly server: ServerName;
  readonly tls: 'auto' | 'on' | 'off';
  readonly instanceId?: string;
  readonly productSecret?: string;
}): boolean {
  if (settings.tls !== 'auto') return settings.tls === 'on';
  return serverOf(settings.server).tlsWith.some((name) => (settings[name] ?? '') !== '');
}

/**
 * Whether to try a root shipped with the package. Where a server has its own root at its own host, another host may
 * still chain to one of ours: the module finds out, and a failure is `EC20_TLS_SERVER`.
 */
export function mayTryShippedRoot({ shippedRoot }: Server, port: number): boolean {
  return typeof shippedRoot === 'boolean' || !shippedRoot.notAt.includes(port);
}
