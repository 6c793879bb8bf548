import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureFile, fileChecksum, listFiles, moduleFile } from '../../src/ec20/file-store';
import { ensureModuleClock, parseClock } from '../../src/ec20/module-clock';
import { prepareTls } from '../../src/ec20/tls';
import { type Script, ScriptedModule } from '../support/scripted-module';

const CERTIFICATES = join(__dirname, '..', '..', '..', 'certificates');
const NOW = Date.UTC(2026, 10, 24, 3, 15);
const NEVER = new AbortController().signal;
const R1 = readFileSync(join(CERTIFICATES, 'globalsign-root-r1.pem'));
const CA = moduleFile('ca', R1);
const UPLOAD = `AT+QFUPL="${CA.name}",${R1.length},10`;
const stored = (checksum: string) => ['CONNECT', `+QFUPL: ${R1.length},${checksum}`, 'OK'];

function module(script: Script): ScriptedModule {
  // The probes that prove a refusal before the data.
  const probes = {
    'AT+CMEE?': ['+CMEE: 1', 'OK'],
    'AT+QURCCFG="urcport"': ['+QURCCFG: "urcport","all"', 'OK'],
  };
  const made = new ScriptedModule({ ...probes, ...script });
  made.clock.setWallTime(NOW);
  return made;
}

describe('the roots that are shipped', () => {
  for (const [file, fingerprint, until] of [
    [
      'globalsign-root-r1.pem',
      'EB:D4:10:40:E4:BB:3E:C7:42:C9:E3:81:D3:1E:F2:A4:1A:48:B6:68:5C:96:E7:CE:F3:C1:DF:6C:D4:33:1C:99',
      '2028-01-28',
    ],
    [
      'globalsign-root-r6.pem',
      '2C:AB:EA:FE:37:D0:6C:A2:2A:BA:73:91:C0:03:3D:25:98:29:52:C4:53:64:73:49:76:3A:3A:B5:AD:6C:CF:69',
      '2034-12-10',
    ],
  ] as const) {
    it(`${file} is GlobalSign’s, to ${until}`, () => {
      const certificate = new X509Certificate(readFileSync(join(CERTIFICATES, file)));
      assert.equal(certificate.fingerprint256, fingerprint);
      assert.equal(new Date(certificate.validTo).toISOString().slice(0, 10), until);
    });
  }
});

