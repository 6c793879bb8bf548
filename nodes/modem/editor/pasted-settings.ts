import { readAddress, type Address } from './address';
import { isMasked, isStandIn } from './pasted-words';

/** Settings by the names of ec20-modem's properties and credentials; an empty text clears that setting. */
export interface Found {
  server?: string;
  productKey?: string;
  deviceName?: string;
  deviceSecret?: string;
  productSecret?: string;
  instanceId?: string;
  region?: string;
  host?: string;
  mqttPort?: string;
  clientId?: string;
  username?: string;
  password?: string;
  keepAlive?: string;
  apn?: string;
  tls?: 'on' | 'off';
  cleanSession?: boolean;
}

/**
 * Remarks on a text, as keys of `ec20-modem.paste.…`. `masked`: the console shows stars instead of the secret;
 * `signed`: the password among the MQTT parameters isn't the secret.
 */
export type PasteNote = 'masked' | 'signed';

/** Settings whose value is a text. */
export type TextSetting = Exclude<keyof Found, 'tls' | 'cleanSession' | 'server'>;

export interface Login {
  readonly clientId?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** Valid values of the settings; anything else under a label is ignored. */
const SHAPES: Readonly<Partial<Record<TextSetting, RegExp>>> = {
  productKey: /^[A-Za-z0-9]{1,20}$/,
  deviceName: /^[A-Za-z0-9\-_@.:]{4,32}$/,
  deviceSecret: /^[A-Za-z0-9+/=]{6,64}$/,
  productSecret: /^[A-Za-z0-9]{6,64}$/,
  instanceId: /^[A-Za-z0-9-]{3,63}$/,
  region: /^[a-z]{2}-[a-z]+(-\d)?$/,
  mqttPort: /^\d{1,5}$/,
  clientId: /^[^\s"]{1,200}$/,
  username: /^[^\s"]{1,200}$/,
  password: /^[^\s"]{1,256}$/,
  keepAlive: /^\d{1,4}$/,
  apn: /^[A-Za-z0-9.-]{1,63}$/,
};

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
  readonly #notes = new Set<PasteNote>();
  #address: Address | undefined;
  #login: Login = {};
  /** The text holds a login of the platform, whose password is a signature. */
  #isSigned = false;

  get notes(): readonly PasteNote[] {
    return [...this.#notes];
  }

  /** Whether the text can be a value of that setting; if so, it is kept unless there is one already. */
  keep(setting: TextSetting, value: string | undefined): boolean {
    const trimmed = (value ?? '').trim();
    if (isMasked(trimmed) && setting.endsWith('Secret')) this.#notes.add('masked');
    if (!fits(setting, trimmed)) return false;
    this.found[setting] ??= trimmed;
    return true;
  }

  keepTopic(topic: string | undefined): void {
    for (const shape of TOPICS) {
      const match = shape.exec(topic ?? '');
      if (match === null) continue;
      this.keep('productKey', match[1]);
      this.keep('deviceName', match[2]);
    }
  }

  keepHost(text: string | undefined): void {
    const address = readAddress(text ?? '');
    if (address?.host.includes('.') !== true) return;
    this.#address ??= address;
    if (address.port !== undefined) this.keep('mqttPort', address.port);
    if (/^(mqtts|ssl|tls)$/i.test(address.scheme ?? '')) this.found.tls ??= 'on';
    if (address.follows?.productKey !== undefined) this.keep('productKey', address.follows.productKey);
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
    else this.#login = { ...this.#login, ...withoutEmpty(login) };
  }

  /** Combines the parts: the server, and the host's region and instance. */
  conclude(): void {
    const { found } = this;
    const follows = this.#address?.follows;
    const isDevice = found.productKey !== undefined && found.deviceName !== undefined;
    if (follows !== undefined) {
      found.host = '';
      found.instanceId = follows.instanceId ?? '';
      if (follows.region !== undefined) found.region = follows.region;
    } else if (this.#address !== undefined) found.host = this.#address.host;
    if (isDevice || this.#isSigned || follows !== undefined || found.deviceSecret !== undefined) {
      found.server = 'aliyun';
    } else if (this.#address !== undefined) {
      found.server = 'mqtt';
      for (const setting of ['clientId', 'username', 'password'] as const) {
        this.keep(setting, this.#login[setting]);
      }
    }
    if (found.mqttPort !== undefined && (Number(found.mqttPort) < 1 || Number(found.mqttPort) > 65_535)) {
      delete found.mqttPort;
    }
    if (found.deviceSecret !== undefined) this.#notes.delete('masked');
    else if (this.#isSigned) this.#notes.add('signed');
  }
}

/** Whether a text has the form of that setting's values and is not a placeholder. */
export function fits(setting: TextSetting, value: string): boolean {
  return value !== '' && !isStandIn(value) && SHAPES[setting]?.test(value) !== false;
}

function withoutEmpty(login: Login): Login {
  return Object.fromEntries(Object.entries(login).filter(([, value]) => value !== undefined && value !== ''));
}
