import { printable } from '../base/character';
import { type Problem, wrongSetting } from './fault';
import { choice, content, type Context, flag, number, text, topicText } from './field';
import {
  atTextProblem,
  baseClientIdProblem,
  deviceKeyProblem,
  deviceNameProblem,
  deviceSecretProblem,
  hostProblem,
  instanceIdProblem,
  productKeyProblem,
  productSecretProblem,
} from './identity';
import { REGIONS } from './regions';
import {
  MODULE_KEEP_ALIVE,
  portAt,
  SERVER_NAMES,
  type Server,
  type ServerName,
  usualPort,
  wantsTls,
} from './servers';
import { parseThingModel } from './thing-model';
import { expandPlaceholders, topicProblem, utf8Bytes } from './topic';

/** AT+QMTCFG="will": bytes of its topic and of its message (§M1.1). */
const WILL_BYTES = 255;

/** The device's identity and its broker: properties and credentials of ec20-modem. Faults are found in this order. */
export const CLOUD = {
  server: choice({ default: 'aliyun', choices: SERVER_NAMES }),
  // First, because an imported or copied flow lacks only this.
  deviceSecret: text({
    credential: 'password',
    check(value, { server, isSet }) {
      if (server?.needs.includes('deviceSecret') !== true) return undefined;
      const registers = server.uses.includes('productSecret') && isSet('productSecret');
      if (value === '') return registers ? undefined : { code: 'EC20_NO_SECRET', params: {} };
      if (server.secretEncoding === 'base64') return deviceKeyProblem(value);
      return server.login === 'triplet' ? deviceSecretProblem(value) : undefined;
    },
  }),
  productSecret: text({
    credential: 'password',
    check: (value, { isSet }) =>
      value === '' || isSet('deviceSecret') ? undefined : productSecretProblem(value),
  }),
  // Whether the DeviceName has to be in the console before it registers.
  registration: choice({ default: 'preregistered', choices: ['preregistered', 'free'] }),
  productKey: text({
    check(value, context) {
      const problem = nameProblem('productKey', value, context, productKeyProblem);
      if (problem !== undefined || context.server?.login !== 'computed' || context.isSet('host'))
        return problem;
      const derived = derivedHost(context.server, context);
      const wrong = derived === '' || derived === undefined ? undefined : hostProblem(derived);
      return wrong && wrongSetting('productKey', printable(value), NAME_SHAPE);
    },
  }),
  deviceName: text({
    check: (value, context) => nameProblem('deviceName', value, context, deviceNameProblem),
  }),
  auth: choice({ default: 'auto', choices: ['auto', 'aliauth', 'sign'] }),
  region: text({
    default: 'cn-shanghai',
    suggestions: REGIONS.map(({ id }) => id),
    check(value, { isSet }) {
      const isUsed = !isSet('host') && !isSet('instanceId');
      if (!isUsed || REGIONS.some(({ id }) => id === value)) return undefined;
      return { code: 'EC20_REGION', params: { value: printable(value) } };
    },
  }),
  instanceId: text({
    check: (value, { isSet }) => (value === '' || isSet('host') ? undefined : instanceIdProblem(value)),
  }),
  host: text({
    check(value, { server }) {
      if (value !== '') return hostProblem(value);
      return server?.needs.includes('host') === true ? { code: 'EC20_HOST_MISSING', params: {} } : undefined;
    },
  }),
  mqttPort: number({
    default: 1883,
    min: 1,
    max: 65_535,
    whenAbsent: (context) =>
      context.server === undefined ? 1883 : usualPort(context.server, encrypts(context)),
    meant: (port, context) =>
      context.server === undefined ? port : portAt(context.server, port, encrypts(context)),
  }),
  tls: choice({
    default: 'auto',
    choices: ['auto', 'on', 'off'],
    check(value, { server, isSet }) {
      const registers =
        server?.uses.includes('productSecret') === true && isSet('productSecret') && !isSet('deviceSecret');
      return registers && value === 'off' ? { code: 'EC20_REGISTER_TLS', params: {} } : undefined;
    },
  }),
  // Paths of PEM files, read only where TLS is wanted.
  caFile: text({
    applies: mayEncrypt,
    check(value, context) {
      const [port, host] = ['mqttPort', 'host'].map(context.get);
      if (value !== '' || typeof port !== 'number' || typeof host !== 'string') return undefined;
      if (!encrypts(context) || context.server?.shippedRoot({ host, port }) !== false) return undefined;
      return { code: 'EC20_CA_MISSING', params: { port } };
    },
  }),
  certFile: text({
    applies: mayEncrypt,
    check: (value, context) => pairProblem(value, 'certFile', 'keyFile', context),
  }),
  keyFile: text({
    applies: mayEncrypt,
    check: (value, context) => pairProblem(value, 'keyFile', 'certFile', context),
  }),
  clientId: text({
    check: (value, { server }) =>
      server?.login === 'triplet' ? baseClientIdProblem(value) : atTextProblem('clientId', value),
  }),
  username: text({ credential: 'text', check: (value) => atTextProblem('username', value) }),
  password: content({ credential: 'password', check: (value) => atTextProblem('password', value) }),
  keepAlive: number({
    default: 120,
    ...MODULE_KEEP_ALIVE,
    unit: 's',
    narrowed: ({ keepAlive }) => keepAlive,
  }),
  cleanSession: flag({ default: true }),
  willTopic: topicText({
    check(value, context) {
      const topic = value === '' ? undefined : expanded(value, context);
      return topic === undefined ? undefined : topicProblem(topic, WILL_BYTES);
    },
  }),
  willPayload: content({
    check(value, { isSet }) {
      const bytes = isSet('willTopic') ? utf8Bytes(value) : 0;
      if (bytes > WILL_BYTES) return { code: 'EC20_PAYLOAD_LONG', params: { bytes, limit: WILL_BYTES } };
      return atTextProblem('willPayload', value);
    },
  }),
  willQos: choice({ default: 0, choices: [0, 1, 2] }),
  willRetain: flag({ default: false }),
  // The product's thing model: JSON, or the path of a file with it.
  tsl: content({
    trimmed: true,
    inText: 'optional',
    check(value) {
      const reading = value === '' ? undefined : parseThingModel(value);
      return reading !== undefined && 'problem' in reading ? reading.problem : undefined;
    },
  }),
  tslFile: text(),
  tslCheck: choice({ default: 'warn', choices: ['strict', 'warn', 'skip', 'off'] }),
};

