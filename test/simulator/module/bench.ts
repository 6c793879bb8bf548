import { seededRandom } from '../../../src/base/random';
import type {
  Broker,
  BrokerLink,
  BrokerLinkListener,
  BrokerMessage,
  ConnectRequest,
} from '../../../src/simulator/broker';
import { BrokerUnreachable } from '../../../src/simulator/broker';
import { Simulator, type SimulatorSettings } from '../../../src/simulator/simulator';
import { createPair, type Pair } from '../../../src/transport/pair';
import type { Line } from '../../../src/transport/transport';
import { VirtualClock } from '../../support/virtual-clock';

/** A broker whose behaviour the test defines. */
export class ScriptedBroker implements Broker {
  readonly opened: { host: string; port: number }[] = [];
  readonly requests: ConnectRequest[] = [];
  readonly published: BrokerMessage[] = [];
  readonly subscribed: { filter: string; qos: number }[][] = [];
  readonly unsubscribed: string[][] = [];
  /** How links ended: true for an orderly end. */
  readonly closes: boolean[] = [];
  pings = 0;
  unreachable: 'dns' | 'refused' | 'timeout' | undefined;
  connack: number | 'none' = 0;
  acknowledges = true;
  answersPings = true;
  mostQos = 2;
  listener: BrokerLinkListener | undefined;

  probe(): Promise<void> {
    return Promise.resolve();
  }

  open(host: string, port: number, listener: BrokerLinkListener): Promise<BrokerLink> {
    this.opened.push({ host, port });
    if (this.unreachable !== undefined) return Promise.reject(new BrokerUnreachable(this.unreachable, host));
    this.listener = listener;
    return Promise.resolve({
      connect: (request) => {
        this.requests.push(request);
        return this.connack === 'none' ? never() : Promise.resolve(this.connack);
      },
      subscribe: (filters) => {
        this.subscribed.push([...filters]);
        const granted = filters.map(({ qos }) => Math.min(qos, this.mostQos));
        return this.acknowledges ? Promise.resolve(granted) : never();
      },
      unsubscribe: (filters) => {
        this.unsubscribed.push([...filters]);
        return Promise.resolve();
      },
      publish: (message) => {
        this.published.push(message);
        return this.acknowledges ? Promise.resolve() : never();
      },
      ping: () => {
        this.pings += 1;
        return this.answersPings ? Promise.resolve() : never();
      },
      close: (orderly) => {
        this.closes.push(orderly);
      },
    });
  }

  deliver(topic: string, payload: string, messageId = 0): void {
    const message = {
      topic,
      payload: Buffer.from(payload),
      qos: messageId === 0 ? 0 : 1,
      retain: false,
    } as const;
    this.listener?.message(message, messageId);
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}

/** A simulator at one end of a pair, the test at the other, on a virtual clock. */
export class Bench {
  readonly clock = new VirtualClock();
  readonly broker = new ScriptedBroker();
  readonly pair: Pair = createPair('bench');
  readonly simulator: Simulator;
  #line: Line | undefined;
  #received = '';

  private constructor(settings: Partial<SimulatorSettings>) {
    this.simulator = new Simulator({
      clock: this.clock,
      random: seededRandom(1),
      broker: this.broker,
      settings,
    });
  }

  static async start(settings: Partial<SimulatorSettings> = {}): Promise<Bench> {
    const bench = new Bench(settings);
    await bench.simulator.attach(bench.pair.right);
    await bench.open();
    return bench;
  }

  /** Opens the host's end of the line. */
  async open(): Promise<void> {
    this.#line = await this.pair.left.open({
      received: (bytes) => {
        this.#received += bytes.toString('latin1');
      },
      lost: () => {
        this.#line = undefined;
      },
    });
  }

  /** Writes `text` (latin1) and returns the module's output within `forMs`, with any unread output before it. */
  async send(text: string, forMs = 5000): Promise<string> {
    await this.#line?.write(Buffer.from(text, 'latin1'));
    return this.listen(forMs);
  }

  /** The module's output within `forMs`. */
  async listen(forMs = 5000): Promise<string> {
    await this.clock.advance(forMs);
    const received = this.#received;
    this.#received = '';
    return received;
  }

  /** Sends commands one after the other, each with its CR; their answers are discarded. */
  async run(...commands: readonly string[]): Promise<void> {
    for (const command of commands) await this.send(`${command}\r`);
  }

  /** Echo off and client 0 connected. */
  static async connected(settings: Partial<SimulatorSettings> = {}): Promise<Bench> {
    const bench = await Bench.start(settings);
    await bench.run('ATE0', 'AT+QMTOPEN=0,"broker.example",1883', 'AT+QMTCONN=0,"me"');
    return bench;
  }
}

/** The lines of an answer, without the empty ones. */
export function lines(text: string): readonly string[] {
  return text.split(/[\r\n]+/).filter((line) => line !== '');
}
