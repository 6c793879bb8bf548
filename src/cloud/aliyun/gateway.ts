import { createHmac } from 'node:crypto';
import type { QuotesMode } from '../quotes';
import type {
  Asked,
  GatewayDialogue,
  GatewayMessage,
  GatewayQuestion,
  ListedDevice,
  SubDevice,
} from '../gateway';
import type { CloudMessage } from '../thing-dialogue';
import type { TopicNames } from '../../settings/topic';
import { idOf, readObject, writeEnvelope, writePayload } from './alink-json';
import { gatewayVerdict } from './gateway-codes';
import { isJsonList, isJsonObject, type JsonObject } from './relaxed-json';
import { replyTopic } from './reply';
import { TIMESTAMP } from './signing';

type Listed = Exclude<GatewayQuestion['kind'], 'list'>;

/** How one question is put (§A3.2: topology, registration, login). */
interface Form {
  /** After `/sys/pk/dn/`, or after `/ext/session/pk/dn/`. */
  readonly path: string;
  readonly root: 'sys' | 'session';
  readonly qos: 0 | 1;
  /** Maximum devices in one message. */
  readonly most: number;
}

/** Logins take QoS 0 only. A batch of them was limited to 5 devices in 2020, and is to 50 today. */
const FORMS: Readonly<Record<Listed | 'list' | 'logins' | 'logouts', Form>> = {
  list: { path: 'thing/topo/get', root: 'sys', qos: 1, most: 1 },
  register: { path: 'thing/sub/register', root: 'sys', qos: 1, most: 30 },
  add: { path: 'thing/topo/add', root: 'sys', qos: 1, most: 30 },
  login: { path: 'combine/login', root: 'session', qos: 0, most: 1 },
  logins: { path: 'combine/batch_login', root: 'session', qos: 0, most: 5 },
  logout: { path: 'combine/logout', root: 'session', qos: 0, most: 1 },
  logouts: { path: 'combine/batch_logout', root: 'session', qos: 0, most: 5 },
};

/** `status` of a notice that the topology has changed. */
const CHANGES: ReadonlyMap<number, (GatewayMessage & { kind: 'changed' })['change']> = new Map([
  [0, 'added'],
  [1, 'removed'],
  [2, 'enabled'],
  [8, 'disabled'],
]);

/** Behind `/sys/pk/dn/thing/` of a sub-device: what the console does with it (禁用、启用、删除子设备, §A8.3). */
const DONE_TO_IT: Readonly<Record<string, (GatewayMessage & { kind: 'changed' })['change']>> = {
  disable: 'disabled',
  enable: 'enabled',
  delete: 'removed',
};

/** Where the names of a device are in a topic: as a whole, or behind these words. */
const DEVICE_IN_TOPIC =
  /^\/(?:sys\/|ext\/(?:session|ntp|error)\/|ext\/rrpc\/[^/]+\/\/?(?:sys\/)?|ota\/device\/\w+\/|shadow\/\w+\/)?([^/]+)\/([^/]+)(?:\/|$)/;
/** A broadcast to the subscribers of one product. */
const GROUP_TOPIC = /^\/broadcast\/([^/]+)\//;
/** First levels that are no ProductKey. */
const RESERVED = new Set(['sys', 'ext', 'ota', 'shadow', 'broadcast']);

/** Codes by which the reply to a sub-device's own message tells that it can't speak any more (§A3.3, §A8.3). */
const SPEECHLESS: ReadonlySet<number> = new Set([427, 520, 521, 522, 6204, 6208, 6401]);

/** Whether such a code stands in a reply: the message itself is as good as before. */
export function isSpeechless(code: number): boolean {
  return SPEECHLESS.has(code);
}

