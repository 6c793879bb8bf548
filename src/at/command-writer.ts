import { CodedError } from '../base/coded-error';
import type { ChannelCounters, ChannelOptions } from './channel-options';
import type { Writing } from './command-machine';
import { dataBytes } from './data-phase';
import type { Echo } from './echo';
import { GREETING, GREETING_PARTS } from './greeting';
import type { LineReader } from './line-reader';
import type { CommandLine } from './parameter';
import type { PendingCommand } from './pending-command';

/** Options of a {@link CommandWriter}. */
export interface CommandWriterOptions {
  readonly options: ChannelOptions;
  readonly counters: ChannelCounters;
  readonly echo: Echo;
  readonly reader: LineReader;
  /** Sends bytes to the line. */
  readonly write: (bytes: Uint8Array) => Promise<void>;
  /** The operating system has taken the data of command `id`. */
  readonly written: (id: number) => void;
  /** The line takes no more bytes. */
  readonly failed: (reason: CodedError) => void;
}

/** Writes what the command machine asks for, then records it. Each call is one write. */
export class CommandWriter {
  readonly #options: CommandWriterOptions;

  constructor(options: CommandWriterOptions) {
    this.#options = options;
  }

  /** `current`: the command in flight. */
  write(what: Writing, current: PendingCommand | undefined): void {
    const { options, counters } = this.#options;
    switch (what.kind) {
      case 'command':
        if (current !== undefined) this.#line(current.command.line);
        break;
      case 'data':
        if (current !== undefined) this.#data(current);
        break;
      case 'terminator':
        counters.drains++;
        this.#bytes(current?.command.data?.terminator ?? Buffer.alloc(0));
        break;
      case 'greeting':
        this.#line(GREETING);
        break;
      case 'greeting-part':
        this.#line(GREETING_PARTS[what.place] ?? GREETING);
        break;
      case 'spaces':
        if (what.isFirst) counters.drains++;
        this.#bytes(Buffer.alloc(what.bytes, ' '));
        break;
      case 'return':
        this.#bytes(Buffer.from(what.cancels ? '\u001b\r' : '\r'));
        break;
      case 'probe':
        counters.probes++;
        this.#line(options.probes[what.probe].line);
        break;
    }
  }

  /** A command and its CR. */
  #line(line: CommandLine): void {
    const { options, echo } = this.#options;
    echo.await(line.text);
    this.#hand(Buffer.from(`${line.text}\r`, 'latin1'));
    options.trace?.record('out', `${line.masked}\r`);
  }

  #data({ id, command: { data } }: PendingCommand): void {
    const { echo, reader, written } = this.#options;
    if (data === undefined) return;
    const bytes = dataBytes(data);
    if (echo.isSeen) reader.expectDataEcho(bytes);
    this.#bytes(bytes, () => written(id), data.isSecret);
  }

  #bytes(bytes: Buffer, written?: () => void, isSecret = false): void {
    const { trace } = this.#options.options;
    this.#hand(bytes, written);
    if (isSecret) trace?.record('out', `<${bytes.length} secret bytes>`);
    else trace?.recordData('out', '', bytes);
  }

  #hand(bytes: Buffer, written: () => void = () => undefined): void {
    const failed = (error: unknown) => this.#options.failed(portLost(error));
    try {
      this.#options.write(bytes).then(written, failed);
    } catch (error) {
      failed(error);
    }
  }
}

function portLost(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  return new CodedError('EC20_PORT_LOST', { params: { port: '' }, outcome: 'unknown', cause: error });
}
