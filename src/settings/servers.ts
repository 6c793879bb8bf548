import { SERVER_WORDS, type ServerKey, type ServerWords } from '../base/server-words';
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
  | 'compact'
  | 'device'
  | 'devices'
  | 'subDevices'
  | 'subDevicesFile'
  | 'subDeviceSecrets';

/** What a login consists of. */
export type IdentityPart =
  'productKey' | 'deviceName' | 'host' | 'port' | 'clientId' | 'username' | 'certificate';

/** What a host is derived from where none is entered. */
export interface HostSettings {
  readonly productKey: string;
  readonly region: string;
  readonly instanceId: string;
}

/** Everything the rules define for one server, as a row. */
export interface Server {
  /** `triplet`: ProductKey, DeviceName and DeviceSecret of Alibaba Cloud; `entered`: user name and password; `computed`: from names and a key. */
  readonly login: ServerWords['login'];
  /** The encoding of `deviceSecret`, where another one can't be computed with. */
  readonly secretEncoding: 'any' | 'base64';
  readonly needs: readonly Need[];
  readonly uses: readonly ServerSetting[];
  /** The parts of a login by which the server tells devices apart. */
  readonly identity: readonly IdentityPart[];
  /** The host where none is entered, by plain TCP or TLS; empty: it must be entered, or its parts. */
  readonly host: (settings: HostSettings, tls: boolean) => string;
  /** Its TCP ports where none is entered; equal where one takes both. Where they differ, neither takes the other's way. */
  readonly ports: { readonly plain: number; readonly tls: number };
  /** TLS `auto` is on as soon as one of these is set. */
  readonly tlsWith: readonly ('instanceId' | 'productSecret')[];
  /** Whether its certificate may end in a root that comes with the package. */
  readonly shippedRoot: (endpoint: { readonly host: string; readonly port: number }) => boolean;
  /** Seconds. */
  readonly keepAlive: Range;
  readonly highestQos: 1 | 2;
  readonly retain: boolean;
  readonly will: boolean;
  /** Any topic is allowed, subject to the broker's rights. */
  readonly freeTopics: boolean;
  /** Bytes of payload that are billed as one message (§A9); undefined: not known, each publish is counted as one. */
  readonly messageUnitBytes?: number;
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
  readonly words: ServerWords['words'];
}

/** The longest topic that the module takes, in UTF-8 bytes (§M1.5: 256 in the family's notes). */
export const MODULE_TOPIC_BYTES = 256;
/** AT+QMTCFG="keepalive" (§M1.1); 0: none. */
export const MODULE_KEEP_ALIVE: Range = { min: 0, max: 3600 };
/** MQTT 3.1.1 §2.2.3; the module's own limit is far lower. */
const LONGEST_MESSAGE_BYTES = 268_435_455;

const KIB = 1024;

const BROKER = {
  secretEncoding: 'any',
  needs: ['host'],
  uses: ['clientId', 'username', 'password', 'willTopic', 'willPayload', 'willQos', 'willRetain'],
  // Any of them: ThingsBoard goes by user name, AWS by certificate, others by client id.
  identity: ['host', 'port', 'clientId', 'username', 'certificate'],
  host: () => '',
  ports: { plain: 1883, tls: 8883 },
  tlsWith: [],
  shippedRoot: () => true,
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
} as const satisfies Partial<Server>;

