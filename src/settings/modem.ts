import { parseAddress } from '../base/tcp-address';
import { CLOUD } from './cloud';
import { isSimulator } from './demo-device';
import { FAMILY_NAMES } from '../base/family-names';
import { type Reading, wrongSetting } from './fault';
import { choice, content, type Context, duration, flag, note, number, text, topicText } from './field';
import { defaultSettings, type Settings } from './table';
import { parseSubDevices } from './sub-device-table';
import { isValidFilter } from './topic';

export { CLOUD };

/** Where the module is. */
export const LINE = {
  port: text({
    default: 'auto',
    check(value) {
      if (/^tcp:/i.test(value)) {
        if (parseAddress(value, { scheme: 'tcp' }) !== undefined) return undefined;
        return wrongSetting('port', value, 'tcp://192.168.1.7:8899');
      }
      // A name below /dev, a COM port, `\\.\COM10`; the runtime's check at opening.
      const isPort = value === 'auto' || isSimulator(value) || /[/\\]|^COM\d+$/i.test(value);
      return isPort ? undefined : { code: 'EC20_PORT_NOT_FOUND', params: { port: value } };
    },
  }),
  baudRate: number({ default: 115_200, min: 1200, max: 4_000_000, unit: 'Bd' }),
  flowControl: flag({ default: false }),
};

/** Access point, SIM card, and use of the module. */
export const MODULE = {
  urcPort: choice({ default: 'auto', choices: ['auto', 'usbat', 'usbmodem', 'uart1', 'uart2', 'all'] }),
  apn: text(),
  apnUser: text(),
  apnPassword: content({ credential: 'password' }),
  /** 0 none, 1 PAP, 2 CHAP, 3 either. */
  apnAuth: number({ default: 0, min: 0, max: 3 }),
  pdpContext: number({ default: 1, min: 1, max: 16 }),
  simPin: text({ credential: 'password' }),
  clientIndex: number({ default: 0, min: 0, max: 5 }),
  /** 0: no readings. */
  signalInterval: duration({ default: 60, min: 0, max: 86_400 }),
};

const TEN_YEARS = 315_360_000;

/** Maximum messages of a queue in memory; caps the setting. */
export const MEMORY_QUEUE_LIMIT = 10_000;

/** Queue and sending. */
export const DELIVERY = {
  queue: choice({ default: 'disk', choices: ['disk', 'memory'] }),
  queueLimit: number({ default: 100_000, min: 1, max: 10_000_000, unit: 'messages' }),
  /** After this long a waiting message expires; 0: never. */
  queueTtl: duration({ default: 0, min: 0, max: TEN_YEARS }),
  queueOverflow: choice({ default: 'oldest', choices: ['oldest', 'newest'] }),
  /** Publishes that may await the broker. */
  maxInFlight: number({ default: 5, min: 1, max: 32, unit: 'messages' }),
  /** 0: the cloud's limit. */
  maxRate: number({ default: 0, min: 0, max: 1000, decimal: true, unit: 'messages/s' }),
  quotes: choice({ default: 'keep', choices: ['keep', 'single', 'strip'] }),
  /** Whether a backlog of property posts may be sent as history posts. */
  compact: flag({ default: false }),
};

/** What is kept of what happened to the device, and how it was. */
export const HISTORY = {
  history: choice({ default: 'on', choices: ['on', 'off'] }),
  /** On disk; a day in memory. */
  historyDays: number({ default: 90, min: 1, max: 366, unit: 'days', applies: isKept }),
  /** Whether the traces of faults hold the bytes of payloads. */
  historyPayload: flag({ default: false, applies: isKept }),
};

function isKept({ get }: Context): boolean {
  return get('history') !== 'off';
}

const hasBudget = ({ get }: Context): boolean => get('budget') !== 0;
const EVENT_TOPIC = topicText({
  applies: (context) =>
    hasBudget(context) && ['events', undefined].includes(context.get('budgetThen') as string | undefined),
});

/** What data or messages may cost in a month. */
export const BUDGET = {
  /** Megabytes of 1,000,000 bytes, or messages; 0: no budget. */
  budget: number({ default: 0, min: 0, max: 1_000_000_000, decimal: true }),
  budgetUnit: choice({ default: 'MB', choices: ['MB', 'messages'], applies: hasBudget }),
  /** The day of the month on which it begins anew: one that every month has. */
  budgetDay: number({ default: 1, min: 1, max: 28, applies: hasBudget }),
  budgetThen: choice({ default: 'go', choices: ['go', 'events', 'hold'], applies: hasBudget }),
  /** A filter of topics whose messages count as events, too. */
  budgetEvents: {
    ...EVENT_TOPIC,
    read(name: string, value: unknown, context: Context): Reading<string> {
      const reading = EVENT_TOPIC.read(name, value, context);
      const filter = 'value' in reading ? reading.value : '';
      if (filter === '' || isValidFilter(filter)) return reading;
      return { problem: { code: 'EC20_FILTER_INVALID', params: { filter } } };
    },
  },
};

/** The devices behind this one, where it is a gateway. */
export const GATEWAY = {
  /** A table of many: CSV or JSON. */
  subDevices: content({
    trimmed: true,
    inText: 'optional',
    check(value) {
      const reading = value === '' ? undefined : parseSubDevices(value);
      return reading !== undefined && 'problem' in reading ? reading.problem : undefined;
    },
  }),
  /** The path of a file with such a table. */
  subDevicesFile: text(),
  /** JSON: their DeviceSecrets by `productKey/deviceName`. */
  subDeviceSecrets: content({ credential: 'password', inText: 'names' }),
};

/** Of statuses, errors and log lines; auto: that of the editor that deployed. */
const LANGUAGE = choice({ default: 'auto', choices: ['auto', 'zh', 'en'] });

/** Every property and credential of ec20-modem. */
export const MODEM = {
  version: note(1),
  name: content({ inText: 'optional' }),
  language: LANGUAGE,
  ...LINE,
  /** The family, overriding the module's own name. */
  module: choice({ default: 'auto', choices: ['auto', ...FAMILY_NAMES] }),
  ...MODULE,
  ...CLOUD,
  ...DELIVERY,
  ...HISTORY,
  ...BUDGET,
  ...GATEWAY,
};

export type LineSettings = Settings<typeof LINE>;
export type ModuleSettings = Settings<typeof MODULE>;
export type CloudSettings = Settings<typeof CLOUD>;
export type DeliverySettings = Settings<typeof DELIVERY>;
export type HistorySettings = Settings<typeof HISTORY>;
export type BudgetSettings = Settings<typeof BUDGET>;
export type GatewaySettings = Settings<typeof GATEWAY>;

export const LINE_DEFAULTS = defaultSettings(LINE);
export const CLOUD_DEFAULTS = defaultSettings(CLOUD);
