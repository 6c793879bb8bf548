import assert from 'node:assert/strict';
import fc from 'fast-check';
import { deviceSettings } from '../../nodes/modem/device-setup';
import { filesAtHand, profileOf } from '../../nodes/modem/profile';
import { CodedError } from '../../src/base/coded-error';
import type { CloudProfile } from '../../src/cloud/cloud-profile';
import { SERVER_NAMES } from '../../src/settings/servers';
import { credentialsOf, type Values } from '../../src/settings/settings';

/** What people type, paste and import, where something may be wrong with it. */
export const TEXTS = [
  '',
  ' ',
  ' a ',
  'a b',
  'a"b',
  'a\tb',
  'a，b',
  'ａ',
  'a\u200bb',
  'a\u00a0b',
  'a\u00adb',
  'a\u2014b',
  'a\u2026b',
  'a\u2003b',
  '\ufeffa',
  'half \ud83d',
  '树莓派',
  'a'.repeat(65),
  'a|b',
  'a,b',
  'x'.repeat(300),
];
const HOSTS = [
  'broker.example',
  '10.0.0.1',
  'x:1883',
  'mqtt://x',
  'x/',
  '-x',
  'a_b.example',
  'h'.repeat(101),
  '[::1]',
  'x y',
];
const NUMBERS = [
  '',
  0,
  5,
  '10',
  30,
  '120',
  899,
  900,
  901,
  1200,
  '1201',
  1800,
  1801,
  3600,
  3601,
  -1,
  1.5,
  '1e2',
  'abc',
  '５',
  true,
  {},
  8883,
];
export const TOPICS = [
  'state/last',
  '/${productKey}/${deviceName}/user/update',
  '${YourProductKey}/x',
  '${productKey',
  '/sys/${tsl.event.identifier}',
  'a/+/b',
  'a/#',
  'a+/b',
  '#/a',
  '温度/room',
  '温'.repeat(43),
  '温'.repeat(90),
  't'.repeat(128),
  't'.repeat(129),
  't'.repeat(255),
  't'.repeat(256),
  't'.repeat(257),
];
const REGIONS = ['cn-shanghai', 'cn-hangzhou', 'mars-1', 'us-east-1'];
const NAMES = [
  'a1B2c3D4e5F',
  'ec20-001',
  'pi',
  'a1.iot',
  'PRODUCT1',
  'dev:01@x',
  'n'.repeat(21),
  'n'.repeat(33),
  1001,
];
const SECRETS = ['0123456789abcdef', 'MDEyMzQ1Njc4OWFiY2RlZg==', 'ab cd', 's'.repeat(65)];
const MODES = ['', 'auto', 'on', 'off', 'true', 'aliauth', 'sign', 'warn', 'strict', true];

const type = (dataType: unknown) => ({
  properties: [{ identifier: 'T', name: 'T', accessMode: 'r', dataType }],
});
const property = (change: object) => ({
  properties: [{ identifier: 'T', dataType: { type: 'int' }, ...change }],
});
/** Thing models of all kinds, right and wrong. */
const MODELS: readonly unknown[] = [
  {},
  [],
  5,
  null,
  'x',
  type({ type: 'int', specs: { min: '0', max: '9', step: '1', unit: 'm' } }),
  type({ type: 'int', specs: { min: 'a' } }),
  type({ type: 'int', specs: { min: '9', max: '1' } }),
  type({ type: 'text', specs: { length: '-1' } }),
  type({ type: 'array', specs: { size: '3' } }),
  type({ type: 'array', specs: { size: '3', item: { type: 'int' } } }),
  type({ type: 'struct', specs: [{ identifier: 'x', dataType: { type: 'date' } }] }),
  type({ type: 'struct', specs: {} }),
  type({ type: 'enum', specs: { one: 'x' } }),
  type({ type: 'bool', specs: { '0': '关', '1': '开' } }),
  type({ type: 'constructor' }),
  type(undefined),
  ...['value', 'time', 'get', 'post', '温度', 'a'.repeat(51), 7].map((identifier) =>
    property({ identifier }),
  ),
  property({ accessMode: 'x' }),
  property({ name: 5 }),
  { properties: [...property({}).properties, ...property({}).properties] },
  { services: [{ identifier: 'Reboot', inputData: 'x' }] },
  { events: [{ identifier: 'E', outputData: [{ identifier: 'time', dataType: { type: 'int' } }] }] },
  [property({}), { functionBlockId: 'pump', ...property({}) }],
  [property({}), property({})],
];
const TSL = ['', ' ', '{', ...MODELS.map((model) => JSON.stringify(model))];

