import type { Clock } from '../src/base/clock';
import { describeError } from '../src/base/error-text';
import { systemRandom } from '../src/base/random';
import { mqttProfile } from '../src/cloud/mqtt';
import { SessionPast } from '../src/core/session-past';
import { ConnectLimit } from '../src/session/connect-limit';
import type { MessageQueue } from '../src/session/queue';
import { Session } from '../src/session/session';
import { SESSION_DEFAULTS } from '../src/session/session-options';
import { serialTransport } from '../src/transport/serial';
import type { Publish } from './loader';
import { UPLINK } from './protocol';
import { MQTT_SETTINGS } from './session-settings';

export interface BenchSessionChoice {
  readonly clock: Clock;
  readonly path: string;
  readonly window: number;
  readonly queue: MessageQueue;
  /** Records its history there and counts its data, as ec20-modem does by default; absent: neither. */
  readonly historyFolder?: string;
}

/** The driver without Node-RED, with ec20-modem's defaults. */
export class BenchSession {
  readonly #session: Session;
  readonly #past: SessionPast | undefined;

  /** Starts it at once. */
  constructor({ clock, path, window, queue, historyFolder }: BenchSessionChoice) {
    const profile = mqttProfile(MQTT_SETTINGS);
    this.#past =
      historyFolder === undefined
        ? undefined
        : new SessionPast({ clock, profile, choice: { historyFolder } });
    const transport = serialTransport(path, { baudRate: 115_200, flowControl: false });
    this.#session = new Session({
      clock,
      random: systemRandom,
      findTransport: () => Promise.resolve(transport),
      portName: path,
      ...SESSION_DEFAULTS,
      profile,
      queue,
      queueLimit: 10_000,
      queueOverflow: 'newest',
      maxInFlight: window,
      connectLimit: new ConnectLimit(),
      observer: this.#past?.observer,
    });
    this.#past?.begin(this.#session);
    this.#session.start();
  }

  /** Resolves when it is online for the first time. */
  online(): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.#session.onChange(({ state }) => {
        if (state !== 'online') return;
        stop();
        resolve();
      });
    });
  }

  readonly publish: Publish = (payload, qos, settled) => {
    this.#session.publish(
      {
        topic: UPLINK,
        payload,
        qos,
        retain: false,
        offline: 'queue',
        nodeId: 'bench',
        flowMessageId: 'message',
      },
      {
        accepted: () => undefined,
        delivered: () => settled(),
        failed: (error) => settled(describeError(error, 'library', 'en')),
      },
    );
  };

  async close(): Promise<void> {
    await this.#session.close();
    await this.#past?.end();
  }
}
