import { SystemClock } from '../../src/base/clock';
import { systemRandom } from '../../src/base/random';
import { EmbeddedCloud, type Triplet } from '../../src/simulator/embedded-cloud';
import { SerialServer } from '../../src/simulator/serial-server';
import { settingsFromQuery } from '../../src/simulator/settings';
import { Simulator } from '../../src/simulator/simulator';

/** A virtual module behind a serial server on the loopback interface, which records every byte that it receives. */
export class RecordedModule {
  readonly #bytes: Buffer[] = [];
  readonly #server = new SerialServer('127.0.0.1', 0);
  readonly #clock = new SystemClock();
  readonly #cloud: EmbeddedCloud;
  readonly #simulator: Simulator;

  private constructor(devices: readonly Triplet[], query: string) {
    const random = systemRandom;
    this.#cloud = new EmbeddedCloud({
      clock: this.#clock,
      random,
      devices,
      settings: { connectLimit: false },
    });
    const settings = settingsFromQuery(`preset=fast&${query}`);
    this.#simulator = new Simulator({ clock: this.#clock, random, broker: this.#cloud, settings });
  }

  static async start(devices: readonly Triplet[] = [], query = ''): Promise<RecordedModule> {
    const module = new RecordedModule(devices, query);
    const server = module.#server;
    await module.#simulator.attach({
      path: server.path,
      open: (listener) =>
        server.open({
          received(bytes) {
            module.#bytes.push(Buffer.from(bytes));
            listener.received(bytes);
          },
          lost: (reason) => listener.lost(reason),
        }),
    });
    return module;
  }

  /** `tcp://127.0.0.1:port`. */
  get port(): string {
    return this.#server.path;
  }

  /** Everything received since the last call. */
  received(): string {
    const text = Buffer.concat(this.#bytes).toString('latin1');
    this.#bytes.length = 0;
    return text;
  }

  async close(): Promise<void> {
    await this.#simulator.close();
    this.#cloud.close();
  }
}
