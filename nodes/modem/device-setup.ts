import { join, resolve } from 'node:path';
import type { NodeAPI } from 'node-red';
import { asCodedError, type CodedError } from '../../src/base/coded-error';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { DeviceSecrets } from './device-secrets';
import { filesAtHand, profileOf, readCloudFiles } from './profile';
import type { ReadFile, SettingFiles } from '../../src/core/setting-file';
import { serverNamed } from '../../src/settings/servers';
import { modemSettings, type ModemSettings, type Properties } from './settings';
import { secretKeys } from './secret-keys';
import { isSimulator, simulatorSettings, withDemoTriplet } from './simulator-port';
import { keepFolderPrivate } from './whole-file';

/** Where a Node-RED stores its devices' data. */
export interface Home {
  readonly userDir: string;
  readonly secrets: DeviceSecrets;
}

export type Setup =
  | { readonly kind: 'ready'; readonly settings: ModemSettings; readonly profile: CloudProfile }
  | { readonly kind: 'refused'; readonly error: CodedError }
  /** Files must be read first: {@link finishSetup}. */
  | { readonly kind: 'reading'; readonly settings: ModemSettings };

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
  try {
    const settings = withKeptSecret(deviceSettings(config, credentials), home.secrets);
    const files = filesAtHand(settings.cloud);
    if (files === undefined) return { kind: 'reading', settings };
    return { kind: 'ready', settings, profile: profileOf(settings.cloud, files, settings.delivery.quotes) };
  } catch (error) {
    return { kind: 'refused', error: asCodedError(error).at(serverNamed(config['server'])) };
  }
}

/** Reads the files that such settings name. Never rejects. */
export async function finishSetup(
  { settings }: Setup & { kind: 'reading' },
  readFile: ReadFile,
): Promise<Setup> {
  try {
    const files = await readCloudFiles(settings.cloud, readFile);
    return { kind: 'ready', settings, profile: profileOf(settings.cloud, files, settings.delivery.quotes) };
  } catch (error) {
    return { kind: 'refused', error: asCodedError(error).at(settings.cloud.server) };
  }
}

/** Reads a file that a setting names; a relative path starts at `userDir`. */
export function fileReader(files: SettingFiles, { userDir }: Home): ReadFile {
  return (path, largestBytes) => files.read(resolve(userDir, path), largestBytes);
}
