import assert from 'node:assert/strict';
import { CodedError } from '../../src/base/coded-error';
import { aliyunGateway } from '../../src/cloud/aliyun/gateway';
import { aliyunSubDevice } from '../../src/cloud/aliyun/sub-device';
import type { SubDevice } from '../../src/cloud/gateway';
import { Topology } from '../../src/session/topology';
import { VirtualClock } from '../support/virtual-clock';

const NAMES = { productKey: 'a1GatewayPk', deviceName: 'gateway-1' };
const SECRET = '0123456789abcdef0123456789abcdef';

interface Asked {
  /** The last words of the topic: `login`, `batch_login`, `add` … */
  readonly what: string;
  readonly names: readonly string[];
}

/** A cloud that answers each question at once; what it refuses is decided by the test. */
class PlayedCloud {
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

function meter(name: string, deviceSecret = SECRET): SubDevice {
  return aliyunSubDevice({
    productKey: 'a1MeterPk00',
    deviceName: name,
    deviceSecret,
    thingModel: '',
    thingCheck: 'warn',
    quotes: 'keep',
  });
}

function cloudWith(...names: string[]): PlayedCloud {
  const cloud = new PlayedCloud();
  for (const name of names) cloud.device.attach(meter(name));
  return cloud;
}

describe('the topology of a gateway', () => {
  it('asks for it first, adds only what is missing, and logs all in together', async () => {
    const cloud = cloudWith('meter-1', 'meter-2', 'meter-3');
    cloud.topology.add('meter-2');
    assert.deepEqual(cloud.states, ['meter-1 offline', 'meter-2 offline', 'meter-3 offline']);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.asked, [
      { what: 'get', names: [] },
      { what: 'add', names: ['meter-1', 'meter-3'] },
      { what: 'batch_login', names: ['meter-1', 'meter-2', 'meter-3'] },
    ]);
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online', 'meter-3 online']);
    assert.equal(cloud.ready.length, 3);
  });

  it('logs in again on each connection, and nobody is online in between', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    cloud.lose();
    assert.deepEqual(cloud.states, ['meter-1 offline']);
    assert.equal(cloud.device.isReady('/sys/a1MeterPk00/meter-1/thing/event/property/post'), false);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online']);
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'add', 'login', 'get', 'login'],
    );
  });

  it('logs in again after 520, once for any number of refused messages', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.connect();
    await cloud.settle();
    const reply = '/sys/a1MeterPk00/meter-1/thing/event/property/post_reply';
    for (let count = 0; count < 3; count++) cloud.tell(reply, { id: String(count), code: 520 });
    assert.deepEqual(cloud.states, ['meter-1 offline EC20_SUB_SESSION', 'meter-2 online']);
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    assert.equal(cloud.asked.filter(({ what }) => what === 'login').length, 1);
  });

  it('finds the one to blame in a refused batch; the others come online', async () => {
    const cloud = cloudWith('meter-1', 'meter-2', 'meter-3');
    cloud.refuse = (what, name) => (what.endsWith('login') && name === 'meter-2' ? 6287 : undefined);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 failed EC20_SUB_SIGNATURE', 'meter-3 online']);
  });

  it('tries a refused one again after ten minutes, then less and less often', async () => {
    const cloud = cloudWith('meter-1');
    cloud.refuse = (what) => (what === 'login' ? 522 : undefined);
    cloud.connect();
    await cloud.settle();
    const logins = () => cloud.asked.filter(({ what }) => what === 'login').length;
    assert.equal(logins(), 1);
    await cloud.clock.advance(599_999);
    assert.equal(logins(), 1);
    await cloud.clock.advance(1);
    assert.equal(logins(), 2);
    await cloud.clock.advance(86_400_000);
    // 20, 40, 60, 60 … minutes.
    assert.ok(logins() > 20 && logins() < 30, String(logins()));
  });

  it('adds a device that a login reports missing, once', async () => {
    const cloud = cloudWith('meter-1');
    cloud.silent = (what) => what === 'get';
    cloud.connect();
    await cloud.clock.advance(10_000);
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'login', 'add', 'login'],
    );
    assert.deepEqual(cloud.states, ['meter-1 online']);

    const stubborn = cloudWith('meter-1');
    stubborn.refuse = (what) => (what === 'login' ? 6401 : undefined);
    stubborn.connect();
    await stubborn.settle();
    assert.deepEqual(stubborn.states, ['meter-1 failed EC20_SUB_TOPOLOGY']);
    assert.ok(stubborn.asked.length <= 5);
  });

  it('hears what the console does: disabled, enabled, removed, added', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.connect();
    await cloud.settle();
    cloud.change(8, 'meter-1');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_DISABLED', 'meter-2 online']);
    cloud.change(2, 'meter-1');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    cloud.topology.delete('meter-1');
    cloud.change(1, 'meter-1');
    await cloud.clock.advance(86_400_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REMOVED', 'meter-2 online']);
    cloud.lose();
    cloud.connect();
    await cloud.settle();
    // It was removed on purpose: no connection adds it again.
    assert.ok(!cloud.topology.has('meter-1'));
    cloud.topology.add('meter-1');
    cloud.change(0, 'meter-1');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
  });

  it('registers a device without a secret, keeps what it gets, and masks it', async () => {
    const cloud = new PlayedCloud();
    cloud.device.attach(meter('meter-1', ''));
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'register', 'add', 'login'],
    );
    assert.equal(cloud.kept.get('meter-1'), SECRET);
    assert.ok(cloud.concealed.includes(SECRET));
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  for (const [what, code, error, firstPauseMs] of [
    ['login', 6287, 'EC20_SUB_SIGNATURE', 600_000],
    ['add', 401, 'EC20_SUB_SIGNATURE', 600_000],
    ['add', 6619, 'EC20_SUB_BOUND', 600_000],
    ['add', 6100, 'EC20_SUB_UNKNOWN', 600_000],
    ['login', 521, 'EC20_SUB_UNKNOWN', 600_000],
    ['add', 6400, 'EC20_SUB_LIMIT', 60_000],
    ['login', 428, 'EC20_SUB_LIMIT', 60_000],
    ['login', 520, 'EC20_SUB_SESSION', 60_000],
    ['add', 6204, 'EC20_SUB_DISABLED', 600_000],
    ['add', 460, 'EC20_SUB_REFUSED', 600_000],
    ['register', 6288, 'EC20_SUB_REGISTER_OFF', 600_000],
    ['register', 6289, 'EC20_SUB_ACTIVATED', 600_000],
  ] as const) {
    it(`${error} by ${code} to ${what}: fails alone, is tried again after ${firstPauseMs / 1000} s, and comes online`, async () => {
      const cloud = cloudWith('meter-1');
      cloud.device.attach(meter('meter-2', what === 'register' ? '' : SECRET));
      cloud.refuse = (asked, name) => (asked.endsWith(what) && name === 'meter-2' ? code : undefined);
      cloud.connect();
      await cloud.settle();
      assert.deepEqual(cloud.states, ['meter-1 online', `meter-2 failed ${error}`]);
      assert.equal(cloud.device.isReady('/a1MeterPk00/meter-2/user/update'), false);
      cloud.refuse = () => undefined;
      await cloud.clock.advance(firstPauseMs - 1);
      assert.deepEqual(cloud.states, ['meter-1 online', `meter-2 failed ${error}`]);
      await cloud.clock.advance(1);
      assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    });
  }

  for (const [code, error, pauseMs] of [
    [427, 'EC20_SUB_ELSEWHERE', 60_000],
    [521, 'EC20_SUB_UNKNOWN', 600_000],
    [522, 'EC20_SUB_DISABLED', 600_000],
  ] as const) {
    it(`${error} by ${code} while it is online: told once, and logged in again after ${pauseMs / 1000} s`, async () => {
      const cloud = cloudWith('meter-1');
      const changes: string[] = [];
      cloud.connect();
      await cloud.settle();
      cloud.device.changes.add(({ state, error: why }) => changes.push(`${state} ${why?.code ?? ''}`.trim()));
      const data = { productKey: 'a1MeterPk00', deviceName: 'meter-1' };
      cloud.tell('/ext/error/a1GatewayPk/gateway-1', { id: '1', code, message: 'why', data });
      await cloud.clock.advance(pauseMs - 1);
      assert.deepEqual(changes, [`failed ${error}`]);
      await cloud.clock.advance(1);
      assert.equal(changes.at(-1), 'online');
    });
  }

  it('lets as many online as there is room for, whatever batch they are asked for in', async () => {
    const cloud = cloudWith(...Array.from({ length: 8 }, (_, index) => `meter-${index}`));
    let room = 3;
    const online = () => cloud.states.filter((state) => state.endsWith(' online')).length;
    cloud.refuse = (what) =>
      what === 'batch_login' || (what === 'login' && online() >= room) ? 428 : undefined;
    cloud.connect();
    await cloud.settle();
    assert.equal(online(), 3);
    assert.equal(cloud.states.filter((state) => state.endsWith('EC20_SUB_LIMIT')).length, 5);
    room = 8;
    await cloud.clock.advance(600_000);
    assert.equal(online(), 8);
  });

  it('asks a busy cloud for all of a batch again after a minute, together', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.refuse = (what) => (what.endsWith('login') ? 429 : undefined);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REFUSED', 'meter-2 failed EC20_SUB_REFUSED']);
    cloud.refuse = () => undefined;
    await cloud.clock.advance(60_000);
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'add', 'batch_login', 'batch_login'],
    );
  });

  it('fails a device whose secret can’t be kept, or is not in the answer, and asks for it again', async () => {
    const cloud = new PlayedCloud();
    cloud.device.attach(meter('meter-1', ''));
    cloud.keepFails = true;
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_REGISTER_STORE']);
    cloud.keepFails = false;
    cloud.givesSecrets = false;
    await cloud.clock.advance(60_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REFUSED']);
    cloud.givesSecrets = true;
    await cloud.clock.advance(3_600_000);
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  it('does not hammer a platform that never answers', async () => {
    const cloud = cloudWith(...Array.from({ length: 40 }, (_, index) => `meter-${index}`));
    cloud.silent = () => true;
    cloud.connect();
    await cloud.clock.advance(3_600_000);
    assert.ok(cloud.asked.length < 80, String(cloud.asked.length));
    assert.ok(cloud.states.every((state) => state.endsWith('EC20_SUB_SILENT')));
    cloud.silent = () => false;
    await cloud.clock.advance(3_600_000);
    assert.ok(
      cloud.states.every((state) => state.endsWith('online')),
      cloud.states.join(),
    );
  });

  it('takes answers that come late: none is a fault, and none is asked for again and again', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    const seen = new Set<string>();
    cloud.device.changes.add(({ state }) => seen.add(state));
    cloud.lateMs = 12_000;
    cloud.connect();
    await cloud.clock.advance(120_000);
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    assert.ok(!seen.has('failed'), [...seen].join());
    assert.ok(cloud.asked.length <= 7, JSON.stringify(cloud.asked));
  });

  it('keeps a secret that comes late: the platform gives it once', async () => {
    const cloud = new PlayedCloud();
    cloud.device.attach(meter('meter-1', ''));
    cloud.lateMs = 12_000;
    cloud.refuse = (what) => (what === 'register' && cloud.kept.size > 0 ? 6289 : undefined);
    cloud.connect();
    await cloud.clock.advance(120_000);
    assert.deepEqual(cloud.states, ['meter-1 online']);
    assert.equal(cloud.asked.filter(({ what }) => what === 'register').length, 2);
  });

  it('asks again where an answer gets lost, and says so only of the second', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.silent = (what) =>
      what === 'batch_login' && cloud.asked.filter((each) => each.what === what).length === 1;
    const seen = new Set<string>();
    cloud.device.changes.add(({ state }) => seen.add(state));
    cloud.connect();
    await cloud.clock.advance(15_000);
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    assert.ok(!seen.has('failed'));
    cloud.lose();
    cloud.silent = (what) => what === 'batch_login';
    cloud.connect();
    await cloud.clock.advance(25_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_SILENT', 'meter-2 failed EC20_SUB_SILENT']);
  });

  it('asks for one that an answer of success does not name again, alone', async () => {
    for (const silentOf of ['login', 'add', 'register'] as const) {
      const cloud = new PlayedCloud();
      for (const name of ['meter-1', 'meter-2', 'meter-3'])
        cloud.device.attach(meter(name, silentOf === 'register' ? '' : SECRET));
      cloud.named = (what, names) =>
        what.endsWith(silentOf) && names.length > 1 ? names.filter((name) => name !== 'meter-2') : names;
      cloud.refuse = (what, name) =>
        what.endsWith(silentOf) && name === 'meter-2' && !what.startsWith('batch') && cloud.asked.length > 4
          ? 6100
          : undefined;
      cloud.connect();
      await cloud.settle();
      const last = cloud.asked.findLast(({ what, names }) => what.endsWith(silentOf) && names.length === 1);
      assert.deepEqual(last?.names, ['meter-2'], silentOf);
      assert.deepEqual(
        cloud.states.filter((state) => !state.startsWith('meter-2')),
        ['meter-1 online', 'meter-3 online'],
        silentOf,
      );
      assert.match(cloud.states[1] ?? '', /meter-2 (online|failed EC20_SUB_UNKNOWN)/);
    }
  });

  it('blames only those that the refusal of a batch names', async () => {
    const cloud = cloudWith('meter-1', 'meter-2', 'meter-3');
    cloud.refuse = (what, name) => (what.endsWith('login') && name === 'meter-2' ? 6287 : undefined);
    cloud.named = (_, names, code) => (code === 6287 ? ['meter-2'] : names);
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 failed EC20_SUB_SIGNATURE', 'meter-3 online']);
    assert.deepEqual(
      cloud.asked.slice(2).map(({ names }) => names.join()),
      ['meter-1,meter-2,meter-3', 'meter-1,meter-3', 'meter-2'],
    );
  });

  it('adds what a batch of logins reports missing together: a long list may not fit the module', async () => {
    const cloud = cloudWith(...Array.from({ length: 20 }, (_, index) => `meter-${index}`));
    cloud.silent = (what) => what === 'get';
    cloud.connect();
    await cloud.clock.advance(10_000);
    assert.ok(cloud.states.every((state) => state.endsWith(' online')));
    // A refused login, an addition and a login for each five.
    assert.equal(cloud.asked.length, 1 + 3 * 4);
  });

  it('goes without the list when the connection was lost over it, once', async () => {
    const cloud = cloudWith('meter-1');
    cloud.silent = (what) => what === 'get';
    cloud.connect();
    await cloud.settle();
    cloud.lose();
    await cloud.settle();
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online']);
    cloud.lose();
    cloud.connect();
    await cloud.settle();
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'login', 'add', 'login', 'get'],
    );
  });

  it('logs a device in five times a minute at most, however often its session ends', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    const logins = () => cloud.asked.filter(({ what }) => what === 'login').length;
    for (let second = 0; second < 59; second++) {
      cloud.tell('/sys/a1MeterPk00/meter-1/thing/event/property/post_reply', { id: '1', code: 520 });
      await cloud.clock.advance(1000);
    }
    assert.equal(logins(), 5);
    await cloud.clock.advance(2000);
    assert.equal(logins(), 6);
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  it('is taken back less and less often from another gateway that takes it each time', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    const data = { productKey: 'a1MeterPk00', deviceName: 'meter-1' };
    const logins = () => cloud.asked.filter(({ what }) => what === 'login').length;
    const lose = () =>
      cloud.tell('/ext/error/a1GatewayPk/gateway-1', { id: '1', code: 427, message: '', data });
    for (let minute = 0; minute < 720; minute++) {
      await cloud.clock.advance(60_000);
      if (cloud.states[0]?.endsWith(' online') === true) lose();
    }
    assert.ok(logins() >= 10 && logins() < 25, String(logins()));
    // Left alone for long, the next time is the first.
    await cloud.clock.advance(7_200_000);
    const before = logins();
    lose();
    await cloud.clock.advance(60_000);
    assert.equal(logins(), before + 1);
  });

  it('hears what is told on a device’s own topic, and answers it', async () => {
    const cloud = cloudWith('meter-1', 'meter-2');
    cloud.connect();
    await cloud.settle();
    const tell = (deed: string) =>
      cloud.tell(`/sys/a1MeterPk00/meter-1/thing/${deed}`, { id: '77', version: '1.0', params: {} });
    tell('disable');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_DISABLED', 'meter-2 online']);
    assert.deepEqual(cloud.answered, ['/sys/a1MeterPk00/meter-1/thing/disable_reply 77 200']);
    tell('enable');
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online', 'meter-2 online']);
    tell('delete');
    await cloud.clock.advance(3_600_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REMOVED', 'meter-2 online']);
  });

  it('does not take a device back that another gateway has got', async () => {
    const cloud = cloudWith('meter-1');
    cloud.connect();
    await cloud.settle();
    cloud.topology.delete('meter-1');
    const data = { productKey: 'a1MeterPk00', deviceName: 'meter-1' };
    // Its session ends before the change is told, if it is.
    cloud.tell('/ext/error/a1GatewayPk/gateway-1', { id: '1', code: 6401, message: '', data });
    await cloud.clock.advance(3_600_000);
    assert.deepEqual(cloud.states, ['meter-1 failed EC20_SUB_REMOVED']);
    assert.ok(!cloud.topology.has('meter-1'));
  });

  it('logs out what is taken away, and refuses one that is there already', async () => {
    const cloud = new PlayedCloud();
    const detach = cloud.device.attach(meter('meter-1'));
    assert.throws(() => cloud.device.attach(meter('meter-1')), { code: 'EC20_SUB_TWICE' });
    const { productKey, deviceName } = NAMES;
    const own = { productKey, deviceName, deviceSecret: SECRET, thingModel: '' } as const;
    assert.throws(
      () => cloud.device.attach(aliyunSubDevice({ ...own, thingCheck: 'warn', quotes: 'keep' })),
      {
        code: 'EC20_SUB_TWICE',
      },
    );
    cloud.connect();
    await cloud.settle();
    detach();
    await cloud.settle();
    assert.deepEqual(cloud.asked.at(-1), { what: 'logout', names: ['meter-1'] });
    assert.deepEqual(cloud.states, []);
    cloud.device.attach(meter('meter-1'));
    await cloud.settle();
    assert.deepEqual(cloud.states, ['meter-1 online']);
  });

  it('logs out one that is taken away while it logs in', async () => {
    const cloud = new PlayedCloud();
    const detach = cloud.device.attach(meter('meter-1'));
    cloud.topology.add('meter-1');
    cloud.lateMs = 500;
    cloud.connect();
    await cloud.clock.advance(700);
    assert.deepEqual(cloud.states, ['meter-1 login']);
    detach();
    await cloud.clock.advance(5000);
    assert.deepEqual(
      cloud.asked.map(({ what }) => what),
      ['get', 'login', 'logout'],
    );
  });

  it('is none at a cloud that knows no sub-devices', () => {
    const cloud = new PlayedCloud(false);
    assert.throws(() => cloud.device.attach(meter('meter-1')), { code: 'EC20_SUB_SERVER' });
  });

  it('leaves no timer behind when the connection ends', async () => {
    const cloud = cloudWith('meter-1');
    cloud.refuse = (what) => (what === 'login' ? 522 : undefined);
    cloud.connect();
    await cloud.settle();
    assert.equal(cloud.clock.armed, 1);
    cloud.lose();
    await cloud.settle();
    assert.equal(cloud.clock.armed, 0);
  });
});
