import type { Clock } from '../../../src/base/clock';
import { type Command, type Handler, OK, type Outcome, REFUSED } from './command';

/** What has arrived at the broker. */
export interface Arrived {
  readonly topic: string;
  readonly payload: Buffer;
}

interface Client {
  readonly host: string;
  readonly port: string;
  isConnected: boolean;
}

/** From OK to the code that completes a command (reference: EC800M log). */
const OPEN_MS = 216;
const CONNECT_MS = 299;
const SUBSCRIBE_MS = 170;
const PUBLISH_MS = 85;

/** The options with their ranges, as AT+QMTCFG=? lists them. */
const OPTIONS: Readonly<Record<string, string>> = {
  version: '(0-5),(3,4)',
  pdpcid: '(0-5),(1-16)',
  ssl: '(0-5),(0,1),(0-5)',
  keepalive: '(0-5),(0-3600)',
  session: '(0-5),(0,1)',
  timeout: '(0-5),(1-60),(0-10),(0,1)',
  will: '(0-5),(0,1),(0-2),(0,1),"will_topic","will_msg"',
  'recv/mode': '(0-5),(0,1),(0,1)',
  aliauth: '(0-5),"product key","device name","device secret"',
};
const RECEIVE_MODE = 'recv/mode';

/** The MQTT commands of a module, with a broker behind them that lets everybody in. */
export class Mqtt {
  readonly arrived: Arrived[] = [];
  readonly #clients = new Map<string, Client>();
  readonly #settings = new Map<string, readonly string[]>();

  constructor(
    private readonly clock: Clock,
    /** Whether AT+QMTCFG="recv/mode" takes a length. */
    private readonly hasLength: boolean,
    private readonly isActive: () => boolean,
    private readonly heard: (line: string) => void,
  ) {}

  readonly handlers: Readonly<Record<string, Handler>> = {
    '+QMTCFG': (command) => this.#configure(command),
    '+QMTOPEN': (command) => this.#open(command),
    '+QMTCLOSE': ({ values }) => this.#close('+QMTCLOSE', values[0]),
    '+QMTDISC': ({ values }) => this.#close('+QMTDISC', values[0]),
    '+QMTCONN': (command) => this.#connect(command),
    '+QMTSUB': (command) => {
      const granted = command.values.filter((_, place) => place >= 3 && place % 2 === 1);
      return this.#exchange('+QMTSUB', command, SUBSCRIBE_MS, granted);
    },
    '+QMTUNS': (command) => this.#exchange('+QMTUNS', command, SUBSCRIBE_MS, []),
    '+QMTPUBEX': (command) => {
      if (command.form === 'test')
        return { lines: ['+QMTPUBEX: (0-5), <msgid>,(0-2),(0,1),"topic","length"'] };
      return this.#publish('+QMTPUBEX', command, Number(command.values[5]));
    },
    '+QMTPUB': (command) => {
      if (command.form === 'test') return { lines: ['+QMTPUB: (0-5),<msgid>,(0-2),(0,1),"topic"'] };
      return this.#publish('+QMTPUB', command, undefined);
    },
    '+QMTRECV': ({ form }) =>
      form === 'read'
        ? { lines: [...this.#clients.keys()].map((index) => `+QMTRECV: ${index},0,0,0,0,0`) }
        : REFUSED,
  };

  /** A message of the broker, as the module reports it. */
  deliver(topic: string, payload: string): void {
    const [, length = '0'] = this.#settings.get(`0${RECEIVE_MODE}`) ?? [];
    const count = this.hasLength && length === '1' ? `${Buffer.byteLength(payload)},` : '';
    this.heard(`+QMTRECV: 0,0,"${topic}",${count}"${payload}"`);
  }

  /** The connection is gone: +QMTSTAT, unless nothing was open. */
  hangUp(index: string, reason = 1): void {
    if (this.#clients.delete(index)) this.heard(`+QMTSTAT: ${index},${reason}`);
  }

  /** A restart: nothing of it is saved. */
  boot(): void {
    this.#clients.clear();
    this.#settings.clear();
  }

  /** The packet data are gone. */
  lost(): void {
    for (const index of [...this.#clients.keys()]) this.hangUp(index, 1);
  }

  #configure({ form, values }: Command): Outcome {
    if (form === 'test')
      return { lines: Object.entries(OPTIONS).map(([name, range]) => `+QMTCFG: "${name}",${range}`) };
    const [name = '', index = '', ...set] = values;
    const option = name.toLowerCase();
    if (!(option in OPTIONS)) return REFUSED;
    const key = `${index}${option}`;
    if (set.length === 0) {
      const texts = this.#settings.get(key) ?? (option === 'aliauth' ? ['', '', ''] : ['0']);
      const shown = option === 'aliauth' ? texts.map((text) => `"${text}"`) : texts;
      return { lines: [`+QMTCFG: "${option}",${shown.join(',')}`] };
    }
    if (option === RECEIVE_MODE && set.length > 1 && !this.hasLength) return REFUSED;
    this.#settings.set(key, set);
    return OK;
  }

  #open({ form, values }: Command): Outcome {
    if (form === 'read') {
      return {
        lines: [...this.#clients].map(([index, { host, port }]) => `+QMTOPEN: ${index},"${host}",${port}`),
      };
    }
    const [index = '', host = '', port = ''] = values;
    if (this.#clients.has(index)) return this.#later(OPEN_MS, () => `+QMTOPEN: ${index},2`);
    return this.#later(OPEN_MS, () => {
      if (!this.isActive()) return `+QMTOPEN: ${index},3`;
      this.#clients.set(index, { host, port, isConnected: false });
      return `+QMTOPEN: ${index},0`;
    });
  }

  #close(name: string, index = ''): Outcome {
    if (!this.#clients.delete(index)) return REFUSED;
    return this.#later(50, () => `${name}: ${index},0`);
  }

  #connect({ form, values }: Command): Outcome {
    if (form === 'read') {
      return {
        lines: [...this.#clients].map(
          ([index, { isConnected }]) => `+QMTCONN: ${index},${isConnected ? 3 : 1}`,
        ),
      };
    }
    const [index = ''] = values;
    const client = this.#clients.get(index);
    if (client === undefined || client.isConnected) return REFUSED;
    return this.#later(CONNECT_MS, () => {
      if (this.#clients.get(index) !== client) return undefined;
      client.isConnected = true;
      return `+QMTCONN: ${index},0,0`;
    });
  }

  #publish(name: string, command: Command, bytes: number | undefined): Outcome {
    const [index = '', id = '', , , topic = ''] = command.values;
    if (this.#clients.get(index)?.isConnected !== true) return REFUSED;
    if (bytes !== undefined && !(bytes > 0)) return REFUSED;
    const taken = (payload: Buffer) => {
      this.arrived.push({ topic, payload });
      return this.#later(PUBLISH_MS, () => `${name}: ${index},${id},0`);
    };
    return { data: { prompt: '>', bytes, taken } };
  }

  #exchange(name: string, { values }: Command, ms: number, granted: readonly string[]): Outcome {
    const [index = '', id = ''] = values;
    if (this.#clients.get(index)?.isConnected !== true) return REFUSED;
    return this.#later(ms, () => [`${name}: ${index},${id},0`, ...granted].join(','));
  }

  #later(ms: number, code: () => string | undefined): Outcome {
    const behind = () =>
      void this.clock.after(ms, () => {
        const line = code();
        if (line !== undefined) this.heard(line);
      });
    return { behind };
  }
}
