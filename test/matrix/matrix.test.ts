import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startNodeRed, type NodeRed } from '../support/node-red';
import { installWithoutScripts } from '../support/npm';
import { pack } from '../support/packed-package';
import { processTree, stillRunning } from '../support/process-tree';
import { queueFiles } from '../support/queue-file';
import { LANGUAGES, ServedPackage } from '../support/served-package';
import { Downloads, type Cell } from './downloads';
import {
  type FlowNode,
  MADE,
  madeFlow,
  type MadeStory,
  READINGS,
  reading,
  readingFlow,
  type ReadingStory,
} from './reading-flow';

/** `disk`: this Node.js has node:sqlite, so that what waits outlives a restart. Node-RED 5 asks for Node.js 22.9. */
const CELLS: readonly (Cell & { readonly disk: boolean })[] = [
  { node: '20', nodeRed: '4.1', disk: false },
  { node: '22', nodeRed: '4.1', disk: true },
  { node: '22', nodeRed: '5.0', disk: true },
  { node: '24', nodeRed: '4.1', disk: true },
  { node: '24', nodeRed: '5.0', disk: true },
];
/** Closing a modem takes at most 5 s. */
const STOP_MS = 6000;
const ANSWER_MS = 15_000;

describe('The packed package', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-matrix-'));
  const template = join(folder, 'user-dir');
  let downloads: Downloads;

  before('is installed once, and so is each program', function () {
    this.timeout(180_000);
    downloads = new Downloads(folder, CELLS);
    mkdirSync(template);
    installWithoutScripts([pack(template)], template);
    writeFileSync(join(template, 'flows.json'), '[]');
  });
  after('removes half a gigabyte', function () {
    this.timeout(60_000);
    rmSync(folder, { recursive: true });
  });

  for (const cell of CELLS) {
    describe(`in Node-RED ${cell.nodeRed} on Node.js ${cell.node}`, () => {
      const userDir = join(folder, `node-${cell.node}-node-red-${cell.nodeRed}`);
      let nodeRed: NodeRed;
      let served: ServedPackage;

      before(async () => {
        cpSync(template, userDir, { recursive: true });
        await start();
      });
      after(() => nodeRed.program.stop());

      it('runs on just these', async () => {
        const { nodejs, runtime } = (await served.json('diagnostics')) as {
          nodejs: { version: string };
          runtime: { version: string };
        };
        assert.ok(nodejs.version.startsWith(`v${cell.node}.`), nodejs.version);
        assert.ok(runtime.version.startsWith(`${cell.nodeRed}.`), runtime.version);
      });

      it('loads every node, silently', async () => {
        await served.assertNodes();
        assert.deepEqual(complaints(), []);
      });

      it('shows its icons, labels, help and examples', async () => {
        await served.assertIcons();
        for (const language of LANGUAGES) {
          await served.assertLabels(language);
          await served.assertHelp(language);
        }
        await served.assertExamples();
      });

      it('lists serial ports, though no install script of any package has run', async () => {
        assert.ok(Array.isArray(await served.json('ec20/ports')));
      });

      it('sends a reading to the cloud and receives its reply', async () => {
        await deploy(readingFlow({ port: 'simulator?preset=fast' }));
        await post('1');
        const { delivered, reply } = await story('1');
        assert.equal(delivered.attempts, 1);
        assert.equal(reply.code, 200);
        assert.equal(queueFiles(userDir).length, cell.disk ? 1 : 0);
        assert.deepEqual(complaints(), []);
      });

      it('takes what a function node makes for what it is, and fills in a variable within a topic', async () => {
        await deploy(madeFlow({ port: 'simulator?preset=fast' }));
        const { sms, code, message } = (await served.json(MADE)) as MadeStory;
        assert.match(sms, /^\+CMGS: \d+$/);
        assert.equal(code, 'EC20_PAYLOAD_JSON');
        assert.match(message, /payload\.a\[0\] is a Map/);
        assert.deepEqual(complaints(), []);
      });

      if (cell.disk) {
        it('keeps a reading on disk while the SIM is out, and delivers it after a restart', async () => {
          await deploy(readingFlow({ port: 'simulator?preset=fast&sim=absent' }));
          await post('2');
          await assertCleanStop();
          await start();
          await deploy(readingFlow({ port: 'simulator?preset=fast' }));
          const { delivered, reply } = await story('2');
          assert.equal(delivered.restored, true);
          assert.equal(reply.code, 200);
        });
      } else {
        it('warns that on a real port what waits is in memory only', async () => {
          await deploy(
            readingFlow({ port: join(folder, 'no-such-port'), server: 'mqtt', host: '127.0.0.1' }),
          );
          assert.match(
            nodeRed.program.printed,
            /\[warn\] \[ec20-modem:M\] .* in memory only: Node\.js v20\./,
          );
          await deploy(readingFlow({ port: 'simulator?preset=fast' }));
          await post('2');
          assert.equal((await story('2')).reply.code, 200);
        });
      }

      it('ends within 6 s of SIGTERM, and leaves no process', assertCleanStop);

      async function start(): Promise<void> {
        const { node, nodeRed: version } = cell;
        nodeRed = await startNodeRed({
          userDir,
          installed: true,
          node: downloads.node(node),
          redJs: downloads.redJs(version),
        });
        // The editor answers while the flows are still being started: that must not pass for the next deploy's start.
        await nodeRed.program.prints(/Started flows/);
        served = new ServedPackage(nodeRed.address);
      }

      /** Warnings and errors in the log, but for those of Node-RED's own settings. */
      function complaints(): string[] {
        return nodeRed.program.printed
          .split('\n')
          .filter((line) => /\[(warn|error)\]/.test(line))
          .filter((line) => !/Projects disabled|Encrypted credentials not found/.test(line));
      }

      async function assertCleanStop(): Promise<void> {
        const processes = processTree(nodeRed.program.pid);
        assert.ok(processes.length >= 2, 'the starting program and Node-RED');
        const from = performance.now();
        assert.equal(await nodeRed.program.stop(), 0, nodeRed.program.printed);
        const tookMs = performance.now() - from;
        assert.ok(tookMs < STOP_MS, `took ${Math.round(tookMs)} ms`);
        assert.deepEqual(stillRunning(processes), []);
      }

      /** Resolves when the flow has started. */
      async function deploy(flow: readonly FlowNode[]): Promise<void> {
        const from = nodeRed.program.printed.length;
        const answer = await send('flows', flow, { 'Node-RED-Deployment-Type': 'full' });
        assert.equal(answer.status, 204);
        // Node-RED answers when the flow is stored, before its HTTP paths are there.
        await nodeRed.program.prints(/Started flows/, from);
      }

      /** Resolves when ec20-publish has completed the reading. */
      async function post(id: string): Promise<void> {
        const answer = await send(READINGS, reading(id));
        assert.equal(answer.status, 200);
      }

      async function story(id: string): Promise<ReadingStory> {
        const answer = await fetch(`${nodeRed.address}${READINGS}/${id}`, {
          signal: AbortSignal.timeout(ANSWER_MS),
        });
        assert.equal(answer.status, 200);
        return (await answer.json()) as ReadingStory;
      }

      function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
        return fetch(nodeRed.address + path, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...headers },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(ANSWER_MS),
        });
      }
    });
  }
});
