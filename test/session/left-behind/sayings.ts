/**
 * How a module answers one command, as a text: `null` its ordinary answer; `fail:…` bytes instead of OK; `raw:a|30:b` the bytes a,
 * 30 ms later b, and no more, where `prompt` means the ordinary answer, with a prompt or not, and what follows it comes behind the data;
 * `later:50:…` OK, and 50 ms later that code, `$ID` being the command's message id; anything else is the information in front of OK.
 */
export type SayingText = string | null;

/** One part of a raw answer. */
export interface RawPart {
  readonly afterMs: number;
  readonly text: string;
}

export type Saying =
  | { readonly kind: 'information'; readonly text: string }
  | { readonly kind: 'failure'; readonly text: string }
  | { readonly kind: 'later'; readonly afterMs: number; readonly code: string }
  | { readonly kind: 'raw'; readonly parts: readonly RawPart[] };

export const PROMPT = 'prompt';

interface Rule {
  readonly pattern: RegExp;
  readonly answers: readonly SayingText[];
  used: number;
}

/** The answers in which a module differs from the ordinary one, by command; each use takes the next, the last one stays. */
export class Sayings {
  /** While true, every answer is the ordinary one. */
  asleep = false;
  #rules: Rule[];

  /** `says`: a regular expression on the command without its AT, and its answers. */
  constructor(says: readonly (readonly [command: string, answers: readonly SayingText[]])[]) {
    this.#rules = says.map(([command, answers]) => ({ pattern: new RegExp(command), answers, used: 0 }));
  }

  /** What to say to `command`; undefined: the ordinary answer. */
  take(command: string): Saying | undefined {
    if (this.asleep) return undefined;
    const rule = this.#rules.find(({ pattern, answers }) => pattern.test(command) && fits(command, answers));
    if (rule === undefined) return undefined;
    const text = rule.answers[Math.min(rule.used++, rule.answers.length - 1)];
    return typeof text === 'string' ? read(text, command) : undefined;
  }

  /** Is the ordinary module again for a command. */
  forget(command: string): void {
    this.#rules = this.#rules.filter(({ pattern }) => !pattern.test(command));
  }
}

/** A test form has no prompt, so an answer with one is not its own. */
function fits(command: string, answers: readonly SayingText[]): boolean {
  return !command.endsWith('=?') || !answers.some((text) => text?.includes(PROMPT) === true);
}

function read(text: string, command: string): Saying {
  const [, failure] = /^fail:(.*)$/s.exec(text) ?? [];
  if (failure !== undefined) return { kind: 'failure', text: failure };
  const [, afterMs, code] = /^later:(\d+):(.*)$/s.exec(text) ?? [];
  if (code !== undefined) {
    const [, id = '0'] = /^[^=]*=\d+,(\d+)/.exec(command) ?? [];
    return { kind: 'later', afterMs: Number(afterMs), code: code.replaceAll('$ID', id) };
  }
  const [, raw] = /^raw:(.*)$/s.exec(text) ?? [];
  if (raw === undefined) return { kind: 'information', text };
  const parts = raw.split('|').map((part) => {
    const [, delay = '0', bytes = part] = /^(\d+):(.*)$/s.exec(part) ?? [];
    return { afterMs: Number(delay), text: bytes };
  });
  return { kind: 'raw', parts };
}
