import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { findSqlite } from '../../src/session/disk-queue/sqlite';
import { queueFiles } from '../support/queue-file';
import { FAST_SIMULATOR, helper, inState, modemNode, Probe, startFlow, userDir } from './rig';
import type { CaughtMessage, FlowNode } from './rig';

const TOPIC = '/${productKey}/${deviceName}/user/update';
const OFFLINE = 'simulator?sim=absent';
const FOLDER = join(userDir, 'ec20');
/** Its name when it belonged to the config node. */
const FORMER_FILE = join(FOLDER, 'queue-modem.sqlite');

const LISTENERS: readonly FlowNode[] = [
  { id: 'out', type: 'helper' },
  { id: 'catcher', type: 'catch', scope: null, uncaught: false, wires: [['errors']] },
  { id: 'errors', type: 'helper' },
  { id: 'completer', type: 'complete', scope: ['publish'], wires: [['completed']] },
  { id: 'completed', type: 'helper' },
  { id: 'status', type: 'ec20-status', modem: 'modem', wires: [['states']] },
  { id: 'states', type: 'helper' },
];
const PUBLISH = { id: 'publish', type: 'ec20-publish', modem: 'modem', topic: TOPIC, wires: [['out']] };

function diskModem(port: string, properties: Readonly<Record<string, unknown>> = {}): FlowNode {
  return modemNode({ port, queue: 'disk', maxRate: 1000, ...properties });
}

/** The content of the queue's file, read beside the writer as `sqlite3` does. */
function payloadsOnDisk(): string[] {
  const sqlite = findSqlite();
  assert(sqlite !== undefined, 'this suite needs node:sqlite (Node.js 22.13 or newer)');
  const [file = '', ...others] = queueFiles(userDir);
  assert.deepEqual(others, []);
  const database = new sqlite.DatabaseSync(file);
  const rows = database.prepare('SELECT payload FROM message ORDER BY seq').all();
  database.close();
  return rows.map(({ payload }) => Buffer.from(payload as Uint8Array).toString());
}

/** Publishes while offline and waits until each is safe. */
async function leaveBehind(payloads: readonly unknown[], properties: Readonly<Record<string, unknown>> = {}) {
  await startFlow([diskModem(OFFLINE, properties), PUBLISH, ...LISTENERS]);
  const completed = new Probe('completed');
  payloads.forEach((payload, index) =>
    helper.getNode('publish').receive({ payload, _msgid: `left-${index}` }),
  );
  while (completed.received.length < payloads.length) await completed.next();
  await helper.unload();
}

const ec20Of = (msg: object) => (msg as { ec20?: Record<string, unknown> }).ec20 ?? {};

