import type { Timer } from '../base/clock';

/** One packet that requires an acknowledgement. */
export interface Transmission<T> {
  after(delayMs: number, action: () => void): Timer;
  /** pkt_timeout: timeout of one attempt. */
  readonly timeoutMs: number;
  /** retry_times: attempts after the first. */
  readonly retries: number;
  /** False when the connection has changed or gone. */
  wanted(): boolean;
  /** False: the network loses what is sent now. */
  reachable(): boolean;
  send(): Promise<T>;
  /** Called before each attempt after the first, with 1, 2 … */
  again(count: number): void;
}

/** Sends until an acknowledgement arrives (MQTT note §3.2.1, option "timeout"); undefined when none does. */
export function transmit<T>(transmission: Transmission<T>): Promise<T | undefined> {
  const { timeoutMs, retries } = transmission;
  return new Promise((resolve) => {
    const attempt = (count: number) => {
      if (!transmission.wanted() || count > retries) {
        resolve(undefined);
        return;
      }
      if (count > 0) transmission.again(count);
      const timer = transmission.after(timeoutMs, () => attempt(count + 1));
      if (!transmission.reachable()) return;
      // A broken connection is reported by closed(); the attempt itself then stays pending.
      transmission.send().then(
        (value) => {
          timer.cancel();
          resolve(value);
        },
        () => undefined,
      );
    };
    attempt(0);
  });
}
