import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Packet } from 'mqtt-packet';
import { SystemClock, sleep } from '../../src/base/clock';
import { seededRandom } from '../../src/base/random';
import { mqttProfile } from '../../src/cloud/mqtt';
import { ConnectLimit } from '../../src/session/connect-limit';
import { MemoryQueue } from '../../src/session/memory-queue';
import { Session, type SessionOptions } from '../../src/session/session';
import { serialTransport } from '../../src/transport/serial';
import { ScriptedServer, obliging } from '../simulator/program/mqtt-server';
import { Program } from '../support/program';
import { FaultyLine } from './faulty-line';
import { Traffic, payloadOf } from './traffic';
import { CLOUD_DEFAULTS } from '../../src/settings/modem';
import { SESSION_DEFAULTS } from '../../src/session/session-options';

const PROGRAM = join(__dirname, '..', '..', 'bin', 'ec20-simulator.js');
const UPLINK = 'bench/up';
const DOWNLINK = 'bench/down';
/** Polling interval for conditions without an event. */
const LOOK_MS = 20;

/** A session on a serial port, the simulator in a process of its own at the other end, and a broker, in real time. */
export class RealDevice {
  readonly clock = new SystemClock();
  readonly broker = new ScriptedServer();
  readonly traffic = new Traffic();
  readonly line: FaultyLine;
  readonly received: string[] = [];
  session: Session;
  #program: Program | undefined;
  #brokerPort = 0;
  readonly #folder = mkdtempSync(join(tmpdir(), 'ec20-faults-'));
  readonly #path = join(this.#folder, 'ttyEC20');

  /** `settings` are the simulator's, as `key=value`. */
  constructor(private readonly settings: readonly string[]) {
    this.line = new FaultyLine(
      this.clock,
      serialTransport(this.#path, { baudRate: 115_200, flowControl: false }),
    );
    this.broker.answer = (packet) => this.answer(packet);
    this.session = this.#makeSession();
  }

  /** The broker's reaction to a packet; a case may replace it. */
  answer: (packet: Packet) => void = (packet) => {
    this.take(packet);
    obliging(packet, this.broker);
  };

  /** Records what arrived. */
  take(packet: Packet): void {
    if (packet.cmd !== 'publish') return;
    this.traffic.arrived.push({ topic: packet.topic, payload: Buffer.from(packet.payload) });
  }

  async start(): Promise<void> {
    this.#brokerPort = await this.broker.start();
    await this.plugIn();
    this.begin();
  }

  /** Starts the module: its serial port appears. */
  async plugIn(): Promise<void> {
    const broker = ['--broker', `mqtt://127.0.0.1:${this.#brokerPort}`];
    const settings = [...this.settings, 'closeMs=20'].flatMap((each) => ['--set', each]);
    this.#program = await Program.start({
      command: process.execPath,
      args: [PROGRAM, '--fast', '--pty', this.#path, ...broker, ...settings],
      ready: /^ready: /,
    });
  }

  /** Ends the module and its port, whatever they are doing. */
  async unplug(): Promise<void> {
    await this.#program?.stop();
    this.#program = undefined;
  }

  /** Starts the session, with a subscription. */
  begin(): void {
    const subscribed = this.session.subscribe('node', DOWNLINK, 1, ({ payload }) => {
      this.received.push(payload.toString('latin1'));
    });
    subscribed.catch(() => undefined);
    this.session.start();
  }

  /** Replaces the host program with a new one. */
  async restartHost(): Promise<void> {
    await this.session.close();
    this.session = this.#makeSession();
    this.begin();
  }

  /** Publishes `count` messages, every fourth at QoS 0. */
  publish(count: number): void {
    for (let left = count; left > 0; left--) {
      const index = this.traffic.sent.length;
      this.traffic.publish(this.session, UPLINK, index % 4 === 3 ? 0 : 1, payloadOf(index));
    }
  }

  async online(): Promise<void> {
    await this.until(() => this.session.snapshot().state === 'online');
  }

  /** Resolves when `done` holds. If it never does, the test's own timeout ends the wait. */
  async until(done: () => boolean): Promise<void> {
    while (!done()) await sleep(this.clock, LOOK_MS);
  }

  /** Sends a message to the device and waits for its arrival. */
  async send(text: string): Promise<void> {
    this.broker.send({
      cmd: 'publish',
      topic: DOWNLINK,
      payload: Buffer.from(text, 'latin1'),
      qos: 0,
      dup: false,
      retain: false,
    });
    await this.until(() => this.received.includes(text));
  }

  async close(): Promise<void> {
    await this.session.close();
    await this.unplug();
    await this.broker.stop();
    rmSync(this.#folder, { recursive: true });
  }

  #makeSession(): Session {
    const profile = mqttProfile({ ...CLOUD_DEFAULTS, host: 'broker.example', tls: 'off', clientId: 'bench' });
    const options: SessionOptions = {
      clock: this.clock,
      random: seededRandom(1),
      findTransport: () => Promise.resolve(this.line),
      portName: this.#path,
      ...SESSION_DEFAULTS,
      profile,
      queue: new MemoryQueue(this.clock),
      queueLimit: 10_000,
      connectLimit: new ConnectLimit(),
    };
    return new Session(options);
  }
}
