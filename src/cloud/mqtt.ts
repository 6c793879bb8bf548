import { characterName, firstUnsafeCharacter } from '../base/character';
import { CodedError } from '../base/coded-error';
import type { CloudProfile, Will } from './cloud-profile';
import { checkHost } from './host';
import { identityFor, type TlsIdentity } from './tls';
import { checkTopic, checkTopicFilter, expandPlaceholders, MODULE_TOPIC_BYTES } from './topic';

/** The config node’s properties that matter for the server `mqtt`, each concrete and trimmed. */
export interface MqttSettings {
  readonly host: string;
  readonly mqttPort: number;
  readonly tls: 'auto' | 'on' | 'off';
  /** Where `tls` is on. */
  readonly tlsIdentity?: TlsIdentity | undefined;
  /** Empty: `ec20-<IMEI>`. */
  readonly clientId: string;
  readonly username: string;
  readonly password: string;
  /** Seconds; 0: no keep-alive. */
  readonly keepAlive: number;
  readonly cleanSession: boolean;
  readonly willTopic: string;
  readonly willPayload: string;
  readonly willQos: 0 | 1 | 2;
  readonly willRetain: boolean;
  /** Fill in the topics' placeholders where they are set, so that a flow made for Aliyun can be tried on any broker. */
  readonly productKey: string;
  readonly deviceName: string;
}

/** AT+QMTCFG="keepalive" and "will" (§M1.1). */
const MODULE_LIMITS = { keepAliveSeconds: 3600, willBytes: 255 } as const;

/** The longest message of MQTT 3.1.1 §2.2.3; the module's own limit is far lower. */
const LONGEST_MESSAGE_BYTES = 268_435_455;

/**
 * Any MQTT 3.1.1 broker. Throws `EC20_HOST_MISSING`, `EC20_CA_MISSING`, `EC20_SETTING` (host, keepAlive),
 * `EC20_AT_TEXT` (client id, user name, password or will holds a character that can't go through an AT command) or what
 * {@link checkTopic} throws for the will's topic.
 */
export function mqttProfile(settings: MqttSettings): CloudProfile {
  if (settings.host === '') throw new CodedError('EC20_HOST_MISSING');
  const host = checkHost(settings.host);
  checkKeepAlive(settings.keepAlive);
  for (const field of ['clientId', 'username', 'password', 'willPayload'] as const) {
    refuseUnsafeCharacters(field, settings[field]);
  }
  const will = lastMessage(settings);

  return {
    server: 'mqtt',
    host,
    port: settings.mqttPort,
    tls: identityFor(
      { server: 'mqtt', tls: settings.tls, instanceId: '' },
      settings.tlsIdentity,
      settings.mqttPort,
    ),
    tlsExpected: false,
    deviceKey: `mqtt:${host.toLowerCase()}/${settings.clientId}`,
    auth: 'sign',
    credentials({ imei }) {
      const clientId = settings.clientId === '' ? `ec20-${imei}` : settings.clientId;
      const { username, password } = settings;
      // MQTT 3.1.1 §3.1.2.9: no password without a user name, so an empty one goes with it.
      if (password !== '') return { kind: 'password', clientId, username, password };
      return username === '' ? { kind: 'password', clientId } : { kind: 'password', clientId, username };
    },
    keepAliveSeconds: settings.keepAlive,
    cleanSession: settings.cleanSession,
    ...(will === undefined ? {} : { will }),
    connectsPerMinute: undefined,
    ratePerSecond: () => undefined,
    highestQos: 2,
    freeTopics: true,
    retain: true,
    expandTopic: (template) => expandPlaceholders(template, settings),
    checkPublish(topic, payloadBytes) {
      checkTopic(topic, MODULE_TOPIC_BYTES);
      checkPayload(payloadBytes, LONGEST_MESSAGE_BYTES);
    },
    checkFilter: (filter) => checkTopicFilter(filter, MODULE_TOPIC_BYTES),
    secrets: settings.password === '' ? [] : [settings.password],
  };
}

function lastMessage(settings: MqttSettings): Will | undefined {
  if (settings.willTopic === '') return undefined;
  const topic = expandPlaceholders(settings.willTopic, settings);
  checkTopic(topic, MODULE_LIMITS.willBytes);
  const payload = Buffer.from(settings.willPayload, 'utf8');
  checkPayload(payload.length, MODULE_LIMITS.willBytes);
  return { topic, payload, qos: settings.willQos, retain: settings.willRetain };
}

function checkPayload(bytes: number, limit: number): void {
  if (bytes > limit) throw new CodedError('EC20_PAYLOAD_LONG', { params: { bytes, limit } });
}

function checkKeepAlive(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= MODULE_LIMITS.keepAliveSeconds) return;
  const allowed = `0–${MODULE_LIMITS.keepAliveSeconds}`;
  throw new CodedError('EC20_SETTING', { params: { field: 'keepAlive', value: seconds, allowed } });
}

function refuseUnsafeCharacters(field: string, text: string): void {
  const character = firstUnsafeCharacter(text);
  if (character === undefined) return;
  throw new CodedError('EC20_AT_TEXT', { params: { field, character: characterName(character) } });
}
