/** One command of a line, read as the module reads it (EC2x AT manual §1.4). */
export interface Command {
  /** `+QMTOPEN`, in capitals. */
  readonly name: string;
  readonly form: 'run' | 'read' | 'test' | 'write';
  /** Between commas, without quotes. */
  readonly values: readonly string[];
}

/** What an ordinary module does with a command. */
export interface Outcome {
  /** Information lines. */
  readonly lines?: readonly string[];
  /** A number of +CME ERROR, or `ERROR` regardless of AT+CMEE. */
  readonly refused?: number | 'ERROR';
  /** Duration in milliseconds. */
  readonly afterMs?: number;
  /** Data are awaited before the rest. */
  readonly data?: DataPhase;
  /** Behind the result. */
  readonly behind?: () => void;
}

/** Between the prompt and the last byte every byte is data. */
export interface DataPhase {
  readonly prompt: '>' | 'CONNECT';
  /** Number of bytes, or up to Ctrl-Z. */
  readonly bytes: number | undefined;
  readonly taken: (data: Buffer) => Outcome;
}

export type Handler = (command: Command) => Outcome;

export const OK: Outcome = {};
export const REFUSED: Outcome = { refused: 'ERROR' };

/** A part of a module: its commands by name. */
export interface ModulePart {
  readonly handlers: Readonly<Record<string, Handler>>;
}

/** Splits `E0Q0V1+CSQ;+CEREG?`: basic commands follow each other without a sign, extended ones end at `;`. */
export function splitLine(line: string): readonly string[] {
  const found: string[] = [];
  for (let rest = line.trim(); rest !== '';) {
    const [taken = ''] = /^(?:&?[A-Za-z]\s*\d*|[+^$*%](?:"[^"]*"?|[^;"])*|[^;]*)/.exec(rest) ?? [];
    if (taken.trim() !== '') found.push(taken.trim());
    rest = rest.slice(Math.max(taken.length, 1)).trimStart();
    if (rest.startsWith(';')) rest = rest.slice(1).trimStart();
  }
  return found;
}

/** `+QMTOPEN=0,"host",1883` → its name, form and values. */
export function readCommand(text: string): Command {
  const [, name = text, tail = ''] = /^([+^$*%][A-Za-z0-9/]+)\s*(.*)$/s.exec(text) ?? [];
  const upper = name.toUpperCase();
  if (tail === '') return { name: upper, form: 'run', values: [] };
  if (tail === '?') return { name: upper, form: 'read', values: [] };
  if (tail === '=?') return { name: upper, form: 'test', values: [] };
  const values = tail.slice(1).match(/"[^"]*"?|[^,"]+|(?<=^|,)(?=,|$)/g) ?? [];
  return { name: upper, form: 'write', values: values.map((value) => value.trim().replace(/^"|"$/g, '')) };
}
