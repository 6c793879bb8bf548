import { isPlaceholder } from './topic';

/**
 * Environment variables in settings, `${NAME}` or `$(NAME)`. Node-RED itself replaces one that is the whole value, and
 * leaves it as it is where there is none; within a longer text it replaces nothing.
 */

/** As much of a setting's row as decides what is a variable. */
interface Row {
  readonly kind: string;
  readonly credential?: 'text' | 'password';
  readonly inText?: 'optional' | 'literal' | 'names';
}

const WHOLE = /^\$(?:\{([^\s{}]+)\}|\(([^\s()]+)\))$/;
const WITHIN = /\$(?:\{([^\s{}$]+)\}|\(([^\s()$]+)\))/g;
/**
 * As environment variables are usually named; a topic's unknown placeholder in other letters is a typing error where it names a device's
 * part, and else a variable: Node-RED has no rule for its letters.
 */
const USUAL_NAME = /^[A-Z_][A-Z0-9_]*$/;
const DEVICE_PART = /product|devi|dev[_-]?name|identifier|secret|\.|[^\w]/i;

/** The name in a value that is nothing but a variable. */
export function wholeVariable(value: unknown): string | undefined {
  const [, braced, bracketed] = typeof value === 'string' ? (WHOLE.exec(value.trim()) ?? []) : [];
  return braced ?? bracketed;
}

/** The names of all variables that a setting's value holds, as far as its row has any. */
export function variablesIn(row: Row, value: unknown): readonly string[] {
  const whole = wholeVariable(value);
  if (whole !== undefined) return isOwn(row, whole) ? [] : [whole];
  if (typeof value !== 'string' || !isExpanded(row)) return [];
  return Array.from(value.matchAll(WITHIN), nameOf).filter((name) => !isOwn(row, name));
}

/** The first variable for which a value can't be used; a topic's unknown `${name}` is refused as a placeholder. */
export function missingVariable(row: Row, value: unknown): string | undefined {
  if (row.kind === 'note') return undefined;
  const whole = wholeVariable(value);
  if (whole !== undefined) return isOwn(row, whole) ? undefined : whole;
  if (row.inText === 'optional') return undefined;
  return variablesIn(row, value).find(
    (name) => row.kind !== 'topic' || !String(value).includes(`\${${name}}`),
  );
}

/** Whether a value may depend on a variable, of which the editor knows nothing. */
export function mayDependOnVariable(row: Row, value: unknown): boolean {
  const names = variablesIn(row, value);
  if (row.kind !== 'topic') return names.length > 0;
  return names.length > 0 && names.every((name) => USUAL_NAME.test(name) || !DEVICE_PART.test(name));
}

/** A value with all its variables filled in that `find` knows; each once: what it finds is not searched again. */
export function withVariables(row: Row, value: unknown, find: (name: string) => string | undefined): unknown {
  const whole = wholeVariable(value);
  if (whole !== undefined) return isOwn(row, whole) ? value : (find(whole) ?? value);
  if (typeof value !== 'string' || !isExpanded(row)) return value;
  return value.replace(WITHIN, (piece, braced?: string, bracketed?: string) => {
    const name = braced ?? bracketed ?? '';
    return isOwn(row, name) ? piece : (find(name) ?? piece);
  });
}

/** A secret may hold any characters: in a longer one nothing is a variable, unless it consists of names and values. */
function isExpanded({ credential, inText }: Row): boolean {
  return inText === 'names' || (credential !== 'password' && inText !== 'literal');
}

/**
 * A text whose variables are words of letters and digits instead, so that its form can be read where no value is known; `restored` puts
 * them back.
 */
export function withWords(text: string): {
  readonly words: string;
  readonly restored: (words: string) => string;
} {
  const variables: string[] = [];
  let word = 'Var';
  while (text.includes(word)) word += 'x';
  const words = text.replace(WITHIN, (variable) => `${word}${variables.push(variable) - 1}z`);
  const written = new RegExp(`${word}(\\d+)z`, 'g');
  return {
    words,
    restored: (some) => some.replace(written, (piece, index: string) => variables[Number(index)] ?? piece),
  };
}

/** A topic's own placeholders. */
function isOwn({ kind }: Row, name: string): boolean {
  return kind === 'topic' && isPlaceholder(name);
}

function nameOf([, braced, bracketed]: RegExpExecArray): string {
  return braced ?? bracketed ?? '';
}