const NAME_SHAPE = '1–64 × a-z A-Z 0-9 - _';

/** A ProductKey or a DeviceName, where the server needs one. */
function nameProblem(
  field: 'productKey' | 'deviceName',
  value: string,
  { server }: Context,
  triplet: (value: string) => Problem | undefined,
): Problem | undefined {
  if (server?.needs.includes(field) !== true) return undefined;
  if (server.login === 'triplet') return triplet(value);
  return value === '' ? wrongSetting(field, '', NAME_SHAPE) : atTextProblem(field, value);
}

/** The host that follows from the other settings; undefined where one of them is unknown. */
function derivedHost(server: Server, { get }: Context): string | undefined {
  const [productKey, region, instanceId] = ['productKey', 'region', 'instanceId'].map(get);
  if (typeof productKey !== 'string' || typeof region !== 'string' || typeof instanceId !== 'string')
    return undefined;
  return server.host({ productKey, region, instanceId }, false);
}

function mayEncrypt({ get }: Context): boolean {
  return get('tls') !== 'off';
}

/** Whether the connection is encrypted; false where that can't be known. */
function encrypts({ get, isSet }: Context): boolean {
  const [server, tls, productSecret] = ['server', 'tls', 'productSecret'].map(get);
  if (tls === undefined || server === undefined) return false;
  return wantsTls({
    server: server as ServerName,
    tls: tls as 'auto' | 'on' | 'off',
    instanceId: isSet('instanceId') ? 'set' : '',
    productSecret: typeof productSecret === 'string' ? productSecret : '',
  });
}

/** A certificate and its key go together. */
function pairProblem(value: string, field: string, other: string, context: Context): Problem | undefined {
  if (value !== '' || !context.isSet(other) || !encrypts(context)) return undefined;
  return { code: 'EC20_TLS_PAIR', params: { field, other } };
}

/** A topic with the device's names filled in. An unknown name has at least one character. */
export function expanded(template: string, { nameOf }: Context): string {
  const [productKey = 'x', deviceName = 'x'] = [nameOf('productKey'), nameOf('deviceName')];
  return expandPlaceholders(template, { productKey, deviceName });
}
