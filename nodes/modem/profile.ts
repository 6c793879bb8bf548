import { aliyunProfile } from '../../src/cloud/aliyun/aliyun-profile';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { mqttProfile } from '../../src/cloud/mqtt';
import type { QuotesMode } from '../../src/cloud/quotes';
import { platformProfile } from '../../src/cloud/platforms';
import type { TlsIdentity } from '../../src/cloud/tls';
import type { ReadFile } from '../../src/core/setting-file';
import type { CloudSettings } from './settings';
import { namesThingModelFile, readThingModelFile } from './thing-model-file';
import { namesTlsFiles, readTlsFiles, shippedIdentity } from './tls-files';

/** The content of the files that the settings name, or its replacement. */
export interface CloudFiles {
  readonly tlsIdentity: TlsIdentity | undefined;
  /** JSON; empty for none. */
  readonly thingModel: string;
}

/** The content available without reading: complete, unless the settings name a needed file. */
export function filesAtHand(settings: CloudSettings): CloudFiles | undefined {
  if (namesTlsFiles(settings) || namesThingModelFile(settings)) return undefined;
  return { tlsIdentity: shippedIdentity(settings), thingModel: settings.tsl };
}

/** Reads the files that the settings name, one after the other. Rejects with `EC20_TLS_…` or `EC20_TSL_FILE`. */
export async function readCloudFiles(settings: CloudSettings, readFile: ReadFile): Promise<CloudFiles> {
  const tlsIdentity = await readTlsFiles(settings, readFile);
  return { tlsIdentity, thingModel: await readThingModelFile(settings, readFile) };
}

/**
 * The rules of the chosen server for this device, whose own messages to the cloud are written in `quotes`. Throws the
 * cloud's first objection to the settings.
 */
export function profileOf(
  settings: CloudSettings,
  { tlsIdentity, thingModel }: CloudFiles,
  quotes: QuotesMode = 'keep',
): CloudProfile {
  const { server, tslCheck: thingCheck } = settings;
  const complete = { ...settings, tlsIdentity };
  if (server === 'aliyun') return aliyunProfile({ ...complete, thingModel, thingCheck, quotes });
  return server === 'mqtt' ? mqttProfile(complete) : platformProfile(server, complete);
}
