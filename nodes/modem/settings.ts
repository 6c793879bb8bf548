import {
  booleanSetting,
  choiceSetting,
  envSetting,
  numberSetting,
  textSetting,
} from '../../src/base/setting';
import type { PlatformName } from '../../src/cloud/platforms';
import type { QuotesMode } from '../../src/cloud/quotes';
import type { ModuleProfile } from '../../src/ec20/profile';
import { PROFILES } from '../../src/ec20/profiles/families';

/** A node's properties as they come from a flow file: any may be absent, or text where a number is meant. */
export type Properties = Readonly<Record<string, unknown>>;

export type UrcPort = 'auto' | 'usbat' | 'usbmodem' | 'uart1' | 'uart2' | 'all';

/** What ec20-modem is set to, every property concrete, with the defaults applied. */
export interface ModemSettings {
  readonly name: string;
  readonly line: { readonly port: string; readonly baudRate: number; readonly flowControl: boolean };
  readonly module: {
    readonly urcPort: UrcPort;
    readonly apn: string;
    readonly apnUser: string;
    readonly apnPassword: string;
    /** 0 none, 1 PAP, 2 CHAP, 3 either. */
    readonly apnAuth: number;
    readonly pdpContext: number;
    readonly simPin: string;
    readonly clientIndex: number;
    readonly signalIntervalMs: number;
  };
  /** The module's family; undefined: by what it calls itself. */
  readonly family: ModuleProfile | undefined;
  readonly cloud: CloudSettings;
  readonly queue: {
    readonly kind: 'disk' | 'memory';
    readonly limit: number;
    readonly ttlMs: number;
    readonly overflow: 'oldest' | 'newest';
  };
  readonly maxInFlight: number;
  /** Messages in a second; 0: what the cloud allows. */
  readonly maxRate: number;
  readonly quotes: QuotesMode;
  /** Whether a backlog of property posts may leave as history posts. */
  readonly compact: boolean;
}

/** Who the device is and where its broker is. */
export interface CloudSettings {
  readonly server: 'aliyun' | 'mqtt' | PlatformName;
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
  readonly productSecret: string;
  readonly auth: 'auto' | 'aliauth' | 'sign';
  readonly region: string;
  readonly instanceId: string;
  readonly host: string;
  readonly mqttPort: number;
  readonly tls: 'auto' | 'on' | 'off';
  /** Paths of PEM files, empty for none. */
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** Seconds. */
  readonly keepAlive: number;
  readonly cleanSession: boolean;
  readonly willTopic: string;
  readonly willPayload: string;
  readonly willQos: 0 | 1 | 2;
  readonly willRetain: boolean;
  /** The product's thing model: JSON, or the path of a file with it; empty for none. */
  readonly tsl: string;
  readonly tslFile: string;
  /** What of it is checked before sending. */
  readonly tslCheck: 'strict' | 'warn' | 'off';
}

/**
 * Reads ec20-modem's properties and credentials. Throws `EC20_SETTING`, `EC20_ENV_MISSING` or `EC20_FULL_WIDTH`;
 * what belongs together (triplet, region, keep-alive …) is checked by the cloud's profile.
 */
