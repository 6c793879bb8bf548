import { aliyunProfile } from '../src/cloud/aliyun/aliyun-profile';
import type { CloudProfile } from '../src/cloud/cloud-profile';
import { mqttProfile } from '../src/cloud/mqtt';
import { platformProfile } from '../src/cloud/platforms';
import type { CloudSettings } from './settings';
import { thingModelText } from './thing-model-file';
import { readTlsFiles } from './tls-files';

/**
 * The rules of the chosen server for this device; certificates with relative paths are sought in `userDir`. Throws what
 * the cloud finds wrong with the settings, and `EC20_TLS_…` for files that can't be used.
 */
export function profileOf(settings: CloudSettings, userDir: string): CloudProfile {
  const complete = { ...settings, tlsIdentity: readTlsFiles(settings, userDir) };
  switch (settings.server) {
    case 'aliyun':
      return aliyunProfile({
        ...complete,
        thingModel: thingModelText(settings, userDir),
        thingCheck: settings.tslCheck,
      });
    case 'mqtt':
      return mqttProfile(complete);
    case 'emqx':
    case 'tencent':
    case 'onenet':
    case 'huawei':
      return platformProfile(settings.server, complete);
  }
}
