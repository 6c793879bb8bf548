import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createCipheriv, randomBytes, scryptSync } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { DeviceSecrets, type Kept } from '../../nodes/modem/device-secrets';
import { prepareHome, setUp } from '../../nodes/modem/device-setup';
import { secretKeys } from '../../nodes/modem/secret-keys';
import type { CodedError } from '../../src/base/coded-error';
import { seeded } from '../hostile/seed';
import { fixedKey } from '../support/fixed-key';
import { assertSentences } from '../support/sentences';

const DEVICE = { productKey: 'a1Product', deviceName: 'pi:0001' };
const SECRET = 'c0ffee00c0ffee00';
const FOUND: Kept = { kind: 'secret', secret: SECRET };
const OWN = 'node-red’s own';

function errorOf(kept: Kept): CodedError {
  assert.equal(kept.kind, 'shut', JSON.stringify(kept));
  return kept.error;
}

describe('the secrets of devices that have registered', () => {
  let folder: string;
  let secrets: DeviceSecrets;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-secrets-'));
    secrets = new DeviceSecrets(folder, fixedKey(OWN));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const files = () => readdirSync(join(folder, 'ec20')).map((file) => join(folder, 'ec20', file));
  const onlyFile = () => {
    const [file = '', ...others] = files();
    assert.deepEqual(others, []);
    return file;
  };

  it('are found again after a restart, each by its device', async () => {
    await secrets.keep(DEVICE, SECRET);
    await secrets.keep({ ...DEVICE, deviceName: 'pi:0002' }, 'another');
    const later = new DeviceSecrets(folder, fixedKey(OWN));
    assert.deepEqual(later.find(DEVICE), FOUND);
    assert.deepEqual(later.find({ ...DEVICE, deviceName: 'pi:0003' }), { kind: 'none' });
  });

  it('stand encrypted in a file that only this user reads', async () => {
    await secrets.keep(DEVICE, SECRET);
    assert(!readFileSync(onlyFile(), 'utf8').includes(SECRET));
    if (process.platform === 'win32') return;
    assert.equal(statSync(onlyFile()).mode & 0o777, 0o600);
    assert.equal(statSync(join(folder, 'ec20')).mode & 0o777, 0o700);
  });

  it('of another Node-RED can’t be opened, and are not absent: EC20_SECRET_SEALED', async () => {
    await secrets.keep(DEVICE, SECRET);
    const error = errorOf(new DeviceSecrets(folder, fixedKey('another')).find(DEVICE));
    assert.equal(error.code, 'EC20_SECRET_SEALED');
    assert.equal(error.params['file'], onlyFile());
    assertSentences(error);
  });

  /** Whatever may be in the place of a file: each makes it unreadable. */
  const UNREADABLE: Readonly<Record<string, (file: string) => void>> = {
    'is empty after a power cut': (file) => truncateSync(file, 0),
    'is cut': (file) => truncateSync(file, 40),
    'is no JSON': (file) => writeFileSync(file, 'secret'),
    'is JSON of another kind': (file) => writeFileSync(file, '["secret"]'),
    'is null': (file) => writeFileSync(file, 'null'),
    'has a field of another kind': (file) => changeField(file, 'salt', 7),
    'has no tag': (file) => changeField(file, 'tag', ''),
    'is a folder': replacedBy((file) => mkdirSync(file)),
    'is a FIFO': replacedBy((file) => void execFileSync('mkfifo', [file])),
    'is a link to a device': replacedBy((file) => symlinkSync('/dev/zero', file)),
    'is a link to itself': replacedBy((file) => symlinkSync(file, file)),
    'is huge': (file) => truncateSync(file, 2 ** 33),
    'is another device’s': (file) => changeField(file, 'device', 'a1Product/pi:0002'),
  };
  for (const [what, damage] of Object.entries(UNREADABLE)) {
    it(`are never registered over where the file ${what}: EC20_SECRET_FILE`, async () => {
      await secrets.keep(DEVICE, SECRET);
      const file = onlyFile();
      damage(file);
      const error = errorOf(secrets.find(DEVICE));
      assert.equal(error.code, 'EC20_SECRET_FILE');
      assert.equal(error.params['file'], file);
      assertSentences(error);
      await assert.rejects(secrets.keep(DEVICE, 'new'), { code: 'EC20_SECRET_FILE' });
      assert.deepEqual(files(), [file]);
      const home = { userDir: folder, secrets };
      const setup = setUp({ ...DEVICE, port: 'simulator' }, { productSecret: 'product0secret' }, home);
      assert.equal(setup.kind === 'refused' && setup.error.code, 'EC20_SECRET_FILE');
    });
  }

  it('are not absent where another user’s file may not be read: EC20_SECRET_FILE', async function () {
    if (process.getuid?.() !== 0) this.skip();
    await secrets.keep(DEVICE, SECRET);
    const file = onlyFile();
    chmodSync(folder, 0o755);
    chmodSync(join(folder, 'ec20'), 0o755);
    process.seteuid?.(65_534);
    try {
      const error = errorOf(secrets.find(DEVICE));
      assert.deepEqual([error.code, error.params['file']], ['EC20_SECRET_FILE', file]);
      assert.match(error.phrases['detail']?.en ?? '', /may not read/);
    } finally {
      process.seteuid?.(0);
    }
  });

  it('open again for whatever is written about the file, or an error says why', async () => {
    await secrets.keep(DEVICE, SECRET);
    const file = onlyFile();
    const whole = readFileSync(file, 'utf8');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ maxLength: 3 }), (place, text) => {
        writeFileSync(file, whole.slice(0, place) + text + whole.slice(place + text.length + 1));
        const kept = secrets.find(DEVICE);
        if (kept.kind === 'secret') assert.equal(kept.secret, SECRET);
        else assert.match(errorOf(kept).code, /^EC20_SECRET_(SEALED|FILE)$/);
      }),
      seeded({ numRuns: 40 }),
    );
  }).timeout(60_000);

  it('outlive a power cut in the middle of a write', async () => {
    await secrets.keep(DEVICE, SECRET);
    writeFileSync(`${onlyFile()}.new`, '{"version":1,"dev');
    assert.deepEqual(secrets.find(DEVICE), FOUND);
    await secrets.keep(DEVICE, 'renewed');
    assert.deepEqual(secrets.find(DEVICE), { kind: 'secret', secret: 'renewed' });
    assert.equal(files().length, 1);
  });

  it('that can’t be stored are reported: EC20_REGISTER_STORE', async () => {
    writeFileSync(join(folder, 'ec20'), '');
    await assert.rejects(secrets.keep(DEVICE, SECRET), { code: 'EC20_REGISTER_STORE' });
    assert.deepEqual(secrets.find(DEVICE), { kind: 'none' });
  });

  it('lose the rights that others have on them and on all beside them', async function () {
    if (process.platform === 'win32') this.skip();
    await secrets.keep(DEVICE, SECRET);
    const place = join(folder, 'ec20');
    const stranger = join(folder, 'elsewhere');
    writeFileSync(stranger, '');
    chmodSync(stranger, 0o644);
    for (const name of ['queue-m1.sqlite', 'queue-m1.sqlite-wal', 'queue-m1.sqlite-shm', 'ids-1.json']) {
      writeFileSync(join(place, name), '');
    }
    for (const file of files()) chmodSync(file, 0o664);
    symlinkSync(stranger, join(place, 'link'));
    chmodSync(place, 0o755);
    prepareHome({ userDir: folder, secrets });
    assert.equal(statSync(place).mode & 0o777, 0o700);
    const shared = files().filter((file) => !file.endsWith('link') && (statSync(file).mode & 0o77) !== 0);
    assert.deepEqual(shared, []);
    assert.equal(statSync(stranger).mode & 0o777, 0o644);
  });

  describe('follow Node-RED’s key', () => {
    const GENERATED = 'f'.repeat(64);
    interface Keys {
      /** settings.js. */
      readonly own?: unknown;
      /** Node-RED's runtime settings; undefined: they can't be read. */
      readonly stored?: Readonly<Record<string, unknown>> | undefined;
    }
    const generated = { _credentialSecret: GENERATED };

    const keysOf = ({ own, stored }: Keys) => {
      const get = (name: string) => {
        if (stored === undefined) throw new Error('Settings not available');
        return stored[name];
      };
      return secretKeys({ ...(own === undefined ? {} : { credentialSecret: own }), get } as never, folder);
    };
    const secretsWith = (keys: Keys) => new DeviceSecrets(folder, keysOf(keys));

    const CURRENT: readonly (readonly [string, Keys, string])[] = [
      ['settings.js', { own: 'mine', stored: {} }, 'mine'],
      ['settings.js, before the generated one', { own: 'mine', stored: generated }, 'mine'],
      ['settings.js, an empty one', { own: '', stored: generated }, ''],
      ['settings.js, none at all', { own: false, stored: generated }, ''],
      ['Node-RED’s generated one', { stored: generated }, GENERATED],
      ['Node-RED’s generated one, where settings.js has no text', { own: 7, stored: generated }, GENERATED],
      ['nowhere', { stored: {} }, ''],
      ['nowhere, as a program that embeds the nodes', {}, ''],
      ['nowhere, as a store with something else', { stored: { _credentialSecret: { a: 1 } } }, ''],
    ];
    for (const [where, keys, expected] of CURRENT) {
      it(`from ${where}`, () => {
        assert.equal(keysOf(keys).current, expected);
      });
    }

    /** Changes that Node-RED follows with its own credentials. */
    const FOLLOWED: readonly (readonly [string, Keys, Keys])[] = [
      ['generated → own', { stored: generated }, { own: 'mine', stored: generated }],
      ['generated → off', { stored: generated }, { own: false, stored: generated }],
      ['off → own', { own: false, stored: {} }, { own: 'mine', stored: {} }],
      ['off → generated', { own: false, stored: {} }, { stored: generated }],
      ['none (before this version) → generated', {}, { stored: generated }],
      ['none (before this version) → own', {}, { own: 'mine', stored: generated }],
    ];
    for (const [change, before, after] of FOLLOWED) {
      it(`${change}: opened once more, and from then on with the new one alone`, async () => {
        await secretsWith(before).keep(DEVICE, SECRET);
        assert.deepEqual(secretsWith(after).find(DEVICE), FOUND);
        const alone = new DeviceSecrets(folder, fixedKey(keysOf(after).current));
        assert.deepEqual(alone.find(DEVICE), FOUND);
      });
    }

    for (const name of ['.config.runtime.json', '.config.runtime.json.backup', '.config.json']) {
      it(`generated → own after a deploy, while ${name} still has the old one`, async () => {
        await secretsWith({ stored: generated }).keep(DEVICE, SECRET);
        writeFileSync(join(folder, name), `\uFEFF${JSON.stringify(generated)}`);
        const later = { own: 'mine', stored: {} };
        assert.deepEqual(secretsWith(later).find(DEVICE), FOUND);
        rmSync(join(folder, name));
        assert.deepEqual(secretsWith(later).find(DEVICE), FOUND);
      });
    }

    it('at the start after it has changed, a disabled device’s too', async () => {
      const other = { ...DEVICE, deviceName: 'disabled' };
      await secretsWith({ stored: generated }).keep(DEVICE, SECRET);
      await secretsWith({ stored: generated }).keep(other, SECRET);
      writeFileSync(join(folder, 'ec20', 'secret-0123456789abcdef.json'), '{');
      prepareHome({ userDir: folder, secrets: secretsWith({ own: 'mine', stored: generated }) });
      const alone = new DeviceSecrets(folder, fixedKey('mine'));
      assert.deepEqual([alone.find(DEVICE), alone.find(other)], [FOUND, FOUND]);
    });

    const LOST: readonly (readonly [string, Keys, Keys])[] = [
      ['own → another own', { own: 'mine', stored: {} }, { own: 'yours', stored: {} }],
      ['own → off', { own: 'mine', stored: {} }, { own: false, stored: {} }],
      ['own → generated', { own: 'mine', stored: {} }, { stored: generated }],
      ['generated → lost', { stored: generated }, { stored: { _credentialSecret: 'e'.repeat(64) } }],
    ];
    for (const [change, before, after] of LOST) {
      it(`${change}: can’t be opened, and opens again with the old one: EC20_SECRET_SEALED`, async () => {
        await secretsWith(before).keep(DEVICE, SECRET);
        const file = readFileSync(onlyFile(), 'utf8');
        assert.equal(errorOf(secretsWith(after).find(DEVICE)).code, 'EC20_SECRET_SEALED');
        await assert.rejects(secretsWith(after).keep(DEVICE, 'new'), { code: 'EC20_SECRET_SEALED' });
        const home = { userDir: folder, secrets: secretsWith(after) };
        const setup = setUp({ ...DEVICE, port: 'simulator' }, { productSecret: 'product0secret' }, home);
        assert.equal(setup.kind === 'refused' && setup.error.code, 'EC20_SECRET_SEALED');
        assert.equal(readFileSync(onlyFile(), 'utf8'), file);
        assert.deepEqual(secretsWith(before).find(DEVICE), FOUND);
      });
    }

    it('so that the file alone is not enough', async () => {
      await secretsWith({ stored: generated }).keep(DEVICE, SECRET);
      const thief = mkdtempSync(join(tmpdir(), 'ec20-thief-'));
      cpSync(join(folder, 'ec20'), join(thief, 'ec20'), { recursive: true });
      const stolen = new DeviceSecrets(thief, secretKeys({ get: () => undefined } as never, thief));
      assert.equal(errorOf(stolen.find(DEVICE)).code, 'EC20_SECRET_SEALED');
      rmSync(thief, { recursive: true });
    });

    it('with files of the first version, sealed with an empty key', async () => {
      const [salt, iv] = [randomBytes(16), randomBytes(12)];
      const cipher = createCipheriv('aes-256-gcm', scryptSync('', salt, 32), iv);
      const secret = cipher.update(SECRET, 'utf8', 'base64') + cipher.final('base64');
      await secretsWith({ stored: generated }).keep(DEVICE, 'x');
      const tag = cipher.getAuthTag().toString('base64');
      const first = { version: 1, device: 'a1Product/pi:0001', secret, tag };
      const coded = { salt: salt.toString('base64'), iv: iv.toString('base64') };
      writeFileSync(onlyFile(), JSON.stringify({ ...first, ...coded }));
      assert.deepEqual(secretsWith({ stored: generated }).find(DEVICE), FOUND);
    });
  });
});

function replacedBy(make: (file: string) => void): (file: string) => void {
  return (file) => {
    rmSync(file);
    make(file);
  };
}

function changeField(file: string, name: string, value: unknown): void {
  const sealed = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...sealed, [name]: value }));
}
