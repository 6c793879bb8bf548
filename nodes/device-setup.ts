import type { NodeAPI } from 'node-red';
import { asCodedError, type CodedError } from '../src/base/coded-error';
import type { CloudProfile } from '../src/cloud/cloud-profile';
import { DeviceSecrets } from './device-secrets';
import { profileOf } from './profile';
import { modemSettings, type CloudSettings, type ModemSettings, type Properties } from './settings';
import { isSimulator, simulatorSettings, withDemoTriplet } from './simulator-port';

/** Where a Node-RED keeps what belongs to its devices. */
export interface Home {
  readonly userDir: string;
  readonly secrets: DeviceSecrets;
}

export type Setup =
  | { readonly kind: 'ready'; readonly settings: ModemSettings; readonly profile: CloudProfile }
  | { readonly kind: 'refused'; readonly error: CodedError };

export function homeOf(red: NodeAPI): Home {
  const userDir = red.settings.userDir ?? process.cwd();
  const { credentialSecret } = red.settings as { credentialSecret?: unknown };
  const secrets = new DeviceSecrets(userDir, typeof credentialSecret === 'string' ? credentialSecret : '');
  return { userDir, secrets };
}

/** Everything that a config node is set to. Throws what is wrong with a property, as {@link modemSettings} does. */
export function deviceSettings(config: Properties, credentials: Properties, home: Home): ModemSettings {
  const settings = modemSettings(config, credentials);
  const { port } = settings.line;
  if (!isSimulator(port)) return { ...settings, cloud: withKeptSecret(settings.cloud, home.secrets) };
  simulatorSettings(port);
  return { ...settings, cloud: withKeptSecret(withDemoTriplet(settings.cloud), home.secrets) };
}

/** Settings with the rules of their cloud, or why there can be no session. */
export function setUp(config: Properties, credentials: Properties, home: Home): Setup {
  try {
    const settings = deviceSettings(config, credentials, home);
    return { kind: 'ready', settings, profile: profileOf(settings.cloud, home.userDir) };
  } catch (error) {
    return { kind: 'refused', error: asCodedError(error) };
  }
}

/** A device that has registered before has its secret here. */
function withKeptSecret(cloud: CloudSettings, secrets: DeviceSecrets): CloudSettings {
  if (cloud.server !== 'aliyun' || cloud.deviceSecret !== '' || cloud.productSecret === '') return cloud;
  return { ...cloud, deviceSecret: secrets.find(cloud) ?? '' };
}
