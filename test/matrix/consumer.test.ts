import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NODE_FILES } from '../support/node-files';
import { installWithoutScripts } from '../support/npm';
import { Program } from '../support/program';
import { PACKAGE, pack } from '../support/packed-package';

const ROOT = join(__dirname, '..', '..', '..');
const TYPESCRIPT = createRequire(join(ROOT, 'package.json')).resolve('typescript/package.json');
const TSC = join(TYPESCRIPT, '..', 'bin', 'tsc');
const CLONES_MODULES = join(TYPESCRIPT, '..', '..');
const GUIDES = ['docs/core.md', 'docs/core.zh-CN.md'] as const;
const ENTRIES = [`${PACKAGE}/core`, `${PACKAGE}/simulator`] as const;

/** What a program with types does with each part: wrong types of ours, or missing ones, are errors here. */
const TYPED_PROGRAM = `
import { type Cloud, CodedError, ConnectLimit, type ModuleFacts, type MqttConnection, type RawAnswer, type Session, SystemClock, type Trace,
  aliyun, canQueueOnDisk, createSession, describeError, mqtt, openModule, platform, send, type Clock, type ErrorCode, type Random,
  type SessionChoice, type SessionState, type SubDevice, type SubDeviceSnapshot, type Transport } from '${ENTRIES[0]}';
import { EmbeddedCloud, FAST, PlainBroker, type SimulatorSettings, startVirtualEc20 } from '${ENTRIES[1]}';

const clock: Clock = new SystemClock();
const random: Random = { next: () => 0.5 };
const cloud: Cloud = mqtt({ host: 'broker.example', password: 'p', username: 'u' });
const choice: SessionChoice = { port: 'auto', cloud, connectLimit: new ConnectLimit(), ...(canQueueOnDisk() ? { queueFile: 'queue.sqlite' } : {}) };
platform('huawei', { host: 'iot.example', deviceName: 'd', deviceSecret: 's' });
// @ts-expect-error -- an unknown platform
platform('nobody', {});
// @ts-expect-error -- no triplet
aliyun({});
// @ts-expect-error -- a cloud is made by those three alone
createSession({ port: 'auto', cloud: { host: 'broker.example', port: 1883 } });
// @ts-expect-error -- no such code
const wrong: ErrorCode = 'EC20_NO_SUCH_CODE';

export async function main(): Promise<ErrorCode | undefined> {
  const settings: Partial<SimulatorSettings> = { ...FAST, sim: 'present', rssi: 20 };
  // @ts-expect-error -- no such card
  settings.sim = 'lost';
  const virtual = await startVirtualEc20({ settings, broker: new EmbeddedCloud({ clock, random }) });
  const other = await startVirtualEc20({ broker: new PlainBroker({ clock }) });
  const port: Transport = virtual.port;
  const module = await openModule({ port, module: 'EC200U', onLost: (reason: CodedError) => console.log(reason.params) }, AbortSignal.timeout(5000));
  const facts: ModuleFacts = await module.online();
  const answer: RawAnswer = await module.command('AT+QPING=1,"a"', { until: '+QPING:', timeoutMs: 300 });
  module.on('+CREG', ({ params }) => params[0]?.text);
  const client: MqttConnection = await module.connect(cloud, { received: ({ payload }) => payload.toString('utf8') });
  const completed: 'acknowledged' | 'failed' = await client.publish({ topic: 't', payload: Buffer.alloc(1), qos: 1, retain: false }).completed;
  const session: Session = createSession(choice);
  session.onChange(({ state }: { state: SessionState }) => state);
  session.claim('core', { delivered: ({ origin }) => origin, failed: (_message, error) => describeError(error, 'zh') });
  await session.subscribe('me', 'a/#', 1, ({ topic, qos }) => [topic, qos]);
  const { attempts } = await send(session, { topic: 't', payload: new Uint8Array(1) }).delivered;
  const meter: SubDevice = session.attachSubDevice({ productKey: 'p', deviceName: 'd', deviceSecret: 's' });
  meter.onChange(({ state, error }: SubDeviceSnapshot) => [state, error]);
  await send(meter, { topic: 't', payload: 'x' }).delivered;
  await meter.detach();
  const trace: Trace = session.trace;
  try {
    await session.command({ command: 'AT' });
  } catch (error) {
    if (error instanceof CodedError) return error.code;
  }
  console.log(other.port.path, wrong, facts.network.address, answer.lines[0], completed, attempts, trace.entries);
  return undefined;
}
`;

const NAMES_CJS = `const names = (entry) => Object.keys(require(entry)).sort();`;

