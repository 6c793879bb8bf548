import type { Clock } from '../base/clock';
import type { CodedError } from '../base/coded-error';
import { asCodedError } from '../base/coded-error';
import type { Transport } from '../transport/transport';
import { Redactor } from './redact';
import { Dialogue } from './dialogue';
import type { BrokerAddress, Effect, Examination, UndoCommand } from './examination';
import { Publishing } from './publishing';
import {
  LEVELS,
  TIMES,
  type DoctorReport,
  type Level,
  type Measured,
  type StepOutcome,
  type StepRecord,
  type TimeName,
} from './report';
import { STEPS } from './steps/step-table';
import type { Step } from './steps/step';
import { describeFinding, finding, type Finding } from './texts';
import { writeTrace } from './trace';
import { Recording, Wire } from './wire';

/** An answer to the question before a step: `all` also covers later ones, except those that are always asked. */
export type Consent = 'yes' | 'no' | 'all' | 'quit';

/** The report of a completed step. */
export interface StepReport {
  readonly step: Step;
  readonly outcome: StepOutcome;
  readonly ms: number;
  readonly finding?: Finding;
  readonly error?: CodedError;
}

export interface DoctorOptions {
  readonly clock: Clock;
  readonly transport: Transport;
  /** Another port of the same module, to see which URCs arrive there. */
  readonly second?: Transport;
  readonly level: Level;
  readonly broker?: BrokerAddress;
  /** The version of this package. */
  readonly program: string;
  readonly consent: (step: Step) => Promise<Consent>;
  readonly onStart?: (step: Step) => void;
  readonly onReport?: (report: StepReport) => void;
  /** Ends the examination in an orderly way: the module is restored, and the findings are reported. */
  readonly signal?: AbortSignal;
}

export interface Diagnosis {
  readonly report: DoctorReport;
  /** The trace as a file, secrets redacted. */
  readonly trace: string;
  /** A step failed, or the examination was ended early. */
  readonly isIncomplete: boolean;
}

/** Effects that are asked about every time, even after `all`. */
export const ALWAYS_ASKED: readonly Effect[] = ['saved', 'risky'];

const UNDO_MS = 6000;

/** Examines a module, step by step, up to `level`. Rejects only when a port can't be opened. */
export async function examine(options: DoctorOptions): Promise<Diagnosis> {
  const { clock, transport, level, program } = options;
  const broker = options.broker && onLine(options.broker);
  const wallMs = Math.floor(clock.wallTime());
  const made = new Date(wallMs).toISOString();
  const redactor = new Redactor();
  const recording = new Recording(clock);
  recording.note('note', `options ${JSON.stringify(redactedOptions({ ...options, broker }, redactor))}`);
  const wire = await Wire.open(transport, clock, recording);
  let second: Wire | undefined;
  try {
    if (options.second !== undefined) second = await Wire.open(options.second, clock, recording, 'second');
    const dialogue = new Dialogue(wire);
    dialogue.signal = options.signal;
    const undoCommands: UndoCommand[] = [];
    const examination = begin(dialogue, second, broker, wallMs, undoCommands);
    const steps = STEPS.filter((step) => LEVELS.indexOf(step.level) <= LEVELS.indexOf(level));
    const records = await new Run(options, examination).go(steps);
    await restore(dialogue, undoCommands);
    const report: DoctorReport = {
      format: 'ec20-doctor-report',
      version: 1,
      made,
      program,
      module: examination.identity,
      steps: records,
      measured: { ...examination.measured, ...medians({ ...examination.times, command: dialogue.simpleMs }) },
    };
    return {
      report: redactedReport(report, redactor),
      trace: writeTrace({ made, events: recording.events }, redactor),
      isIncomplete: records.some(({ outcome }) => outcome === 'failed') || options.signal?.aborted === true,
    };
  } finally {
    await Promise.all([wire.close(), second?.close()]);
  }
}

/** Performs the steps, each with consent, whether or not the one before succeeded. */
class Run {
  readonly #records: StepRecord[] = [];
  #isAll = false;
  #over: Finding | undefined;

  constructor(
    private readonly options: DoctorOptions,
    private readonly examination: Examination,
  ) {}

