import type { NodeDef, NodeInitializer } from 'node-red';

import { asCodedError, CodedError } from '../../src/base/coded-error';
import { aliyunSubDevice } from '../../src/cloud/aliyun/sub-device';
import type { SubDevice } from '../../src/cloud/gateway';
import { refuseAll } from '../../src/settings/refusal';
import { SUB_DEVICE } from '../../src/settings/sub-device';
import { joined, readRows, type Settings } from '../../src/settings/table';
import { namesThingModelFile, readThingModelFile } from '../modem/thing-model-file';
import { keptSecret } from '../modem/sub-device-table';
import { deviceOf, modemMissing } from '../shared/chosen-modem';
import type { SubDeviceNode } from '../shared/chosen-sub-device';
import type { Device } from '../shared/device';
import { credentialsWithEnvironment, withEnvironment } from '../shared/environment';
import { FlowError, sayInFull } from '../shared/flow-error';
import { FlowStarts } from '../shared/flow-starts';
import { Languages } from '../shared/languages';

type Own = Settings<typeof SUB_DEVICE>;
type Writable = { -readonly [Name in keyof SubDeviceNode]: SubDeviceNode[Name] };

/** ec20-device: a device behind that of an ec20-modem, for the nodes that speak for it. */
const initialise: NodeInitializer = (RED) => {
  const starts = new FlowStarts(RED.events);
  const languages = new Languages(RED);

  function Ec20DeviceNode(this: Writable, config: NodeDef & { modem?: string }): void {
    RED.nodes.createNode(this, config);
    sayInFull(RED, this);
    this.credentials = credentialsWithEnvironment(RED, this, this.credentials) as typeof this.credentials;
    const properties = withEnvironment(RED, this, { ...config });
    const device = deviceOf(RED, config.modem);
    const ends: (() => void)[] = [];
    let isClosed = false;
    this.modem = config.modem ?? '';
    this.found = undefined;
    this.knowing = undefined;
    const refuse = (error: unknown): void => {
      const refused = asCodedError(error).at(device?.server);
      this.found = refused;
      if (isClosed) return;
      const report = () => {
        this.error(new FlowError(refused, device?.language ?? languages.of(), device?.server), {});
      };
      ends.push(starts.onEach(report));
    };
    const settle = (found: SubDevice, of: Device): void => {
      if (isClosed) return;
      ends.push(of.subDevices.add(found));
      this.found = found;
    };
    try {
      if (device === undefined) throw modemMissing(RED, config.modem);
      const { settings, faults } = readRows(SUB_DEVICE, joined(SUB_DEVICE, properties, this.credentials));
      refuseAll(faults, device.server);
      if (device.reading === undefined && !namesThingModelFile(ofModel(settings))) {
        if (device.usable) settle(subDeviceOf(settings, settings.tsl, device), device);
      } else {
        this.knowing = whenRead(settings, device)
          .then((found) => {
            if (found !== undefined) settle(found, device);
          })
          .catch(refuse)
          .then(() => {
            this.knowing = undefined;
          });
      }
    } catch (error) {
      refuse(error);
    }
    if (device !== undefined) ends.push(device.subDevices.expect(this.knowing));
    this.on('close', (_removed: boolean, done: () => void) => {
      isClosed = true;
      for (const end of ends) end();
      done();
    });
  }

  RED.nodes.registerType<Writable, NodeDef & { modem?: string }, unknown, Record<string, string>>(
    'ec20-device',
    Ec20DeviceNode,
    { credentials: { deviceSecret: { type: 'password' } } },
  );
};

/** The device, once its files are read; undefined: the config node has reported why there is none. Rejects with `EC20_TSL_FILE`. */
async function whenRead(settings: Own, device: Device): Promise<SubDevice | undefined> {
  await device.reading;
  if (!device.usable) return undefined;
  return subDeviceOf(settings, await readThingModelFile(ofModel(settings), device.readFile), device);
}

/** Throws `EC20_SUB_SERVER`, `EC20_PRODUCT_KEY`, `EC20_DEVICE_NAME`, `EC20_TSL` or, where a secret is kept that can't be opened, `EC20_SECRET_…`. */
function subDeviceOf(settings: Own, thingModel: string, device: Device): SubDevice {
  const { productKey, deviceName, deviceSecret, tslCheck: thingCheck } = settings;
  const { profile, quotes } = device.destination();
  if (profile.gateway === undefined)
    throw new CodedError('EC20_SUB_SERVER', { params: { device: `${productKey}/${deviceName}` } });
  return aliyunSubDevice({
    productKey,
    deviceName,
    deviceSecret: deviceSecret === '' ? keptSecret(device.secretFiles, settings) : deviceSecret,
    thingModel,
    thingCheck,
    quotes,
  });
}

function ofModel({ tsl, tslFile }: Own) {
  return { server: 'aliyun' as const, tsl, tslFile };
}

export = initialise;
