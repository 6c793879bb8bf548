import type { CodedError } from '../base/coded-error';
import type { ForeignFailure } from '../base/foreign-code';
import { Listeners } from '../base/listeners';
import type { ServerWords } from './server-words';

/** Maximum warnings for distinct modules, as a noisy line can garble names. */
const MOST_WARNED = 20;

/** Conditions that work but should be known, or were corrected: an unknown module, a radio left off. */
export class Warnings {
  readonly #told: Listeners<CodedError>;
  /** Conditions that were told of once. */
  readonly #warned = new Set<string>();
  #endingRoots: readonly CodedError[] = [];

  constructor(
    private readonly words: ServerWords,
    listenerFailed: ForeignFailure,
  ) {
    this.#told = new Listeners('onWarning', listenerFailed);
  }

  /** `EC20_CA_ENDING` for each root certificate in use that ends within a year. */
  get endingRoots(): readonly CodedError[] {
    return this.#endingRoots;
  }

  onWarning(listener: (warning: CodedError) => void): () => void {
    return this.#told.add((warning) => listener(this.words.say(warning)));
  }

  /** Tells of it, whether or not it was told before. */
  tell(warning: CodedError): void {
    this.#told.emit(warning);
  }

  /** Tells of each condition once. */
  tellOnce(warning: CodedError): void {
    const key = `${warning.code} ${JSON.stringify(warning.params)}`;
    if (this.#warned.has(key) || this.#warned.size >= MOST_WARNED) return;
    this.#warned.add(key);
    this.tell(warning);
  }

  /** A condition that lasts: a warning once, and in the snapshot from then on. */
  rootsEnd(ending: readonly CodedError[]): void {
    for (const warning of ending) this.tellOnce(warning);
    this.#endingRoots = ending.map((warning) => this.words.say(warning));
  }
}
