import type { ServerName } from '../settings/servers';
import type { EarlierKey } from './device-identity';
import type { GatewayDialogue } from './gateway';
import type { ThingDialogue } from './thing-dialogue';
import type { TlsIdentity } from './tls';

/** How the module authenticates at the broker. */
export type Credentials =
  | {
      /** The module signs: AT+QMTCFG="aliauth", then AT+QMTCONN with the client id alone. */
      readonly kind: 'aliauth';
      readonly productKey: string;
      readonly deviceName: string;
      readonly deviceSecret: string;
      readonly clientId: string;
    }
  | {
      /** Plain MQTT: client id, and user name and password where the broker asks for them, in AT+QMTCONN. */
      readonly kind: 'password';
      readonly clientId: string;
      readonly username?: string;
      readonly password?: string;
    };

/** Signed by the module's firmware, or by this package. */
export type SigningMethod = 'aliauth' | 'sign';

/** What the credentials depend on besides the settings. */
export interface CredentialsRequest {
  /** Unused for the server `mqtt`. */
  readonly how: SigningMethod;
  /** The module's 15 digits; part of the client id where the settings give none. */
  readonly imei: string;
}

/** The message that the broker publishes when the device is lost. */
export interface Will {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  readonly retain: boolean;
}

/** What one cloud requires and forbids, as a value: the session refers to no cloud by name. */
export interface CloudProfile {
  readonly server: 'aliyun' | 'mqtt';
  /** The server as chosen, whose words sentences about it speak. */
  readonly spokenOf: ServerName;
  readonly host: string;
  readonly port: number;
  /** Undefined: plain TCP. */
  readonly tls: TlsIdentity | undefined;
  /** Endpoints of this kind often take TLS only: one that hangs up before answering a plain login needs TLS. */
  readonly tlsExpected: boolean;
  /** The usual port for TLS, where the profile's own usually takes none: a handshake that fails there needs the other. */
  readonly tlsPort: number | undefined;
  /** Identifies the device for the queue's file, message ids and the connect limit. Holds no secret. */
  readonly deviceKey: string;
  /** Its keys in files of earlier versions. */
  readonly earlierKeys: readonly EarlierKey[];
  /** `auto`: aliauth, and `sign` where the module has none. */
  readonly auth: SigningMethod | 'auto';
  credentials(request: CredentialsRequest): Credentials;
  readonly keepAliveSeconds: number;
  readonly cleanSession: boolean;
  readonly will?: Will;
  /** Maximum connects in any 60 s for this device; undefined: no limit. */
  readonly connectsPerMinute: number | undefined;
  /** Maximum publishes per second at this QoS; undefined: no limit. */
  readonly ratePerSecond: (qos: 0 | 1 | 2) => number | undefined;
  readonly highestQos: 1 | 2;
  /** Any topic is allowed, subject to the broker's rights; else the cloud defines the topics. */
  readonly freeTopics?: boolean;
  /** Whether the broker keeps retained messages. */
  readonly retain: boolean;
  /** Fills in `${productKey}`, `${YourProductKey}`, `${deviceName}` and `${YourDeviceName}`; leaves the rest. */
  expandTopic(template: string): string;
  /**
   * Checks one publish, its topic expanded. Throws `EC20_TOPIC_MISSING`, `EC20_TOPIC_PLACEHOLDER`,
   * `EC20_TOPIC_CHARACTER`, `EC20_TOPIC_WILDCARD`, `EC20_TOPIC_LONG`, `EC20_PAYLOAD_LONG`, `EC20_QOS_UNSUPPORTED` or
   * `EC20_RETAIN_UNSUPPORTED`. The module's own limits are checked below.
   */
  checkPublish(topic: string, payloadBytes: number, qos: 0 | 1 | 2, retain: boolean): void;
  /**
   * Checks one subscription, its filter expanded. Throws `EC20_FILTER_MISSING`, `EC20_FILTER_INVALID`,
   * `EC20_TOPIC_PLACEHOLDER`, `EC20_TOPIC_CHARACTER`, `EC20_TOPIC_LONG` or `EC20_QOS_UNSUPPORTED`.
   */
  checkFilter(filter: string, qos: 0 | 1 | 2): void;
  /** Texts to mask in all output, traces above all. */
  readonly secrets: readonly string[];
  /** Set while the device has no secret: it must register first. */
  readonly registration?: Registration;
  /** Set where the cloud uses properties, events and services. */
  readonly thing?: ThingDialogue;
  /** Set where the device may be a gateway with devices behind it. */
  readonly gateway?: GatewayDialogue;
}

/** How a device without a secret requests one: a separate login, answered by one message. */
export interface Registration {
  /** Which device, for the place where its secret is kept. Holds no secret. */
  readonly productKey: string;
  readonly deviceName: string;
  /** `random` is new for each attempt. */
  credentials(random: string): Credentials & { readonly kind: 'password' };
  /** The topics that the answer may have; they need no subscription. */
  readonly topics: readonly string[];
  /** Reads the secret from the answer, in the form in which it is kept. Throws `EC20_REGISTER_…` for a refusal. */
  secretOf(payload: Buffer): string;
  /** The profile of the device that has this secret. */
  registered(secret: string): CloudProfile;
}
