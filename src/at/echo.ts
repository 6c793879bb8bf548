/** State of the module's echo. */
export type EchoState = 'unknown' | 'seen' | 'off';

/**
 * The echo of commands: a line equal to the one just written, once for each command, and nothing else (rule 2). If it
 * returns after it was verified off, the module may have restarted; one that never goes off is tolerated (rule 7).
 */
export class Echo {
  #state: EchoState = 'unknown';
  #awaited: string | undefined;
  #isSeen = false;

  get state(): EchoState {
    return this.#state;
  }

  /** True when the last command written has been echoed. */
  get isSeen(): boolean {
    return this.#isSeen;
  }

  /** A command was written: its echo may come. */
  await(text: string): void {
    this.#awaited = text;
    this.#isSeen = false;
  }

  /** The command is over: its echo can no longer come. */
  stopAwaiting(): void {
    this.#awaited = undefined;
  }

  matches(line: string): boolean {
    return line === this.#awaited;
  }

  /** The awaited echo was received; returns true when it suggests a restart. */
  note(): boolean {
    const isHint = this.#state === 'off';
    this.#awaited = undefined;
    this.#isSeen = true;
    this.#state = 'seen';
    return isHint;
  }

  /** Marks the echo as off if the last command had none. */
  verifyOff(): void {
    if (!this.#isSeen) this.#state = 'off';
  }

  /** The module has restarted. */
  forget(): void {
    this.#state = 'unknown';
  }
}
