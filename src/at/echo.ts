/** What is known of the module's echo. */
export type EchoState = 'unknown' | 'seen' | 'off';

/**
 * The echo of commands: a line equal to what was just written, once for each command, and nothing else (rule 2).
 * One that comes back after it was verified off is a hint of a restart; one that never went off is a habit (rule 7).
 */
export class Echo {
  #state: EchoState = 'unknown';
  #awaited: string | undefined;
  #isSeen = false;

  get state(): EchoState {
    return this.#state;
  }

  /** True when the command that was written last has been echoed. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  /** A command was written: its echo may come. */
  await(text: string): void {
    this.#awaited = text;
    this.#isSeen = false;
  }

  /** The command is over: its echo can't come any more. */
  stopAwaiting(): void {
    this.#awaited = undefined;
  }

  matches(line: string): boolean {
    return line === this.#awaited;
  }

  /** The awaited echo has come; true when that hints at a restart. */
  note(): boolean {
    const isHint = this.#state === 'off';
    this.#awaited = undefined;
    this.#isSeen = true;
    this.#state = 'seen';
    return isHint;
  }

  /** Notes that the echo is off, if the last command had none. */
  verifyOff(): void {
    if (!this.#isSeen) this.#state = 'off';
  }

  /** The module has restarted. */
  forget(): void {
    this.#state = 'unknown';
  }
}
