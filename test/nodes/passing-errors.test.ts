import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceSecrets, type Kept } from '../../nodes/modem/device-secrets';
import { finishSetup, setUp } from '../../nodes/modem/device-setup';
import { CodedError } from '../../src/base/coded-error';
import { UnreadableFile } from '../../src/core/setting-file';
import { fixedKey } from '../support/fixed-key';
import { VirtualClock } from '../support/virtual-clock';

const CONFIG = { port: 'simulator', productKey: 'a1Product', deviceName: 'pi:0001' };
const CREDENTIALS = { productSecret: 'product0secret' };
const SECRET = 'c0ffee00c0ffee00';

const PASSING = ['EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EBUSY', 'EINTR'] as const;
const LASTING = ['EACCES', 'EIO', 'EISDIR', undefined] as const;

const unreadable = (code: string | undefined) =>
  new UnreadableFile(
    { en: `refused (${code})`, zh: `拒绝（${code}）` },
    Object.assign(new Error(code), { code }),
  );

/** Secrets in a folder that the system does not let be read the first `failures` times. */
class Reluctant extends DeviceSecrets {
  tries = 0;

  constructor(
    folder: string,
    private readonly failures: number,
    private readonly code: string | undefined,
  ) {
    super(folder, fixedKey('key'));
  }

  override find(device: Parameters<DeviceSecrets['find']>[0]): Kept {
    if (++this.tries > this.failures) return super.find(device);
    const params = { device: 'a1Product/pi:0001', file: 'secret.json' };
    const cause = unreadable(this.code);
    return {
      kind: 'shut',
      error: new CodedError('EC20_SECRET_FILE', { params, phrases: { detail: cause.why }, cause }),
    };
  }
}

describe('a file that the system can’t open at this moment', () => {
  let folder: string;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-passing-'));
    await new DeviceSecrets(folder, fixedKey('key')).keep(CONFIG, SECRET);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function outcome(failures: number, code: string | undefined, isWanted = () => true) {
    const clock = new VirtualClock();
    const secrets = new Reluctant(folder, failures, code);
    const home = { userDir: folder, secrets };
    const first = setUp(CONFIG, CREDENTIALS, home);
    if (first.kind !== 'reading') return { setup: first, secrets, ms: 0 };
    const readFile = () => Promise.reject(new Error('no file is named'));
    const finished = finishSetup(first, home, { readFile, clock, isWanted });
    const setup = await clock.settle(finished, 120_000, 'the end of the reading');
    return { setup, secrets, ms: clock.now() };
  }

  for (const code of PASSING) {
    it(`${code}: a kept secret is read again until it can be, without a deploy`, async () => {
      const { setup, ms } = await outcome(5, code);
      assert.equal(setup.kind === 'ready' && setup.settings.cloud.deviceSecret, SECRET);
      assert(ms > 0 && ms <= 20_000, `${ms} ms`);
    });
  }

  for (const code of LASTING) {
    it(`${code ?? 'damaged'}: is reported at once`, async () => {
      const { setup, secrets } = await outcome(5, code);
      assert.equal(setup.kind === 'refused' && setup.error.code, 'EC20_SECRET_FILE');
      assert.equal(secrets.tries, 1);
    });
  }

  it('is reported after a minute, and never registered over', async () => {
    const { setup, ms } = await outcome(Infinity, 'EMFILE');
    assert.equal(setup.kind === 'refused' && setup.error.code, 'EC20_SECRET_FILE');
    assert(ms >= 50_000 && ms <= 70_000, `${ms} ms`);
  });

  it('is not tried again once the node has ended', async () => {
    const { setup, ms } = await outcome(Infinity, 'EMFILE', () => false);
    assert.deepEqual([setup.kind, ms], ['refused', 0]);
  });

  it('so does a file that a setting names', async () => {
    const clock = new VirtualClock();
    const home = { userDir: folder, secrets: new DeviceSecrets(folder, fixedKey('key')) };
    const first = setUp({ ...CONFIG, tslFile: 'model.json' }, CREDENTIALS, home);
    assert.equal(first.kind, 'reading');
    let tries = 0;
    const readFile = () =>
      ++tries < 4 ? Promise.reject(unreadable('EMFILE')) : Promise.resolve(Buffer.from('{"properties":[]}'));
    const finished = finishSetup(first, home, { readFile, clock, isWanted: () => true });
    const setup = await clock.settle(finished, 60_000, 'the reading');
    assert.deepEqual([tries, setup.kind === 'refused' ? setup.error.code : setup.kind], [4, 'ready']);
  });
});
