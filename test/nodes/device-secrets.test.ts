import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeviceSecrets } from '../../nodes/modem/device-secrets';

const DEVICE = { productKey: 'a1Product', deviceName: 'pi:0001' };
const SECRET = 'c0ffee00c0ffee00';

describe('the secrets of devices that have registered', () => {
  let folder: string;
  let secrets: DeviceSecrets;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-secrets-'));
    secrets = new DeviceSecrets(folder, 'node-red’s own');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const files = () => readdirSync(join(folder, 'ec20')).map((file) => join(folder, 'ec20', file));

  it('are found again after a restart, each by its device', async () => {
    await secrets.keep(DEVICE, SECRET);
    await secrets.keep({ ...DEVICE, deviceName: 'pi:0002' }, 'another');
    const later = new DeviceSecrets(folder, 'node-red’s own');
    assert.equal(later.find(DEVICE), SECRET);
    assert.equal(later.find({ ...DEVICE, deviceName: 'pi:0003' }), undefined);
  });

  it('stand encrypted in a file that only this user reads', async () => {
    await secrets.keep(DEVICE, SECRET);
    const [file = ''] = files();
    assert(!readFileSync(file, 'utf8').includes(SECRET));
    if (process.platform !== 'win32') assert.equal(statSync(file).mode & 0o777, 0o600);
  });

  it('of another Node-RED can’t be read', async () => {
    await secrets.keep(DEVICE, SECRET);
    assert.equal(new DeviceSecrets(folder, 'another').find(DEVICE), undefined);
  });

  it('outlive a power cut in the middle of a write', async () => {
    await secrets.keep(DEVICE, SECRET);
    const [file = ''] = files();
    writeFileSync(`${file}.new`, '{"version":1,"dev');
    assert.equal(secrets.find(DEVICE), SECRET);
    await secrets.keep(DEVICE, 'renewed');
    assert.equal(secrets.find(DEVICE), 'renewed');
    assert.equal(files().length, 1);
  });

  it('that can’t be stored are reported: EC20_REGISTER_STORE', async () => {
    writeFileSync(join(folder, 'ec20'), '');
    await assert.rejects(secrets.keep(DEVICE, SECRET), { code: 'EC20_REGISTER_STORE' });
    assert.equal(secrets.find(DEVICE), undefined);
  });
});
