import { join, resolve } from 'node:path';
import type { NodeAPI } from 'node-red';
import { type Clock, sleep } from '../../src/base/clock';
import { asCodedError, type CodedError } from '../../src/base/coded-error';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import type { SubDevice } from '../../src/cloud/gateway';
import { DeviceSecrets } from './device-secrets';
import { type CloudFiles, filesAtHand, profileOf, readCloudFiles } from './profile';
import { namesTableFile, readTableFile, tableDevices } from './sub-device-table';
import { type ReadFile, type SettingFiles, UnreadableFile } from '../../src/core/setting-file';
import { serverNamed } from '../../src/settings/servers';
import { modemSettings, type ModemSettings, type Properties } from './settings';
import { secretKeys } from './secret-keys';
import { isSimulator, simulatorSettings, withDemoTriplet } from './simulator-port';
import { keepFolderPrivate } from '../../src/core/whole-file';

/** Where a Node-RED stores its devices' data. */
export interface Home {
  readonly userDir: string;
  readonly secrets: DeviceSecrets;
}

/** Settings with the rules of their cloud. */
export interface ReadySetup {
  readonly kind: 'ready';
  readonly settings: ModemSettings;
  readonly profile: CloudProfile;
  /** The devices of the table of sub-devices. */
  readonly table: readonly SubDevice[];
}

export type Setup =
  | ReadySetup
  | { readonly kind: 'refused'; readonly error: CodedError }
  /** Files must be read first: {@link finishSetup}. */
  | { readonly kind: 'reading'; readonly settings: ModemSettings };

/** What reading a set-up’s files needs. */
export interface SetupReading {
  readonly readFile: ReadFile;
  readonly clock: Clock;
  /** False: the node has ended meanwhile. */
  readonly isWanted: () => boolean;
}

/** A file that the system can't open at this moment is tried again at this interval, this often: for a minute. */
const AGAIN_MS = 2000;
const MOST_AGAIN = 30;

export function homeOf(red: NodeAPI): Home {
  const userDir = red.settings.userDir ?? process.cwd();
  return { userDir, secrets: new DeviceSecrets(userDir, secretKeys(red.settings, userDir)) };
}

/** Once for each start of Node-RED, before any flow: the folder's rights, and its files' key where that has changed. */
export function prepareHome({ userDir, secrets }: Home): void {
  keepFolderPrivate(join(userDir, 'ec20'));
  secrets.followKey();
}

/**
 * Everything that a config node is set to, except a secret received by registration. Throws what is wrong with a
 * property, as {@link modemSettings} does.
 */
export function deviceSettings(config: Properties, credentials: Properties): ModemSettings {
  const settings = modemSettings(config, credentials);
  const { port } = settings.line;
  if (!isSimulator(port)) return settings;
  simulatorSettings(port);
  return { ...settings, cloud: withDemoTriplet(settings.cloud) };
}

/**
 * The same with the secret that the device has received by registration, if any. Throws `EC20_SECRET_SEALED` or
 * `EC20_SECRET_FILE` when one is kept that can't be opened: without it these settings would mean to register again.
 */
export function withKeptSecret(settings: ModemSettings, secrets: DeviceSecrets): ModemSettings {
  const { cloud } = settings;
  if (cloud.server !== 'aliyun' || cloud.deviceSecret !== '' || cloud.productSecret === '') return settings;
  const kept = secrets.find(cloud);
  if (kept.kind === 'shut') throw kept.error;
  return kept.kind === 'none' ? settings : { ...settings, cloud: { ...cloud, deviceSecret: kept.secret } };
}

/** Settings with the rules of their cloud, or why there can be no session; at once, where no file has to be read. */
export function setUp(config: Properties, credentials: Properties, home: Home): Setup {
  const refused = (error: unknown): Setup => ({
    kind: 'refused',
    error: asCodedError(error).at(serverNamed(config['server'])),
  });
  let plain: ModemSettings;
  try {
    plain = deviceSettings(config, credentials);
  } catch (error) {
    return refused(error);
  }
  try {
    const settings = withKeptSecret(plain, home.secrets);
    const files = namesTableFile(settings.gateway) ? undefined : filesAtHand(settings.cloud);
    if (files === undefined) return { kind: 'reading', settings };
    return ready(settings, files, settings.gateway.subDevices, home);
  } catch (error) {
    return isPassing(error) ? { kind: 'reading', settings: plain } : refused(error);
  }
}

/**
 * Reads the files that such settings name, and the kept secret. What the system can't do at this moment (EMFILE) is tried
 * again for a minute, while `isWanted` holds. Never rejects.
 */
export async function finishSetup(
  { settings: plain }: Setup & { kind: 'reading' },
  home: Home,
  { readFile, clock, isWanted }: SetupReading,
): Promise<Setup> {
  for (let again = 0; ; again++) {
    try {
      const settings = withKeptSecret(plain, home.secrets);
      const files = await readCloudFiles(settings.cloud, readFile);
      return ready(settings, files, await readTableFile(settings.gateway, readFile), home);
    } catch (error) {
      if (!isPassing(error) || again >= MOST_AGAIN || !isWanted())
        return { kind: 'refused', error: asCodedError(error).at(plain.cloud.server) };
    }
    await sleep(clock, AGAIN_MS);
  }
}

function ready(settings: ModemSettings, files: CloudFiles, table: string, { secrets }: Home): Setup {
  const { cloud, gateway, delivery } = settings;
  return {
    kind: 'ready',
    settings,
    profile: profileOf(cloud, files, delivery.quotes),
    table: tableDevices(table, gateway, secrets, delivery.quotes),
  };
}

/** A file couldn't be read for a reason that passes. */
function isPassing(error: unknown): boolean {
  const { cause } = asCodedError(error);
  return cause instanceof UnreadableFile && cause.isPassing;
}

/** Reads a file that a setting names; a relative path starts at `userDir`. */
export function fileReader(files: SettingFiles, { userDir }: Home): ReadFile {
  return (path, largestBytes) => files.read(resolve(userDir, path), largestBytes);
}
