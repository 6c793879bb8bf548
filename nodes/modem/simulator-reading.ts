/** What the panel of a virtual module gets when it asks what there is to do. */
export interface SimulatorReading {
  /** False: a real module, or no deployed one. */
  readonly simulator: boolean;
  /** Whether the module has been started. */
  readonly running: boolean;
  /** Whether a virtual cloud is behind it; false: a broker of one's own. */
  readonly cloud: boolean;
  /** The thing model in that cloud, as JSON. */
  readonly tsl?: string;
  /** The devices behind the gateway, and those that its cloud has in its topology; absent: none. */
  readonly devices?: readonly SimulatedDevice[];
}

export interface SimulatedDevice {
  /** `productKey/deviceName`. */
  readonly device: string;
  /** Its thing model in that cloud, as JSON; absent: none. */
  readonly tsl?: string;
}
