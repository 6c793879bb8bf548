import type { DialogueReport } from './protocol';
import type { WireTap } from './wire';

/** More commands than any way to online has; later ones are discarded. */
const MAX_COMMANDS = 200;

/** Derives from the passing bytes how long the host takes between an answer and its next command. */
export class DialogueTap implements WireTap {
  readonly #commands: string[] = [];
  readonly #hostMs: number[] = [];
  #firstMs: number | undefined;
  #lastMs = 0;
  /** When the module last fell silent; undefined once the host has written since. */
  #answeredMs: number | undefined;

  inward(bytes: Buffer, startMs: number, endMs: number): void {
    if (this.#commands.length >= MAX_COMMANDS) return;
    this.#firstMs ??= startMs;
    this.#lastMs = endMs;
    if (this.#answeredMs !== undefined) this.#hostMs.push(Math.max(0, startMs - this.#answeredMs));
    this.#answeredMs = undefined;
    this.#commands.push(shown(bytes));
  }

  outward(_bytes: Buffer, _writtenMs: number, handedOnMs: number): void {
    this.#lastMs = handedOnMs;
    this.#answeredMs = handedOnMs;
  }

  report(): DialogueReport {
    return {
      commands: this.#commands,
      totalMs: this.#lastMs - (this.#firstMs ?? this.#lastMs),
      hostMs: this.#hostMs.reduce((sum, ms) => sum + ms, 0),
      longestMs: Math.max(0, ...this.#hostMs),
    };
  }
}

/** A command without possible secrets: everything that a login quotes. */
function shown(bytes: Buffer): string {
  const text = bytes.toString('latin1').trim();
  return /^AT\+QMT(CONN|CFG)=/.test(text) ? text.replace(/"[^"]*"(?!=)/g, hide) : text;
}

function hide(quoted: string, place: number, whole: string): string {
  const isOptionName = whole.startsWith('AT+QMTCFG=') && place === 'AT+QMTCFG='.length;
  return isOptionName ? quoted : '"…"';
}
