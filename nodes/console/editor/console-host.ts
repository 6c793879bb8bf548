import type { Words } from '../../shared/editor/words';
import type { Failure } from './console-state';
import type { OfferedModem } from './panel-head';

/** What there can be news of. */
export type Followed = 'trace' | 'history';

/** Where the console stands: the editor's sidebar, or a window of its own. */
export interface ConsoleHost {
  readonly words: Words;
  /** Of the texts that the runtime writes, such as `zh-CN`. */
  readonly language: string;
  /** Whether commands may be sent; the runtime asks for the permission again. */
  readonly mayWrite: boolean;
  /** The modem nodes to choose from, and the one to begin with. */
  modems(): readonly OfferedModem[];
  readonly firstModem: string;
  /** Why there is no list of modem nodes; undefined where there is one. */
  readonly failed?: Failure | undefined;
  /** Calls `changed` when the modem nodes may differ. */
  onModems(changed: () => void): void;
  /** Calls `restarted` when the flows have been deployed. */
  onDeploy(restarted: () => void): void;
  /** Calls `news` whenever the trace or the history of that modem node may have grown. Returns a function that ends it. */
  follow(what: Followed, id: string, news: () => void): () => void;
  /** Opens the console of that modem node in its own window; undefined where it stands in one. */
  readonly detach: ((id: string) => void) | undefined;
}
