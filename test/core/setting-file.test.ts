import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SettingFiles, UnreadableFile } from '../../src/core/setting-file';
import { SystemClock } from '../../src/base/clock';
import { VirtualClock } from '../support/virtual-clock';

const LIMIT = 1000;
const problem = (words: RegExp) => (error: unknown) =>
  error instanceof UnreadableFile && words.test(error.why.en) && /[\u4e00-\u9fff]/.test(error.why.zh);

describe('A file that a setting names', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ec20-files-'));
  const at = (name: string) => join(folder, name);
  const files = new SettingFiles(new SystemClock());
  let socket: Server;

  before((done) => {
    execFileSync('mkfifo', [at('fifo')]);
    mkdirSync(at('folder'));
    symlinkSync('/dev/zero', at('link-to-device'));
    symlinkSync(at('fifo'), at('link-to-fifo'));
    symlinkSync(at('loop'), at('loop'));
    writeFileSync(at('sparse'), '');
    truncateSync(at('sparse'), 2 ** 30);
    writeFileSync(at('fits'), 'x'.repeat(LIMIT));
    writeFileSync(at('over'), 'x'.repeat(LIMIT + 1));
    writeFileSync(at('empty'), '');
    symlinkSync(at('fits'), at('link'));
    socket = createServer().listen(at('socket'), done);
  });
  after((done) => {
    socket.close(() => {
      rmSync(folder, { recursive: true });
      done();
    });
  });

  for (const name of ['fits', 'empty', 'link']) {
    it(`is read when it is ${name}`, async () => {
      assert.equal((await files.read(at(name), LIMIT)).length, name === 'empty' ? 0 : LIMIT);
    });
  }

  const REFUSED: readonly (readonly [string, RegExp])[] = [
    ['missing', /no such file/],
    ['fits/below', /no such file/],
    ['folder', /folder/],
    ['fifo', /device, a pipe or a socket/],
    ['link-to-fifo', /device, a pipe or a socket/],
    ['socket', /device, a pipe or a socket/],
    ['/dev/zero', /device, a pipe or a socket/],
    ['/dev/null', /device, a pipe or a socket/],
    ['/dev/tty', /device, a pipe or a socket/],
    ['link-to-device', /device, a pipe or a socket/],
    ['sparse', /larger/],
    ['over', /larger/],
    ['/proc/self/environ', /changed/],
    ['loop', /ELOOP/],
    ['x'.repeat(5000), /ENAMETOOLONG/],
    ['nul\0byte', /ERR_INVALID_ARG_VALUE/],
  ];
  for (const [name, words] of REFUSED) {
    it(`is refused when it is ${name.slice(0, 30).replace('\0', '?')}`, async () => {
      const path = name.startsWith('/') ? name : at(name);
      await assert.rejects(files.read(path, LIMIT), problem(words));
    });
  }

  it('is refused when it grows while it is read', async () => {
    writeFileSync(at('log'), 'x');
    let isGrowing = true;
    const grow = () => {
      appendFileSync(at('log'), 'x');
      if (isGrowing) setImmediate(grow);
    };
    grow();
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, () => files.read(at('log'), 2 ** 20)),
    );
    isGrowing = false;
    const refused = results.filter((result) => result.status === 'rejected');
    assert.notEqual(refused.length, 0);
    for (const { reason } of refused) assert(problem(/changed/)(reason), String(reason));
  });
});

describe('A drive that has gone', () => {
  it('holds up two readings and no others, each for 10 s: what else is there is reported, and read once it is back', async () => {
    const clock = new VirtualClock();
    const ends = new Map<string, () => void>();
    const begun: string[] = [];
    const files = new SettingFiles(clock, (path) => {
      begun.push(path);
      return new Promise((resolve) => ends.set(path, () => resolve(Buffer.from(path))));
    });
    const read = (path: string) =>
      files.read(path, LIMIT).then(String, (error: unknown) => problem(/10 s/)(error) && 'slow');
    const first = ['a', 'b', 'c'].map(read);
    assert.deepEqual(begun, ['a', 'b']);
    await clock.advance(10_000);
    assert.deepEqual(await Promise.all(first), ['slow', 'slow', 'slow']);
    const later = read('d');
    await clock.advance(5000);
    ends.get('a')?.();
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(begun, ['a', 'b', 'd'], 'nobody waits for c any more');
    ends.get('d')?.();
    assert.equal(await later, 'd');
    assert.equal(clock.armed, 0);
  });
});
