import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { Program, startOnFreePort } from '../support/program';

const RED = require.resolve('node-red/red.js');
const PACKAGE = join(__dirname, '..', '..', '..');
const LOOPBACK = '127.0.0.1';

/** What the flow reports: a reading has completed, was delivered, or has failed. */
export interface FlowReport {
  readonly what: 'completed' | 'delivered' | 'failed';
  readonly number: number;
}

/** A Node-RED that takes readings over TCP, publishes them with a queue on disk, and reports the outcome of each. */
export class Victim {
  #program: Program | undefined;
  #feed: Socket | undefined;
  #feeds: Server;
  #reportServer: Server;
  #connected: (() => void) | undefined;
  #isReporting = false;

  private constructor(
    private readonly userDir: string,
    private readonly onReport: (report: FlowReport) => void,
  ) {
    this.#feeds = createServer((socket) => {
      socket.on('error', () => undefined);
      this.#feed = socket;
      this.#connected?.();
    });
    this.#reportServer = createServer((socket) => this.#listen(socket));
  }

  /** Prepares its user directory: a flow on the modem at `port`, and quiet settings. `publishing`: of the publish node. */
  static async prepare(
    userDir: string,
    port: string,
    onReport: (report: FlowReport) => void,
    publishing: Readonly<Record<string, unknown>> = {},
  ): Promise<Victim> {
    const victim = new Victim(userDir, onReport);
    const [feedPort, reportPort] = [await listen(victim.#feeds), await listen(victim.#reportServer)];
    writeFileSync(join(userDir, 'flows.json'), JSON.stringify(flow(port, feedPort, reportPort, publishing)));
    writeFileSync(join(userDir, 'settings.js'), `module.exports = ${JSON.stringify(settings())};\n`);
    writeFileSync(
      join(userDir, 'flows_cred.json'),
      JSON.stringify({ modem: { deviceSecret: 'demo0secret0for0the0simulator000' } }),
    );
    return victim;
  }

  /** Starts it, and resolves when it accepts readings. */
  async start(): Promise<void> {
    this.#isReporting = false;
    this.#feed = undefined;
    const settingsFile = join(this.userDir, 'settings.js');
    this.#program = await startOnFreePort((port) =>
      Program.start({
        command: process.execPath,
        args: [RED, '-u', this.userDir, '-s', settingsFile, '-p', String(port)],
        // The editor's port comes last, and only then could another program's have been in the way.
        ready: /Server now running/,
      }),
    );
    while (!this.#canBeFed()) {
      await new Promise<void>((resolve) => {
        this.#connected = resolve;
      });
    }
  }

  #canBeFed(): boolean {
    return this.#feed !== undefined && this.#isReporting;
  }

  /** Sends it a reading. */
  feed(number: number): void {
    this.#feed?.write(`${JSON.stringify({ number, pad: 'x'.repeat(200), whole: true })}\n`);
  }

  /** kill -9, immediately. */
  kill(): void {
    this.#program?.kill();
  }

  /** Resolves when it has ended and all of its reports have been received. */
  async ended(): Promise<void> {
    await this.#program?.exited;
    while (this.#isReporting) {
      await new Promise<void>((resolve) => {
        this.#connected = resolve;
      });
    }
  }

  get printed(): string {
    return this.#program?.printed ?? '';
  }

  /** Ends it as an administrator would, and releases the ports. */
  async stop(): Promise<void> {
    await this.#program?.stop();
    this.#feed?.destroy();
    await Promise.all(
      [this.#feeds, this.#reportServer].map((server) => new Promise((done) => server.close(done))),
    );
  }

  #listen(socket: Socket): void {
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (bytes) => {
      const lines = (text + bytes.toString('utf8')).split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) {
        const [what, number] = line.split(' ');
        if (what === 'completed' || what === 'delivered' || what === 'failed')
          this.onReport({ what, number: Number(number) });
      }
    });
    socket.on('close', () => {
      this.#isReporting = false;
      this.#connected?.();
    });
    this.#isReporting = true;
    this.#connected?.();
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, LOOPBACK, () => resolve((server.address() as AddressInfo).port));
  });
}

function settings(): object {
  return {
    uiHost: LOOPBACK,
    flowFile: 'flows.json',
    nodesDir: [PACKAGE],
    credentialSecret: false,
    telemetry: { enabled: false, updateNotification: false },
    socketReconnectTime: 200,
    editorTheme: { tours: false, projects: { enabled: false }, palette: { catalogues: [] } },
  };
}

function flow(port: string, feedPort: number, reportPort: number, publishing: object): readonly object[] {
  const place = { z: 'tab', x: 0, y: 0 };
  const tcpOut = (what: string) => ({
    ...place,
    id: `tell-${what}`,
    type: 'function',
    outputs: 1,
    func: `return { payload: '${what} ' + JSON.parse(String(msg.payload)).number + '\\n' };`,
    wires: [['teller']],
  });
  const source = { server: 'client', host: LOOPBACK, port: feedPort, datamode: 'stream', datatype: 'utf8' };
  return [
    { id: 'tab', type: 'tab', label: 'victim' },
    {
      id: 'modem',
      type: 'ec20-modem',
      port,
      productKey: 'a1DemoEC20x',
      deviceName: 'demo-device',
      queue: 'disk',
      maxRate: 1000,
    },
    { ...place, id: 'feed', type: 'tcp in', ...source, newline: '\n', wires: [['publish']] },
    {
      ...place,
      id: 'publish',
      type: 'ec20-publish',
      modem: 'modem',
      topic: '/${productKey}/${deviceName}/user/update',
      qos: '1',
      wires: [['tell-delivered']],
      ...publishing,
    },
    { ...place, id: 'complete', type: 'complete', scope: ['publish'], wires: [['tell-completed']] },
    { ...place, id: 'catch', type: 'catch', scope: ['publish'], wires: [['tell-failed']] },
    tcpOut('completed'),
    tcpOut('delivered'),
    tcpOut('failed'),
    {
      ...place,
      id: 'teller',
      type: 'tcp out',
      host: LOOPBACK,
      port: reportPort,
      beserver: 'client',
      end: false,
    },
  ];
}