describe('the checksum of a file', () => {
  it('is what real modules reported', () => {
    const text = R1.toString('latin1');
    assert.equal(fileChecksum(R1), '4653');
    assert.equal(fileChecksum(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1')), '362e');
    assert.equal(fileChecksum(Buffer.from('-----BEGIN CERTIFICATE-----\r')), '6c53');
  });
});

describe('a file in the module', () => {
  const ensure = async (made: ScriptedModule, known = new Set<string>()) =>
    made.settle(listFiles(made.channel).then((present) => ensureFile(made.channel, CA, present, known)));

  it('is not loaded again when it is there', async () => {
    const made = module({ 'AT+QFLST="*"': [`+QFLST: "UFS:${CA.name}",${R1.length}`, 'OK'] });
    await ensure(made);
    assert.deepEqual(made.commands, ['AT+QFLST="*"']);
  });

  it('is loaded when it is missing, byte for byte', async () => {
    const made = module({ 'AT+QFLST="*"': ['OK'], [UPLOAD]: stored('4653') });
    await ensure(made);
    assert.deepEqual(made.data, [R1]);
  });

  it('is replaced when its size is another', async () => {
    const made = module({ 'AT+QFLST="*"': [`+QFLST: "${CA.name}",7`, 'OK'], [UPLOAD]: stored('4653') });
    await ensure(made);
    assert.deepEqual(made.commands, ['AT+QFLST="*"', `AT+QFDEL="${CA.name}"`, UPLOAD]);
  });

  it('is loaded once more when its checksum is another, and then found wrong', async () => {
    const made = module({ 'AT+QFLST="*"': ['OK'], [UPLOAD]: [stored('4654'), stored('4653')] });
    await ensure(made);
    assert.equal(made.data.length, 2);
    const wrong = module({ 'AT+QFLST="*"': ['OK'], [UPLOAD]: stored('4654') });
    await wrong.rejects(
      listFiles(wrong.channel).then((present) => ensureFile(wrong.channel, CA, present, new Set())),
      'EC20_FILE_CHECKSUM',
    );
    assert.equal(wrong.commands.at(-1), `AT+QFDEL="${CA.name}"`);
  });

  const NAMED = CA.name.toUpperCase();
  const REFUSED: readonly (readonly [string, Script, readonly string[]])[] = [
    [
      'is there though the list shows nothing',
      { 'AT+QFLST="*"': ['OK'], [UPLOAD]: [['+CME ERROR: 407'], stored('4653')] },
      [`AT+QFDEL="${CA.name}"`],
    ],
    [
      'is there, as a firmware without numbers says',
      { 'AT+QFLST="*"': ['OK'], [UPLOAD]: [['+CME ERROR: file already exists'], stored('4653')] },
      [`AT+QFDEL="${CA.name}"`],
    ],
    [
      'is there in other letters',
      { 'AT+QFLST="*"': [`+QFLST: "UFS:${NAMED}",${R1.length}`, 'OK'], [UPLOAD]: stored('4653') },
      [`AT+QFDEL="${NAMED}"`, `AT+QFDEL="${CA.name}"`],
    ],
  ];
  for (const [what, script, deleted] of REFUSED) {
    it(`that ${what} is deleted and loaded once more`, async () => {
      const made = module(script);
      await ensure(made);
      assert.deepEqual(
        made.commands.filter((command) => command.startsWith('AT+QFDEL')),
        deleted,
      );
      assert.deepEqual(made.data, [R1]);
    });
  }

  it('that is refused twice is reported', async () => {
    const made = module({ 'AT+QFLST="*"': ['OK'], [UPLOAD]: ['+CME ERROR: 407'] });
    await made.rejects(ensure(made), 'EC20_FILE_UPLOAD');
  });

  it('is loaded once where the list has proved to show nothing, however often the module connects', async () => {
    const known = new Set<string>();
    const made = module({ 'AT+QFLST="*"': ['OK'], [UPLOAD]: [['+CME ERROR: 407'], stored('4653')] });
    await ensure(made, known);
    await ensure(made, known);
    assert.equal(made.data.length, 1);
    const lists = module({ 'AT+QFLST="*"': ['+QFLST: "other.pem",7', 'OK'], [UPLOAD]: stored('4653') });
    await ensure(lists, known);
    assert.equal(lists.data.length, 1, 'a list that shows others is believed');
  });

  it('has a name of its own for each content', () => {
    assert.notEqual(moduleFile('ca', R1).name, moduleFile('ca', R1.subarray(1)).name);
    assert.equal(moduleFile('ca', Buffer.from(R1)).name, CA.name);
  });

  it('that is a key shows in no trace', async () => {
    const key = moduleFile('key', Buffer.from('-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n'));
    const line = `AT+QFUPL="${key.name}",${key.bytes.length},10`;
    const made = module({ [line]: ['CONNECT', `+QFUPL: ${key.bytes.length},0`, 'OK'] });
    await made.rejects(ensureFile(made.channel, key, new Map(), new Set()), 'EC20_FILE_CHECKSUM');
    assert.equal(made.data.length, 2);
    assert(!made.traced.includes('c2VjcmV0'));
  });
});

describe('the module’s clock', () => {
  const READ = 'AT+CCLK?';
  const UNSET = ['+CCLK: "80/01/06,00:00:21+00"', 'OK'];
  const NTP = 'AT+QNTP=1,"ntp.aliyun.com"';
  const ensure = (made: ScriptedModule) => made.settle(ensureModuleClock(made.channel, made.clock, 1, NEVER));

  it('is taken from the network, whether it reports local time or UTC', async () => {
    for (const hour of ['11:15:02+32', '03:15:02+32', '03:15:02+00']) {
      const made = module({ [READ]: [`+CCLK: "26/11/24,${hour}"`, 'OK'] });
      const time = await ensure(made);
      assert.deepEqual(made.commands, [READ]);
      assert.equal(time.source, 'network');
      assert.equal(new Date(time.utc).toISOString(), '2026-11-24T03:15:02.000Z');
      assert(Math.abs(time.offsetMs) < 5000);
    }
  });

  it('reports how far it is off where that is no time zone', async () => {
    const made = module({ [READ]: ['+CCLK: "26/11/24,03:20:00+00"', 'OK'] });
    const { offsetMs } = await ensure(made);
    assert(offsetMs > 299_000 && offsetMs <= 300_000);
  });

  it('that was never set asks a time server', async () => {
    const made = module({ [READ]: UNSET, [NTP]: ['OK', '+QNTP: 0,"2026/11/24,03:15:04+32"'] });
    const time = await ensure(made);
    assert.equal(time.source, 'ntp');
    assert.equal(new Date(time.utc).toISOString(), '2026-11-24T03:15:04.000Z');
  });

  it('is set from this computer where there is no other source', async () => {
    const made = module({
      [READ]: [UNSET, ['+CCLK: "26/11/24,03:15:00+00"', 'OK']],
      [NTP]: ['OK', '+QNTP: 565'],
      'AT+CCLK="26/11/24,03:15:00+00"': ['OK'],
    });
    assert.equal((await ensure(made)).source, 'computer');
  });

  it('stays unset where this computer does not know either', async () => {
    const made = module({ [READ]: UNSET, [NTP]: ['ERROR'] });
    made.clock.setWallTime(0);
    await made.rejects(ensureModuleClock(made.channel, made.clock, 1, NEVER), 'EC20_CLOCK_UNSET');
    assert(!made.commands.some((command) => command.startsWith('AT+CCLK=')));
  });

  it('reads both forms of a year, and nothing else', () => {
    assert.equal(parseClock('2026/11/24,03:15:04+32'), Date.UTC(2026, 10, 24, 3, 15, 4));
    assert.equal(parseClock('70/01/01,00:00:00'), 0);
    assert.equal(parseClock('soon'), undefined);
  });
});

describe('TLS in the module', () => {
  const WILLING: Script = {
    'AT+QSSLCFG="sslversion",2,3': ['OK'],
    'AT+CCLK?': ['+CCLK: "26/11/24,11:15:02+32"', 'OK'],
    'AT+QFLST="*"': [`+QFLST: "${CA.name}",${R1.length}`, 'OK'],
    'AT+QSSLCFG="ciphersuite",2,0xFFFF': ['OK'],
    [`AT+QSSLCFG="cacert",2,"${CA.name}"`]: ['OK'],
    'AT+QSSLCFG="seclevel",2,1': ['OK'],
    'AT+QSSLCFG="ignorelocaltime",2,0': ['OK'],
    'AT+QSSLCFG="sni",2,1': ['OK'],
  };
  const identity = { ca: R1, client: undefined };
  const prepare = (made: ScriptedModule) =>
    prepareTls(made.channel, made.clock, identity, 1, new Set(), NEVER);

  it('checks the server, its dates and its name', async () => {
    const made = module(WILLING);
    const setup = await made.settle(prepare(made));
    assert.equal(setup.sni, true);
    assert(made.commands.includes('AT+QSSLCFG="seclevel",2,1'));
    assert(made.commands.includes('AT+QSSLCFG="ignorelocaltime",2,0'));
  });

  it('goes without SNI where the firmware has none', async () => {
    const made = module({ ...WILLING, 'AT+QSSLCFG="sni",2,1': ['ERROR'] });
    assert.equal((await made.settle(prepare(made))).sni, false);
  });

  for (const option of ['sslversion",2,3', 'seclevel",2,1', 'ignorelocaltime",2,0']) {
    it(`is refused without ${option.split('"')[0] ?? ''}: security is never lowered silently`, async () => {
      const made = module({ ...WILLING, [`AT+QSSLCFG="${option}`]: ['ERROR'] });
      await made.rejects(prepare(made), 'EC20_TLS_FIRMWARE');
    });
  }
});
