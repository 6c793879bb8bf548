import { mayHoldSecret } from '../../../src/ec20/secret-commands';

const KEY = 'ec20-console-history';
const MAX_COMMANDS = 50;

/** The part of the browser's storage that a history needs. */
export interface HistoryStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** The history, oldest first, with a command as its newest; one that may hold a secret is left out. */
export function remember(history: readonly string[], command: string): readonly string[] {
  if (mayHoldSecret(command)) return history;
  return [...history.filter((each) => each !== command), command].slice(-MAX_COMMANDS);
}

/** The commands sent from this browser, and the command line's position among them. */
export class CommandHistory {
  #commands: readonly string[];
  /** An index into the commands; their count means the text being typed. */
  #place: number;
  #draft = '';

  /** `storage` may throw: a browser may be set to store nothing. */
  constructor(private readonly storage: () => HistoryStorage) {
    this.#commands = this.#load();
    this.#place = this.#commands.length;
  }

  /** Returns to the text being typed. */
  rewind(): void {
    this.#place = this.#commands.length;
  }

  /** The command one step up (-1) or down (1) of `shown`; undefined at either end. */
  recall(step: -1 | 1, shown: string): string | undefined {
    const place = this.#place + step;
    if (place < 0 || place > this.#commands.length) return undefined;
    if (this.#place === this.#commands.length) this.#draft = shown;
    this.#place = place;
    return this.#commands[place] ?? this.#draft;
  }

  /** Makes a command the newest one. */
  add(command: string): void {
    this.#commands = remember(this.#commands, command);
    this.rewind();
    try {
      this.storage().setItem(KEY, JSON.stringify(this.#commands));
    } catch {
      // Without storage, the history lasts as long as the page.
    }
  }

  #load(): readonly string[] {
    try {
      const stored: unknown = JSON.parse(this.storage().getItem(KEY) ?? '[]');
      // An earlier version may have stored a command that is treated as secret now.
      return Array.isArray(stored) ? stored.map(String).filter((each) => !mayHoldSecret(each)) : [];
    } catch {
      return []; // damaged, or no storage
    }
  }
}
