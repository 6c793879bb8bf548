/** The part of the browser's storage that a kept choice needs. */
export interface ChoiceStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** One choice of the user, remembered by this browser. */
export class KeptChoice {
  /** `storage` may throw: a browser may be set to store nothing. */
  constructor(
    private readonly key: string,
    private readonly storage: () => ChoiceStorage,
  ) {}

  /** What was chosen last; "" where nothing was, or nothing is stored. */
  get value(): string {
    try {
      return this.storage().getItem(this.key) ?? '';
    } catch {
      return '';
    }
  }

  set value(value: string) {
    try {
      this.storage().setItem(this.key, value);
    } catch {
      // Without storage, the choice lasts as long as the page.
    }
  }
}
