import assert from 'node:assert/strict';
import type { CodedError } from '../../src/base/coded-error';
import { DataUsage } from '../../src/history/data-usage';
import type { Budget } from '../../src/history/usage-budget';
import { type KeptUsage, MemoryUsageStore } from '../../src/history/usage-store';
import { VirtualClock } from '../support/virtual-clock';

const DAY_MS = 86_400_000;
const START = new Date(2026, 10, 22, 12).getTime();
const MESSAGES: Budget = { limit: 100, unit: 'messages', resetDay: 25, then: 'hold' };

/** A store that counts, and may be full. */
class PlayedStore extends MemoryUsageStore {
  saves = 0;
  isFull = false;

  override save(kept: KeptUsage): Promise<void> {
    if (this.isFull) return Promise.reject(new Error('ENOSPC'));
    this.saves++;
    return super.save(kept);
  }

  /** Messages in what was saved. */
  async messages(): Promise<number> {
    return (await this.load()).days.reduce((total, { messagesUp }) => total + messagesUp, 0);
  }
}

/** One device through its restarts. */
class Played {
  readonly clock = new VirtualClock(START);
  readonly store = new PlayedStore();
  readonly told: string[] = [];
  readonly held: (string | undefined)[] = [];
  usage!: DataUsage;

  static async started(budget: Budget | undefined = MESSAGES): Promise<Played> {
    const played = new Played();
    await played.start(budget);
    return played;
  }

  async start(budget: Budget | undefined = MESSAGES): Promise<void> {
    this.usage = new DataUsage({
      clock: this.clock,
      store: this.store,
      messageUnitBytes: 512,
      budget,
      listener: {
        told: ({ code, params }: CodedError) => this.told.push(`${code} ${params['percent'] ?? ''}`),
        held: (reason) => this.held.push(reason?.code),
      },
    });
    await this.usage.open();
  }

  async restart(budget: Budget | undefined = MESSAGES): Promise<void> {
    await this.usage.close();
    await this.start(budget);
  }

  send(count: number, payloadBytes = 100): void {
    for (let sent = 0; sent < count; sent++) this.usage.sent({ topicBytes: 20, payloadBytes, qos: 1 });
  }
}

