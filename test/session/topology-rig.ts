import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import { aliyunGateway } from '../../src/cloud/aliyun/gateway';
import { aliyunSubDevice } from '../../src/cloud/aliyun/sub-device';
import type { SubDevice } from '../../src/cloud/gateway';
import { Topology } from '../../src/session/topology';
import { VirtualClock } from '../support/virtual-clock';

export const NAMES = { productKey: 'a1GatewayPk', deviceName: 'gateway-1' };
export const SECRET = '0123456789abcdef0123456789abcdef';

interface Asked {
  /** The last words of the topic: `login`, `batch_login`, `add` … */
  readonly what: string;
  readonly names: readonly string[];
}

/** A cloud that answers each question at once; what it refuses is decided by the test. */
export class PlayedCloud {
  readonly clock = new VirtualClock();
  readonly asked: Asked[] = [];
  /** Answers to what the cloud has told: topic, id and code. */
  readonly answered: string[] = [];
  readonly ready: string[] = [];
  readonly kept = new Map<string, string>();
  readonly concealed: string[] = [];
  /** The names in the topology. */
  topology = new Set<string>();
  /** A code for a question about that device; undefined: 200. */
  refuse: (what: string, name: string) => number | undefined = () => undefined;
  /** Questions that get no answer. */
  silent: (what: string) => boolean = () => false;
  /** How late answers come. */
  lateMs = 0;
  /** The devices that an answer names, of those that were asked for. */
  named: (what: string, names: readonly string[], code: number) => readonly string[] = (_, names) => names;
  keepFails = false;
  givesSecrets = true;
  readonly device: Topology;
  #connection = new AbortController();
  #id = 0;

  constructor(isGateway = true) {
    this.device = new Topology({
      clock: this.clock,
      dialogue: isGateway ? aliyunGateway(NAMES, 'keep', true) : undefined,
      send: ({ topic, payload }) => {
        this.#answer(topic, JSON.parse(payload.toString()) as Question);
        return Promise.resolve();
      },
      nextId: () => String(++this.#id),
      largestPayloadBytes: () => 1500,
      secretStore: {
        keep: ({ deviceName }, secret) => {
          if (this.keepFails) return Promise.reject(new CodedError('EC20_REGISTER_STORE'));
          this.kept.set(deviceName, secret);
          return Promise.resolve();
        },
      },
      conceal: (secret) => this.concealed.push(secret),
      listen: () => Promise.resolve(),
      ready: (key) => this.ready.push(key),
      listenerFailed: (error) => assert.fail(error.code),
    });
  }

  connect(): void {
    this.#connection = new AbortController();
    this.device.begin(this.#connection.signal);
  }

  lose(): void {
    this.#connection.abort(new CodedError('EC20_LINK_SILENT'));
  }

  tell(topic: string, value: unknown): void {
    this.device.received({ topic, payload: Buffer.from(JSON.stringify(value)) });
  }

  change(status: number, name: string): void {
    const subList = [{ productKey: 'a1MeterPk00', deviceName: name }];
    this.tell('/sys/a1GatewayPk/gateway-1/thing/topo/change', { id: '1', params: { status, subList } });
  }

  /** `name:state`, with the code of its error. */
  get states(): readonly string[] {
    return this.device.snapshots.map(({ device, state, error }) => {
      const name = device.replace('a1MeterPk00/', '');
      return error === undefined ? `${name} ${state}` : `${name} ${state} ${error.code}`;
    });
  }

  async settle(): Promise<void> {
    await this.clock.advance(0);
  }

  #answer(topic: string, { id, code: answeredCode, params }: Question): void {
    const what = topic.split('/').at(-1) ?? '';
    if (what.endsWith('_reply')) {
      this.answered.push(`${topic} ${id} ${answeredCode}`);
      return;
    }
    const names = namesIn(params);
    this.asked.push({ what, names });
    if (this.silent(what)) return;
    const code = names.map((name) => this.#codeFor(what, name)).find((each) => each !== 200) ?? 200;
    const listed = what === 'get' ? [...this.topology] : this.named(what, names, code);
    const data = listed.map((deviceName) => ({
      productKey: 'a1MeterPk00',
      deviceName,
      ...(what === 'register' && code === 200 && this.givesSecrets ? { deviceSecret: SECRET } : {}),
    }));
    if (what === 'add' && code === 200) for (const name of listed) this.topology.add(name);
    // The answer comes when the question has been sent.
    this.clock.after(this.lateMs, () => this.tell(`${topic}_reply`, { id, code, message: '', data }));
  }

  #codeFor(what: string, name: string): number {
    const refused = this.refuse(what, name);
    if (refused !== undefined) return refused;
    return what.endsWith('login') && !this.topology.has(name) ? 6401 : 200;
  }
}

interface Named {
  readonly deviceName?: string;
  readonly deviceList?: readonly Named[];
}
interface Question {
  readonly id: string;
  readonly code?: number;
  readonly params: Named | readonly Named[];
}

/** A list, a batch of logins, or one device; `{}`: none. */
function namesIn(params: Named | readonly Named[]): readonly string[] {
  const list = 'map' in params ? params : (params.deviceList ?? [params]);
  return list.flatMap(({ deviceName }) => deviceName ?? []);
}

export function meter(name: string, deviceSecret = SECRET): SubDevice {
  return aliyunSubDevice({
    productKey: 'a1MeterPk00',
    deviceName: name,
    deviceSecret,
    thingModel: '',
    thingCheck: 'warn',
    quotes: 'keep',
  });
}

export function cloudWith(...names: string[]): PlayedCloud {
  const cloud = new PlayedCloud();
  for (const name of names) cloud.device.attach(meter(name));
  return cloud;
}
