import { CodedError } from '../base/coded-error';
import type { CloudSettings } from '../settings/modem';
import { isPlainPort, isTlsPort, portAt, type ServerName, serverOf, wantsTls } from '../settings/servers';
import { expandPlaceholders } from '../settings/topic';
import type { CloudProfile, Will } from './cloud-profile';
import { checkDevice } from './device-check';
import { deviceIdentity } from './device-identity';
import { identityFor, type TlsIdentity } from './tls';
import { checkTopic, checkTopicFilter } from './topic';

/** The settings for an MQTT broker. Its names fill in topics' placeholders, so that a flow made for Aliyun can be tried on any broker. */
export interface MqttSettings extends Pick<
  CloudSettings,
  | 'host'
  | 'mqttPort'
  | 'tls'
  | 'clientId'
  | 'username'
  | 'password'
  | 'keepAlive'
  | 'cleanSession'
  | 'willTopic'
  | 'willPayload'
  | 'willQos'
  | 'willRetain'
  | 'productKey'
  | 'deviceName'
> {
  /** Where `tls` is on. */
  readonly tlsIdentity?: TlsIdentity | undefined;
}

/**
 * Any MQTT 3.1.1 broker. Throws `EC20_HOST_MISSING`, `EC20_CA_MISSING`, `EC20_SETTING` (host, keepAlive),
 * `EC20_AT_TEXT` (client id, user name, password or will holds a character that can't go through an AT command) or what
 * {@link checkTopic} throws for the will's topic.
 */
export function mqttProfile(settings: MqttSettings): CloudProfile {
  checkDevice('mqtt', settings);
  return brokerProfile('mqtt', settings);
}

/** The same for a server used as a plain broker, its settings checked. */
export function brokerProfile(server: ServerName, settings: MqttSettings): CloudProfile {
  const { host } = settings;
  const row = serverOf(server);
  const isEncrypted = wantsTls({ server, tls: settings.tls });
  const port = portAt(row, settings.mqttPort, isEncrypted);
  const will = lastMessage(settings);
  const tls = identityFor(server, isEncrypted, settings.tlsIdentity, port);

  return {
    server: 'mqtt',
    spokenOf: server,
    host,
    port,
    tls,
    tlsExpected: isTlsPort(row, port),
    tlsPort: isPlainPort(row, port) ? row.ports.tls : undefined,
    ...deviceIdentity(server, {
      ...settings,
      port,
      certificate: tls?.client?.certificate,
    }),
    auth: 'sign',
    credentials({ imei }) {
      const clientId = settings.clientId === '' ? `ec20-${imei}` : settings.clientId;
      const { username, password } = settings;
      // MQTT 3.1.1 §3.1.2.9: no password without a user name, so an empty one is sent with it.
      if (password !== '') return { kind: 'password', clientId, username, password };
      return username === '' ? { kind: 'password', clientId } : { kind: 'password', clientId, username };
    },
    keepAliveSeconds: settings.keepAlive,
    cleanSession: settings.cleanSession,
    ...(will === undefined ? {} : { will }),
    connectsPerMinute: row.connectsPerMinute,
    ratePerSecond: (qos) => row.rates?.byQos[qos === 0 ? 0 : 1],
    highestQos: row.highestQos,
    freeTopics: row.freeTopics,
    retain: row.retain,
    expandTopic: (template) => expandPlaceholders(template, settings),
    checkPublish(topic, payloadBytes, qos, retain) {
      checkTopic(topic, row.topicBytes, server);
      checkQos(row.highestQos, qos);
      if (retain && !row.retain) throw new CodedError('EC20_RETAIN_UNSUPPORTED');
      const limit = row.payloadBytes;
      if (payloadBytes > limit)
        throw new CodedError('EC20_PAYLOAD_LONG', { params: { bytes: payloadBytes, limit } });
    },
    checkFilter(filter, qos) {
      checkTopicFilter(filter, row.topicBytes, server);
      checkQos(row.highestQos, qos);
    },
    secrets: loginSecrets(settings),
  };
}

/** A shorter client id is no key: that of a broker without logins, which names the device in topics and traces. */
const SHORTEST_KEY = 8;

/**
 * What proves who logs in: the password; without one the user name, which is an access token; without both the client
 * id.
 */
function loginSecrets({ clientId, username, password }: MqttSettings): readonly string[] {
  if (password !== '') return [password];
  if (username !== '') return [username];
  return clientId.length < SHORTEST_KEY ? [] : [clientId];
}

function lastMessage(settings: MqttSettings): Will | undefined {
  if (settings.willTopic === '') return undefined;
  const topic = expandPlaceholders(settings.willTopic, settings);
  const payload = Buffer.from(settings.willPayload, 'utf8');
  return { topic, payload, qos: settings.willQos, retain: settings.willRetain };
}

function checkQos(highest: 1 | 2, qos: 0 | 1 | 2): void {
  if (qos > highest) throw new CodedError('EC20_QOS_UNSUPPORTED', { params: { value: qos } });
}