export function modemSettings(config: Properties, credentials: Properties): ModemSettings {
  return {
    name: verbatim('name', config['name']),
    line: {
      port: textSetting('port', config['port'], 'auto') || 'auto',
      baudRate: numberSetting('baudRate', config['baudRate'], {
        default: 115_200,
        min: 1200,
        max: 4_000_000,
      }),
      flowControl: booleanSetting('flowControl', config['flowControl'], false),
    },
    module: {
      urcPort: choiceSetting(
        'urcPort',
        config['urcPort'],
        ['auto', 'usbat', 'usbmodem', 'uart1', 'uart2', 'all'],
        'auto',
      ),
      apn: textSetting('apn', config['apn']),
      apnUser: textSetting('apnUser', config['apnUser']),
      apnPassword: verbatim('apnPassword', credentials['apnPassword']),
      apnAuth: numberSetting('apnAuth', config['apnAuth'], { default: 0, min: 0, max: 3 }),
      pdpContext: numberSetting('pdpContext', config['pdpContext'], { default: 1, min: 1, max: 16 }),
      simPin: textSetting('simPin', credentials['simPin']),
      clientIndex: numberSetting('clientIndex', config['clientIndex'], { default: 0, min: 0, max: 5 }),
      signalIntervalMs: 1000 * numberSetting('signalInterval', config['signalInterval'], SIGNAL_INTERVAL),
    },
    family: PROFILES.get(choiceSetting('module', config['module'], ['auto', ...PROFILES.keys()], 'auto')),
    cloud: cloudSettings(config, credentials),
    queue: {
      kind: choiceSetting('queue', config['queue'], ['disk', 'memory'], 'disk'),
      limit: numberSetting('queueLimit', config['queueLimit'], { default: 100_000, min: 1, max: 10_000_000 }),
      ttlMs: 1000 * numberSetting('queueTtl', config['queueTtl'], { default: 0, min: 0, max: TEN_YEARS }),
      overflow: choiceSetting('queueOverflow', config['queueOverflow'], ['oldest', 'newest'], 'oldest'),
    },
    maxInFlight: numberSetting('maxInFlight', config['maxInFlight'], { default: 5, min: 1, max: 32 }),
    maxRate: numberSetting('maxRate', config['maxRate'], { default: 0, min: 0, max: 1000, decimal: true }),
    quotes: choiceSetting('quotes', config['quotes'], ['keep', 'single', 'strip'], 'keep'),
    compact: booleanSetting('compact', config['compact'], false),
  };
}

/** Seconds. */
const SIGNAL_INTERVAL = { default: 60, min: 0, max: 86_400 };
const TEN_YEARS = 315_360_000;

const SERVERS = ['aliyun', 'mqtt', 'emqx', 'tencent', 'onenet', 'huawei'] as const;

function cloudSettings(config: Properties, credentials: Properties): CloudSettings {
  return {
    server: choiceSetting('server', config['server'], SERVERS, 'aliyun'),
    productKey: textSetting('productKey', config['productKey']),
    deviceName: textSetting('deviceName', config['deviceName']),
    deviceSecret: textSetting('deviceSecret', credentials['deviceSecret']),
    productSecret: textSetting('productSecret', credentials['productSecret']),
    auth: choiceSetting('auth', config['auth'], ['auto', 'aliauth', 'sign'], 'auto'),
    region: textSetting('region', config['region'], 'cn-shanghai') || 'cn-shanghai',
    instanceId: textSetting('instanceId', config['instanceId']),
    host: textSetting('host', config['host']),
    mqttPort: numberSetting('mqttPort', config['mqttPort'], { default: 1883, min: 1, max: 65_535 }),
    tls: choiceSetting('tls', config['tls'], ['auto', 'on', 'off'], 'auto'),
    caFile: textSetting('caFile', config['caFile']),
    certFile: textSetting('certFile', config['certFile']),
    keyFile: textSetting('keyFile', config['keyFile']),
    clientId: textSetting('clientId', config['clientId']),
    username: textSetting('username', credentials['username']),
    password: verbatim('password', credentials['password']),
    keepAlive: numberSetting('keepAlive', config['keepAlive'], { default: 120, min: 0, max: 3600 }),
    cleanSession: booleanSetting('cleanSession', config['cleanSession'], true),
    willTopic: textSetting('willTopic', config['willTopic']),
    willPayload: verbatim('willPayload', config['willPayload']),
    willQos: asQos(choiceSetting('willQos', config['willQos'], ['0', '1', '2'], '0')),
    willRetain: booleanSetting('willRetain', config['willRetain'], false),
    tsl: verbatim('tsl', config['tsl']).trim(),
    tslFile: textSetting('tslFile', config['tslFile']),
    tslCheck: choiceSetting('tslCheck', config['tslCheck'], ['strict', 'warn', 'off'], 'warn'),
  };
}

function asQos(text: '0' | '1' | '2'): 0 | 1 | 2 {
  switch (text) {
    case '0':
      return 0;
    case '1':
      return 1;
    case '2':
      return 2;
  }
}

/** A text whose blanks and characters are somebody's will: a password, a payload. Throws `EC20_ENV_MISSING`. */
function verbatim(field: string, value: unknown): string {
  envSetting(field, value);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
