import { type Clock, sleep } from '../base/clock';
import { AnswerDetector } from './answer-detector';
import type { Transport } from './transport';

/** Returns the port to open now; `wasSilent`: nothing has answered AT on the last one, which may select another. */
export type PortFinder = (wasSilent?: boolean) => Promise<Transport>;

/** A source that returns known ports this many times in a row has no others. */
const KNOWN_IN_A_ROW = 2;

/** The next port from `find` whose path isn't in `tried`; undefined when there is none. Rejects like `find`. */
export async function untriedPort(
  find: PortFinder,
  tried: ReadonlySet<string>,
): Promise<Transport | undefined> {
  for (let known = 0; known < KNOWN_IN_A_ROW; known++) {
    const transport = await find(true);
    if (!tried.has(transport.path)) return transport;
  }
  return undefined;
}

/** A module answers AT within milliseconds; one that has just started may miss the first. */
const ASK_EVERY_MS = 400;
const QUESTIONS = 4;

/**
 * The port from `find` that answers a plain AT; the first one if none does, since the module may be in a state yet to be
 * determined. `refused` is called for each that can't be opened. Rejects like `find`.
 */
export async function answeringPort(
  find: PortFinder,
  clock: Clock,
  refused: (error: unknown) => void,
): Promise<Transport> {
  const first = await find();
  if (first.isSearching !== true) return first;
  const tried = new Set<string>();
  for (let next: Transport | undefined = first; next !== undefined; next = await untriedPort(find, tried)) {
    tried.add(next.path);
    const isAnswered = await answers(next, clock).catch((error: unknown) => {
      refused(error);
      return false;
    });
    if (isAnswered) return next;
  }
  return first;
}

async function answers(transport: Transport, clock: Clock): Promise<boolean> {
  const watch = new AnswerDetector();
  const done = new AbortController();
  const line = await transport.open({
    received: (bytes) => {
      if (watch.push(bytes)) done.abort();
    },
    lost: () => done.abort(),
  });
  try {
    for (let asked = 0; asked < QUESTIONS && !done.signal.aborted; asked++) {
      await line.write(Buffer.from('AT\r'));
      await sleep(clock, ASK_EVERY_MS, done.signal).catch(() => undefined);
    }
    return watch.isAnswered;
  } finally {
    await line.close();
  }
}
