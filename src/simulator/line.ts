import type { Clock, Timer } from '../base/clock';
import { DataPhase, type DataRequest, type DataResult } from './data-mode';
import { OnlineStream, type StreamRequest } from './online-stream';

/** One command or data phase received from the host, for tests. Contains secrets in clear: never show it. */
export interface LogEntry {
  readonly atMs: number;
  /** `command`: a line; `data`: the bytes of a data phase, as latin1. */
  readonly kind: 'command' | 'data';
  readonly text: string;
  /** AT text received while a data phase was open, so that it became payload. */
  readonly inDataPhase: boolean;
  /** Part of it was received while an earlier command was unanswered. */
  readonly whileBusy: boolean;
}

/** What the byte layer requires of the module. */
export interface LineHost {
  readonly clock: Clock;
  readonly echoing: boolean;
  readonly maxLineBytes: number;
  /** Bytes beyond the announced length are discarded until a pause of this length, ms; undefined: they are read as commands. */
  readonly surplusQuietMs: number | undefined;
  write(bytes: Buffer): void;
  introduce(intro: DataRequest['intro']): void;
  /** Runs one line without its CR; resolves after its final result. `tooLong`: it was truncated at the limit. */
  execute(line: string, tooLong: boolean): Promise<void>;
  log(entry: LogEntry): void;
}

type Mode =
  | { readonly kind: 'command' }
  | { readonly kind: 'busy'; swallowUntilMs: number | undefined }
  | { readonly kind: 'online'; readonly stream: OnlineStream }
  | {
      readonly kind: 'data';
      readonly phase: DataPhase;
      readonly early: boolean;
      readonly timer: Timer | undefined;
      readonly done: (result: DataResult) => void;
    };

const CR = 0x0d;
const LF = 0x0a;
const BACKSPACE = 0x08;
/** What a UART driver buffers while a command runs; the rest is lost. */
const BUFFER_BYTES = 65_536;

/** Splits bytes into command lines and data phases, with echo (EC2x AT manual §1.4, §2.15). */
export class CommandLine {
  #mode: Mode = { kind: 'command' };
  #pending: Buffer = Buffer.alloc(0);
  /** How many of the first pending bytes arrived while a command was unanswered. */
  #earlyBytes = 0;
  #line: number[] = [];
  #lineEarly = false;
  #tooLong = false;
  /** The last byte was a command's CR: an LF that follows before the prompt belongs to it, not to the data. */
  #afterCr = false;

  constructor(private readonly host: LineHost) {}

  /** Takes bytes from the host. While a command runs they are buffered, as by a UART. */
  feed(bytes: Buffer): void {
    const mode = this.#mode;
    const chunk = this.#afterCr && mode.kind === 'busy' && bytes[0] === LF ? bytes.subarray(1) : bytes;
    this.#afterCr = false;
    if (mode.kind === 'busy') {
      const now = this.host.clock.now();
      if (mode.swallowUntilMs !== undefined && now <= mode.swallowUntilMs) {
        mode.swallowUntilMs = now + (this.host.surplusQuietMs ?? 0);
        return;
      }
      this.#earlyBytes += chunk.length;
    }
    if (mode.kind === 'data' && /^AT[^\r\n]*\r/i.test(chunk.toString('latin1'))) {
      this.#log('command', chunk.toString('latin1').trimEnd(), true, false);
    }
    this.#pending = Buffer.concat([this.#pending, chunk]).subarray(0, BUFFER_BYTES);
    this.#pump();
  }

