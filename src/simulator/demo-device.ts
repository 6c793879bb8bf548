import type { Triplet } from './cloud/login';

/** The device preset in the embedded cloud. Made up: it exists on no real platform. Its product is a gateway (网关设备). */
export const DEMO_TRIPLET: Triplet = {
  productKey: 'a1DemoEC20x',
  deviceName: 'demo-device',
  deviceSecret: 'demo0secret0for0the0simulator000',
};
