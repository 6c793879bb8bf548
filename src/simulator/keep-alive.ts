import type { Timer } from '../base/clock';
import type { BrokerLink } from './broker';
import type { MqttOptions } from './mqtt-options';
import type { SimulatorSettings } from './setting-table';

/** What the keep-alive requires of the module. */
export interface KeepAliveHost {
  after(delayMs: number, action: () => void): Timer;
  reach(): SimulatorSettings['internet'];
}

/**
 * Pings the broker every `keepalive` seconds; when unanswered for half as long again, the connection has failed (MQTT note §3.2.1).
 */
export class KeepAlive {
  readonly #timers = new Set<Timer>();
  #round = 0;

  constructor(
    private readonly host: KeepAliveHost,
    private readonly options: MqttOptions,
    private readonly failed: () => void,
  ) {}

  /** Restarts; does nothing with `keepalive` 0. */
  start(link: BrokerLink): void {
    this.stop();
    const ms = this.options.number('keepalive') * 1000;
    if (ms === 0) return;
    this.#after(ms, () => {
      this.#after(ms / 2, () => {
        this.stop();
        this.failed();
      });
      this.#ping(link);
    });
  }

  stop(): void {
    this.#round += 1;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
  }

  /** Sends PINGREQ once, or every `qmtping` seconds where the module has that option, until it is answered. */
  #ping(link: BrokerLink): void {
    const round = this.#round;
    const send = () => {
      if (this.options.has('qmtping')) this.#after(this.options.number('qmtping') * 1000, send);
      if (this.host.reach() !== 'ok') return;
      link.ping().then(
        () => {
          if (round === this.#round) this.start(link);
        },
        () => undefined,
      );
    };
    send();
  }

  #after(delayMs: number, action: () => void): void {
    const timer = this.host.after(delayMs, () => {
      this.#timers.delete(timer);
      action();
    });
    this.#timers.add(timer);
  }
}