export const among = (...lists: readonly (readonly unknown[])[]) => fc.constantFrom(...lists.flat());
/** What a field may hold, beside nothing at all. */
const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  port: fc.constantFrom('auto', 'simulator', '/dev/ttyUSB2', '', 'COM5'),
  productKey: among(NAMES, TEXTS),
  deviceName: among(NAMES, TEXTS),
  deviceSecret: among(SECRETS, TEXTS),
  productSecret: among(SECRETS, TEXTS),
  registration: among(MODES, ['preregistered', 'free']),
  auth: among(MODES),
  region: among(REGIONS, TEXTS),
  instanceId: among(['iot-06z00abcdefghij', 'iot.x'], TEXTS),
  host: among(HOSTS, TEXTS),
  mqttPort: among(NUMBERS, [1883, 8883, 65_535, 65_536]),
  tls: among(MODES),
  caFile: fc.constantFrom('', 'ca.pem', 'ｃa.pem'),
  clientId: among(NAMES, TEXTS),
  username: among(TEXTS),
  password: among(TEXTS),
  keepAlive: among(NUMBERS),
  cleanSession: among(MODES),
  willTopic: among(TOPICS, TEXTS),
  willPayload: among(TEXTS, ['p'.repeat(255), '温'.repeat(86)]),
  willQos: among(NUMBERS),
  willRetain: among(MODES),
  tsl: among(TSL),
  tslCheck: among(MODES),
  compact: among(MODES),
  budget: among(NUMBERS),
  budgetThen: among(MODES, ['events', 'hold']),
  budgetDay: among(NUMBERS),
  budgetEvents: among(TOPICS, TEXTS),
  queueLimit: among(NUMBERS),
  queueTtl: among(NUMBERS),
  maxInFlight: among(NUMBERS),
  maxRate: among(NUMBERS),
  signalInterval: among(NUMBERS),
  apn: among(TEXTS),
  apnAuth: among(NUMBERS),
  pdpContext: among(NUMBERS),
  clientIndex: among(NUMBERS),
  baudRate: among(NUMBERS),
  quotes: among(MODES, ['strip']),
  module: fc.constantFrom('auto', 'EC20', 'EC99', ''),
};

/** A config node that is all right, so that one wrong field at a time is met too. */
export const RIGHT: Values = {
  productKey: 'a1B2c3D4e5F',
  deviceName: 'ec20-001',
  deviceSecret: '0123456789abcdef',
  host: 'broker.example',
};

export const modems = fc
  .tuple(
    fc.constantFrom(...SERVER_NAMES),
    fc.constantFrom(RIGHT, {}),
    fc.uniqueArray(fc.constantFrom(...Object.keys(FIELDS)), { minLength: 0, maxLength: 5 }),
  )
  .chain(([server, right, names]) =>
    fc
      .record(Object.fromEntries(names.map((name) => [name, FIELDS[name] ?? fc.constant('')])))
      .map((wrong): Values => ({ server, ...right, ...wrong })),
  );

export const CREDENTIALS = new Set(Object.keys(credentialsOf('ec20-modem')));

/** The profile that the runtime makes, or what it throws. */
export function runtime(values: Values): CloudProfile | CodedError {
  const entries = Object.entries(values);
  const config = Object.fromEntries(entries.filter(([name]) => !CREDENTIALS.has(name)));
  const credentials = Object.fromEntries(entries.filter(([name]) => CREDENTIALS.has(name)));
  return caught(() => {
    const { cloud } = deviceSettings(config, credentials);
    // A file is read by another part; here it holds what it should.
    const read = { tlsIdentity: { ca: Buffer.from('CA'), client: undefined }, thingModel: cloud.tsl };
    return profileOf(cloud, filesAtHand(cloud) ?? read);
  });
}

export function caught<Value>(action: () => Value): Value | CodedError {
  try {
    return action();
  } catch (error) {
    assert(error instanceof CodedError, String(error));
    return error;
  }
}

/** A publish node's own settings. */
export const topics = fc.record({
  topic: fc.oneof(among(TOPICS, TEXTS), fc.string({ unit: 'binary', maxLength: 12 })),
  qos: among(['0', '1', '2', 2, '3', '']),
  retain: among(['', 'true', 'false', true, 'x']),
});
/** A server, and a device that is named or not. */
export const destinations = fc.tuple(
  fc.constantFrom(...SERVER_NAMES),
  fc.constantFrom(RIGHT, { ...RIGHT, productKey: '' }),
);

/** A modem node that is all right, as the editor and as the runtime have it. */
export function usable([server, right]: readonly [string, Values]):
  { values: Values; profile: CloudProfile } | undefined {
  const values = { ...right, server };
  const profile = runtime(values);
  return profile instanceof CodedError ? undefined : { values, profile };
}
