import { aliyunProfile } from '../src/cloud/aliyun/aliyun-profile';
import type { CloudProfile } from '../src/cloud/cloud-profile';
import { mqttProfile } from '../src/cloud/mqtt';
import type { CloudSettings } from './settings';

/** The rules of the chosen server for this device. Throws what the cloud finds wrong with the settings. */
export function profileOf(settings: CloudSettings): CloudProfile {
  switch (settings.server) {
    case 'aliyun':
      return aliyunProfile(settings);
    case 'mqtt':
      return mqttProfile(settings);
  }
}
