import type { MqttSettings } from '../src/cloud/mqtt';
import { CLOUD_DEFAULTS } from '../src/settings/modem';
import { BROKER_HOST } from './protocol';

/** The bench's broker, as ec20-modem's defaults would have it. */
export const MQTT_SETTINGS: MqttSettings = {
  ...CLOUD_DEFAULTS,
  host: BROKER_HOST,
  tls: 'off',
  clientId: 'bench',
};
