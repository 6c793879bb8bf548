import type { CloudProfile, Credentials } from './cloud-profile';

/** How a device that has no secret yet asks its cloud for one: a login of its own, answered by one message. */
export interface Registration {
  /** Which device, for the place where its secret is kept. Holds no secret. */
  readonly productKey: string;
  readonly deviceName: string;
  /** `random` is new for each attempt. */
  credentials(random: string): Credentials & { readonly kind: 'password' };
  /** Where the answer comes, though nobody has subscribed it. */
  readonly topic: string;
  /** Reads the secret from the answer. Throws `EC20_REGISTER_…` when it is a refusal. */
  secretOf(payload: Buffer): string;
  /** The profile of the device that has this secret. */
  registered(deviceSecret: string): CloudProfile;
}
