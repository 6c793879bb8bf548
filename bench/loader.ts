import { type IntervalHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { monotonicMs } from './precise-clock';
import type { Load, LoadReport } from './protocol';

/** Publishes `payload`; `settled` is called once, with an error's text on failure. */
export type Publish = (payload: Buffer, qos: 0 | 1, settled: (error?: string) => void) => void;

/** Sampling interval of the event loop's delay; readings include it. */
const LOOP_SAMPLE_MS = 10;
const NS_A_MS = 1e6;

/**
 * Loads a publisher from inside its own process and measures the cost. Runs unmeasured for `warmMs`; then counts deliveries within
 * `forMs`. Resolves when everything in flight has settled.
 */
export function runLoad(publish: Publish, load: Load): Promise<LoadReport> {
  return new Promise((resolve) => {
    const payload = Buffer.alloc(load.bytes, '{"t":21.5,"h":40}');
    const loop = monitorEventLoopDelay({ resolution: LOOP_SAMPLE_MS });
    const latenciesMs: number[] = [];
    const errors = new Set<string>();
    const startMs = monotonicMs() + load.warmMs;
    const endMs = startMs + load.forMs;
    let cpu: NodeJS.CpuUsage | undefined;
    let cpuSeconds: number | undefined;
    let under = 0;
    let lastMs = 0;

    const measure = () => {
      const nowMs = monotonicMs();
      if (cpu === undefined && nowMs >= startMs) {
        cpu = process.cpuUsage();
        loop.enable();
      }
      if (cpuSeconds === undefined && cpu !== undefined && nowMs >= endMs) {
        const { user, system } = process.cpuUsage(cpu);
        cpuSeconds = (user + system) / 1e6;
        loop.disable();
        lastMs = nowMs;
      }
      return nowMs;
    };
    const send = () => {
      const sentMs = measure();
      if (cpuSeconds !== undefined) {
        finish();
        return;
      }
      under++;
      publish(payload, load.qos, (error) => {
        under--;
        const nowMs = measure();
        if (error !== undefined) {
          errors.add(error);
          setImmediate(send);
          return;
        }
        if (nowMs >= startMs && cpuSeconds === undefined) latenciesMs.push(nowMs - sentMs);
        if (load.rate === 0) send();
        else finish();
      });
    };
    const finish = () => {
      if (under > 0 || cpuSeconds === undefined) return;
      resolve({
        publishes: latenciesMs.length,
        elapsedMs: lastMs - startMs,
        cpuSeconds,
        latenciesMs,
        ...delays(loop),
        errors: [...errors],
      });
    };
    if (load.rate === 0) for (let count = 0; count < load.backlog; count++) send();
    else {
      const timer = setInterval(() => {
        send();
        if (cpuSeconds !== undefined) clearInterval(timer);
      }, 1000 / load.rate);
    }
  });
}

function delays(loop: IntervalHistogram): Pick<LoadReport, 'loopP50Ms' | 'loopP99Ms' | 'loopMaxMs'> {
  const delayMs = (ns: number) => Math.max(0, ns / NS_A_MS - LOOP_SAMPLE_MS);
  return {
    loopP50Ms: delayMs(loop.percentile(50)),
    loopP99Ms: delayMs(loop.percentile(99)),
    loopMaxMs: delayMs(loop.max),
  };
}
