import { FAST_SIMULATOR } from '../rig';
import type { MessageFault, Provocation, Provocations } from './provocation';

type Values = Readonly<Record<string, unknown>>;

const UPDATE = '/a1DemoEC20x/demo-device/user/update';
const OFFLINE = { port: `${FAST_SIMULATOR}&sim=absent` };

/** Of the node types that a message goes into. */
const into =
  (type: string) =>
  (what: string, node: Values, message: Values, more: Partial<MessageFault> = {}): Provocation => ({
    kind: 'message',
    what,
    node: { ...node, type },
    messages: [message],
    ...more,
  });

const publish = into('ec20-publish');
const subscribe = into('ec20-subscribe');
const command = into('ec20-command');

const ONLINE = { online: true } as const;
/** A status node sends by itself too. */
const WITHOUT_REPORTS = { wires: [] };

/** Messages that a node refuses, drops or gives up. */
export const MESSAGE_FAULTS: Provocations = {
  EC20_NO_MODEM: publish('a node without its config node', { modem: '' }, { topic: 'a', payload: 'a' }),
  EC20_NO_DEVICE: publish('a sub-device that was deleted', { device: 'gone' }, { topic: 'a', payload: 'a' }),
  EC20_SUB_CHOICE: publish(
    'a sub-device that is not set up',
    {},
    { topic: UPDATE, payload: 'a', device: 'meter9' },
    { modem: { subDevices: 'a1DemoMeter,meter1' } },
  ),
  EC20_TOPIC_MISSING: publish('no topic anywhere', {}, { payload: 'a' }),
  EC20_TOPIC_CHARACTER: publish('a line break in the topic', {}, { topic: 'a\nb', payload: 'a' }),
  EC20_TOPIC_WILDCARD: publish('a wildcard in the topic', {}, { topic: 'a/#', payload: 'a' }),
  EC20_TOPIC_LONG: publish(
    'a topic of Chinese characters, three bytes each',
    {},
    { topic: '温'.repeat(50), payload: 'a' },
  ),
  EC20_TOPIC_PLACEHOLDER: publish(
    'a name of Alink in the topic',
    {},
    { topic: 'a/${tsl.event}', payload: 'a' },
  ),
  EC20_GATHER_FORM: publish(
    'a text that is not JSON, for an array',
    { gather: 60, gatherForm: 'array' },
    { topic: UPDATE, payload: 'warm' },
  ),
  EC20_PAYLOAD_EMPTY: publish('an empty text', {}, { topic: UPDATE, payload: '' }),
  EC20_PAYLOAD_LONG: publish('a payload over the limit', {}, { topic: UPDATE, payload: 'a'.repeat(1501) }),
  EC20_PAYLOAD_JSON: publish('a BigInt in an object', {}, { topic: UPDATE, payload: { big: 1n } }),
  EC20_QOS: publish('a QoS that is none', { qos: '' }, { topic: UPDATE, payload: 'a', qos: 7 }),
  EC20_QOS_UNSUPPORTED: publish('QoS 2 for Aliyun', { qos: 2 }, { topic: UPDATE, payload: 'a' }),
  EC20_RETAIN: publish('a retain that is none', {}, { topic: UPDATE, payload: 'a', retain: 'often' }),
  EC20_RETAIN_UNSUPPORTED: publish('retain for Aliyun', { retain: true }, { topic: UPDATE, payload: 'a' }),
  EC20_OFFLINE: publish(
    'a message that may be dropped',
    { offline: 'drop' },
    { topic: UPDATE, payload: 'a' },
    { modem: OFFLINE },
  ),
  EC20_QUEUE_FULL: publish(
    'more messages than the queue takes',
    {},
    {},
    {
      modem: { ...OFFLINE, queueLimit: 1, queueOverflow: 'newest' },
      messages: [
        { topic: UPDATE, payload: 'fits' },
        { topic: UPDATE, payload: 'too many' },
      ],
    },
  ),
  EC20_EXPIRED: publish(
    'a message that waits too long',
    {},
    { topic: UPDATE, payload: 'a' },
    { modem: { ...OFFLINE, queueTtl: 1 } },
  ),
  EC20_FILTER_MISSING: subscribe('a subscription without a topic', { inputs: 1 }, { action: 'subscribe' }),
  EC20_FILTER_INVALID: subscribe(
    'a wildcard within a level',
    { inputs: 1 },
    { action: 'subscribe', topic: 'a+/b' },
  ),
  EC20_SUBSCRIBE_REFUSED: subscribe(
    'another device’s topic',
    { inputs: 1 },
    { action: 'subscribe', topic: '/a1DemoEC20x/another/user/get' },
    ONLINE,
  ),
  EC20_MESSAGE_UNREADABLE: into('ec20-reply')(
    'a request that throws when it is read',
    {},
    {
      ec20: {
        get request(): string {
          throw new Error('boom');
        },
      },
    },
  ),
  EC20_NO_EFFECT: subscribe(
    'an unsubscribe from what is not subscribed',
    { inputs: 1 },
    { action: 'unsubscribe', topic: UPDATE },
  ),
  EC20_ACTION: subscribe('an action that is none', { inputs: 1 }, { action: 'dance' }),
  EC20_HISTORY_REQUEST: into('ec20-status')('a question about the past without a subject', WITHOUT_REPORTS, {
    action: 'history',
  }),
  EC20_HISTORY_OFF: into('ec20-status')(
    'a question about a past that was not recorded',
    WITHOUT_REPORTS,
    { action: 'history', what: 'signal' },
    { modem: { history: 'off' } },
  ),
  EC20_RESERVED: command('a command that would break the session', {}, { payload: 'AT+QMTCLOSE=0' }),
  EC20_COMMAND_INVALID: command('no AT command', {}, { payload: 'hello' }),
  EC20_MODULE_ERROR: command('a command that the module doesn’t know', {}, { payload: 'AT+NOSUCH' }, ONLINE),
  EC20_TIMEOUT: command(
    'a late code that never comes',
    {},
    { payload: { command: 'AT', until: '+NEVER:', timeout: 100 } },
    ONLINE,
  ),
  EC20_DATA_STUCK: command(
    'a file that is shorter than announced',
    {},
    { payload: { command: 'AT+QFUPL="a.txt",9', data: 'hi', timeout: 200 } },
    ONLINE,
  ),
  EC20_LINE_CLOSED: command(
    'a command before the port is open',
    {},
    { payload: 'AT' },
    {
      modem: { port: '/dev/ec20-test-missing', productKey: 'a1DemoEC20x', deviceName: 'demo-device' },
    },
  ),
  EC20_CANCELLED: command(
    'a disconnect while a command waits',
    {},
    { payload: { command: 'AT', until: '+NEVER:' } },
    {
      ...ONLINE,
      others: [{ id: 'hand', type: 'ec20-subscribe', modem: 'modem', inputs: 1, wires: [[]] }],
      then: { node: 'hand', message: { action: 'disconnect' } },
    },
  ),
};
