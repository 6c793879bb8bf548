import type { Timer } from '../base/clock';

/** One packet that wants an acknowledgement. */
export interface Transmission<T> {
  after(delayMs: number, action: () => void): Timer;
  /** pkt_timeout: how long one attempt waits. */
  readonly timeoutMs: number;
  /** retry_times: attempts after the first. */
  readonly retries: number;
  /** False when the connection is another one, or gone. */
  wanted(): boolean;
  /** False: the network swallows what is sent now. */
  reachable(): boolean;
  send(): Promise<T>;
  /** Called before the attempts after the first, with 1, 2 … */
  again(count: number): void;
}

/** Sends until something is acknowledged (MQTT note §3.2.1, option "timeout"); undefined when nothing was. */
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
      // A broken connection is told by closed(); the attempt itself then stays open.
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
