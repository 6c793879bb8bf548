import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EXAMPLE_SETS, examplesOf, type Example, type ExampleSet } from '../support/examples';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { installWithoutScripts } from '../support/npm';
import { pack } from '../support/packed-package';
import { DashboardSocket } from './dashboard-socket';

/** The example that needs the dashboard. */
const NUMBER = '16';
const VIRTUAL = 'simulator?preset=fast';

/** A point in a chart's store, with the message that brought it. */
interface Stored {
  readonly payload: { readonly x: number; readonly y: number | null; readonly series: string };
  /** What the chart draws. */
  readonly _datapoint: { readonly x: number; readonly y: number | null; readonly category: string };
}

describe('The example for FlowFuse’s dashboard, with the package from the registry', function () {
  this.timeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-dashboard-'));

  before(function () {
    this.timeout(300_000);
    installWithoutScripts([pack(folder), '@flowfuse/node-red-dashboard'], folder);
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const set of EXAMPLE_SETS) {
    it(`${set.folder}: the charts have the recorded curves as they are asked for`, async () => {
      const example = exampleOf(set);
      const nodeRed = await start(example);
      try {
        const socket = await DashboardSocket.open(`${nodeRed.address}dashboard/socket.io/`);
        for (const chart of ['signal', 'trip']) {
          const points = await curveOf(nodeRed, socket, chart);
          const known = points.filter(({ _datapoint: { y } }) => y !== null);
          assert.ok(known.length > 0, chart);
          for (const { payload, _datapoint } of known) {
            assert.deepEqual([_datapoint.x, _datapoint.y], [payload.x, payload.y]);
            assert.notEqual(_datapoint.category, '');
          }
        }
        const signal = await curveOf(nodeRed, socket, 'signal');
        const newest = signal.findLast(({ payload: { series, y } }) => series === 'signal' && y !== null);
        assert.ok((newest?._datapoint.y ?? 0) < -50, 'dBm');
        assert.equal(newest?._datapoint.category, set.language === 'zh' ? '信号 dBm' : 'signal, dBm');
        const trip = await curveOf(nodeRed, socket, 'trip');
        const middle = trip.find(({ payload: { series } }) => series === 'p50');
        assert.equal(middle?._datapoint.category, set.language === 'zh' ? '中位数（毫秒）' : 'median, ms');
        // Every other button too: of the outages, of which there are none yet, and of a reading.
        for (const { id } of example.nodes.filter(({ type }) => type === 'inject')) {
          const { status } = await fetch(`${nodeRed.address}inject/${id}`, { method: 'POST' });
          assert.equal(status, 200, id);
        }
        let outages: unknown;
        while (!Array.isArray((outages = await socket.load('ec20ex16outages')))) await pause(500);
        assert.deepEqual(outages, []);
        const page = await fetch(`${nodeRed.address}dashboard/ec20`);
        assert.equal(page.status, 200);
        assert.doesNotMatch(nodeRed.program.printed, /\[error\]|missing types/i);
      } finally {
        await nodeRed.program.stop();
      }
    });
  }

  async function start(example: Example): Promise<NodeRed> {
    const flow = join(folder, 'example.json');
    const nodes = example.nodes.map((node) =>
      node.type === 'ec20-modem' ? { ...node, port: VIRTUAL } : node,
    );
    writeFileSync(flow, JSON.stringify(nodes));
    for (const file of ['flows.json', 'flows_cred.json']) rmSync(join(folder, file), { force: true });
    const lang = example.path.startsWith('English') ? 'en' : 'zh';
    return startNodeRed({ userDir: folder, flow, installed: true, lang });
  }
});

function exampleOf(set: ExampleSet): Example {
  const example = examplesOf(set).find(({ number }) => number === NUMBER);
  assert.ok(example !== undefined);
  return example;
}

/** What the chart's store holds, once its button has brought a point with a value. */
async function curveOf(nodeRed: NodeRed, socket: DashboardSocket, chart: string): Promise<readonly Stored[]> {
  const button = chart === 'signal' ? 'askSignal' : 'askTrip';
  for (;;) {
    const { status } = await fetch(`${nodeRed.address}inject/ec20ex16${button}`, { method: 'POST' });
    const stored = status === 200 ? await socket.load<readonly Stored[] | undefined>(`ec20ex16${chart}`) : [];
    if (stored?.some(({ _datapoint: { y } }) => y !== null) === true) return stored;
    // The module is still on its way, or nothing is recorded yet: a real Node-RED, in real time.
    await pause(500);
  }
}
