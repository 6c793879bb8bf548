import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { sentence } from '../../../src/base/error-text';
import type { ErrorCode } from '../../../src/errors/catalogue';
import { DEMO_TRIPLET } from '../../../src/simulator/embedded-cloud';
import * as portList from '../../../src/transport/port-list';
import { serialTransport } from '../../../src/transport/serial';
import type { Line } from '../../../src/transport/transport';
import { assertSentence, LANGUAGES } from '../../support/sentences';
import { type FlowNode, helper, modemNode } from '../rig';
import { plugIn, type PluggedModule } from './plugged-module';
import { Stage } from './stage';

/** A config node that waits for its port looks again after 5 s at most; a busy machine takes longer for all around that. */
const CURED_MS = 60_000;

const { productKey, deviceName, deviceSecret } = DEMO_TRIPLET;

describe('A serial port, in Node-RED, that', () => {
  let folder: string;
  let path: string;
  let plugged: PluggedModule[];
  let restore: () => void;

  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-port-'));
    path = join(folder, 'ttyUSB2');
    plugged = [];
    restore = () => undefined;
  });
  afterEach(async () => {
    restore();
    await helper.unload();
    for (const module of plugged) await module.unplug();
    rmSync(folder, { recursive: true });
  });

  async function plug(at = path): Promise<PluggedModule> {
    const module = await plugIn(at);
    plugged.push(module);
    return module;
  }

  function start(port = path, nodes: readonly FlowNode[] = []): Promise<Stage> {
    return Stage.start({ modem: { port, productKey, deviceName }, secrets: { deviceSecret }, nodes });
  }

  /** The code at the Catch node, in the status and in ec20-status; the sentence in both languages. */
  async function assertFault(
    stage: Stage,
    code: ErrorCode,
    values: Readonly<Record<string, string>>,
  ): Promise<void> {
    const error = await stage.error();
    assert.deepEqual([error.code, error.source.type], [code, 'ec20-modem']);
    assertSentence(code, error.message, 'en');
    for (const value of Object.values(values)) assert.ok(error.message.includes(value), error.message);
    await stage.status((text) => text.startsWith('disconnected, '));
    const report = await stage.report();
    assert.equal(report.code, code);
    for (const language of LANGUAGES)
      assertSentence(code, sentence(code, report.params, 'node', language), language);
  }

  /** Another program takes the port. */
  function openElsewhere(): Promise<Line> {
    const deaf = { received: () => undefined, lost: () => undefined };
    return serialTransport(path, { baudRate: 115_200, flowControl: false }).open(deaf);
  }

  /** Online without a restart or a deploy, and no other error came. */
  async function assertCured(stage: Stage): Promise<void> {
    await stage.state('online');
    assert.equal(stage.errors, 1);
  }

  /** Lets this computer show other serial ports than it has. */
  function showPorts(...paths: readonly string[]): void {
    const ports = paths.map((each) => ({ path: each, kind: 'ec20-at' as const }));
    const real = portList.listPorts;
    Object.assign(portList, { listPorts: () => Promise.resolve(ports) });
    const restoreEarlier = restore;
    restore = () => {
      Object.assign(portList, { listPorts: real });
      restoreEarlier();
    };
  }

  it('is missing is reported, and opened when it comes', async function () {
    this.timeout(CURED_MS);
    const stage = await start();
    await assertFault(stage, 'EC20_PORT_NOT_FOUND', { port: path });
    await plug();
    await assertCured(stage);
  });

  it('is an ordinary file is reported with its cure, and opened once that is done', async function () {
    this.timeout(CURED_MS);
    writeFileSync(path, 'AT');
    const stage = await start();
    await assertFault(stage, 'EC20_PORT_FILE', { port: path, cure: `sudo rm ${path}` });
    rmSync(path);
    await plug();
    await assertCured(stage);
  });

  it('is a link that leads nowhere is reported with where it leads, and opened when something is there', async function () {
    this.timeout(CURED_MS);
    const target = join(folder, 'ttyUSB7');
    symlinkSync(target, path);
    const stage = await start();
    await assertFault(stage, 'EC20_PORT_LINK', { port: path, target });
    await plug(target);
    await assertCured(stage);
  });

  it('is busy with another program is reported, and opened when that program ends', async function () {
    this.timeout(CURED_MS);
    await plug();
    const other = await openElsewhere();
    const stage = await start();
    await assertFault(stage, 'EC20_PORT_BUSY', { port: path });
    await other.close();
    await assertCured(stage);
  });

  it('is not permitted is reported, and opened once it is', async function () {
    this.timeout(CURED_MS);
    await plug();
    // Root may open every port, so the system's answer is played.
    const prototype = SerialPort.prototype as { open?: SerialPort['open'] };
    prototype.open = (done) => done?.(new Error(`Error: Permission denied, cannot open ${path}`));
    restore = () => Reflect.deleteProperty(prototype, 'open');
    const stage = await start();
    await assertFault(stage, 'EC20_PORT_DENIED', { port: path });
    restore();
    await assertCured(stage);
  });

  it('could be one of two is not guessed, and opened once there is one', async function () {
    this.timeout(CURED_MS);
    await plug();
    showPorts(path, '/dev/ttyUSB6');
    const stage = await start('auto');
    await assertFault(stage, 'EC20_PORT_AMBIGUOUS', { ports: `${path}, /dev/ttyUSB6` });
    showPorts(path);
    await assertCured(stage);
  });

  it('is not plugged in is reported, and found by auto when it comes', async function () {
    this.timeout(CURED_MS);
    showPorts();
    const stage = await start('auto');
    await assertFault(stage, 'EC20_PORT_NONE', {});
    await plug();
    showPorts(path);
    await assertCured(stage);
  });

  it('is released by action can be opened by another program, and comes back by acquire', async function () {
    this.timeout(CURED_MS);
    await plug();
    const stage = await start();
    await stage.state('online');
    helper.getNode('reporter').receive({ action: 'release' });
    assert.match(await stage.status((text) => text.startsWith('disconnected, ')), /port released/);
    const report = await stage.report();
    assert.deepEqual([report.state, report.code], ['closed', 'EC20_PORT_RELEASED']);
    for (const language of LANGUAGES) {
      assertSentence(
        'EC20_PORT_RELEASED',
        sentence('EC20_PORT_RELEASED', report.params, 'node', language),
        language,
      );
    }
    const other = await openElsewhere();
    await other.close();
    helper.getNode('reporter').receive({ action: 'acquire' });
    await stage.state('online');
    assert.equal(stage.errors, 0, 'what is done on purpose is no fault');
  });

  it('is pulled out is reported, and opened when it comes again', async function () {
    this.timeout(CURED_MS);
    const module = await plug();
    const stage = await start();
    await stage.state('online');
    await module.unplug();
    const error = await stage.error();
    assert.equal(error.code, 'EC20_PORT_LOST');
    assertSentence('EC20_PORT_LOST', error.message, 'en');
    await stage.status((text) => text.startsWith('disconnected, '));
    await plug();
    await stage.state('online');
  });

  it('belongs to another config node is reported with that node’s name, and opened when that node is gone', async function () {
    this.timeout(CURED_MS);
    await plug();
    const first: FlowNode[] = [
      { ...modemNode({ port: path, productKey, deviceName: 'another', name: 'Greenhouse' }), id: 'first' },
      { id: 'user', type: 'ec20-status', modem: 'first', wires: [[]] },
    ];
    const second = { port: path, productKey, deviceName };
    // The first one in the flow has the port.
    const stage = await Stage.start({
      before: first,
      modem: second,
      secrets: { deviceSecret },
      otherSecrets: { first: { deviceSecret } },
    });
    let error = await stage.error();
    while (error.source.id !== 'modem') error = await stage.error();
    assert.equal(error.code, 'EC20_PORT_SHARED');
    assert.ok(error.message.includes('“Greenhouse”'), error.message);
    assertSentence('EC20_PORT_SHARED', error.message, 'en');
    const alone = await stage.deploy({ modem: second, secrets: { deviceSecret } });
    await alone.state('online');
  });
});
