import { SystemClock } from '../../src/base/clock';
import { CodedError } from '../../src/base/coded-error';
import type { ReadFile } from '../../src/core/setting-file';
import { CLOUD, type DeliverySettings, MODEM } from '../../src/settings/modem';
import { setting } from '../../src/settings/refusal';
import type { ServerName } from '../../src/settings/servers';
import type { Rows } from '../../src/settings/table';
import type { LanguageChoice } from '../shared/languages';
import { finishSetup, type Home, type ReadySetup, setUp, type Setup } from './device-setup';
import type { Properties } from './settings';

/** What deployed settings need of their config node. */
export interface SettingsUser {
  readonly home: Home;
  readonly readFile: ReadFile;
  /** False: the node has ended meanwhile. */
  readonly isWanted: () => boolean;
  /** Called once, at once or when all files are read, unless the settings are refused. */
  readonly ready: (setup: ReadySetup) => void;
}

/** Settings of the cloud that are secrets. */
const CLOUD_SECRETS = Object.entries(CLOUD as Rows).flatMap(([name, { credential }]) =>
  credential === undefined ? [] : [name],
);

/** What a config node is set to until its next deploy: ready, refused, or with files still to read. */
export class DeployedSettings {
  readonly language: LanguageChoice;
  #setup: Setup;
  #reading: Promise<void> | undefined;

  constructor(
    /** As deployed, with the values of environment variables; the credentials too. */
    private readonly config: Properties,
    private readonly credentials: Properties,
    user: SettingsUser,
  ) {
    this.language = languageChoice(config);
    this.#setup = setUp(config, credentials, user.home);
    if (this.#setup.kind === 'reading') this.#reading = this.#finish(this.#setup, user);
    else if (this.#setup.kind === 'ready') user.ready(this.#setup);
  }

  /** Resolves once the files that they name are read; undefined: already read, or none. Never rejects. */
  get reading(): Promise<void> | undefined {
    return this.#reading;
  }

  /** With the rules of their cloud; undefined while they are refused or still being read. */
  get ready(): ReadySetup | undefined {
    return this.#setup.kind === 'ready' ? this.#setup : undefined;
  }

  /** The same. Throws the error of refused ones; `EC20_LINE_CLOSED` while files are being read, for which users wait first. */
  demand(): ReadySetup {
    if (this.#setup.kind === 'refused') throw this.#setup.error;
    if (this.#setup.kind === 'reading') throw new CodedError('EC20_LINE_CLOSED');
    return this.#setup;
  }

  /** Why they are refused; undefined: they are not, as far as is known. */
  get refusal(): CodedError | undefined {
    return this.#setup.kind === 'refused' ? this.#setup.error : undefined;
  }

  /** The port, of refused ones too: of these as it is written. */
  get port(): string {
    if (this.#setup.kind !== 'refused') return this.#setup.settings.line.port;
    return typeof this.config['port'] === 'string' ? this.config['port'].trim() : '';
  }

  /** The server, whose words errors speak; undefined: not known. */
  get server(): ServerName | undefined {
    return this.#setup.kind === 'refused' ? this.#setup.error.server : this.#setup.settings.cloud.server;
  }

  /** Where messages are to wait; undefined: the settings are refused. */
  get queue(): DeliverySettings['queue'] | undefined {
    return this.#setup.kind === 'refused' ? undefined : this.#setup.settings.delivery.queue;
  }

  /** The secrets in them, those received by registration too. */
  get secrets(): readonly string[] {
    const settings = this.#setup.kind === 'refused' ? {} : { ...this.#setup.settings.cloud };
    const received = Object.entries(settings).filter(([name]) => CLOUD_SECRETS.includes(name));
    const values = [...Object.values(this.credentials), ...received.map(([, value]) => value)];
    return values.filter((value): value is string => typeof value === 'string' && value !== '');
  }

  async #finish(
    setup: Setup & { kind: 'reading' },
    { home, readFile, isWanted, ready }: SettingsUser,
  ): Promise<void> {
    this.#setup = await finishSetup(setup, home, { readFile, clock: new SystemClock(), isWanted });
    if (this.#setup.kind === 'ready') ready(this.#setup);
    this.#reading = undefined;
  }
}

/** The setting itself, even where another one is refused: that is reported in its language. */
function languageChoice(config: Properties): LanguageChoice {
  try {
    return setting('language', MODEM.language, config['language']);
  } catch {
    // Reported with the other faults of the settings.
    return 'auto';
  }
}
