import type { MqttSettings } from '../src/cloud/mqtt';
import type { SessionModemOptions } from '../src/session/session-options';
import { BROKER_HOST } from './protocol';

/** The bench's broker, as ec20-modem's defaults would have it. */
export const MQTT_SETTINGS: MqttSettings = {
  host: BROKER_HOST,
  mqttPort: 1883,
  tls: 'off',
  clientId: 'bench',
  username: '',
  password: '',
  keepAlive: 120,
  cleanSession: true,
  willTopic: '',
  willPayload: '',
  willQos: 0,
  willRetain: false,
  productKey: '',
  deviceName: '',
};

/** ec20-modem's defaults. */
export const SESSION_MODEM: SessionModemOptions = {
  apn: '',
  apnUser: '',
  apnPassword: '',
  apnAuth: 0,
  pdpContext: 1,
  simPin: '',
  urcPort: 'auto',
  clientIndex: 0,
  signalIntervalMs: 60_000,
};
