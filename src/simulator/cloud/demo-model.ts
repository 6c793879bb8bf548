import type { JsonObject } from './relaxed-json';

const number = (type: 'int' | 'float', specs: JsonObject): JsonObject => ({ type, specs });
const count = (): JsonObject => number('int', { min: '0', max: '2147483647', step: '1' });

/** The thing model of the demo product, as the console would export it: for examples, docs and the simulator's cloud. */
export const DEMO_TSL: JsonObject = {
  schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
  profile: { productKey: 'a1DemoEC20x' },
  properties: [
    {
      identifier: 'Temperature',
      name: '温度',
      accessMode: 'r',
      required: false,
      dataType: number('float', { min: '-40', max: '120', step: '0.1', unit: '°C', unitName: '摄氏度' }),
    },
    {
      identifier: 'Humidity',
      name: '湿度',
      accessMode: 'r',
      required: false,
      dataType: number('float', { min: '0', max: '100', step: '0.1', unit: '%RH', unitName: '相对湿度' }),
    },
    {
      identifier: 'LightSwitch',
      name: '灯开关',
      accessMode: 'rw',
      required: false,
      dataType: { type: 'bool', specs: { '0': '关', '1': '开' } },
    },
    {
      identifier: 'Interval',
      name: '上报间隔',
      accessMode: 'rw',
      required: false,
      dataType: number('int', { min: '1', max: '3600', step: '1', unit: 's', unitName: '秒' }),
    },
    {
      identifier: 'Label',
      name: '标签',
      accessMode: 'rw',
      required: false,
      dataType: { type: 'text', specs: { length: '64' } },
    },
    {
      identifier: 'Mode',
      name: '工作模式',
      accessMode: 'rw',
      required: false,
      dataType: { type: 'enum', specs: { '0': '自动', '1': '手动', '2': '节能' } },
    },
  ],
  events: [
    {
      identifier: 'HighTemperature',
      name: '高温告警',
      type: 'alert',
      required: false,
      method: 'thing.event.HighTemperature.post',
      outputData: [
        {
          identifier: 'Temperature',
          name: '温度',
          dataType: number('float', { min: '-40', max: '120', step: '0.1', unit: '°C', unitName: '摄氏度' }),
        },
      ],
    },
    {
      identifier: 'DailySummary',
      name: '每日汇总',
      type: 'info',
      required: false,
      method: 'thing.event.DailySummary.post',
      outputData: [
        {
          identifier: 'Online',
          name: '在线率',
          dataType: number('float', { min: '0', max: '100', step: '0.1', unit: '%', unitName: '百分比' }),
        },
        { identifier: 'Outages', name: '离线次数', dataType: count() },
        { identifier: 'Delivered', name: '送达条数', dataType: count() },
        { identifier: 'Failed', name: '失败条数', dataType: count() },
        { identifier: 'BytesUp', name: '上行字节', dataType: count() },
        { identifier: 'BytesDown', name: '下行字节', dataType: count() },
      ],
    },
  ],
  services: [
    {
      identifier: 'Reboot',
      name: '重启',
      required: false,
      callType: 'async',
      method: 'thing.service.Reboot',
      inputData: [
        {
          identifier: 'Delay',
          name: '延时',
          dataType: number('int', { min: '0', max: '600', step: '1', unit: 's', unitName: '秒' }),
        },
      ],
      outputData: [],
    },
    {
      identifier: 'ReadNow',
      name: '立即读取',
      required: false,
      callType: 'sync',
      method: 'thing.service.ReadNow',
      inputData: [],
      outputData: [
        {
          identifier: 'Temperature',
          name: '温度',
          dataType: number('float', { min: '-40', max: '120', step: '0.1', unit: '°C', unitName: '摄氏度' }),
        },
        {
          identifier: 'Humidity',
          name: '湿度',
          dataType: number('float', { min: '0', max: '100', step: '0.1', unit: '%RH', unitName: '相对湿度' }),
        },
      ],
    },
  ],
};

/** The text of the remote configuration that every device of the demo has. */
export const DEMO_CONFIGURATION = '{"interval":60}';