/** Common to the platforms with a computed login: no will, no retained messages, QoS 0 and 1. */
const PLATFORM = {
  uses: ['deviceSecret'],
  secretEncoding: 'any',
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

/** A server's login and its words, whose owner is the table of words. */
function spokenOf<Key extends ServerKey>(key: Key) {
  const { login, words }: Pick<(typeof SERVER_WORDS)[Key], 'login' | 'words'> = SERVER_WORDS[key];
  return { login, words };
}

/** Sources: §A1, §A2, §A7 and the platforms' own documents that it names. */
export const SERVERS = {
  aliyun: {
    ...spokenOf('aliyun'),
    secretEncoding: 'any',
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
      'device',
      'devices',
      'subDevices',
      'subDevicesFile',
      'subDeviceSecrets',
    ],
    // A ProductKey is unique in all regions and instances; the client id is free.
    identity: ['productKey', 'deviceName'],
    host: ({ instanceId, productKey, region }) =>
      instanceId === ''
        ? `${productKey}.iot-as-mqtt.${region}.aliyuncs.com`
        : `${instanceId}.mqtt.iothub.aliyuncs.com`,
    // GlobalSign R1 at 1883; 8883 ends in the cloud's own root (§A1.7).
    ports: { plain: 1883, tls: 1883 },
    tlsWith: ['instanceId', 'productSecret'],
    shippedRoot: ({ port }) => port !== 8883,
    keepAlive: { min: 30, max: 1200, code: 'EC20_KEEPALIVE' },
    highestQos: 1,
    retain: false,
    will: false,
    freeTopics: false,
    messageUnitBytes: 512,
    topicBytes: 128,
    payloadBytes: 256 * KIB,
    connectsPerMinute: 5,
    // A new public instance has the lowest of those with an id (§A2).
    rates: { byQos: [30, 10], ofInstance: 5 },
    thing: true,
    usualTopics: ALIYUN_TOPICS,
  },
  mqtt: {
    ...spokenOf('mqtt'),
    ...BROKER,
  },
  emqx: {
    ...spokenOf('emqx'),
    ...BROKER,
    // Its cloud's certificates end in DigiCert's root; an EMQX of one's own has any.
    shippedRoot: ({ host }) => !/\.(emqxsl\.(com|cn)|emqxcloud\.(com|cn)|emqx\.cloud)$/i.test(host),
    payloadBytes: 1024 * KIB,
  },
  tencent: {
    ...spokenOf('tencent'),
    ...PLATFORM,
    secretEncoding: 'base64',
    needs: ['productKey', 'deviceName', 'deviceSecret'],
    identity: ['productKey', 'deviceName', 'host'],
    host: ({ productKey }) => (productKey === '' ? '' : `${productKey}.iotcloud.tencentdevices.com`),
    // Its own root; its documents offer it for download.
    shippedRoot: () => false,
    // Its present documents; older ones say 60–850 and its C SDK 690 at most, so that 60–690 is right by all.
    keepAlive: { min: 0, max: 900 },
    payloadBytes: 16 * KIB,
    connectsPerMinute: 12,
    rates: { byQos: [20, 20], ofInstance: 20 },
    usualTopics: TENCENT_TOPICS,
  },
  onenet: {
    ...spokenOf('onenet'),
    ...PLATFORM,
    secretEncoding: 'base64',
    needs: ['productKey', 'deviceName', 'deviceSecret'],
    identity: ['productKey', 'deviceName', 'host'],
    host: (_settings, tls) => (tls ? 'mqttstls.heclouds.com' : 'mqtts.heclouds.com'),
    // Its own self-signed certificate.
    shippedRoot: () => false,
    keepAlive: { min: 10, max: 1800 },
    payloadBytes: 256 * KIB,
    usualTopics: ONENET_TOPICS,
  },
  huawei: {
    ...spokenOf('huawei'),
    ...PLATFORM,
    needs: ['host', 'deviceName', 'deviceSecret'],
    identity: ['deviceName', 'host'],
    host: () => '',
    // By region GlobalSign R3, R46, R6 or DigiCert: its documents offer all of them in one file.
    shippedRoot: () => false,
    keepAlive: { min: 30, max: 1200 },
    topicBytes: 128,
    payloadBytes: 1024 * KIB,
    rates: { byQos: [50, 50], ofInstance: 50 },
    usualTopics: HUAWEI_TOPICS,
  },
} as const satisfies Readonly<Record<ServerKey, Server>>;

export type ServerName = keyof typeof SERVERS;

/** Clouds used as plain brokers, beside Alibaba Cloud. */
export type PlatformName = Exclude<ServerName, 'aliyun' | 'mqtt'>;

/** The platforms with a computed login. */
export type ComputedName = {
  [Name in ServerName]: (typeof SERVERS)[Name]['login'] extends 'computed' ? Name : never;
}[ServerName];

export const SERVER_NAMES = Object.keys(SERVERS) as readonly ServerName[];

/** The server that a stored property names, or the default one; undefined: another text. */
export function serverNamed(stored: unknown): ServerName | undefined {
  const name = typeof stored === 'string' ? stored.trim() : '';
  if (name === '') return 'aliyun';
  return SERVER_NAMES.find((each) => each === name);
}

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
 * The port for a stored or entered one. Dialogs store the plain default with every new node, so at a platform, whose plain port never
 * takes TLS, that one means the usual port of either way. A broker's own may be any, and stays.
 */
export function portAt(server: Server, port: number, isTls: boolean): number {
  const { plain, tls } = server.ports;
  return isTls && port === plain && server.login === 'computed' ? tls : port;
}

/** The port where none is entered. */
export function usualPort({ ports }: Server, isTls: boolean): number {
  return isTls ? ports.tls : ports.plain;
}

/** Whether that port takes TLS only, as far as its number says. */
export function isTlsPort({ ports }: Server, port: number): boolean {
  return port !== ports.plain && (port === ports.tls || /8883$|^8884$|443$/.test(String(port)));
}

/** Whether that port takes no TLS, as far as its number says. */
export function isPlainPort({ ports }: Server, port: number): boolean {
  return port === ports.plain && ports.plain !== ports.tls;
}
