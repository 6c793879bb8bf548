import { createHash } from 'node:crypto';
import { done, type Answer, type Exchange } from './exchange';
import type { DeviceRecord } from './device-record';
import type { DeviceIdentity } from './login';
import { isJsonObject, type Json, type JsonObject } from './relaxed-json';
import type { SubDeviceRequest, SubDevices } from './sub-devices';

/** A topic on which gateways publish, and what is answered. */
export interface GatewayTopic {
  readonly topic: string;
  readonly service: (params: Json | undefined, exchange: Exchange) => Answer;
}

type Service = (params: Json | undefined, gateway: DeviceRecord, subDevices: SubDevices) => Answer;

/** Sub-devices in one topo/add or sub/register (§A8.1). */
const MOST_AT_ONCE = 30;
const BAD_PARAMETERS = { code: 460 } as const;

/** The gateway's own Alink topics. Source: §A8.1. */
export const TOPOLOGY_TOPICS: readonly GatewayTopic[] = [
  ofGateway('/sys/{pk}/{dn}/thing/topo/get', 6203, (_, { subDevices }) => done(namesOf([...subDevices]))),
  ofGateway('/sys/{pk}/{dn}/thing/topo/add', 6203, (params, gateway, subDevices) => {
    const requests = requestList(params, MOST_AT_ONCE);
    if (requests === undefined) return BAD_PARAMETERS;
    const code = subDevices.add(gateway, requests);
    return code === undefined ? done(namesOf(requests)) : { code };
  }),
  ofGateway('/sys/{pk}/{dn}/thing/topo/delete', 6203, (params, gateway, subDevices) => {
    const devices = requestList(params, MOST_AT_ONCE);
    if (devices === undefined) return BAD_PARAMETERS;
    const code = subDevices.delete(gateway, devices);
    return code === undefined ? done(namesOf(devices)) : { code };
  }),
  ofGateway('/sys/{pk}/{dn}/thing/list/found', 6203, (params, gateway, subDevices) => {
    const devices = requestList(params, MOST_AT_ONCE);
    if (devices === undefined) return BAD_PARAMETERS;
    const code = subDevices.report(gateway, namesOf(devices));
    return code === undefined ? done() : { code };
  }),
  ofGateway('/sys/{pk}/{dn}/thing/sub/register', 6203, (params, gateway, subDevices) => {
    const devices = requestList(params, MOST_AT_ONCE);
    if (devices === undefined) return BAD_PARAMETERS;
    const records = subDevices.register(gateway, devices);
    return typeof records === 'number' ? { code: records } : done(records.map(certificate));
  }),
];

/** Logins and logouts, answered without method and version, with the devices in `data` also when refused. Source: §A8.2. */
export const SESSION_TOPICS: readonly GatewayTopic[] = [
  ofGateway('/ext/session/{pk}/{dn}/combine/login', 6401, (params, gateway, subDevices) => {
    const request = signedRequest(params);
    if (request === undefined) return BAD_PARAMETERS;
    const [refused] = subDevices.login(gateway, [request]);
    return sessionAnswer(refused?.code, nameOf(request));
  }),
  ofGateway('/ext/session/{pk}/{dn}/combine/logout', 520, (params, gateway, subDevices) => {
    const device = requestOf(params);
    if (device === undefined) return BAD_PARAMETERS;
    const [without] = subDevices.logout(gateway, [device]);
    return sessionAnswer(without === undefined ? undefined : 520, nameOf(device));
  }),
  {
    topic: '/ext/session/{pk}/{dn}/combine/batch_login',
    service(params, { record, subDevices, batchLogins }) {
      if (subDevices === undefined) return sessionAnswer(6401, {});
      const list = isJsonObject(params) ? params['deviceList'] : undefined;
      const requests = requestList(list, batchLogins);
      if (requests?.every(isSigned) !== true) return BAD_PARAMETERS;
      const refused = subDevices.login(record, requests);
      const devices = refused.length === 0 ? requests : refused.map(({ device }) => device);
      return sessionAnswer(refused[0]?.code, namesOf(devices));
    },
  },
  {
    topic: '/ext/session/{pk}/{dn}/combine/batch_logout',
    service(params, { record, subDevices, batchLogins }) {
      if (subDevices === undefined) return sessionAnswer(520, {});
      const devices = requestList(params, batchLogins);
      if (devices === undefined) return BAD_PARAMETERS;
      const without = subDevices.logout(record, devices);
      return without.length === 0
        ? sessionAnswer(undefined, namesOf(devices))
        : sessionAnswer(520, namesOf(without));
    },
  },
];

/** The messages of the documents where the other topics have other words for the same code. */
const SESSION_MESSAGES: ReadonlyMap<number, string> = new Map([
  [429, 'rate limit, too many subDeviceOnline msg in one minute'],
  [428, 'too many subdevices under gateway'],
  [520, 'device no session'],
  [521, 'device deleted'],
  [522, 'device forbidden'],
  [6287, 'invalid sign'],
]);

/** `code`: what a device gets that is no gateway; the documents name none. */
function ofGateway(topic: string, code: number, service: Service): GatewayTopic {
  return {
    topic,
    service: (params, { record, subDevices }) =>
      subDevices === undefined ? { code } : service(params, record, subDevices),
  };
}

function sessionAnswer(code: number | undefined, data: Json): Answer {
  if (code === undefined) return done(data);
  const message = SESSION_MESSAGES.get(code);
  return message === undefined ? { code, data } : { code, data, message };
}

function certificate(record: DeviceRecord): JsonObject {
  const { productKey, deviceName, deviceSecret } = record;
  const digest = createHash('sha256').update(`${productKey}&${deviceName}`).digest('hex');
  return { iotId: digest.slice(0, 32), productKey, deviceName, deviceSecret };
}

function requestList(params: Json | undefined, most: number): readonly SubDeviceRequest[] | undefined {
  if (!Array.isArray(params) || params.length === 0 || params.length > most) return undefined;
  const requests = (params as readonly Json[]).map(requestOf);
  return requests.every((request) => request !== undefined) ? requests : undefined;
}

function requestOf(item: Json | undefined): SubDeviceRequest | undefined {
  if (!isJsonObject(item)) return undefined;
  const { productKey, deviceName } = item;
  if (typeof productKey !== 'string' || typeof deviceName !== 'string') return undefined;
  if (productKey === '' || deviceName === '') return undefined;
  const params = new Map<string, string>();
  for (const [name, value] of Object.entries(item)) {
    if (typeof value !== 'object') params.set(name, String(value));
  }
  return { productKey, deviceName, params };
}

function signedRequest(item: Json | undefined): SubDeviceRequest | undefined {
  const request = requestOf(item);
  if (request === undefined) return undefined;
  return isSigned(request) ? request : undefined;
}

/** A login has a client id, a time in milliseconds and a signature. */
function isSigned({ params }: SubDeviceRequest): boolean {
  const hasAll = ['clientId', 'sign'].every((name) => (params.get(name) ?? '') !== '');
  return hasAll && /^\d+$/.test(params.get('timestamp') ?? '');
}

function nameOf({ productKey, deviceName }: DeviceIdentity): { productKey: string; deviceName: string } {
  return { deviceName, productKey };
}

function namesOf(devices: readonly DeviceIdentity[]): { productKey: string; deviceName: string }[] {
  return devices.map(nameOf);
}