describe('The packed package in a program without Node-RED', function () {
  this.timeout(60_000);
  const folder = mkdtempSync(join(tmpdir(), 'ec20-consumer-'));

  const simulatorProgram = join(
    folder,
    'node_modules',
    ...PACKAGE.split('/'),
    'dist',
    'bin',
    'ec20-simulator.js',
  );

  before('is installed', function () {
    this.timeout(120_000);
    installWithoutScripts([pack(folder)], folder);
    mkdirSync(join(folder, 'node_modules', '@types'), { recursive: true });
    for (const name of ['@types/node', 'undici-types']) {
      const place = join(folder, 'node_modules', name);
      if (!existsSync(place)) symlinkSync(join(CLONES_MODULES, name), place);
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  it('brings no Node-RED along', () => {
    assert.ok(existsSync(join(folder, 'node_modules', ...PACKAGE.split('/'))));
    assert.ok(!existsSync(join(folder, 'node_modules', 'node-red')));
  });

  it('shows the same programs with the same output in both languages', () => {
    const [english, chinese] = GUIDES.map((guide) => programsOf(guide));
    assert.deepEqual(chinese, english);
    assert.ok((english ?? []).length >= 3);
  });

  for (const { name, code, output } of programsOf(GUIDES[0])) {
    it(`runs ${name} of docs/core.md unmodified`, () => {
      assert.equal(run(name, code), output);
    });
  }

  it('runs at-commands.mjs on any port: here on that of ec20-simulator, over TCP', async () => {
    const [{ name, code, output } = { name: '', code: '', output: '' }] = programsOf(GUIDES[0]);
    const simulator = await Program.start({
      command: process.execPath,
      args: [simulatorProgram, '--listen', 'tcp://127.0.0.1:0'],
      // The whole line: its first piece may end within the port's digits.
      ready: /(tcp:\/\/127\.0\.0\.1:\d+)\n/,
    });
    try {
      const printed = run(name, code, [simulator.readyMatch[1] ?? '']);
      // Nobody changes the registration there.
      assert.deepEqual(
        printed.split('\n'),
        output.split('\n').filter((line) => !line.startsWith('registration')),
      );
    } finally {
      await simulator.stop();
    }
  });

  for (const entry of ENTRIES) {
    it(`offers import and require the same names: ${entry}`, () => {
      const required = run('names.cjs', `${NAMES_CJS} console.log(names('${entry}').join(' '));`);
      const imported = run(
        'names.mjs',
        `import * as all from '${entry}';
console.log(Object.keys(all).filter((name) => !['default', 'module.exports', '__esModule'].includes(name)).sort().join(' '));`,
      );
      assert.ok(required.split(' ').length >= 8);
      assert.equal(imported, required.replace('__esModule ', ''));
    });
  }

  it('keeps its inner files to itself, and shows its package.json', () => {
    const code = (path: string) =>
      `try { require('${PACKAGE}${path}'); console.log('ok'); } catch (error) { console.log(error.code); }`;
    assert.equal(run('inner.cjs', code('/dist/src/at/lexer.js')), 'ERR_PACKAGE_PATH_NOT_EXPORTED\n');
    assert.equal(run('manifest.cjs', code('/package.json')), 'ok\n');
  });

  it('lets the nodes be required by name or by path, as a test of flows does', () => {
    const wanted = NODE_FILES.flatMap(({ type, folder }) => [
      `/${folder}/${type}.js`,
      `/dist/${folder}/${type}.js`,
    ]);
    const code = `for (const path of ${JSON.stringify(wanted)}) console.log(typeof require('${PACKAGE}' + path));`;
    assert.equal(run('nodes.cjs', code), 'function\n'.repeat(wanted.length));
  });

  it('runs flow.test.cjs of docs/core.md with node-red-node-test-helper: modem and publish on the simulator', () => {
    const [english, chinese] = GUIDES.map(flowTestOf);
    assert.ok(english !== undefined);
    assert.equal(chinese, english);
    const flows = join(folder, 'flows');
    mkdirSync(flows);
    // A package of its own, so that the program above stays without Node-RED. The installed package is found one folder up.
    mkdirSync(join(flows, 'node_modules'));
    for (const name of ['node-red', 'node-red-node-test-helper'])
      symlinkSync(join(CLONES_MODULES, name), join(flows, 'node_modules', name));
    writeFileSync(join(flows, 'flow.test.cjs'), english);
    const mocha = join(CLONES_MODULES, 'mocha', 'bin', 'mocha.js');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [mocha, '--timeout', '20000', 'flow.test.cjs'],
      {
        cwd: flows,
        encoding: 'utf8',
      },
    );
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /1 passing/);
  });

  for (const module of ['node16', 'nodenext']) {
    it(`has types that stand alone, for import and for require: --module ${module}, strict, no library skipped`, () => {
      for (const file of ['typed.mts', 'typed.cts']) writeFileSync(join(folder, file), TYPED_PROGRAM);
      const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
      const options = ['--skipLibCheck', 'false', '--noEmit', '--target', 'es2022', '--types', 'node'];
      const { status, stdout } = spawnSync(
        process.execPath,
        [TSC, '--module', module, ...strict, ...options, 'typed.mts', 'typed.cts'],
        { cwd: folder, encoding: 'utf8' },
      );
      assert.equal(status, 0, stdout);
    });
  }

  function run(name: string, code: string, args: readonly string[] = []): string {
    writeFileSync(join(folder, name), code);
    return execFileSync(process.execPath, [name, ...args], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 30_000,
    });
  }
});

/** Programs of a guide that bear a file's name in their first line, each with the output that the guide shows behind it. */
function programsOf(guide: string): { name: string; code: string; output: string }[] {
  const text = readFileSync(join(ROOT, guide), 'utf8');
  const blocks = text.matchAll(/```js\n\/\/ (\S+\.mjs)\n([^]*?)```\n\n```text\n([^]*?)```/g);
  return [...blocks].map(([, name = '', code = '', output = '']) => ({ name, code, output }));
}

function flowTestOf(guide: string): string | undefined {
  return /```js\n(\/\/ flow\.test\.cjs\n[^]*?)```/.exec(readFileSync(join(ROOT, guide), 'utf8'))?.[1];
}
