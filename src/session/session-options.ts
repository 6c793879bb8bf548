import type { Clock } from '../base/clock';
import type { Random } from '../base/random';
import type { CloudProfile } from '../cloud/cloud-profile';
import type { ModuleProfile } from '../ec20/profile';
import type { RefusedPins } from '../ec20/sim';
import { DELIVERY, type DeliverySettings, MODULE, type ModuleSettings } from '../settings/modem';
import { defaultSettings } from '../settings/table';
import type { Transport } from '../transport/transport';
import type { ConnectLimit } from './connect-limit';
import type { SessionObserver } from './observer';
import type { MessageQueue } from './queue';
import type { SecretStore } from './registrar';

/** The module's part of the settings, completed. */
export type SessionModemOptions = ModuleSettings;

/** How messages wait and are sent, completed. */
export type SessionDelivery = Omit<DeliverySettings, 'queue' | 'quotes' | 'compact'> &
  Partial<Pick<DeliverySettings, 'compact'>>;

/** Everything a {@link Session} is made of; createSession fills in the defaults. */
export interface SessionOptions extends SessionDelivery {
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Called at each opening: with `auto` the port's name may have changed. `wasSilent`: nothing answered AT on the
   * last one. Rejects with `EC20_PORT_…`.
   */
  findTransport(wasSilent?: boolean): Promise<Transport>;
  readonly portName: string;
  readonly modem: SessionModemOptions;
  readonly profile: CloudProfile;
  /** Required if the profile's device has to register. */
  readonly secretStore?: SecretStore;
  readonly queue: MessageQueue;
  /** Decimal digits that this device has not used as a message id before; required by clouds with replies. */
  readonly nextMessageId?: () => string;
  /** Shared by all sessions of the process. */
  readonly connectLimit: ConnectLimit;
  /** Shared by all sessions of the process. */
  readonly refusedPins?: RefusedPins;
  /** The module's family, regardless of the name it reports; undefined: by that name. */
  readonly module?: ModuleProfile | undefined;
  /** Told of everything that moves. */
  readonly observer?: SessionObserver | undefined;
}

/** The options needed to reach the broker. */
export type ConnectionOptions = Pick<
  SessionOptions,
  'clock' | 'random' | 'findTransport' | 'modem' | 'profile' | 'secretStore' | 'connectLimit' | 'observer'
>;

const { queue: _queue, quotes: _quotes, ...delivery } = defaultSettings(DELIVERY);

/** A config node's defaults. */
export const SESSION_DEFAULTS = {
  modem: defaultSettings(MODULE),
  ...delivery,
} as const satisfies Partial<SessionOptions>;
