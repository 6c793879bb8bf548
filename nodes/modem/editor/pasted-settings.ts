import { type ServerName, SERVERS } from '../../../src/settings/settings';
import { readAddress, type Address } from './address';
import { isIdeal, fits, type TextSetting } from './pasted-shapes';
import { isMasked, isStandIn } from './pasted-words';

/** Settings by the names of ec20-modem's properties and credentials; an empty text clears that setting. */
export type Found = Partial<Record<TextSetting, string>> & {
  server?: ServerName;
  tls?: 'on' | 'off';
  cleanSession?: boolean;
  willRetain?: boolean;
};

/**
 * Remarks on a text, as keys of `ec20-modem.paste.…`. `masked`: the console shows stars instead of the secret;
 * `signed`: the password among the MQTT parameters isn't the secret; `oddLength`: a secret is shorter or longer than the
 * platform's; `webSocket`: an address is for MQTT over WebSocket, which the module doesn't speak.
 */
export type PasteNote = 'masked' | 'signed' | 'oddLength' | 'webSocket';

/**
 * A part of a text that was not taken, and why. `swapped`: two values are each under the other's label; `shape`: no value of
 * that setting; `second`: another value of a setting that has one; `misspelt`: probably that setting's label; `alone`: a
 * value without a label; `topic`, `option` and `command`: of other nodes, or of none; `label`: a setting that there isn't; `stand-in`: a placeholder; `word`: anything else.
 */
export interface Unused {
  readonly why:
    | 'swapped'
    | 'shape'
    | 'second'
    | 'misspelt'
    | 'alone'
    | 'topic'
    | 'option'
    | 'command'
    | 'label'
    | 'stand-in'
    | 'word';
  readonly text: string;
  /** Its label, as it is written. */
  readonly label?: string;
  /** The setting that it is, or seems to be, about. */
  readonly setting?: TextSetting;
  /** What a click takes it for. */
  readonly use?: Found;
}

/** Reasons for which a part may still be wanted: the text stays until that is decided. */
const UNDECIDED: ReadonlySet<Unused['why']> = new Set(['swapped', 'shape', 'second', 'misspelt', 'alone']);

export function isUndecided({ why }: Unused): boolean {
  return UNDECIDED.has(why);
}

export interface Login {
  readonly clientId?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** Topics of the platform that contain product and device. */
const TOPICS = [
  /^\/sys\/([^/]+)\/([^/]+)\//,
  /^\/([^/]+)\/([^/]+)\/user\//,
  /^\/(?:ota\/device|shadow)\/\w+\/([^/]+)\/([^/]+)$/,
  /^\/ext\/ntp\/([^/]+)\/([^/]+)\//,
];

/** The settings found in one text so far: the first value of each counts. */
export class PastedSettings {
  readonly found: Found = {};
  readonly unused: Unused[] = [];
  readonly #notes = new Set<PasteNote>();
  #address: Address | undefined;
  #login: Login = {};
  #hasOtherPort = false;
  /** The text holds a login of the platform, whose password is a signature. */
  #isSigned = false;

  /** `server`: the one that the text is about, as far as it says; else the chosen one. */
  constructor(
    readonly named: ServerName | undefined,
    readonly chosen: ServerName | undefined,
  ) {}

  get server(): ServerName {
    return this.named ?? this.chosen ?? 'aliyun';
  }

