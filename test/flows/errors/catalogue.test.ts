import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeStatus } from '../../../nodes/shared/status-text';
import type { CodedError } from '../../../src/base/coded-error';
import { ERRORS, type ErrorCode } from '../../../src/errors/catalogue';
import { assertSentence, assertSentences, LANGUAGES } from '../../support/sentences';
import { VirtualDevice } from '../../support/virtual-device';
import { helper } from '../rig';
import {
  type DeviceFault,
  FIRST_WORDS_ZH,
  type MessageFault,
  type OtherTest,
  type Provocation,
  type SessionFault,
} from './provocation';
import { Stage } from './stage';
import { TABLE, TWICE } from './table';

const TESTS = join(__dirname, '..', '..', '..', '..', 'test');
/** Maximum distance of a code behind its test's name, in characters. */
const NEARBY = 1500;

function rows<K extends Provocation['kind']>(kind: K): [ErrorCode, Extract<Provocation, { kind: K }>][] {
  return [...TABLE].flatMap(([code, row]) =>
    row.kind === kind && code in ERRORS
      ? [[code as ErrorCode, row as Extract<Provocation, { kind: K }>]]
      : [],
  );
}

describe('The table of errors', () => {
  it('holds every code of the catalogue, each once, and no other', () => {
    assert.deepEqual(
      Object.keys(ERRORS).filter((code) => !TABLE.has(code)),
      [],
      'not provoked',
    );
    assert.deepEqual(
      [...TABLE.keys()].filter((code) => !(code in ERRORS)),
      [],
      'unknown',
    );
    assert.deepEqual(TWICE, []);
  });

  for (const [code, { file, name }] of rows('test') satisfies [ErrorCode, OtherTest][]) {
    it(`${code}: there is a test “${name}” in ${file} that names it`, () => {
      const text = readFileSync(join(TESTS, file), 'utf8');
      const places = [...text.matchAll(new RegExp(name.replace(/[.*+?()[\]\\]/g, '\\$&'), 'g'))];
      assert.ok(
        places.some(({ index }) => new RegExp(`\\b${code}\\b`).test(text.slice(index, index + NEARBY))),
      );
    });
  }
});

describe('What goes wrong with a device, in Node-RED', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  for (const [code, { what, modem, secrets, status }] of rows('device') satisfies [
    ErrorCode,
    DeviceFault & { what: string },
  ][]) {
    for (const language of LANGUAGES) {
      it(`${what}: ${code} at the Catch node and in the status, in ${language}`, async () => {
        const stage = await Stage.start({ modem, secrets, language });
        const error = await stage.error();
        assert.deepEqual([error.code, error.source.id, error.source.type], [code, 'modem', 'ec20-modem']);
        assert.ok(error.message.startsWith(`${code}: `), error.message);
        assertSentence(code, error.message, language);
        const first = language === 'zh' ? `${FIRST_WORDS_ZH[status]}，` : `${status}, `;
        await stage.status((text) => text.startsWith(first));
        assert.equal((await stage.report()).code, code);
        assert.equal(stage.errors, 1);
      });
    }
  }
});

describe('What goes wrong with a message, in Node-RED', () => {
  before(() => helper.startServer());
  after((done) => {
    helper.stopServer(done);
  });
  afterEach(() => helper.unload());

  for (const [code, row] of rows('message') satisfies [ErrorCode, MessageFault & { what: string }][]) {
    for (const language of LANGUAGES) {
      it(`${row.what}: ${code} from the node, in ${language}`, async () => {
        const node = { modem: 'modem', wires: [['out']], ...row.node, id: 'node' };
        const modem = { ...row.modem };
        const secrets = 'deviceName' in modem ? { deviceSecret: 'x'.repeat(32) } : undefined;
        const stage = await Stage.start({ modem, secrets, nodes: [node, ...(row.others ?? [])], language });
        if (row.online === true) await stage.state('online');
        for (const message of row.messages) helper.getNode('node').receive({ ...message, _msgid: 'ours' });
        if (row.then !== undefined) helper.getNode(row.then.node).receive({ ...row.then.message });
        let error = await stage.error();
        // Where the device has a fault too, the device’s comes first.
        while (error.source.id !== 'node') error = await stage.error();
        assert.equal(error.code, code);
        assert.ok(error.message.startsWith(`${code}: `), error.message);
        assertSentence(code, error.message, language);
        assert.equal(stage.out.received.length, 0);
      });
    }
  }
});

describe('What goes wrong in the module, the network or the broker', () => {
  for (const [code, row] of rows('session') satisfies [ErrorCode, SessionFault & { what: string }][]) {
    it(`${row.what}: ${code}`, async () => {
      const device = new VirtualDevice(row.settings, row.options);
      row.setUp?.(device);
      if (row.onceOnline !== undefined || row.failure !== undefined) await device.online();
      else await device.start();
      row.onceOnline?.(device);
      const error = (await row.failure?.(device)) ?? (await firstFault(device));
      assert.equal(error.code, code);
      assertSentences(error);
      const { text = '' } = nodeStatus(device.session.snapshot(), false, 'en');
      assert.equal(text.split(/[, ]/)[0], row.status, text);
      await device.close();
    });
  }
});

async function firstFault(device: VirtualDevice): Promise<CodedError> {
  await device.clock.until(() => device.faults.length > 0, 400_000, 'a fault');
  const [fault] = device.faults;
  assert(fault !== undefined);
  return fault;
}
