import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageIds } from '../../nodes/publish/message-ids';
import { seededRandom } from '../../src/base/random';

describe('the message ids of a device', () => {
  let userDir: string;

  beforeEach(() => {
    userDir = mkdtempSync(join(tmpdir(), 'ec20-ids-'));
  });

  afterEach(() => rmSync(userDir, { recursive: true, force: true }));

  const ids = (device = 'aliyun:pk/dn', seed = 1) => new MessageIds(userDir, device, seededRandom(seed));
  const take = (from: MessageIds, count: number) => Array.from({ length: count }, () => from.take());

  it('are decimal digits, none of them twice, across restarts too', () => {
    const seen = new Set<string>();
    for (const count of [1, 5000, 3]) {
      for (const id of take(ids(), count)) {
        assert.match(id, /^[1-9]\d{0,9}$/);
        assert(!seen.has(id), id);
        seen.add(id);
      }
    }
  });

  it('of two devices are kept apart', () => {
    take(ids('aliyun:pk/a'), 1);
    take(ids('aliyun:pk/b'), 1);
    assert.equal(readdirSync(join(userDir, 'ec20')).length, 2);
  });

  it('begin again at 1 behind the platform’s largest', () => {
    take(ids(), 1);
    const [file] = readdirSync(join(userDir, 'ec20'));
    writeFileSync(join(userDir, 'ec20', file ?? ''), JSON.stringify({ version: 1, next: 4_294_967_000 }));
    assert.equal(ids().take(), '1');
  });

  it('go on from the file of a key by which the device was known before', () => {
    const [last] = take(ids('mqtt:h/c'), 3).slice(-1);
    const earlier = [{ key: 'mqtt:h/c', isDistinct: true }];
    const next = new MessageIds(userDir, 'mqtt:h#new', seededRandom(9), earlier).take();
    assert(Number(next) > Number(last) && Number(next) <= Number(last) + 5000, `${last} ${next}`);
    assert(Number(new MessageIds(userDir, 'mqtt:h#new', seededRandom(8), earlier).take()) > Number(next));
  });

  for (const [name, text] of [
    ['damaged', '{"ver'],
    ['of somebody else', '{"next":"x"}'],
  ] as const) {
    it(`go on where the file is ${name}`, () => {
      take(ids(), 1);
      const [file] = readdirSync(join(userDir, 'ec20'));
      writeFileSync(join(userDir, 'ec20', file ?? ''), text);
      assert.match(ids(undefined, 7).take(), /^\d+$/);
    });
  }

  it('go on where nothing can be written, and begin elsewhere at each start', () => {
    writeFileSync(join(userDir, 'ec20'), 'not a folder');
    assert.notEqual(ids(undefined, 1).take(), ids(undefined, 2).take());
  });
});
