import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import type { CloudProfile } from '../cloud/cloud-profile';
import type { ModuleProfile } from '../ec20/profile';
import type { RefusedPins } from '../ec20/sim';
import { DELIVERY, type DeliverySettings, MODULE, type ModuleSettings } from '../settings/modem';
import { defaultSettings } from '../settings/table';
import type { Transport } from '../transport/transport';
import type { ConnectLimit } from './connect-limit';
import type { MessageQueue } from './queue';
import type { SecretStore } from './registrar';

/** The module's part of the settings, each concrete. */
export type SessionModemOptions = ModuleSettings;

/** How messages wait and leave, each concrete. */
export type SessionDelivery = Omit<DeliverySettings, 'queue' | 'quotes' | 'compact'> &
  Partial<Pick<DeliverySettings, 'compact'>>;

/** Everything that a {@link Session} is made with; createSession fills in what is usual. */
export interface SessionOptions extends SessionDelivery {
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
  /** Decimal digits that this device has not used as a message id before; needed by clouds with replies. */
  readonly nextMessageId?: () => string;
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

const { queue: _queue, quotes: _quotes, ...delivery } = defaultSettings(DELIVERY);

/** What a config node's session is made with where nothing is set. */
export const SESSION_DEFAULTS = {
  modem: defaultSettings(MODULE),
  ...delivery,
} as const satisfies Partial<SessionOptions>;
