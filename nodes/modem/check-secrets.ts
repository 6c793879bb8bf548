import { CodedError, type Phrase } from '../../src/base/coded-error';
import { type ServerSetting, serverOf, usesSetting, wantsTls } from '../../src/settings/servers';
import { variablesIn } from '../../src/settings/environment';
import { MODEM } from '../../src/settings/modem';
import type { Rows } from '../../src/settings/table';
import { STORED_SECRET } from '../../src/settings/settings';
import type { DeviceSecrets } from './device-secrets';
import { deviceSettings, withKeptSecret } from './device-setup';
import type { ModemSettings, Properties } from './settings';
import { namesThingModelFile } from './thing-model-file';

/** A config node as it is deployed. */
export interface Deployed {
  /** As the flow file has them: environment variables by name. */
  readonly written: { readonly config: Properties; readonly credentials: Properties };
  /** As the node has them: environment variables by value. */
  readonly values: { readonly config: Properties; readonly credentials: Properties };
}

/** The part of a request that may be tried. */
export interface Permitted {
  readonly settings: ModemSettings;
  /** What was left out, and why. */
  readonly notice: CodedError | undefined;
}

const ROWS: Rows = MODEM;

type Names = Readonly<Record<string, Phrase>>;

/** Credentials by their names in the dialog. */
const NAMES: Names = {
  deviceSecret: { en: 'DeviceSecret', zh: 'DeviceSecret' },
  productSecret: { en: 'ProductSecret', zh: 'ProductSecret' },
  username: { en: 'user name', zh: '用户名' },
  password: { en: 'password', zh: '密码' },
  apnPassword: { en: 'APN password', zh: 'APN 密码' },
  simPin: { en: 'SIM PIN', zh: 'SIM 卡 PIN 码' },
};

/**
 * Settings that may be tried with other values than the deployed ones while stored secrets are in use: they change
 * neither a secret's destination nor its path. Unlisted settings, including future ones, are treated as unsafe.
 */
const HARMLESS: ReadonlySet<string> = new Set([
  'name',
  'line.baudRate',
  'line.flowControl',
  'module.signalIntervalMs',
  'cloud.keepAlive',
  'cloud.cleanSession',
  'cloud.willTopic',
  'cloud.willPayload',
  'cloud.willQos',
  'cloud.willRetain',
  'cloud.tsl',
  'cloud.tslFile',
  'cloud.tslCheck',
  'delivery.queue',
  'delivery.queueLimit',
  'delivery.queueTtlMs',
  'delivery.queueOverflow',
  'delivery.maxInFlight',
  'delivery.maxRate',
  'delivery.quotes',
  'delivery.compact',
  // New secrets may be tried, each beside the others; whether one is set affects the path, see `wayOf`.
  'cloud.deviceSecret',
  'cloud.productSecret',
  'cloud.password',
  'module.apnPassword',
  'module.simPin',
]);

/** Settings whose property has a different name. */
const PROPERTIES: Readonly<Record<string, string>> = { family: 'module' };

/** Which settings would use a credential. */
const USES: Readonly<Record<string, (settings: ModemSettings) => boolean>> = {
  deviceSecret: atServersWith('deviceSecret'),
  productSecret: atServersWith('productSecret'),
  username: atServersWith('username'),
  password: atServersWith('password'),
  apnPassword: ({ module: { apnAuth } }) => apnAuth !== 0,
};

function atServersWith(name: ServerSetting): (settings: ModemSettings) => boolean {
  return ({ cloud }) => usesSetting(serverOf(cloud.server), name);
}

/** A dialog's settings, read together with what is deployed for its node. */
export class CheckRequestSettings {
  /** With every stored secret and every value of the environment that it names: not to be tried before {@link permit}. */
  readonly #settings: ModemSettings;

  /** Throws what is wrong with a property, as {@link deviceSettings} does, and `EC20_CHECK_ENV`. */
  constructor(
    private readonly config: Properties,
    private readonly credentials: Properties,
    private readonly deployed: Deployed | undefined,
  ) {
    this.#settings = this.#read((name) => at(deployed?.values.credentials, name));
  }

  /** The port that is asked for. */
  get port(): string {
    return this.#settings.line.port;
  }

  /**
   * What may be tried. A request chooses its destination, and its sender may be allowed to check but not to see
   * secrets: this Node-RED's secrets are added only while everything that determines the destination is as deployed.
   * Throws `EC20_CHECK_SECRET_AGAIN`, `EC20_CHECK_ENV` or `EC20_CHECK_FILE` when the rest is useless without it.
   */
  permit(kept: DeviceSecrets): Permitted {
    const changed = this.#changed();
    if (changed.length === 0) return this.#withoutStrangeModel(withKeptSecret(this.#settings, kept));
    this.#refuseEnvironment();
    const bare = this.#read(() => undefined);
    const again = Object.keys(this.credentials).filter((name) => this.#isNeeded(name, bare));
    const isKept = withKeptSecret(bare, kept).cloud.deviceSecret !== bare.cloud.deviceSecret;
    if (isKept && !again.includes('deviceSecret')) again.push('deviceSecret');
    if (again.length > 0) throw secretsAgain(again, changed);
    const { keyFile } = bare.cloud;
    if (keyFile !== '' && wantsTls(bare.cloud)) throw fileRefused('keyFile', keyFile);
    return this.#withoutStrangeModel(bare);
  }

  /** A stored credential that these settings would use. */
  #isNeeded(name: string, settings: ModemSettings): boolean {
    const stored = at(this.deployed?.values.credentials, name);
    const isStored = this.credentials[name] === STORED_SECRET && stored !== undefined && stored !== '';
    return isStored && at(USES, name)?.(settings) !== false;
  }

