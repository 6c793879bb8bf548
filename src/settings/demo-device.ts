/** The device registered in the virtual module's cloud from the start; its secret is kept there. */
export const DEMO_DEVICE = { productKey: 'a1DemoEC20x', deviceName: 'demo-device' } as const;

/** Whether `port` means the virtual module: `simulator` or `simulator?sim=absent&apn=wrong`. */
export function isSimulator(port: string): boolean {
  return port === 'simulator' || port.startsWith('simulator?');
}

/** On the simulator the demo device needs no credentials: an example flow can't contain any. */
export function isDemoDevice(device: {
  readonly server: string;
  readonly productKey: string;
  readonly deviceName: string;
  readonly deviceSecret: string;
}): boolean {
  const { server, productKey, deviceName, deviceSecret } = device;
  if (server !== 'aliyun' || deviceSecret !== '') return false;
  const isUnnamed = productKey === '' && deviceName === '';
  return isUnnamed || (productKey === DEMO_DEVICE.productKey && deviceName === DEMO_DEVICE.deviceName);
}