describe('a queue on disk behind ec20-publish', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(async () => {
    await helper.unload();
    rmSync(FOLDER, { recursive: true, force: true });
  });

  it('completes a message while offline, once it is in the file', async () => {
    await startFlow([diskModem(OFFLINE), PUBLISH, ...LISTENERS]);
    const [completed, out] = [new Probe('completed'), new Probe('out')];
    helper.getNode('publish').receive({ payload: 'safe', _msgid: 'one' });
    assert.equal((await completed.next())._msgid, 'one');
    assert.deepEqual(payloadsOnDisk(), ['safe']);
    assert.equal(out.received.length, 0);
  });

  it('sends after a restart what was left, in order, and passes it on from the node with that id', async () => {
    await leaveBehind(['1', { T: 2 }, Buffer.from([0, 255, 34])]);
    await startFlow([diskModem(FAST_SIMULATOR), PUBLISH, ...LISTENERS]);
    const [out, states, completed] = [new Probe('out'), new Probe('states'), new Probe('completed')];
    const messages = [await out.next(), await out.next(), await out.next()];
    assert.deepEqual(
      messages.map(({ payload }) => payload),
      [Buffer.from('1'), Buffer.from('{"T":2}'), Buffer.from([0, 255, 34])],
    );
    assert.deepEqual(
      messages.map(({ _msgid }) => _msgid),
      ['left-0', 'left-1', 'left-2'],
    );
    for (const msg of messages) {
      assert.equal(ec20Of(msg)['restored'], true);
      assert.equal(ec20Of(msg)['attempts'], 1);
      assert.deepEqual(
        [msg.topic, (msg as { qos?: unknown }).qos, (msg as { retain?: unknown }).retain],
        ['/a1DemoEC20x/demo-device/user/update', 1, false],
      );
    }
    helper.getNode('status').receive({});
    const delivered = (msg: { payload?: unknown }) =>
      (msg.payload as { counters: { delivered: number } }).counters.delivered === 3;
    const { counters, queue } = (await states.next(delivered)).payload as {
      counters: { restored: number };
      queue: { length: number };
    };
    assert.deepEqual([counters.restored, queue.length], [3, 0]);
    assert.equal(completed.received.length, 0, 'it completed before the restart');
    await helper.unload();
    assert.deepEqual(payloadsOnDisk(), []);
  });

  it('reports the error of a restored message to the Catch nodes, by the node with that id', async () => {
    await leaveBehind(['refused']);
    const port = `${FAST_SIMULATOR}&publishResult=refused`;
    await startFlow([diskModem(port), PUBLISH, ...LISTENERS]);
    const caught = (await new Probe('errors').next()) as CaughtMessage;
    assert.equal(caught.error.code, 'EC20_PUBLISH_REFUSED');
    assert.equal(caught.error.source.id, 'publish');
    assert.equal(caught._msgid, 'left-0');
    assert.equal(ec20Of(caught)['restored'], true);
  });

  it('sends and counts what a node has left that is gone', async () => {
    await leaveBehind(['a', 'b']);
    await startFlow([diskModem(FAST_SIMULATOR), ...LISTENERS]);
    const states = new Probe('states');
    await states.next(inState('online'));
    for (;;) {
      helper.getNode('status').receive({});
      const { counters, queue } = (await states.next()).payload as {
        counters: { restored: number; delivered: number };
        queue: { length: number };
      };
      if (counters.delivered < 2) continue;
      assert.deepEqual([counters.restored, queue.length], [2, 0]);
      break;
    }
  });

  it('passes the newest 500 of a long backlog on as they were, older ones as spilled', async () => {
    await startFlow([diskModem(`${FAST_SIMULATOR}&registrationMs=3000`), PUBLISH, ...LISTENERS]);
    const out = new Probe('out');
    for (let number = 0; number < 900; number++)
      helper.getNode('publish').receive({ payload: String(number), extra: number });
    const messages = [];
    for (let number = 0; number < 900; number++) messages.push(await out.next());
    assert.deepEqual(
      messages.map(({ payload }) => String(payload)),
      Array.from({ length: 900 }, (_, number) => String(number)),
    );
    const spilled = messages.filter((msg) => ec20Of(msg)['spilled'] === true);
    assert(spilled.length > 0 && spilled.length <= 400, String(spilled.length));
    assert(
      spilled.every((msg) => !('extra' in msg)),
      'a spilled message has only what is stored',
    );
    assert(
      messages.slice(-500).every((msg, index) => (msg as { extra?: unknown }).extra === 400 + index),
      'the newest 500 keep their own message',
    );
  }).timeout(60_000);

  it('never sends another device’s messages: they stay in their file, and the error names it with their number', async () => {
    await leaveBehind(['of device A']);
    const [left] = queueFiles(userDir);
    const other = { productKey: 'a1OtherKey0', deviceName: 'device-b' };
    const credentials = { modem: { deviceSecret: 'c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0' } };
    await startFlow([diskModem(FAST_SIMULATOR, other), PUBLISH, ...LISTENERS], credentials);
    const [errors, out] = [new Probe('errors'), new Probe('out')];
    const caught = (await errors.next()) as CaughtMessage;
    assert.equal(caught.error.code, 'EC20_QUEUE_OTHER_DEVICE');
    assert(
      caught.error.message.includes(`1 messages of another device wait in ${left}`),
      caught.error.message,
    );
    await new Probe('states').next(inState('online'));
    helper.getNode('publish').receive({ payload: 'of device B' });
    assert.equal(String((await out.next()).payload), 'of device B');
    assert.equal(out.received.length, 1);
    assert.equal(errors.received.length, 1, 'once');
    await helper.unload();
    await startFlow([diskModem(FAST_SIMULATOR), PUBLISH, ...LISTENERS]);
    assert.equal(String((await new Probe('out').next()).payload), 'of device A', 'once it is back');
  });

  it('sets a damaged file aside, says under which name, and works on', async () => {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(FORMER_FILE, 'this is no database'.repeat(1000));
    await startFlow([diskModem(OFFLINE), PUBLISH, ...LISTENERS]);
    const [errors, completed] = [new Probe('errors'), new Probe('completed')];
    const caught = (await errors.next(
      (msg) => (msg as CaughtMessage).error.code === 'EC20_QUEUE_DAMAGED',
    )) as CaughtMessage;
    const aside = readdirSync(FOLDER).find((name) => /damaged-[\dTZ-]+$/.test(name));
    assert(aside !== undefined);
    assert(caught.error.message.includes(aside), caught.error.message);
    assert.match(readFileSync(join(FOLDER, aside), 'latin1'), /^this is no database/);
    helper.getNode('publish').receive({ payload: 'new' });
    await completed.next();
    assert.deepEqual(payloadsOnDisk(), ['new']);
  });

  it('reports that a folder can’t be written, and sends from memory', async () => {
    writeFileSync(FOLDER, 'a file where the folder should be');
    await startFlow([diskModem(FAST_SIMULATOR), PUBLISH, ...LISTENERS]);
    const [errors, out, completed] = [new Probe('errors'), new Probe('out'), new Probe('completed')];
    const caught = (await errors.next()) as CaughtMessage;
    assert.equal(caught.error.code, 'EC20_QUEUE_DISK');
    assert.match(caught.error.message, new RegExp(basename(FOLDER)));
    helper.getNode('publish').receive({ payload: 'from memory' });
    assert.equal(String((await out.next()).payload), 'from memory');
    await completed.next();
    assert.equal(errors.received.length, 1);
  });
});
