import { CLOUD } from './cloud';
import { configNode, content, note, text } from './field';
import { deviceNameProblem, deviceSecretProblem, productKeyProblem } from './identity';

/** A device behind a gateway: properties and credentials of ec20-device. Faults are found in this order. */
export const SUB_DEVICE = {
  version: note(1),
  name: content({ inText: 'optional' }),
  modem: configNode('ec20-modem'),
  /** Empty: the gateway asks the platform for it. */
  deviceSecret: text({
    credential: 'password',
    check: (value) => (value === '' ? undefined : deviceSecretProblem(value)),
  }),
  productKey: text({
    check: (value, { server }) =>
      server?.thing === false
        ? { code: 'EC20_SUB_SERVER', params: { device: value } }
        : productKeyProblem(value),
  }),
  deviceName: text({ check: deviceNameProblem }),
  tsl: CLOUD.tsl,
  tslFile: CLOUD.tslFile,
  tslCheck: CLOUD.tslCheck,
};
