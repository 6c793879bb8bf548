/** Common names for the settings of a device, and texts that can't be values. */

/** The settings that have labels. */
export type LabelledSetting =
  | 'productKey'
  | 'deviceName'
  | 'deviceSecret'
  | 'productSecret'
  | 'instanceId'
  | 'region'
  | 'host'
  | 'mqttPort'
  | 'clientId'
  | 'username'
  | 'password';

/** Regular expressions, in English and Chinese, each setting's most usual one first. Matched without regard to case. */
const LABELS: Readonly<Record<LabelledSetting, readonly string[]>> = {
  productKey: ['product[ _-]?key', '产品\\s?key', '产品标识', 'pk'],
  deviceName: ['device[ _-]?name', '设备名称', '设备名', 'dn'],
  deviceSecret: ['device[ _-]?secret', '设备密钥', '设备秘钥', 'ds'],
  productSecret: ['product[ _-]?secret', '产品密钥', '产品秘钥'],
  instanceId: ['(?:iot[ _-]?)?instance[ _-]?id', '实例\\s?id'],
  region: ['region[ _-]?id', 'region', '地域', '区域'],
  host: [
    'mqtt[ _-]?host[ _-]?url',
    'mqtt[ _-]?host',
    'host[ _-]?name',
    'host[ _-]?url',
    'host',
    'endpoint',
    'broker',
    'server',
    '接入域名',
    '接入点',
    '终端节点',
    '服务器地址',
    '域名',
  ],
  mqttPort: ['mqtt[ _-]?port', 'port', '端口号', '端口'],
  clientId: ['mqtt[ _-]?client[ _-]?id', 'client[ _-]?id', '客户端\\s?id'],
  username: ['mqtt[ _-]?user[ _-]?name', 'user[ _-]?name', '用户名'],
  password: ['mqtt[ _-]?passw(?:or)?d', 'passw(?:or)?d', '密码'],
};

const SETTINGS = Object.keys(LABELS) as LabelledSetting[];

/** One group for each setting. */
const ANY_LABEL = SETTINGS.map((setting) => `(${LABELS[setting].join('|')})`).join('|');

/** Between a label and its value: the end of the label's quotes or brackets, `:` or `=`, or just blanks. */
const JOINT =
  '(?:[A-Za-z0-9_]*\\))?["\'`\\]\\)]*\\s*(?:\\[\\s*\\]\\s*)?(?:\\([^()]*\\)\\s*)?(?::=|=>|[:=])?\\s*';

/** Finds each label of a text, up to where its value begins. {@link settingOf} reads its groups. */
export function labelSearch(): RegExp {
  return new RegExp(`(?:^|[^A-Za-z0-9])(?:${ANY_LABEL})(?![A-Za-z0-9])${JOINT}`, 'gi');
}

/** The setting whose label has matched. */
export function settingOf(match: RegExpExecArray): LabelledSetting | undefined {
  return SETTINGS[match.slice(1).findIndex(Boolean)];
}

const WHOLE_LABEL = new RegExp(`^(?:${ANY_LABEL})$`, 'i');

/** The setting whose label a text is; undefined: none. */
export function labelledSetting(label: string): LabelledSetting | undefined {
  const match = WHOLE_LABEL.exec(label.trim());
  return match === null ? undefined : settingOf(match);
}

/** Placeholders of a value, and the console's button texts beside one. */
const STAND_IN =
  /^(x{3,}|\$?[{<].*[}>]?|your.*|null|undefined|none|product_?key|device_?name|device_?secret|复制|查看|copy|view|hide|隐藏)$/i;

export function isStandIn(value: string): boolean {
  return STAND_IN.test(value);
}

/** A secret as the console shows it before a click. */
export function isMasked(value: string): boolean {
  return /^[*•●·]{3,}$/.test(value);
}