  /** Opens a data phase; only for a running command. */
  collect(request: DataRequest): Promise<DataResult> {
    return new Promise((resolve) => {
      const timer =
        request.limitMs === 0
          ? undefined
          : this.host.clock.after(request.limitMs, () => {
              this.#mode = { kind: 'busy', swallowUntilMs: undefined };
              resolve({ kind: 'expired' });
            });
      this.#mode = {
        kind: 'data',
        phase: new DataPhase(request),
        early: this.#earlyBytes > 0,
        timer,
        done: resolve,
      };
      this.host.introduce(request.intro);
      this.#pump();
    });
  }

  /** Gives all further bytes to a connection, until it ends or is escaped from; only for a running command. */
  stream(request: StreamRequest): OnlineStream {
    const stream = new OnlineStream(this.host.clock, request, () => {
      this.#mode = { kind: 'busy', swallowUntilMs: undefined };
    });
    this.#mode = { kind: 'online', stream };
    this.#pump();
    return stream;
  }

  /** Cancels all timers. */
  end(): void {
    if (this.#mode.kind === 'data') this.#mode.timer?.cancel();
    if (this.#mode.kind === 'online') this.#mode.stream.stop();
    this.#mode = { kind: 'busy', swallowUntilMs: Infinity };
  }

  #pump(): void {
    while (this.#pending.length > 0) {
      const mode = this.#mode;
      switch (mode.kind) {
        case 'busy':
          return;
        case 'data':
          this.#takeData(mode);
          break;
        case 'online':
          this.#takeOnline(mode.stream);
          break;
        case 'command':
          this.#takeText();
          break;
      }
    }
  }

  #takeData(mode: Mode & { kind: 'data' }): void {
    const step = mode.phase.take(this.#pending);
    this.#drop(step.takenBytes);
    if (mode.phase.request.echo && this.host.echoing && step.content.length > 0)
      this.host.write(step.content);
    if (step.result === undefined) return;
    mode.timer?.cancel();
    const quietMs = mode.phase.request.countBytes === undefined ? undefined : this.host.surplusQuietMs;
    if (quietMs !== undefined) this.#drop(this.#pending.length);
    const swallowUntilMs = quietMs === undefined ? undefined : this.host.clock.now() + quietMs;
    this.#mode = { kind: 'busy', swallowUntilMs };
    this.#earlyBytes = this.#pending.length;
    if (step.result.kind === 'complete') {
      this.#log('data', step.result.bytes.toString('latin1'), false, mode.early);
    }
    mode.done(step.result);
  }

  #takeOnline(stream: OnlineStream): void {
    const bytes = this.#pending;
    this.#drop(bytes.length);
    this.#log('data', bytes.toString('latin1'), false, false);
    stream.take(bytes);
  }

  #takeText(): void {
    const end = this.#pending.indexOf(CR);
    const taken = this.#pending.subarray(0, end === -1 ? this.#pending.length : end + 1);
    this.#lineEarly ||= this.#earlyBytes > 0 && taken.some((byte) => byte > 0x20);
    this.#drop(taken.length);
    const shown = taken.filter((byte) => byte !== LF);
    if (this.host.echoing && shown.length > 0) this.host.write(Buffer.from(shown));
    for (const byte of shown) {
      if (byte === BACKSPACE) this.#line.pop();
      else if (byte !== CR && this.#line.length < this.host.maxLineBytes) this.#line.push(byte);
      else if (byte !== CR) this.#tooLong = true;
    }
    if (end !== -1) this.#finishLine();
  }

  #finishLine(): void {
    const line = Buffer.from(this.#line).toString('latin1').trim();
    const tooLong = this.#tooLong;
    const early = this.#lineEarly;
    this.#line = [];
    this.#tooLong = false;
    this.#lineEarly = false;
    if (line === '') return;
    this.#log('command', line, false, early);
    const busy: Mode = { kind: 'busy', swallowUntilMs: undefined };
    this.#mode = busy;
    if (this.#pending[0] === LF) this.#drop(1);
    else this.#afterCr = this.#pending.length === 0;
    this.#earlyBytes = this.#pending.length;
    void this.host.execute(line, tooLong).then(() => {
      this.#mode = { kind: 'command' };
      this.#pump();
    });
  }

  #drop(bytes: number): void {
    this.#pending = this.#pending.subarray(bytes);
    this.#earlyBytes = Math.max(0, this.#earlyBytes - bytes);
  }

  #log(kind: LogEntry['kind'], text: string, inDataPhase: boolean, whileBusy: boolean): void {
    this.host.log({ atMs: this.host.clock.now(), kind, text, inDataPhase, whileBusy });
  }
}
