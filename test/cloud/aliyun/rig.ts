import { alinkDialogue } from '../../../src/cloud/aliyun/alink-dialogue';
import type { ThingCheck } from '../../../src/cloud/aliyun/model-check';
import type { QuotesMode } from '../../../src/cloud/quotes';
import type {
  CloudMessage,
  Composed,
  DownlinkKind,
  DownlinkMessage,
  DownlinkRequest,
  ThingDialogue,
  UplinkContext,
  UplinkKind,
} from '../../../src/cloud/thing-dialogue';

export const NAMES = { productKey: 'a1B2c3D4e5F', deviceName: 'ec20-001' };
export const SYS = '/sys/a1B2c3D4e5F/ec20-001';
export const NOW = 1_795_000_000_000;

/** As the console exports one: numbers are texts, and what the platform generates is there too. */
export const TSL = {
  schema: 'https://iotx-tsl.oss-ap-southeast-1.aliyuncs.com/schema.json',
  profile: { productKey: 'a1B2c3D4e5F' },
  properties: [
    property('Temperature', 'rw', {
      type: 'float',
      specs: { min: '-40', max: '120', step: '0.1', unit: '°C' },
    }),
    property('Level', 'r', { type: 'int', specs: { min: '0', max: '100', step: '5' } }),
    property('Precise', 'r', { type: 'double', specs: {} }),
    property('Mode', 'rw', { type: 'enum', specs: { '0': 'auto', '1': 'manual' } }),
    property('LightSwitch', 'rw', { type: 'bool', specs: { '0': '关', '1': '开' } }),
    property('Label', 'r', { type: 'text', specs: { length: '6' } }),
    property('Since', 'r', { type: 'date', specs: {} }),
    property('GeoLocation', 'r', {
      type: 'struct',
      specs: [
        {
          identifier: 'Longitude',
          name: '经度',
          dataType: { type: 'double', specs: { min: '-180', max: '180' } },
        },
        { identifier: 'Fixed', name: '已定位', dataType: { type: 'bool', specs: { '0': '否', '1': '是' } } },
      ],
    }),
    property('Samples', 'r', { type: 'array', specs: { size: '3', item: { type: 'float' } } }),
    property('Points', 'r', {
      type: 'array',
      specs: {
        size: '2',
        item: { type: 'struct', specs: [{ identifier: 'x', dataType: { type: 'int', specs: {} } }] },
      },
    }),
  ],
  events: [
    { identifier: 'post', name: 'post', type: 'info', outputData: [], method: 'thing.event.property.post' },
    {
      identifier: 'Overheat',
      name: '过热',
      type: 'alert',
      outputData: [{ identifier: 'Peak', name: '峰值', dataType: { type: 'float', specs: {} } }],
      method: 'thing.event.Overheat.post',
    },
  ],
  services: [
    { identifier: 'set', name: 'set', callType: 'async', inputData: [], outputData: [] },
    { identifier: 'get', name: 'get', callType: 'async', inputData: ['Temperature'], outputData: [] },
    {
      identifier: 'Reboot',
      name: '重启',
      callType: 'async',
      inputData: [
        { identifier: 'Delay', name: '延时', dataType: { type: 'int', specs: { min: '0', max: '60' } } },
      ],
      outputData: [{ identifier: 'Done', name: '完成', dataType: { type: 'bool', specs: {} } }],
      method: 'thing.service.Reboot',
    },
  ],
};

function property(identifier: string, accessMode: string, dataType: unknown) {
  return { identifier, name: `名称 ${identifier}`, accessMode, required: false, dataType };
}

export function dialogue(
  thingModel: unknown = '',
  thingCheck: ThingCheck = 'warn',
  quotes: QuotesMode = 'keep',
): ThingDialogue {
  const text = typeof thingModel === 'string' ? thingModel : JSON.stringify(thingModel);
  return alinkDialogue({ ...NAMES, thingModel: text, thingCheck, quotes });
}

/** Ids count up from 1. */
export function context(changes: Partial<UplinkContext> = {}): UplinkContext {
  let id = 0;
  return { nextId: () => String(++id), nowMs: undefined, quotes: 'keep', ...changes };
}

export interface Sending {
  readonly thing?: ThingDialogue;
  readonly identifier?: string;
  readonly wantsReply?: boolean;
  readonly context?: Partial<UplinkContext>;
}

export function send(kind: UplinkKind, payload: unknown, sending: Sending = {}): Composed {
  const { thing = dialogue(), identifier = '', wantsReply = true } = sending;
  return thing.compose({ kind, payload, identifier, wantsReply }, context(sending.context));
}

/** The text of what {@link send} makes. */
export function sent(kind: UplinkKind, payload: unknown, sending: Sending = {}): string {
  return send(kind, payload, sending).payload.toString();
}

/** The params of what {@link send} makes, as written. */
export function params(kind: UplinkKind, payload: unknown, sending: Sending = {}): string {
  return /"params":(.*),"method"/s.exec(sent(kind, payload, sending))?.[1] ?? '';
}

export function message(topic: string, payload: unknown): CloudMessage {
  const bytes = Buffer.isBuffer(payload)
    ? payload
    : Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
  return { topic, payload: bytes };
}

export function hear(
  kind: DownlinkKind,
  heard: CloudMessage,
  options: { identifier?: string; topic?: string } = {},
  thing = dialogue(),
): DownlinkMessage | undefined {
  return thing.downlink(kind, { identifier: '', topic: '', ...options }).read(heard);
}

export function request(changes: Partial<DownlinkRequest>): DownlinkRequest {
  return {
    kind: 'property-set',
    topic: `${SYS}/thing/service/property/set`,
    id: '7',
    identifier: '',
    method: 'thing.service.property.set',
    limitMs: undefined,
    format: 'alink',
    ...changes,
  };
}
