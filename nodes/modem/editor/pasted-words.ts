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
  | 'password'
  | 'keepAlive'
  | 'apn';

/**
 * Regular expressions, in English and Chinese, each setting's most usual one first: the words of all servers in the list, and of
 * programs. Matched without regard to case.
 */
const LABELS: Readonly<Record<LabelledSetting, readonly string[]>> = {
  productKey: ['product[ _-]?key', 'product[ _-]?id', '产品\\s?key', '产品\\s?id', '产品标识', 'pk'],
  deviceName: ['device[ _-]?name', 'device[ _-]?id', '设备名称', '设备\\s?(?:id|name)', '设备名', 'dn'],
  deviceSecret: [
    'device[ _-]?secret',
    'device[ _-]?psk',
    'device[ _-]?key',
    'access[ _-]?key(?![ _-]?(?:id|secret))',
    '设备密钥',
    '设备\\s?secret',
    '设备秘钥',
    'psk',
    '(?<![a-z][ _-]?)secret',
    '(?<!产品)密钥',
    'ds',
  ],
  productSecret: ['product[ _-]?secret', '产品密钥', '产品秘钥', '产品\\s?secret'],
  instanceId: ['(?:iot[ _-]?)?instance(?:[ _-]?id)?', '实例(?:\\s?id)?'],
  region: ['region[ _-]?id', 'region', '地域', '区域'],
  host: [
    'mqtt[ _-]?host[ _-]?url',
    'mqtt[ _-]?(?:host|server|broker|address|url)',
    'host[ _-]?name',
    'host[ _-]?url',
    'host',
    'hostname',
    'endpoint',
    'broker',
    'server',
    'address',
    'url',
    '接入域名',
    '接入地址',
    '接入点(?!\\s?apn)',
    '终端节点',
    '服务器地址',
    '服务器',
    '主机',
    '域名',
    '地址',
  ],
  mqttPort: ['mqtt[ _-]?port', 'port', '端口号', '端口'],
  clientId: ['mqtt[ _-]?client[ _-]?id', 'client[ _-]?id', '客户端\\s?id'],
  // A ThingsBoard device logs in by its access token in place of a user name.
  username: ['mqtt[ _-]?user[ _-]?name', 'user[ _-]?name', 'user', 'access[ _-]?token', '访问令牌', '用户名'],
  password: ['mqtt[ _-]?pass(?:w(?:or)?d)?', 'pass(?:w(?:or)?d)?', 'pwd', 'pw', '密码', '口令'],
  keepAlive: ['keep[ _-]?alive(?:[ _-]?(?:interval|time|seconds))?', '保活时间', '心跳间隔', '心跳时间'],
  apn: ['apn', '接入点\\s?apn'],
};

const SETTINGS = Object.keys(LABELS) as LabelledSetting[];

/** One group for each setting. */
const ANY_LABEL = SETTINGS.map((setting) => `(${LABELS[setting].join('|')})`).join('|');

/** Between a label and its value: the end of the label's quotes or brackets, `:` or `=`, or just blanks. */
const JOINT =
  '(?:[A-Za-z0-9_]*\\))?["\'`\\]\\)]*\\s*(?:\\[\\s*\\]\\s*)?(?:\\([^()]*\\)\\s*)?(?::=|=>|[:=])?\\s*';

/** A label is a whole word: neither the beginning of a name, nor of a host such as `broker.example.com`. */
const NOT_LONGER = '(?![A-Za-z0-9]|[.-][A-Za-z0-9]|_\\w*[^\\w)])';

/** Finds each label of a text, up to where its value begins. {@link settingOf} reads its groups. */
export function labelSearch(): RegExp {
  return new RegExp(`(?:^|[^A-Za-z0-9])(?:${ANY_LABEL})${NOT_LONGER}${JOINT}`, 'gi');
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

/** Labels in one spelling, for finding what a misspelt one means. */
const SPELLINGS: readonly (readonly [LabelledSetting, string])[] = [
  ...(
    [
      ['productKey', 'productkey productid 产品标识 产品id'],
      ['deviceName', 'devicename deviceid 设备名称 设备id'],
      ['deviceSecret', 'devicesecret devicepsk devicekey accesskey 设备密钥'],
      ['productSecret', 'productsecret 产品密钥'],
      ['instanceId', 'instanceid iotinstanceid 实例id'],
      ['region', 'regionid region'],
      ['host', 'hostname mqtthosturl endpoint broker server 接入域名 接入地址 服务器地址'],
      ['mqttPort', 'mqttport 端口号'],
      ['clientId', 'clientid mqttclientid 客户端id'],
      ['username', 'username accesstoken 访问令牌 用户名'],
      ['password', 'password passwd'],
      ['keepAlive', 'keepalive 保活时间 心跳间隔'],
    ] as const
  ).flatMap(([setting, words]) => words.split(' ').map((word) => [setting, word] as const)),
];

/** The setting whose label a text probably means: one or two letters are wrong, or swapped. */
export function misspeltSetting(label: string): LabelledSetting | undefined {
  const plain = label.toLowerCase().replace(/[^\p{L}\d]/gu, '');
  const isChinese = /\p{Script=Han}/u.test(plain);
  const most = isChinese ? 1 : plain.length >= 8 ? 2 : 1;
  if (plain.length < (isChinese ? 3 : 5) || plain === 'accesskeyid') return undefined;
  const near = SPELLINGS.map(([setting, word]) => ({ setting, far: distance(plain, word) }));
  const [best] = near.sort((one, two) => one.far - two.far);
  return best !== undefined && best.far <= most ? best.setting : undefined;
}

/** Letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function distance(one: string, two: string): number {
  const rows: number[][] = [Array.from({ length: two.length + 1 }, (_each, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= two.length; j++) {
      const cost = one[i - 1] === two[j - 1] ? 0 : 1;
      const plain = Math.min(
        (rows[i - 1]?.[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (rows[i - 1]?.[j - 1] ?? 0) + cost,
      );
      const isSwap = i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1];
      row.push(isSwap ? Math.min(plain, (rows[i - 2]?.[j - 2] ?? 0) + 1) : plain);
    }
    rows.push(row);
  }
  return rows[one.length]?.[two.length] ?? Infinity;
}

/** Placeholders of a value, and the console's button texts beside one. */
const STAND_IN =
  /^(x{3,}|\$?[{<].*[}>]?|!secret.*|your.*|null|undefined|none|product_?key|device_?name|device_?secret|复制|查看|copy|view|hide|隐藏)$/i;

export function isStandIn(value: string): boolean {
  return STAND_IN.test(value);
}

/** A secret as the console shows it before a click. */
export function isMasked(value: string): boolean {
  return /^[*•●·]{3,}$/.test(value);
}