  get notes(): readonly PasteNote[] {
    return [...this.#notes];
  }

  /** Whether the text can be a value of that setting; if so, it is kept unless there is one already. */
  keep(setting: TextSetting, value: string | undefined): boolean {
    const trimmed = (value ?? '').trim();
    if (trimmed === '') return false;
    if (isMasked(trimmed) && setting.endsWith('Secret')) {
      this.#notes.add('masked');
      return false;
    }
    if (isStandIn(trimmed)) {
      this.unused.push({ why: 'stand-in', text: trimmed, setting });
      return false;
    }
    if (!fits(setting, trimmed, this.server)) {
      this.unused.push({ why: 'shape', text: trimmed, setting, ...this.#proposal(trimmed, setting) });
      return false;
    }
    const before = this.found[setting];
    if (before !== undefined && before !== trimmed) {
      this.unused.push({ why: 'second', text: trimmed, setting, use: { [setting]: trimmed } });
    }
    this.found[setting] ??= trimmed;
    return true;
  }

  keepTopic(topic: string | undefined): void {
    for (const shape of TOPICS) {
      const match = shape.exec(topic ?? '');
      if (match === null) continue;
      this.keep('productKey', match[1]);
      this.keep('deviceName', match[2]);
      return;
    }
    if (topic !== undefined && topic !== '') this.unused.push({ why: 'topic', text: topic });
  }

  /** Whether a text is an address with a domain. A second one is told. */
  keepHost(text: string | undefined): boolean {
    const address = readAddress(text ?? '');
    if (address?.host.includes('.') !== true) return false;
    if (this.#address !== undefined && this.#address.host !== address.host) {
      if (!this.#address.host.endsWith(`.${address.host}`))
        this.unused.push({ why: 'second', text: address.host, setting: 'host', use: { host: address.host } });
      return true;
    }
    this.#address ??= address;
    if (address.port !== undefined) this.keep('mqttPort', address.port);
    if (/^(mqtts|ssl|tls|wss)$/i.test(address.scheme ?? '')) this.found.tls ??= 'on';
    if (address.follows?.productKey !== undefined) this.keep('productKey', address.follows.productKey);
    return true;
  }

  /** The broker of a WebSocket address: its port for MQTT over TCP is another one. */
  keepWebSocket(host: string): void {
    this.keepHost(host);
    this.#notes.add('webSocket');
  }

  /** The port that the text names, before or behind, is for MQTT over WebSocket. */
  dropPort(): void {
    this.#hasOtherPort = true;
    this.#notes.add('webSocket');
  }

  /**
   * The login of the MQTT parameters box names the device but holds no secret: its password is a signature. Another
   * broker's login is kept unchanged.
   */
  keepLogin(login: Login): void {
    const user = /^([^&\s]{4,32})&([A-Za-z0-9]{1,20})$/.exec((login.username ?? '').trim());
    const client = /^([^|]{1,64})\|([^|]*)\|$/.exec((login.clientId ?? '').trim());
    if (user !== null) {
      this.keep('deviceName', user[1]);
      this.keep('productKey', user[2]);
    }
    const base = /^([A-Za-z0-9]{1,20})[.&](.{4,32})$/.exec(client?.[1] ?? '');
    if (base !== null) {
      this.keep('productKey', base[1]);
      this.keep('deviceName', base[2]);
    }
    if (user !== null || client !== null) this.#isSigned = true;
    else this.#login = { ...withoutEmpty(login), ...this.#login };
  }

  /** Combines the parts: the server, and the host's region and instance. */
  conclude(): void {
    const { found } = this;
    const follows = this.#address?.follows;
    const isDevice = found.productKey !== undefined && found.deviceName !== undefined;
    if (follows !== undefined) {
      found.host = '';
      found.instanceId = follows.instanceId ?? found.instanceId ?? '';
      if (follows.region !== undefined) found.region = follows.region;
    } else if (this.#address !== undefined) found.host = this.#address.host;
    const isEmpty = Object.keys({ ...found, ...this.#login }).length === 0;
    if (this.#isSigned || follows !== undefined) found.server = 'aliyun';
    else if (this.named !== undefined && !isEmpty) found.server = this.named;
    else if (this.chosen === undefined && (isDevice || found.deviceSecret !== undefined))
      found.server = 'aliyun';
    else if (this.#address !== undefined && !isDevice && found.deviceSecret === undefined) {
      const { chosen } = this;
      found.server = chosen !== undefined && SERVERS[chosen].login === 'entered' ? chosen : 'mqtt';
    }
    this.#concludeLogin(found.server ?? this.server);
    if (this.#hasOtherPort) delete found.mqttPort;
    if (found.mqttPort !== undefined && (Number(found.mqttPort) < 1 || Number(found.mqttPort) > 65_535)) {
      this.unused.push({ why: 'shape', text: found.mqttPort, setting: 'mqttPort' });
      delete found.mqttPort;
    }
    if (found.deviceSecret !== undefined) this.#notes.delete('masked');
    else if (this.#isSigned) this.#notes.add('signed');
    this.#lookAtLengths(found.server ?? this.server);
  }

  /** A login of its own is only a broker's; elsewhere it is computed. */
  #concludeLogin(server: ServerName): void {
    const { clientId = '', username = '' } = this.#login;
    const device = DEVICES[server]?.(clientId, username);
    if (device !== undefined && this.found.deviceName === undefined) {
      for (const [setting, value] of Object.entries(device)) this.keep(setting as keyof typeof device, value);
      if (this.found.deviceSecret === undefined) this.#notes.add('signed');
      return;
    }
    for (const setting of ['clientId', 'username', 'password'] as const) {
      const value = this.#login[setting];
      if (value === undefined) continue;
      if (SERVERS[server].login === 'entered') this.keep(setting, value);
      else if (!this.#isSigned) this.unused.push({ why: 'option', text: value, label: setting, setting });
    }
  }

  /** Values of the platform have fixed lengths: two under each other's labels are swapped, and one that is cut is incomplete. */
  #lookAtLengths(server: ServerName): void {
    const { found, unused } = this;
    const under = (setting: TextSetting): string | undefined =>
      found[setting] ?? unused.find((each) => each.why === 'shape' && each.setting === setting)?.text;
    for (const [one, two] of SWAPPED) {
      const [first, second] = [under(one), under(two)];
      if (first === undefined || second === undefined) continue;
      if (isIdeal(one, first, server) || isIdeal(two, second, server)) continue;
      if (!canBe(one, second, server) || !canBe(two, first, server)) continue;
      for (const setting of [one, two]) {
        // What was kept goes; else what was listed for its shape, and no other value of that setting.
        if (Reflect.has(found, setting)) Reflect.deleteProperty(found, setting);
        else
          unused.splice(
            unused.findIndex((each) => each.why === 'shape' && each.setting === setting),
            1,
          );
      }
      unused.push({
        why: 'swapped',
        text: `${first} ${second}`,
        setting: one,
        label: two,
        use: { [one]: second, [two]: first },
      });
      return;
    }
    const secret = found.deviceSecret;
    if (secret !== undefined && !isIdeal('deviceSecret', secret, server)) this.#notes.add('oddLength');
    const product = found.productSecret;
    if (product !== undefined && found.productKey === undefined && isIdeal('productKey', product, server)) {
      delete found.productSecret;
      unused.push({ why: 'shape', text: product, setting: 'productSecret', use: { productKey: product } });
    }
  }

  #proposal(value: string, not: TextSetting): { readonly use?: Found } {
    const setting = seemsToBe(value, this.server, (each) => each !== not && this.found[each] === undefined);
    return setting === undefined ? {} : { use: { [setting]: value } };
  }
}

type Device = Readonly<Partial<Record<'productKey' | 'deviceName', string>>>;

/** The device that a platform's MQTT parameters are of, whose password is a signature. */
const DEVICES: Readonly<
  Partial<Record<ServerName, (clientId: string, username: string) => Device | undefined>>
> = {
  huawei: (_clientId, username) => (username === '' ? undefined : { deviceName: username }),
  onenet: (clientId, username) =>
    clientId === '' || username === '' ? undefined : { productKey: username, deviceName: clientId },
  tencent(clientId) {
    const [, productKey, deviceName] = /^([A-Z0-9]{10})([A-Za-z0-9_:-]+)$/.exec(clientId) ?? [];
    return productKey === undefined || deviceName === undefined ? undefined : { productKey, deviceName };
  },
};

/** Pairs of values that get under each other's labels. */
const SWAPPED = [
  ['productKey', 'deviceSecret'],
  ['deviceName', 'deviceSecret'],
  ['productKey', 'deviceName'],
  ['productKey', 'productSecret'],
] as const;

/** A device's name may be anything, but not what is clearly something else. */
function canBe(setting: TextSetting, value: string, server: ServerName): boolean {
  if (setting !== 'deviceName') return isIdeal(setting, value, server);
  return fits(setting, value, server);
}

/** The setting whose values look like that one; undefined: none does clearly. */
export function seemsToBe(
  value: string,
  server: ServerName,
  isFree: (setting: TextSetting) => boolean,
): TextSetting | undefined {
  const order = ['deviceSecret', 'productKey', 'productSecret', 'instanceId', 'region'] as const;
  return order.find((setting) => isFree(setting) && isIdeal(setting, value, server));
}

function withoutEmpty(login: Login): Login {
  return Object.fromEntries(Object.entries(login).filter(([, value]) => value !== undefined && value !== ''));
}
