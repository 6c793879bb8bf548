import { type ServerName, SERVERS } from '../../../src/settings/settings';
import { isStandIn } from './pasted-words';

/** Settings whose value is a text. */
export type TextSetting = keyof typeof SHAPES;

/** Possible values of the settings; anything else under a label is not taken. */
const SHAPES = {
  productKey: /^[A-Za-z0-9]{1,20}$/,
  deviceName: /^[A-Za-z0-9\-_@.:]{4,32}$/,
  deviceSecret: /^[A-Za-z0-9+/=_-]{6,64}$/,
  productSecret: /^[A-Za-z0-9]{6,64}$/,
  instanceId: /^[A-Za-z0-9-]{3,63}$/,
  region: /^[a-z]{2}-[a-z]+(-\d)?$/,
  host: /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
  mqttPort: /^\d{1,5}$/,
  clientId: /^[^\s"]{1,200}$/,
  username: /^[^\s"]{1,200}$/,
  password: /^[^"\n]{1,256}$/,
  keepAlive: /^\d{1,4}$/,
  apn: /^[A-Za-z0-9.-]{1,63}$/,
  apnUser: /^[^\s"]{1,63}$/,
  apnPassword: /^[^\s"]{1,63}$/,
  apnAuth: /^[0-3]$/,
  simPin: /^\d{4,8}$/,
  caFile: /^[^\s"]{1,250}$/,
  certFile: /^[^\s"]{1,250}$/,
  keyFile: /^[^\s"]{1,250}$/,
  willTopic: /^[^\s"]{1,255}$/,
  willPayload: /^[^"\n]{1,255}$/,
  willQos: /^[012]$/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** The names of other platforms' devices are freer. */
const FREE_NAME = /^[A-Za-z0-9\-_@.:]{1,128}$/;

/** Whether a text has the form of that setting's values and is not a placeholder. */
export function fits(setting: TextSetting, value: string, server: ServerName): boolean {
  if (value === '' || isStandIn(value)) return false;
  const isFree = setting === 'deviceName' && SERVERS[server].login !== 'triplet';
  return (isFree ? FREE_NAME : SHAPES[setting]).test(value);
}

type Ideals = Readonly<Partial<Record<TextSetting, RegExp>>>;

/** How a server's console makes the values: an exact length, by which a value is known without its label. */
const IDEALS: Readonly<Partial<Record<ServerName, Ideals>>> = {
  aliyun: {
    productKey: /^(?=.*[A-Za-z])[A-Za-z0-9]{10,11}$/,
    deviceSecret: /^[A-Za-z0-9]{32}$/,
    productSecret: /^[A-Za-z0-9]{16}$/,
    instanceId: /^iot-[a-z0-9]{8,}$/,
    region: /^(cn|ap|eu|us)-[a-z]+(-\d)?$/,
  },
  tencent: { productKey: /^[A-Z0-9]{10}$/, deviceSecret: /^[A-Za-z0-9+/]{20,}={1,2}$/ },
  onenet: { productKey: /^[A-Za-z0-9]{6,10}$/, deviceSecret: /^[A-Za-z0-9+/]{20,}={0,2}$/ },
  huawei: { deviceSecret: /^[A-Za-z0-9_-]{8,32}$/ },
};

/** Whether a value is as that server makes them; false for a setting whose values have no form of their own. */
export function isIdeal(setting: TextSetting, value: string, server: ServerName): boolean {
  return IDEALS[server]?.[setting]?.test(value) === true;
}

/** Settings that are shown only by their length. */
const SECRETS: ReadonlySet<string> = new Set<TextSetting>([
  'deviceSecret',
  'productSecret',
  'password',
  'apnPassword',
  'simPin',
]);

export function isSecretSetting(setting: string): boolean {
  return SECRETS.has(setting);
}

const SECRET_LABEL = /pass|pwd|secret|key|psk|token|pin|sign|密|令牌|签名/i;

/** Settings whose values may be seen, up to a length that no secret has. */
const SEEN: Readonly<Record<string, number>> = {
  productKey: 15,
  deviceName: 31,
  region: 20,
  mqttPort: 5,
  host: 60,
  keepAlive: 5,
  apn: 20,
};

/**
 * Whether a part of a text may be shown: neither under a secret's name nor like a secret. A value that stands alone is a word
 * or a name only where it has no digits between letters.
 */
export function maySee(text: string, setting: string | undefined, label = ''): boolean {
  if (setting !== undefined) return text.length <= (SEEN[setting] ?? 0);
  if (SECRET_LABEL.test(label)) return false;
  if (/[A-Za-z0-9+]{16}/.test(text)) return false;
  return text.length <= 24 && /^(\p{Script=Han}+|[A-Za-z_.!?/#*+-]+|\d{1,3})$/u.test(text);
}