  async go(steps: readonly Step[]): Promise<readonly StepRecord[]> {
    for (const step of steps) {
      const reason = this.#over ?? step.skips?.(this.examination);
      if (reason !== undefined) this.#note({ step, outcome: 'skipped', ms: 0, finding: reason });
      else if (await this.#mayRun(step)) await this.#run(step);
    }
    return this.#records;
  }

  async #mayRun(step: Step): Promise<boolean> {
    if (step.effect === 'none') return true;
    if (this.#isAll && !ALWAYS_ASKED.includes(step.effect)) return true;
    const consent = await this.options.consent(step);
    if (this.options.signal?.aborted === true) this.#over = finding('interrupted');
    else if (consent === 'quit') this.#over = finding('quit');
    else if (consent !== 'no') {
      this.#isAll ||= consent === 'all';
      return true;
    }
    if (this.#over === undefined) this.#note({ step, outcome: 'declined', ms: 0 });
    else this.#note({ step, outcome: 'skipped', ms: 0, finding: this.#over });
    return false;
  }

  async #run(step: Step): Promise<void> {
    const { dialogue } = this.examination;
    const { recording } = dialogue.wire;
    this.options.onStart?.(step);
    recording.note('step', `start ${step.name}`);
    const startMs = recording.now();
    const tookMs = () => Math.round(recording.now() - startMs);
    try {
      const found = await step.run(this.examination);
      this.#note({ step, outcome: 'done', ms: tookMs(), finding: found });
    } catch (error) {
      if (this.options.signal?.aborted === true) {
        this.#over = finding('interrupted');
        recording.note('note', 'interrupted');
        this.#note({ step, outcome: 'failed', ms: tookMs(), finding: this.#over });
        return;
      }
      const coded = asCodedError(error);
      this.#note({ step, outcome: 'failed', ms: tookMs(), error: coded });
      await this.#settle();
    }
  }

  /** After a failure the module must be known to respond, or nothing more is attempted. */
  async #settle(): Promise<void> {
    const { dialogue } = this.examination;
    try {
      await dialogue.recover();
    } catch {
      // The step's own line has reported the reason; this one would only repeat it.
      if (this.options.signal?.aborted === true) this.#over = finding('interrupted');
      else this.#over = finding(dialogue.wire.lost === undefined ? 'silent' : 'portLost');
    }
  }

  #note(report: StepReport): void {
    const { step, outcome, ms, error } = report;
    const note = error?.code ?? (report.finding && describeFinding(report.finding, 'en'));
    const { name, level } = step;
    this.#records.push({ name, level, outcome, ms, ...(note === undefined ? {} : { note }) });
    this.options.onReport?.(report);
  }
}

function begin(
  dialogue: Dialogue,
  second: Wire | undefined,
  broker: BrokerAddress | undefined,
  wallMs: number,
  undoCommands: UndoCommand[],
): Examination {
  // The start time in ms: unique at a public broker, and the same when a trace is replayed.
  const name = wallMs.toString(36);
  const session = {
    index: 0,
    clientId: `ec20-doctor-${name}`,
    topic: `ec20-doctor/${name}`,
    isConnected: false,
  };
  return {
    dialogue,
    publishing: new Publishing(dialogue, session),
    second,
    broker,
    measured: {},
    identity: { model: '', revision: '', profile: 'unknown' },
    times: noTimes(),
    session,
    areCodesElsewhere: false,
    undoLater: (undo) => undoCommands.push(undo),
  };
}

/** Undoes what was done, last first. A module that is gone or silent is left as it is. */
async function restore(dialogue: Dialogue, undoCommands: readonly UndoCommand[]): Promise<void> {
  dialogue.signal = undefined;
  try {
    await dialogue.finishAbandoned();
    await dialogue.recover();
    for (const { command, code, limitMs, isNeeded } of undoCommands.toReversed()) {
      if (isNeeded?.() === false) continue;
      const start = dialogue.wire.end;
      const answer = await dialogue.ask(command, limitMs ?? UNDO_MS);
      const index = Number(command.split('=')[1]);
      if (code !== undefined && answer.result?.kind === 'ok')
        await dialogue.code(code, [index], start, UNDO_MS);
    }
  } catch (error) {
    dialogue.wire.recording.note('note', `not put back: ${asCodedError(error).code}`);
  }
}

/** As written on the line: UTF-8, each byte one latin1 character. */
function onLine({ host, port, ...login }: BrokerAddress): BrokerAddress {
  const bytes = Object.entries(login).map(([name, text]) => [name, Buffer.from(text).toString('latin1')]);
  return { host, port, ...(Object.fromEntries(bytes) as typeof login) };
}

/** Text by text: what is a line of the module is read as one. */
function redactedReport(report: DoctorReport, redactor: Redactor): DoctorReport {
  return JSON.parse(JSON.stringify(report), (_name, value: unknown) =>
    typeof value === 'string' ? redactor.redact(value) : value,
  ) as DoctorReport;
}

/** The options that a replay needs, secrets redacted. */
function redactedOptions(
  { level, broker, second }: Pick<DoctorOptions, 'level' | 'second'> & { broker: BrokerAddress | undefined },
  redactor: Redactor,
): object {
  const redacted = broker && {
    host: redactor.mark(broker.host, 'h'),
    port: broker.port,
    ...(broker.user === undefined ? {} : { user: redactor.mark(broker.user, 'u') }),
    ...(broker.password === undefined ? {} : { password: redactor.mark(broker.password, 'p') }),
  };
  return { level, ...(redacted === undefined ? {} : { broker: redacted }), second: second !== undefined };
}

/** Times are multiples of 0.001 ms, but their differences not exactly: one that ends in .5 must round the same way each time. */
function wholeMs(ms: number): number {
  return Math.round(Math.round(ms * 1000) / 1000);
}

function medians(times: Record<TimeName, readonly number[]>): Pick<Measured, 'timesMs'> {
  const found = TIMES.flatMap((time) => {
    const sorted = [...times[time]].sort((one, other) => one - other);
    const median = sorted[Math.floor((sorted.length - 1) / 2)];
    return median === undefined ? [] : [[time, wholeMs(median)] as const];
  });
  return { timesMs: Object.fromEntries(found) };
}

function noTimes(): Record<TimeName, number[]> {
  return Object.fromEntries(TIMES.map((time): [string, number[]] => [time, []])) as Record<
    TimeName,
    number[]
  >;
}
