import type { CloudProfile } from '../cloud/cloud-profile';

/** A device and its cloud, made by {@link aliyun}, {@link mqtt} or {@link platform}. */
export class Cloud {
  readonly #profile: CloudProfile;

  private constructor(profile: CloudProfile) {
    this.#profile = profile;
  }

  /** @internal */
  static of(profile: CloudProfile): Cloud {
    return new Cloud(profile);
  }

  /** @internal */
  static profileOf(cloud: Cloud): CloudProfile {
    return cloud.#profile;
  }

  /** The broker's host. */
  get host(): string {
    return this.#profile.host;
  }

  /** The broker's TCP port. */
  get port(): number {
    return this.#profile.port;
  }
}
