import { readCallWord } from './call-word';
import { type Parameter, readParameters } from './parameter';

/**
 * Which information lines are a command's own (rule 2). A prefix is given without its colon and matches whole names
 * only. `max` is the maximum number of lines, default 1; `accept` separates the answer `+CREG: 0,1` from the event
 * `+CREG: 1`.
 */
export type ResponseMatch =
  | {
      readonly prefix: string;
      readonly max?: number;
      readonly accept?: (params: readonly Parameter[]) => boolean;
    }
  | { readonly bare: (line: string) => boolean; readonly max?: number };

/** True when `line` is `prefix` alone, or `prefix` and a colon: `+QMTPUB` is not the prefix of `+QMTPUBEX: 0,1,0`. */
export function hasPrefix(line: string, prefix: string): boolean {
  const name = prefix.endsWith(':') ? prefix.slice(0, -1) : prefix;
  return name !== '' && line.startsWith(name) && (line.length === name.length || line[name.length] === ':');
}

/** The parameters of a line after its prefix; none when it has no colon. */
export function parametersOf(line: string, prefix: string): Parameter[] {
  const name = prefix.endsWith(':') ? prefix.slice(0, -1) : prefix;
  return readParameters(line.slice(name.length + 1));
}

/** The matches of one command, and how many lines each has taken. */
export class ResponseMatcher {
  readonly #matches: { readonly match: ResponseMatch; left: number }[];

  constructor(matches: readonly ResponseMatch[]) {
    this.#matches = matches.map((match) => ({ match, left: match.max ?? 1 }));
  }

  /**
   * Takes `line` when a match fits that has lines left. A bare match never takes an unsolicited code or a call's word.
   */
  take(line: string, isUnsolicited: (line: string) => boolean): boolean {
    const found = this.#matches.find(({ match, left }) => left > 0 && fits(match, line, isUnsolicited));
    if (found === undefined) return false;
    found.left--;
    return true;
  }

  /** True when `line` has a prefix of this command; takes nothing. */
  matches(line: string): boolean {
    return this.#matches.some(
      ({ match, left }) => left > 0 && 'prefix' in match && hasPrefix(line, match.prefix),
    );
  }
}

function fits(match: ResponseMatch, line: string, isUnsolicited: (line: string) => boolean): boolean {
  if ('bare' in match) {
    const isCode = line.startsWith('+') || isUnsolicited(line) || readCallWord(line) !== undefined;
    return !isCode && match.bare(line);
  }
  if (!hasPrefix(line, match.prefix)) return false;
  return match.accept?.(parametersOf(line, match.prefix)) ?? true;
}
