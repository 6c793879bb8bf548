import { DEMO_TRIPLET } from '../demo-device';
import type { Triplet } from './login';
import type { JsonObject } from './relaxed-json';

/** A ready-made device behind a gateway. */
export interface DemoSubDevice extends Triplet {
  /** In the topology of {@link DEMO_TRIPLET}, of another gateway, or of none. */
  readonly place: 'here' | 'elsewhere' | 'nowhere';
  /** In the console: its logins are refused. */
  readonly disabled: boolean;
}

const METER = 'a1DemoMeter';
const SENSOR = 'a1DemoSensor';

/** Another gateway, which has one of the meters. */
export const OTHER_GATEWAY: Triplet = {
  productKey: DEMO_TRIPLET.productKey,
  deviceName: 'demo-gateway-2',
  deviceSecret: 'demo0secret0of0the0other0gateway',
};

/** Meters and a sensor, made up, with secrets that are easily typed. */
export const DEMO_SUB_DEVICES: readonly DemoSubDevice[] = [
  subDevice(METER, 'meter1', 'here'),
  subDevice(METER, 'meter2', 'nowhere'),
  subDevice(METER, 'meter3', 'nowhere'),
  subDevice(METER, 'meter-elsewhere', 'elsewhere'),
  subDevice(METER, 'meter-disabled', 'here', true),
  subDevice(SENSOR, 'sensor1', 'nowhere'),
];

/** The products of these: their thing models, and whether 动态注册 is on. */
export const DEMO_SUB_PRODUCTS: readonly {
  readonly productKey: string;
  readonly registers: boolean;
  readonly tsl: JsonObject;
}[] = [
  {
    productKey: METER,
    registers: true,
    tsl: {
      schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
      profile: { productKey: METER },
      properties: [
        property('Energy', '电能', 'r', number('double', '0', '99999999', '0.01', 'kWh', '千瓦时')),
        property('Voltage', '电压', 'r', number('float', '0', '500', '0.1', 'V', '伏特')),
        property('Power', '功率', 'r', number('float', '0', '100000', '0.1', 'W', '瓦特')),
        property('Relay', '合闸', 'rw', { type: 'bool', specs: { '0': '分闸', '1': '合闸' } }),
      ],
      events: [
        {
          identifier: 'Overload',
          name: '过载告警',
          type: 'alert',
          required: false,
          method: 'thing.event.Overload.post',
          outputData: [
            {
              identifier: 'Power',
              name: '功率',
              dataType: number('float', '0', '100000', '0.1', 'W', '瓦特'),
            },
          ],
        },
      ],
      services: [
        {
          identifier: 'ReadNow',
          name: '立即抄表',
          required: false,
          callType: 'sync',
          method: 'thing.service.ReadNow',
          inputData: [],
          outputData: [
            {
              identifier: 'Energy',
              name: '电能',
              dataType: number('double', '0', '99999999', '0.01', 'kWh', '千瓦时'),
            },
          ],
        },
      ],
    },
  },
  {
    productKey: SENSOR,
    registers: false,
    tsl: {
      schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
      profile: { productKey: SENSOR },
      properties: [
        property('Temperature', '温度', 'r', number('float', '-40', '120', '0.1', '°C', '摄氏度')),
        property('Humidity', '湿度', 'r', number('float', '0', '100', '0.1', '%RH', '相对湿度')),
      ],
      events: [],
      services: [],
    },
  },
];

function subDevice(
  productKey: string,
  deviceName: string,
  place: DemoSubDevice['place'],
  disabled = false,
): DemoSubDevice {
  return { productKey, deviceName, deviceSecret: `${deviceName.replace(/\W/g, '')}secret`, place, disabled };
}

function property(identifier: string, name: string, accessMode: string, dataType: JsonObject): JsonObject {
  return { identifier, name, accessMode, required: false, dataType };
}

function number(
  type: string,
  min: string,
  max: string,
  step: string,
  unit: string,
  unitName: string,
): JsonObject {
  return { type, specs: { min, max, step, unit, unitName } };
}