/** The dialogue of a gateway with Alibaba Cloud about its sub-devices. */
export function aliyunGateway(names: TopicNames, quotes: QuotesMode, cleanSession: boolean): GatewayDialogue {
  const own = `${names.productKey}/${names.deviceName}`;
  const roots = { sys: `/sys/${own}/`, session: `/ext/session/${own}/` };
  const topicOf = ({ root, path }: Form) => `${roots[root]}${path}`;
  const changed = `${roots.sys}thing/topo/change`;
  const wanted = `${roots.sys}thing/topo/add/notify`;
  const refused = `/ext/error/${own}`;
  const replies = new Map(
    Object.entries(FORMS).map(([name, form]) => [replyTopic(topicOf(form)), kindOf(name)] as const),
  );

  const subDeviceOf = (topic: string): string | undefined => {
    const [, productKey = '', deviceName = ''] = DEVICE_IN_TOPIC.exec(topic) ?? [];
    if (productKey === '' || RESERVED.has(productKey)) return undefined;
    const key = `${productKey}/${deviceName}`;
    return key === own ? undefined : key;
  };

  const written = (
    form: Form,
    id: string,
    params: JsonObject | readonly JsonObject[],
    count: number,
  ): Asked => {
    const topic = topicOf(form);
    // The session's own topics take no version and no method (子设备上下线).
    const method = form.root === 'sys' ? form.path.replaceAll('/', '.') : undefined;
    return { topic, payload: writeEnvelope({ id, params, method, ack: true }, quotes), qos: form.qos, count };
  };

  const answered = (topic: string, id: string): CloudMessage => ({
    topic: replyTopic(topic),
    payload: writePayload({ id, code: 200, message: 'success', data: {} }, quotes),
  });

  return {
    own,
    filters: [...replies.keys(), changed, wanted, refused],
    subDeviceOf,
    isLogin: (topic) => topic === topicOf(FORMS.login) || topic === topicOf(FORMS.logins),
    productOf(topic) {
      const [, productKey] = GROUP_TOPIC.exec(topic) ?? [];
      return productKey === names.productKey ? undefined : productKey;
    },
    ask(question, id, limitBytes) {
      if (question.kind === 'list') return written(FORMS.list, id, {}, 1);
      const { kind, devices } = question;
      const asked = (count: number): Asked => {
        const some = devices.slice(0, count);
        const [first] = some;
        if (kind === 'register' || kind === 'add') {
          return written(FORMS[kind], id, some.map(kind === 'add' ? signedForTopology : named), count);
        }
        if (count > 1) {
          return kind === 'login'
            ? written(FORMS.logins, id, loginsOf(some, cleanSession), count)
            : written(FORMS.logouts, id, some.map(named), count);
        }
        const one = first === undefined ? {} : kind === 'login' ? loginOf(first, cleanSession) : named(first);
        return written(FORMS[kind], id, one, count);
      };
      const form = kind === 'login' ? FORMS.logins : kind === 'logout' ? FORMS.logouts : FORMS[kind];
      const most = Math.max(1, Math.min(form.most, devices.length));
      for (let count = most; count > 1; count--) {
        const message = asked(count);
        if (message.payload.length <= limitBytes) return message;
      }
      return asked(1);
    },
    read({ topic, payload }) {
      const envelope = readObject(payload);
      if (envelope === undefined) return undefined;
      const id = idOf(envelope) ?? '';
      const to = replies.get(topic);
      if (to !== undefined) {
        const devices = listed(envelope['data']);
        return { kind: 'reply', to, id, devices, verdict: verdictOf(envelope, namesOf(devices)) };
      }
      if (topic === changed || topic === wanted) {
        const params = envelope['params'];
        const isChange = topic === changed && isJsonObject(params);
        const change = isChange ? CHANGES.get(Number(params['status'])) : 'added';
        const devices = listed(isChange ? params['subList'] : params);
        return change && { kind: 'changed', change, devices, answer: answered(topic, id) };
      }
      const key = subDeviceOf(topic);
      const [, deed = ''] = /^\/sys\/[^/]+\/[^/]+\/thing\/(\w+)$/.exec(topic) ?? [];
      const done = Object.hasOwn(DONE_TO_IT, deed) ? DONE_TO_IT[deed] : undefined;
      if (key !== undefined && done !== undefined) {
        const devices = [{ key, secret: undefined }];
        return { kind: 'changed', change: done, devices, answer: answered(topic, id) };
      }
      const isLost = key !== undefined && topic.endsWith('_reply') && isSpeechless(Number(envelope['code']));
      if (topic !== refused && !isLost) return undefined;
      const devices = topic === refused ? listed(envelope['data']) : [{ key: key ?? '', secret: undefined }];
      const verdict = verdictOf(envelope, namesOf(devices));
      return verdict.kind === 'refused' ? { kind: 'refusal', verdict, devices } : undefined;
    },
  };
}

function kindOf(form: string): GatewayQuestion['kind'] {
  return (form === 'logins' || form === 'logouts' ? form.slice(0, -1) : form) as GatewayQuestion['kind'];
}

function verdictOf(envelope: JsonObject, device: string): ReturnType<typeof gatewayVerdict> {
  const { message } = envelope;
  return gatewayVerdict(Number(envelope['code']), typeof message === 'string' ? message : '', device);
}

function namesOf(devices: readonly ListedDevice[]): string {
  return devices.map(({ key }) => key).join(', ');
}

/** The devices that a message names: one, or a list. */
function listed(data: unknown): readonly ListedDevice[] {
  const list = isJsonList(data as never) ? (data as readonly unknown[]) : [data];
  return list.flatMap((each) => {
    if (!isJsonObject(each as never)) return [];
    const { productKey, deviceName, deviceSecret } = each as JsonObject;
    if (typeof productKey !== 'string' || typeof deviceName !== 'string') return [];
    const secret = typeof deviceSecret === 'string' && deviceSecret !== '' ? deviceSecret : undefined;
    return [{ key: `${productKey}/${deviceName}`, secret }];
  });
}

function named({ productKey, deviceName }: SubDevice): JsonObject {
  return { productKey, deviceName };
}

function signed(device: SubDevice): JsonObject {
  const { clientId = '', timestamp = '', sign = '' } = device.signature ?? {};
  return { ...named(device), clientId, timestamp, sign };
}

/** The topology writes `signmethod`, the login `signMethod` (管理拓扑关系, 子设备上下线). */
function signedForTopology(device: SubDevice): JsonObject {
  return { ...signed(device), signmethod: device.signature?.method ?? '' };
}

function loginOf(device: SubDevice, cleanSession: boolean): JsonObject {
  return {
    ...signed(device),
    signMethod: device.signature?.method ?? '',
    cleanSession: String(cleanSession),
  };
}

/** The C SDK names the method once for a batch, others in each of its devices; the signature covers neither. */
function loginsOf(devices: readonly SubDevice[], cleanSession: boolean): JsonObject {
  return {
    signMethod: devices[0]?.signature?.method ?? '',
    deviceList: devices.map((device) => loginOf(device, cleanSession)),
  };
}

/** Signs for a sub-device as for a login, but with the platform's own names of the methods (§A1.1). */
export function signSubDevice(
  { productKey, deviceName }: TopicNames,
  deviceSecret: string,
): NonNullable<SubDevice['signature']> {
  const clientId = `${productKey}.${deviceName}`;
  const content = `clientId${clientId}deviceName${deviceName}productKey${productKey}timestamp${TIMESTAMP}`;
  const sign = createHmac('sha256', deviceSecret).update(content).digest('hex');
  return { clientId, timestamp: TIMESTAMP, method: 'hmacSha256', sign };
}
