import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import type { CloudProfile } from '../cloud/cloud-profile';
import type { ModuleProfile } from '../ec20/profile';
import type { RefusedPins } from '../ec20/sim';
import type { UrcPort } from '../ec20/urc-port';
import type { Transport } from '../transport/transport';
import type { ConnectLimit } from './connect-limit';
import type { MessageQueue } from './queue';
import type { SecretStore } from './registrar';

/** The module's part of the settings, each concrete. */
export interface SessionModemOptions {
  readonly apn: string;
  readonly apnUser: string;
  readonly apnPassword: string;
  readonly apnAuth: number;
  readonly pdpContext: number;
  readonly simPin: string;
  readonly urcPort: UrcPort | 'auto';
  readonly clientIndex: number;
  /** 0: no readings. */
  readonly signalIntervalMs: number;
}

/** Everything that a {@link Session} is made with; createSession fills in what is usual. */
export interface SessionOptions {
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Asked anew at each opening: with `auto` the port may have changed its name. `wasSilent`: nothing has answered AT on the last
   * one. Rejects with `EC20_PORT_…`.
   */
  findTransport(wasSilent?: boolean): Promise<Transport>;
  readonly portName: string;
  readonly modem: SessionModemOptions;
  readonly profile: CloudProfile;
  /** Needed where the profile's device has to register. */
  readonly secretStore?: SecretStore;
  readonly queue: MessageQueue;
  readonly queueLimit: number;
  readonly queueTtlMs: number;
  readonly queueOverflow: 'oldest' | 'newest';
  /** Whether a backlog of property posts may leave as history posts; needs a cloud with properties. */
  readonly compact?: boolean;
  /** Decimal digits that this device has not used as a message id before; needed by clouds with replies. */
  readonly nextMessageId?: () => string;
  readonly maxInFlight: number;
  /** Publishes in a second; 0: what the cloud allows. */
  readonly maxRate: number;
  /** Shared by every session of the process. */
  readonly connectLimit: ConnectLimit;
  /** Shared by every session of the process. */
  readonly refusedPins?: RefusedPins;
  /** The module's family, whatever it calls itself; undefined: by its name. */
  readonly module?: ModuleProfile | undefined;
}

/** What the way to the broker needs of them. */
export type ConnectionOptions = Pick<
  SessionOptions,
  'clock' | 'random' | 'findTransport' | 'modem' | 'profile' | 'secretStore' | 'connectLimit'
>;
