import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { readPaste } from '../../nodes/modem/editor/device-paste';
import { checkRawCommand } from '../../src/session/raw-command';
import { Program } from '../support/program';

const ROOT = join(__dirname, '..', '..', '..');
const SIMULATOR = join(ROOT, 'dist', 'bin', 'ec20-simulator.js');

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** The rows of a guide whose first two cells are code: what is sent or set, and what then appears. */
function codeRows(guide: string): (readonly [sent: string, appears: string])[] {
  return [...guide.matchAll(/^\| `([^`]+)` +\| `([^`]+)` +\|/gm)].map(
    ([, sent = '', appears = '']) => [sent, appears] as const,
  );
}

/** The rows of faults: the option, the command that shows it where there is one, and what appears. */
function faultRows(guide: string): (readonly [option: string, sent: string, appears: string])[] {
  return [...guide.matchAll(/^\| `--set ([^`]+)` +\|[^`|]*`(AT[^`]+)`[^`|]*`([^`]+)` +\|/gm)].map(
    ([, option = '', sent = '', appears = '']) => [option, sent, appears] as const,
  );
}

/** A serial terminal on the line of a virtual module. */
class Terminal {
  #received = '';
  #onData: (() => void) | undefined;

  private constructor(private readonly socket: Socket) {
    socket.on('data', (bytes) => {
      this.#received += bytes.toString();
      this.#onData?.();
    });
  }

  static async open(port: number): Promise<Terminal> {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Terminal(socket);
  }

  /** Sends a line and waits until `appears` has come since. */
  async send(line: string, appears: string): Promise<void> {
    this.#received = '';
    this.socket.write(`${line}\r\n`);
    await new Promise<void>((resolve) => {
      this.#onData = () => {
        const answer = this.#received.replace(line, '');
        if (answer.includes(appears) && (appears === '>' || /\r\n(OK|\+CME ERROR: \d+)\r\n/.test(answer)))
          resolve();
      };
      this.#onData();
    });
  }

  close(): void {
    this.socket.destroy();
  }
}

async function onModule(
  options: readonly string[],
  talk: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const program = await Program.start({
    command: process.execPath,
    args: [SIMULATOR, '--listen', 'tcp://127.0.0.1:0', '--fast', ...options],
    ready: /ready: tcp:\/\/127\.0\.0\.1:(\d+)/,
  });
  try {
    const terminal = await Terminal.open(Number(program.readyMatch[1]));
    await talk(terminal);
    terminal.close();
  } finally {
    await program.stop();
  }
}

for (const file of ['docs/practice.md', 'docs/practice.zh-CN.md']) {
  describe(`${file}, followed by hand`, function () {
    this.timeout(60_000);
    const guide = read(file);

    it('every line gives what the guide shows, from AT to the logout', async () => {
      const [, device = ''] = /--device (\S+)/.exec(guide) ?? [];
      const rows = codeRows(guide);
      assert.ok(rows.length >= 12);
      await onModule(['--device', device], async (terminal) => {
        for (const [sent, appears] of rows) await terminal.send(sent, appears);
      });
    });

    it('each fault looks as the guide says', async () => {
      const rows = faultRows(guide);
      assert.ok(rows.length >= 3);
      for (const [option, sent, appears] of rows)
        await onModule(['--set', option], (terminal) => terminal.send(sent, appears));
    });
  });
}

interface TutorialLine {
  /** As the quick start has it. */
  readonly line: string;
  /** What may be typed into the console, and what its refusal is for; the line itself where absent. */
  readonly typed?: string;
  readonly console: 'sent' | 'refused';
  /** The settings that _Paste here_ fills in from it, as the quick start says. */
  readonly pasted?: readonly string[];
}

/** Lines as tutorials on the EC20 and Alibaba Cloud have them, and what becomes of each here. */
const TUTORIAL_LINES: readonly TutorialLine[] = [
  { line: 'AT+CGATT?', console: 'sent' },
  { line: 'AT+CREG?', console: 'sent' },
  { line: 'AT+CSQ', console: 'sent' },
  { line: 'AT+QMTCFG="recv/mode"', console: 'refused' },
  {
    line: 'AT+QMTCFG="aliauth"',
    typed: 'AT+QMTCFG="aliauth",0,"a1b2c3d4e5F","device1","0123456789abcdef0123456789abcdef"',
    console: 'refused',
    pasted: ['productKey', 'deviceName', 'deviceSecret', 'server'],
  },
  { line: 'AT+QMTOPEN', console: 'refused' },
  { line: 'AT+QMTCONN', console: 'refused' },
  { line: 'AT+QMTSUB', console: 'refused' },
  { line: 'AT+QMTPUBEX', console: 'refused' },
  { line: 'AT+QMTPUB', console: 'refused' },
  { line: 'AT+QMTDISC', console: 'refused' },
  {
    line: 'AT+QMTCFG="keepalive"',
    typed: 'AT+QMTCFG="keepalive",0,60',
    console: 'refused',
    pasted: ['keepAlive'],
  },
  { line: '"session"', typed: 'AT+QMTCFG="session",0,0', console: 'refused', pasted: ['cleanSession'] },
  { line: '"ssl"', typed: 'AT+QMTCFG="ssl",0,1,2', console: 'refused', pasted: ['tls'] },
  {
    line: '"will"',
    typed: 'AT+QMTCFG="will",0,1,1,0,"state","off"',
    console: 'refused',
    pasted: ['willTopic', 'willPayload', 'willQos', 'willRetain'],
  },
  { line: 'AT+CPIN?', console: 'sent' },
  { line: 'AT+COPS?', console: 'sent' },
  { line: 'AT+QICSGP=1,1,"CMNET"', console: 'sent', pasted: ['apn'] },
  { line: 'AT+CGDCONT=1,"IP","CMNET"', console: 'sent', pasted: ['apn'] },
  { line: 'AT+QIACT=1', console: 'sent' },
  { line: 'ATE0', console: 'refused' },
  { line: 'AT+IPR', typed: 'AT+IPR=115200', console: 'refused' },
  { line: 'AT+QURCCFG="urcport"', typed: 'AT+QURCCFG="urcport","uart1"', console: 'refused' },
  { line: 'AT+CFUN=1,1', console: 'refused' },
  { line: 'AT+QPOWD', console: 'refused' },
  { line: 'AT+QSCLK=1', console: 'sent' },
  { line: 'AT+QCFG="nwscanmode",3,1', console: 'sent' },
  { line: '+QMTRECV', typed: 'AT+QMTRECV=0', console: 'refused' },
];

describe('A line of a tutorial', () => {
  for (const { line, typed = line, console: fate, pasted } of TUTORIAL_LINES) {
    it(`${typed} is ${fate} by the console${pasted === undefined ? '' : ', and fills in fields'}`, () => {
      const send = () => checkRawCommand({ command: typed }, true);
      if (fate === 'sent') assert.doesNotThrow(send);
      else assert.throws(send, { code: 'EC20_RESERVED' });
      if (pasted !== undefined)
        assert.deepEqual(Object.keys(readPaste(typed).found).sort(), [...pasted].sort());
    });
  }
});

describe('The quick start', () => {
  const { engines, 'node-red': nodeRed } = JSON.parse(read('package.json')) as {
    engines: { node: string };
    'node-red': { version: string };
  };

  for (const file of ['docs/quick-start.md', 'docs/quick-start.zh-CN.md']) {
    it(`${file} asks for the versions that package.json asks for, and installs such`, () => {
      const guide = read(file);
      const node = Number(/\d+/.exec(engines.node)?.[0]);
      const [, red] = /(\d+\.\d+)/.exec(nodeRed.version) ?? [];
      assert.ok(guide.includes(`Node.js ${node} `), `Node.js ${node}`);
      assert.ok(guide.includes(`Node-RED ${red} `), `Node-RED ${red}`);
      const installed = [...guide.matchAll(/node-v(\d+)\./g)].map(([, version]) => Number(version));
      assert.ok(installed.length > 0 && installed.every((version) => version >= Math.max(node, 22)));
      const registries = [...guide.matchAll(/registry[ =](https:[^\s`]+)/g)].map(([, address]) => address);
      assert.equal(registries.length, 2);
      assert.equal(new Set(registries).size, 1);
    });

    it(`${file} has a row for each line of a tutorial`, () => {
      for (const { line } of TUTORIAL_LINES)
        assert.match(read(file), new RegExp(`^\\|.*\`${line.replace(/[+?]/g, '\\$&')}\`.*\\|`, 'm'));
    });
  }
});