describe('A month’s budget', () => {
  it('is told of once at 80 % and once at 100 %, and holds messages from then on', async () => {
    const played = await Played.started();
    played.send(79);
    assert.deepEqual(played.told, []);
    played.send(1);
    assert.deepEqual(played.told, ['EC20_BUDGET_NEAR 80']);
    played.send(19);
    assert.deepEqual([played.told.length, played.held], [1, []]);
    played.send(1);
    assert.deepEqual(played.told, ['EC20_BUDGET_NEAR 80', 'EC20_BUDGET_SPENT 100']);
    assert.deepEqual(played.held, ['EC20_BUDGET_SPENT']);
    played.send(10);
    assert.deepEqual([played.told.length, played.held.length], [2, 1]);
    await played.usage.close();
  });

  it('begins anew on its day at midnight by itself, and is told of anew', async () => {
    const played = await Played.started();
    played.send(120);
    assert.deepEqual(played.held, ['EC20_BUDGET_SPENT']);
    const { to = 0 } = played.usage.budget() ?? {};
    assert.equal(to, new Date(2026, 10, 25).getTime());
    await played.clock.advance(to - START - 60_001);
    assert.deepEqual(played.held, ['EC20_BUDGET_SPENT']);
    await played.clock.advance(120_000);
    assert.deepEqual(played.held, ['EC20_BUDGET_SPENT', undefined]);
    assert.equal(played.usage.budget()?.used, 0);
    played.send(100);
    const month = ['EC20_BUDGET_NEAR 80', 'EC20_BUDGET_SPENT 100'];
    assert.deepEqual(played.told, [...month, ...month]);
    await played.usage.close();
  });

  it('goes on where it was after a restart, without being told of again', async () => {
    const played = await Played.started();
    played.send(85);
    await played.restart();
    assert.equal(played.usage.budget()?.used, 85);
    played.send(15);
    await played.restart();
    assert.deepEqual(played.told, ['EC20_BUDGET_NEAR 80', 'EC20_BUDGET_SPENT 100']);
    assert.deepEqual(played.held, ['EC20_BUDGET_SPENT', 'EC20_BUDGET_SPENT']);
    await played.usage.close();
  });

  it('that is raised holds nothing any more, and is told of when it is spent', async () => {
    const played = await Played.started();
    played.send(100);
    played.told.length = 0;
    played.held.length = 0;
    await played.restart({ ...MESSAGES, limit: 200 });
    assert.deepEqual([played.told, played.held], [[], []]);
    played.send(60);
    assert.deepEqual(played.told, ['EC20_BUDGET_NEAR 80']);
    await played.usage.close();
  });

  for (const then of ['go', 'events', 'hold'] as const) {
    it(`that is spent ${then === 'go' ? 'holds nothing' : 'holds messages'} where that is “${then}”`, async () => {
      const played = await Played.started({ ...MESSAGES, then });
      played.send(100);
      assert.deepEqual(played.told.length, 2);
      assert.deepEqual(played.held, then === 'go' ? [] : ['EC20_BUDGET_SPENT']);
      await played.usage.close();
    });
  }

  it('in messages counts what is sent and received, one for each 512 bytes, and neither pings nor connections', async () => {
    const played = await Played.started();
    played.usage.connected({ clientBytes: 100, tls: true, keepAliveS: 60 });
    played.usage.stateChanged('online');
    await played.clock.advance(DAY_MS / 24);
    played.usage.acknowledged();
    assert.equal(played.usage.budget()?.used, 0);
    played.send(1, 1025);
    played.usage.received({ topicBytes: 20, payloadBytes: 10, qos: 0 });
    assert.equal(played.usage.budget()?.used, 4);
    await played.usage.close();
  });

  it('in MB counts the air, and the module’s own counter where that has more', async () => {
    const played = await Played.started({ limit: 1, unit: 'MB', resetDay: 1, then: 'hold' });
    const bytes = () => Math.round(1_000_000 * (played.usage.budget()?.used ?? 0));
    played.usage.connected({ clientBytes: 100, tls: false, keepAliveS: 0 });
    const opened = bytes();
    assert(opened > 400 && opened < 900, `${opened}`);
    played.usage.moduleCounted({ sentBytes: 300, receivedBytes: 0 });
    assert.equal(bytes(), opened);
    played.usage.moduleCounted({ sentBytes: 600_000, receivedBytes: 199_999 });
    assert.equal(bytes(), 799_999);
    assert.deepEqual(played.told, []);
    played.usage.moduleCounted({ sentBytes: 600_000, receivedBytes: 200_000 });
    assert.deepEqual(played.told, ['EC20_BUDGET_NEAR 80']);
    await played.usage.close();
  });

  it('of a month that a clock running wild has ended holds again when the clock is set right', async () => {
    const played = await Played.started();
    played.send(100);
    played.clock.setWallTime(new Date(2036, 0, 1).getTime());
    await played.clock.advance(60_000);
    assert.deepEqual(played.held, ['EC20_BUDGET_SPENT', undefined]);
    played.send(50);
    played.clock.setWallTime(START + 3_600_000);
    await played.clock.advance(60_000);
    assert.deepEqual(played.held, ['EC20_BUDGET_SPENT', undefined, 'EC20_BUDGET_SPENT']);
    assert.equal(played.usage.budget()?.used, 150);
    await played.usage.close();
  });

  it('is none where there is none', async () => {
    const played = await Played.started();
    await played.usage.close();
    const usage = new DataUsage({
      clock: played.clock,
      store: played.store,
      messageUnitBytes: undefined,
      budget: undefined,
      listener: { told: () => assert.fail(), held: () => assert.fail() },
    });
    await usage.open();
    assert.equal(usage.budget(), undefined);
    await usage.close();
  });
});

describe('A device’s use of data', () => {
  it('is saved each ten minutes where it has changed, and at the end; a power cut costs no more', async () => {
    const played = await Played.started(undefined);
    await played.clock.advance(DAY_MS);
    assert.deepEqual([played.store.saves], [0]);
    for (let minute = 0; minute < 1440; minute++) {
      played.send(1);
      await played.clock.advance(60_000);
    }
    const { saves } = played.store;
    assert(saves >= 130 && saves <= 150, `${saves} saves a day`);
    const lost = 1440 - (await played.store.messages());
    assert(lost <= 10, `${lost} minutes are lost`);
    await played.usage.close();
    assert.equal(await played.store.messages(), 1440);
    assert.equal(played.clock.armed, 0);
  });

  it('that can’t be saved now is saved later, whole', async () => {
    const played = await Played.started(undefined);
    played.store.isFull = true;
    played.send(3);
    await played.clock.advance(3 * 600_000);
    assert.equal(await played.store.messages(), 0);
    played.store.isFull = false;
    await played.clock.advance(600_000);
    assert.equal(await played.store.messages(), 3);
    await played.usage.close();
  });

  it('has the pings of a connection, from its begin to its end', async () => {
    const played = await Played.started(undefined);
    const mqtt = () => {
      const [day] = played.usage.usage(START, START + DAY_MS);
      return [day?.mqttUp, day?.mqttDown];
    };
    played.usage.connected({ clientBytes: 94, tls: false, keepAliveS: 60 });
    played.usage.stateChanged('online');
    assert.deepEqual(mqtt(), [112, 4]);
    await played.clock.advance(600_000);
    assert.deepEqual(mqtt(), [112 + 20, 4 + 20]);
    played.usage.stateChanged('waiting');
    await played.clock.advance(600_000);
    assert.deepEqual(mqtt(), [132, 24]);
    await played.usage.close();
  });
});
