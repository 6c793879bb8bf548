import type { Words } from '../../shared/editor/words';
import type { RunningModem } from '../console-reading';
import type { ConsoleHost, Followed } from './console-host';
import { type Failure, failureOf } from './console-state';
import type { OfferedModem } from './panel-head';

/** A window has no socket to the runtime: it looks for news this often. */
const POLL_MS = 500;
/** Modem nodes come and go with a deploy only. */
const MODEMS_MS = 5000;

/** Texts by key, in objects within each other. */
export type Catalogue = string | { readonly [key: string]: Catalogue };

/** The console's own window: no editor around it. Requests carry the token with which the editor has logged in. */
export class WindowHost implements ConsoleHost {
  readonly firstModem: string;
  readonly mayWrite: boolean;
  readonly detach = undefined;
  #modems: readonly OfferedModem[] = [];
  #failed: Failure | undefined;
  readonly #changed: (() => void)[] = [];

  constructor(
    readonly language: string,
    readonly words: Words,
  ) {
    const question = new URLSearchParams(window.location.search);
    this.firstModem = question.get('modem') ?? '';
    this.mayWrite = question.get('write') !== '0';
    authorise();
    this.#ask();
    window.setInterval(() => this.#ask(), MODEMS_MS);
  }

  modems(): readonly OfferedModem[] {
    return this.#modems;
  }

  /** Without the permission, or a login, the list is empty for another reason than that there are no modem nodes. */
  get failed(): Failure | undefined {
    return this.#failed;
  }

  onModems(changed: () => void): void {
    this.#changed.push(changed);
  }

  onDeploy(): void {
    // A deploy shows in the trace, which is polled.
  }

  follow(_what: Followed, _id: string, news: () => void): () => void {
    const timer = window.setInterval(news, POLL_MS);
    return () => window.clearInterval(timer);
  }

  #ask(): void {
    $.getJSON('ec20/modems')
      .done((modems: readonly RunningModem[]) => {
        this.#modems = modems;
        this.#failed = undefined;
      })
      .fail(({ status }) => {
        this.#failed = failureOf(status);
      })
      .always(() => {
        for (const changed of this.#changed) changed();
      });
  }
}

/** The words of the page's own catalogue. */
export function wordsOf(catalogue: Catalogue): Words {
  return (key, values = {}) => {
    const found = key
      .split('.')
      .reduce<Catalogue | undefined>(
        (place, name) => (typeof place === 'object' ? place[name] : undefined),
        catalogue,
      );
    if (typeof found !== 'string') return key;
    return found.replace(/__(\w+?)__/g, (whole, name: string) => String(values[name] ?? whole));
  };
}

/** Adds the editor's token, which it keeps in the browser's storage by the path of its page, to each request. */
function authorise(): void {
  const { pathname } = new URL('.', document.baseURI);
  const key = `auth-tokens${pathname.slice(0, -1).replace(/\//g, '-')}`;
  $.ajaxSetup({
    beforeSend(request) {
      const token = tokenIn(window.localStorage.getItem(key));
      if (token !== undefined) request.setRequestHeader('Authorization', `Bearer ${token}`);
    },
  });
}

function tokenIn(stored: string | null): string | undefined {
  try {
    const tokens = JSON.parse(stored ?? 'null') as { readonly access_token?: string } | null;
    return tokens?.access_token;
  } catch {
    return undefined; // damaged: the runtime answers that the permission is missing
  }
}