  /** The properties that determine where secrets go and differ from the deployed ones. */
  #changed(): readonly string[] {
    const { deployed } = this;
    if (deployed === undefined) return ['node'];
    let there: ModemSettings;
    try {
      there = deviceSettings(deployed.values.config, deployed.values.credentials);
    } catch {
      return ['node']; // The deployed settings have no destination.
    }
    const [asked, known] = [wayOf(this.#settings), wayOf(there)];
    const paths = new Set([...asked.keys(), ...known.keys()]);
    const changed = [...paths].filter((path) => asked.get(path) !== known.get(path));
    return [...new Set(changed.map(propertyOf))];
  }

  #read(stored: (name: string) => unknown): ModemSettings {
    const { written, values } = this.deployed ?? {};
    const config = mapped(this.config, (name, value) =>
      isSame(value, at(written?.config, name)) ? at(values?.config, name) : value,
    );
    const credentials = mapped(this.credentials, (name, value) => {
      if (value === STORED_SECRET) return stored(name);
      return isSame(value, at(written?.credentials, name)) ? (stored(name) ?? value) : value;
    });
    try {
      return deviceSettings(config, credentials);
    } catch (error) {
      if (!(error instanceof CodedError) || error.code !== 'EC20_ENV_MISSING') throw error;
      // Only a variable deployed at this place is looked up.
      const field = String(error.params['field']);
      const isDeployed = this.#variables().some(([name]) => name === field);
      throw isDeployed ? error : variable(field, String(error.params['name']));
    }
  }

  /** Values of the environment may be secrets too. */
  #refuseEnvironment(): void {
    for (const [field, name] of this.#variables()) throw variable(field, name);
  }

  /** The settings of the request that hold the environment variables deployed there, each with the first of them. */
  #variables(): [field: string, name: string][] {
    const { written } = this.deployed ?? {};
    const pairs = (asked: Properties, there: Properties | undefined) =>
      Object.entries(asked).flatMap(([field, value]): [string, string][] => {
        const row = at(ROWS, field);
        const [name] = row === undefined ? [] : variablesIn(row, value);
        return name !== undefined && isSame(value, at(there, field)) ? [[field, name]] : [];
      });
    return [...pairs(this.config, written?.config), ...pairs(this.credentials, written?.credentials)];
  }

  /** Only the file that the deployed flow names is opened; a check can do without a thing model. */
  #withoutStrangeModel(settings: ModemSettings): Permitted {
    const { cloud } = settings;
    const isStrange = namesThingModelFile(cloud) && !isSame(cloud.tslFile, this.#deployedModel());
    if (!isStrange) return { settings, notice: undefined };
    const notice = fileRefused('tslFile', cloud.tslFile);
    return { settings: { ...settings, cloud: { ...cloud, tslFile: '' } }, notice };
  }

  #deployedModel(): unknown {
    const file = at(this.deployed?.values.config, 'tslFile');
    return typeof file === 'string' ? file.trim() : file;
  }
}

/** Everything that determines where secrets go, by the setting's path. */
function wayOf(settings: ModemSettings): ReadonlyMap<string, unknown> {
  const way = new Map<string, unknown>();
  for (const [group, value] of Object.entries(settings)) {
    const isGroup = typeof value === 'object' && value !== null && group !== 'family';
    const fields: readonly (readonly [string, unknown])[] = isGroup
      ? Object.entries(value as object).map(([name, each]) => [`${group}.${name}`, each] as const)
      : [[group, value]];
    for (const [path, each] of fields) if (!HARMLESS.has(path)) way.set(path, each);
  }
  // Consequences of whether a secret is set: encryption, and whether the device registers.
  const { cloud } = settings;
  way.set('derived.tls', wantsTls(cloud));
  way.set('derived.deviceSecret', cloud.productSecret !== '' && cloud.deviceSecret === '');
  return way;
}

function propertyOf(path: string): string {
  return PROPERTIES[path] ?? path.slice(path.indexOf('.') + 1);
}

function secretsAgain(names: readonly string[], changed: readonly string[]): CodedError {
  const words = names.map((name) => at(NAMES, name) ?? { en: name, zh: name });
  const isNode = changed.includes('node');
  return new CodedError('EC20_CHECK_SECRET_AGAIN', {
    params: { fields: names.join(', ') },
    phrases: {
      secrets: { en: words.map(({ en }) => en).join(', '), zh: words.map(({ zh }) => zh).join('、') },
      changed: isNode
        ? { en: 'the whole node', zh: '整个节点' }
        : { en: changed.join(', '), zh: changed.join('、') },
    },
  });
}

function fileRefused(field: string, file: string): CodedError {
  return new CodedError('EC20_CHECK_FILE', { params: { field, file } });
}

function variable(field: string, name: string): CodedError {
  return new CodedError('EC20_CHECK_ENV', { params: { field, name } });
}

/** Own properties only: a request may name any. */
function at<Value>(properties: Readonly<Record<string, Value>> | undefined, name: string): Value | undefined {
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** The dialog's fields are texts, unlike the flow file's. */
function isSame(asked: unknown, written: unknown): boolean {
  if (asked === written) return true;
  const isPlain = [asked, written].every((value) => /^(string|number|boolean)$/.test(typeof value));
  return isPlain && String(asked) === String(written);
}

function mapped(properties: Properties, change: (name: string, value: unknown) => unknown): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, change(name, value)]));
}
