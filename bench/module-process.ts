/** The virtual module in a process of its own: `node module-process.js PTY_PATH`, controlled over IPC. */
import { systemRandom } from '../src/base/random';
import { PseudoTerminal } from '../src/simulator/pty';
import { FAST, Simulator } from '../src/simulator/simulator';
import { InstantBroker } from './instant-broker';
import { PreciseClock } from './precise-clock';
import { DOWNLINK, type DeliverReport, type ModuleReport, type ModuleRequest } from './protocol';
import { DialogueTap } from './dialogue-tap';
import { PublishTap } from './tap';
import { Wire, type WireTap } from './wire';

/** No delays except those that a cell requests. */
const NO_DELAY = { dataMs: 0, ackMs: 0, openMs: 0, connectMs: 0, subscribeMs: 0, closeMs: 0, pdpMs: 0 };
/** More than any window of the bench. */
const IN_FLIGHT_LIMIT = 64;

/** A host reacts within this time; the module's process then reads its bytes without having to wake up. */
const AWAKE_MS = 5;
/** Messages to the host queued for the wire, so that it is never idle. */
const AHEAD = 5;

const clock = new PreciseClock();
const broker = new InstantBroker();
const simulator = new Simulator({
  clock,
  random: systemRandom,
  broker,
  settings: { ...FAST, ...NO_DELAY, inflightLimit: IN_FLIGHT_LIMIT },
});
const publishes = new PublishTap();
let dialogue = new DialogueTap();
/**
 * Number of the next message to the host; continues from round to round, because a slow host may still be reading those of the
 * last.
 */
let nextNumber = 0;
let deliveries: Deliveries | undefined;
const tap: WireTap = {
  inward: (bytes, startMs, endMs) => {
    publishes.inward(bytes, startMs, endMs);
    dialogue.inward(bytes, startMs, endMs);
  },
  outward: (bytes, writtenMs, handedOnMs) => {
    publishes.outward(bytes, writtenMs, handedOnMs);
    clock.stayAwake(AWAKE_MS);
    dialogue.outward(bytes, writtenMs, handedOnMs);
    deliveries?.outward(bytes, handedOnMs);
  },
};
const wire = new Wire(new PseudoTerminal(process.argv[2] ?? ''), clock, tap);
let begin = { cpu: process.cpuUsage(), atMs: clock.now() };

/** Sends numbered messages to the host, at a given rate or as fast as the wire allows. */
class Deliveries {
  readonly #endMs: number[] = [];
  readonly #first = nextNumber;

  constructor(
    private readonly request: ModuleRequest & { kind: 'deliver' },
    private readonly untilMs: number,
    private readonly done: (report: DeliverReport) => void,
  ) {}

  start(): void {
    const { rate } = this.request;
    if (rate === 0) for (let count = 0; count < AHEAD; count++) this.#send();
    else this.#sendAt(clock.now(), 1000 / rate);
  }

  outward(bytes: Buffer, handedOnMs: number): void {
    if (!bytes.includes('+QMTRECV')) return;
    this.#endMs.push(handedOnMs);
    const isOver = clock.now() >= this.untilMs;
    if (!isOver && this.request.rate === 0) setImmediate(() => this.#send());
    else if (isOver && this.#endMs.length === nextNumber - this.#first) {
      this.done({ first: this.#first, endMs: this.#endMs });
    }
  }

  #sendAt(dueMs: number, eachMs: number): void {
    clock.at(dueMs, () => {
      if (dueMs < this.untilMs) this.#sendAt(dueMs + eachMs, eachMs);
      this.#send();
    });
  }

  #send(): void {
    const payload = Buffer.from(String(nextNumber++).padEnd(this.request.bytes, '.'));
    broker.deliver(DOWNLINK, payload);
  }
}

process.on('message', (request: ModuleRequest) => {
  switch (request.kind) {
    case 'setting':
      wire.baud = request.baud;
      simulator.settings.ackMs = request.brokerMs;
      answer({});
      break;
    case 'begin':
      begin = { cpu: process.cpuUsage(), atMs: clock.now() };
      publishes.take();
      dialogue = new DialogueTap();
      answer({});
      break;
    case 'report':
      answer(report());
      break;
    case 'deliver':
      deliveries = new Deliveries(request, clock.now() + request.forMs, (done) => {
        deliveries = undefined;
        answer(done);
      });
      deliveries.start();
      break;
    case 'dialogue':
      answer(dialogue.report());
      break;
  }
});
// The parent process is gone.
process.on('disconnect', () => void simulator.close().then(() => process.exit(0)));
process.on('SIGINT', () => undefined);

void simulator.attach(wire).then(() => answer({ ready: true }));

function report(): ModuleReport {
  const { user, system } = process.cpuUsage(begin.cpu);
  return {
    publishes: publishes.take(),
    cpuSeconds: (user + system) / 1e6,
    elapsedMs: clock.now() - begin.atMs,
  };
}

function answer(value: object): void {
  process.send?.(value);
}
