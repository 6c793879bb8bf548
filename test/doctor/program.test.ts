import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer } from 'node:net';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestAuthority } from '../support/test-authority';
import type { DoctorReport } from '../../src/doctor/report';
import { blocksOf } from '../../src/doctor/sendable-report';

const PROGRAMS = join(__dirname, '../../bin');
const PASSWORD = 'no-one-may-see-this';
const SECRETS = [PASSWORD, '867698040123456', '10.7.1.2'];

/** A module whose peculiarities show quickly. */
const ODD = [
  'prompt=bare',
  'glue=true',
  'quotes=cut',
  'maxPayloadBytes=700',
  'inflightLimit=3',
  'ackMs=300',
  'dataTimeoutMs=1500',
  'slotOrder=reversed',
  'slotOverflow=oldest-lost',
  'repeatedClose=0',
  'joined=error',
];

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** A pseudo-terminal needs Linux or macOS; socat or python3 makes it. */
const describePosix = process.platform === 'win32' ? describe.skip : describe;

describePosix('the program ec20-doctor', function () {
  this.timeout(120_000);
  const running: ChildProcess[] = [];
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ec20-doctor-'));
  });
  afterEach(async () => {
    for (const program of running.splice(0)) {
      if (program.exitCode !== null || program.signalCode !== null) continue;
      program.kill('SIGKILL');
      await once(program, 'exit');
    }
    rmSync(folder, { recursive: true });
  });

  /** Starts the virtual module; resolves with its ports. */
  async function module(...words: string[]): Promise<string[]> {
    const ports = words.filter((word) => ['--pty', '--listen'].includes(word)).length;
    const program = spawn(
      process.execPath,
      [join(PROGRAMS, 'ec20-simulator.js'), '--broker', 'inside', ...words],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    running.push(program);
    let said = '';
    for await (const bytes of program.stdout.iterator({ destroyOnReturn: false })) {
      said += String(bytes);
      if (said.split('\n').length > ports) break;
    }
    return [...said.matchAll(/^ready: (\S+)/gm)].map(([, path]) => path ?? '');
  }

  function start(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const program = spawn(process.execPath, [join(PROGRAMS, 'ec20-doctor.js'), ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C.UTF-8', ...environment },
    });
    running.push(program);
    let said = '';
    const onOutput = (bytes: Buffer) => {
      said += String(bytes);
    };
    program.stdout.on('data', onOutput);
    program.stderr.on('data', onOutput);
    const ended = once(program, 'close').then(([code]): Ended => ({ code: code as number | null, said }));
    return { program, ended, said: () => said };
  }

  function doctor(...words: string[]): Promise<Ended> {
    return start(words).ended;
  }

  function fileIn(out: string, ending: string): string {
    const names = readdirSync(out).filter((name) => name.endsWith(ending));
    return join(out, names.find((name) => ending !== '.json' || !name.endsWith('.trace.json')) ?? '');
  }

  function reportIn(out: string): DoctorReport {
    return JSON.parse(readFileSync(fileIn(out, '.json'), 'utf8')) as DoctorReport;
  }

  /** Without the times, which depend on a real clock. */
  function timeless({ measured, module: examined }: DoctorReport): unknown {
    const { timesMs, shortData, ...rest } = measured;
    assert.ok(timesMs?.ack !== undefined && timesMs.ack >= 290);
    return { ...rest, shortData: shortData?.end, module: examined };
  }

  it('warns of root certificates that end within a year, its own and those of a CA file: EC20_CA_ENDING', async () => {
    const [port = ''] = await module('--pty', join(folder, 'line'), '--fast');
    const authority = new TestAuthority('Greenhouse CA');
    const words = [port, '--level', 'read', '--lang', 'zh', '--out', folder];
    const today = await doctor(...words);
    assert.doesNotMatch(today.said, /EC20_CA_ENDING/);
    const withFile = await doctor(...words, '--ca', authority.caFile);
    authority.close();
    assert.equal(withFile.code, 0, withFile.said);
    assert.match(withFile.said, /EC20_CA_ENDING: 根证书“Greenhouse CA”有效期到/);
    const later = join(folder, 'later.cjs');
    writeFileSync(later, 'Date.now = () => Date.UTC(2027, 5, 1);');
    const { ended } = start(words, { NODE_OPTIONS: `--require ${later}` });
    assert.match((await ended).said, /EC20_CA_ENDING: 根证书“GlobalSign Root CA”有效期到 2028-01-28.*8883/);
  });

  it('writes a report that makes ec20-simulator the same module, seen by the doctor again', async () => {
    const settings = ODD.flatMap((setting) => ['--set', setting]);
    const [first = ''] = await module('--pty', join(folder, 'first'), '--fast', ...settings);
    const broker = `mqtt://gardener:${PASSWORD}@broker.example`;
    const words = ['--yes', '--level', 'full', '--broker', broker];
    const sent = join(folder, 'to-send.md');
    const once = await doctor(first, ...words, '--out', join(folder, 'one'), '--report', sent);
    assert.equal(once.code, 0, once.said);
    const report = reportIn(join(folder, 'one'));
    assert.deepEqual(
      [report.measured.promptBytes, report.measured.largestPayloadBytes, report.measured.inFlight],
      ['0d0a3e', 700, 3],
    );
    assert.equal(report.measured.slots?.order, 'reversed');

    const [second = ''] = await module(
      '--pty',
      join(folder, 'second'),
      '--module',
      fileIn(join(folder, 'one'), '.json'),
    );
    const again = await doctor(second, ...words, '--out', join(folder, 'two'));
    assert.equal(again.code, 0, again.said);
    assert.deepEqual(timeless(reportIn(join(folder, 'two'))), timeless(report));

    const trace = fileIn(join(folder, 'one'), '.trace.jsonl');
    const blocks = blocksOf(readFileSync(sent, 'utf8'));
    assert.deepEqual(JSON.parse(blocks.get('doctor-report')?.[0] ?? ''), report);
    assert.equal(blocks.get('doctor-trace')?.[0], readFileSync(trace, 'utf8'));
    assert.match(blocks.get('steps')?.[0] ?? '', /EC20/);
    for (const secret of SECRETS) assert.ok(!readFileSync(sent, 'utf8').includes(secret), secret);

    const replayed = await doctor('--replay', trace);
    assert.equal(replayed.code, 0, replayed.said);
    const from = replayed.said.indexOf('\n{') + 1;
    const shown = JSON.parse(replayed.said.slice(from, replayed.said.lastIndexOf('\n}') + 2)) as DoctorReport;
    assert.deepEqual(shown.measured, report.measured);

    const written = [readFileSync(trace, 'utf8'), JSON.stringify(report), once.said, again.said];
    const bytes = readFileSync(trace, 'utf8')
      .split('\n')
      .map((line) => Buffer.from(/"bytes":"([^"]*)"/.exec(line)?.[1] ?? '', 'base64').toString('latin1'));
    for (const secret of SECRETS)
      assert.equal([...written, bytes.join('')].join('').includes(secret), false, secret);
    assert.match(once.said, /https:\/\/github\.com\/.*\/issues/);
  });

  it('detects on a second port that URCs go there', async () => {
    const [first = '', second = ''] = await module(
      '--pty',
      join(folder, 'first'),
      '--pty',
      join(folder, 'second'),
      '--fast',
      '--set',
      'urcport=usbmodem',
      '--set',
      'dataTimeoutMs=500',
      '--set',
      'slotOverflow=oldest-lost',
    );
    const { code, said } = await doctor(
      first,
      '--second-port',
      second,
      '--yes',
      '--broker',
      'mqtt://broker.example',
      '--out',
      folder,
    );
    assert.equal(code, 0, said);
    assert.deepEqual(reportIn(folder).measured.urcPort, { told: 'usbmodem', heard: ['other'] });
    assert.match(said, /the second port given/);
  });

  it('without a terminal and without --yes only reads, and says so in the system’s language', async () => {
    const [port = ''] = await module('--pty', join(folder, 'tty'), '--fast');
    const english = await doctor(port, '--out', folder);
    assert.equal(english.code, 0, english.said);
    assert.match(english.said, /No terminal to ask for consent/);
    assert.deepEqual([...new Set(reportIn(folder).steps.map(({ level }) => level))], ['read']);
    const chinese = await doctor(port, '--out', folder, '--lang', 'zh');
    assert.match(chinese.said, /无法征求同意/);
  });

  it('ended by Ctrl-C in a data phase it leaves the module answering, and writes what it has', async () => {
    const quick = ['--fast', '--set', 'slotOverflow=oldest-lost'];
    const [port = ''] = await module('--listen', 'tcp://127.0.0.1:0', ...quick);
    const { address, close } = await observed(port, (bytes) => {
      // The step that waits has begun, and so has its message: it lacks only what is never sent.
      if (/^m\d+:$/.test(bytes) && examined.said().includes('Fewer bytes than announced …'))
        examined.program.kill('SIGINT');
    });
    const examined = start([address, '--yes', '--broker', 'mqtt://broker.example', '--out', folder]);
    const { code, said } = await examined.ended;
    close();
    assert.equal(code, 1, said);
    assert.match(said, /being restored/);
    const { steps, measured } = reportIn(folder);
    assert.equal(steps.find(({ name }) => name === 'shortData')?.note, 'interrupted');
    assert.equal(measured.surplus, 'swallowed');
    const after = await doctor(port, '--level', 'read', '--out', join(folder, 'after'));
    assert.equal(after.code, 0, after.said);
  });

  for (const [what, words, sentence] of [
    ['a port that is not there', ['/dev/ttyNOSUCH'], /no serial port \/dev\/ttyNOSUCH\. Check cable/],
    ['a level that there is not', ['/dev/null', '--level', 'deep'], /--level deep/],
    [
      'a broker that is none',
      ['tcp://127.0.0.1:9', '--yes', '--broker', 'http://x'],
      /mqtt:\/\/user:password@host:1883/,
    ],
    ['an option that there is not', ['--fast'], /--help/],
    ['a trace that is none', ['--replay', join(PROGRAMS, 'ec20-doctor.js')], /no trace of ec20-doctor/],
  ] as const) {
    it(`reports why it can’t start: ${what}`, async () => {
      const { code, said } = await doctor(...words);
      assert.equal(code, 2, said);
      assert.match(said, sentence);
    });
  }
});

/** A line to the module on which a test reads along. */
async function observed(
  port: string,
  onOutput: (bytes: string) => void,
): Promise<{ address: string; close: () => void }> {
  const { hostname, port: number } = new URL(port);
  const server = createServer((doctor) => {
    const line = connect(Number(number), hostname);
    doctor.on('data', (bytes) => {
      line.write(bytes);
      onOutput(bytes.toString('latin1'));
    });
    line.pipe(doctor);
    for (const [end, other] of [
      [doctor, line],
      [line, doctor],
    ] as const) {
      end.on('close', () => other.destroy());
      end.on('error', () => other.destroy());
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => server.close(),
  };
}
