import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodeAPI } from 'node-red';

import type { Language } from '../../src/base/coded-error';
import { languageNamed, localeLanguage } from '../../src/base/locale';
import type { MODEM } from '../../src/settings/modem';
import type { Settings } from '../../src/settings/table';
import { isPlainObject } from './plain-object';
import { writeWhole } from '../../src/core/whole-file';

/** The setting `language` of an ec20-modem. */
export type LanguageChoice = Settings<typeof MODEM>['language'];

/** What an editor was doing when it reported its language: a look at the flows, or a deploy. */
export type EditorAction = 'look' | 'deploy';

/** The language of an editor, as stored. */
interface EditorLanguage {
  readonly language: Language;
  readonly action: EditorAction;
}

/** Emitted on Node-RED's events with an {@link EditorLanguage}: each type of node has its own {@link Languages}. */
const CHANGED = 'ec20:editor-language';

/**
 * The language of this Node-RED's statuses, errors and log lines: the one that a config node is set to; otherwise that of the
 * editor that deployed last, or of the last editor that was opened if none has deployed; otherwise `settings.lang`; otherwise
 * the system's locale. The editor's is kept in `userDir`/ec20, so it survives a restart. It can change at any time: take it
 * when a text is made.
 */
export class Languages {
  readonly #listeners = new Set<() => void>();
  #editor: EditorLanguage | undefined;
  #isRead = false;
  readonly #adopt = (editor: EditorLanguage): void => {
    this.#editor = editor;
    this.#isRead = true;
    for (const listener of [...this.#listeners]) listener();
  };

  constructor(
    private readonly red: NodeAPI,
    private readonly environment: Readonly<Record<string, string | undefined>> = process.env,
  ) {}

  /** The language where a config node is set to `choice`. */
  of(choice: LanguageChoice = 'auto'): Language {
    return choice === 'auto' ? (this.#known()?.language ?? this.#installed()) : choice;
  }

  /** The language that a request names, such as `zh-CN`; where it names none, that of the runtime. */
  asked(name: unknown): Language {
    return typeof name === 'string' && name !== '' ? languageNamed(name) : this.of();
  }

  /**
   * An editor reports its language. A look doesn't overrule a deploy: others may read the flows in another language.
   */
  report(name: string, action: EditorAction): void {
    const known = this.#known();
    if (action === 'look' && known?.action === 'deploy') return;
    const editor = { language: languageNamed(name), action };
    if (known?.language === editor.language && known.action === action) return;
    try {
      writeWhole(this.#file, JSON.stringify(editor));
    } catch {
      // It holds until a restart; the next report tries again.
    }
    this.red.events.emit(CHANGED, editor);
  }

  /** Calls `listener` when the language of an editor has become another. Returns a function that ends that. */
  onChange(listener: () => void): () => void {
    if (this.#listeners.size === 0) this.red.events.on(CHANGED, this.#adopt);
    this.#listeners.add(listener);
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0) return;
      this.red.events.off(CHANGED, this.#adopt);
      this.#isRead = false;
    };
  }

  /** Read anew while nothing listens: another type of node may have stored a new one meanwhile. */
  #known(): EditorLanguage | undefined {
    if (!this.#isRead) this.#editor = this.#read();
    this.#isRead = this.#listeners.size > 0;
    return this.#editor;
  }

  #read(): EditorLanguage | undefined {
    try {
      const stored: unknown = JSON.parse(readFileSync(this.#file, 'utf8'));
      if (!isPlainObject(stored)) return undefined;
      const { language, action } = stored;
      if (language !== 'zh' && language !== 'en') return undefined;
      return { language, action: action === 'deploy' ? 'deploy' : 'look' };
    } catch {
      // No editor has been opened yet, or a damaged file: as if none had.
      return undefined;
    }
  }

  get #file(): string {
    return join(this.red.settings.userDir ?? process.cwd(), 'ec20', 'language.json');
  }

  #installed(): Language {
    const { lang } = this.red.settings as { lang?: unknown };
    return typeof lang === 'string' && lang !== '' ? languageNamed(lang) : localeLanguage(this.environment);
  }
}
