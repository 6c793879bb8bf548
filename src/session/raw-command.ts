import type { Answer, Channel, Command, Completed } from '../at/channel';
import { type CommandLine, plain } from '../at/parameter';
import { type Bytes, contentOf } from '../base/bytes';
import { codePoint } from '../base/character';
import { CodedError, type Phrase } from '../base/coded-error';
import { DEFAULT_REPLY_MS, LONGEST_REPLY_MS, REPLY_MS } from '../ec20/deadlines';
import { maskSecretCommands, mayHoldSecret } from '../ec20/secret-commands';
import { readTyped, shownCharacter } from '../ec20/typed-command';
import { nameBeforeData } from './data-commands';
import { type ReservedCommand, reservedCommand } from './reserved-commands';

/** A command from a flow or the editor's console. */
export interface RawCommand {
  /** One AT command without line breaks. */
  readonly command: string;
  /** Written after `>` or CONNECT, as it is at the call; text as UTF-8. */
  readonly data?: string | Bytes;
  /** Appends 0x1A to `data`. */
  readonly ctrlZ?: boolean;
  /** The prefix of the late code to wait for, such as `+QPING:`. */
  readonly until?: string;
  /** 100–180,000; default: 5 s for commands of 300 ms, the manual's maximum for slow ones. */
  readonly timeoutMs?: number;
  /** Allows commands that would break the session. */
  readonly force?: boolean;
}

/** The module's response to a {@link RawCommand}. */
export interface RawAnswer {
  readonly ok: true;
  /** Information lines, and the late code if one was awaited. Secrets masked. */
  readonly lines: readonly string[];
  readonly result: string;
}

/** A whole line that only asks: `AT+CFUN?`, `AT+CFUN=?`. */
const QUESTION = /^AT\s*(\+[A-Z0-9]+)(=?)\?$/i;

const SHORTEST_MS = 100;
/** Maximum time for the prompt for `data`: +CMGS responds at once, a busy module takes seconds. */
const PROMPT_MS = 10_000;
const MOST_LINES = 1000;
/** Maximum characters of a refused command that are quoted. */
const LONGEST_SHOWN = 40;
/** Shorter passwords are not masked: they also occur in harmless text. */
const SHORTEST_SECRET = 4;

/**
 * Checks a command. Throws `EC20_COMMAND_INVALID` (not one AT command, a bad option) or `EC20_RESERVED` (the
 * package itself uses it, and `force` isn't set; harmless questions are allowed).
 */
export function checkRawCommand(raw: RawCommand, isOnline = false): void {
  const command = raw.command.trim();
  const invalid = (detail: string, words?: Phrase) =>
    new CodedError('EC20_COMMAND_INVALID', {
      params: { detail },
      ...(words === undefined ? {} : { phrases: { detail: words } }),
    });
  if (!/^AT/i.test(command)) {
    throw invalid(command === '' ? '(empty)' : command.slice(0, LONGEST_SHOWN), notACommand(command));
  }
  const unsendable = /[^\x20-\x7e]/u.exec(command);
  if (unsendable !== null) {
    const [character] = unsendable;
    throw invalid(codePoint(character), unsendableAt(command, unsendable.index, character));
  }
  if (raw.timeoutMs !== undefined && !(raw.timeoutMs >= SHORTEST_MS && raw.timeoutMs <= LONGEST_REPLY_MS)) {
    throw invalid(`timeout ${raw.timeoutMs}`);
  }
  if (raw.force === true) return;
  const name = namesOf(command).find((each) => reservedCommand(each) !== undefined);
  const reserved = name === undefined ? undefined : reservedCommand(name);
  if (reserved === undefined || isHarmlessQuestion(command, reserved, isOnline)) return;
  throw new CodedError('EC20_RESERVED', {
    params: { command: `AT${name}`, step: reserved.step.en },
    phrases: { step: reserved.step },
  });
}

/**
 * Whether the line is one question that nothing else's answer can be mistaken for. Behind another command of the same line its answer
 * would be taken for an unsolicited code.
 */
function isHarmlessQuestion(command: string, { questions }: ReservedCommand, isOnline: boolean): boolean {
  const [, , test] = QUESTION.exec(command) ?? [];
  if (test === undefined) return false;
  return questions === 'always' || (questions === 'online' && isOnline && test === '');
}

/** A command that is followed by data needs them, whether it is reserved or not. Throws `EC20_COMMAND_INVALID`. */
function checkData({ command, data, ctrlZ }: RawCommand): void {
  if (data !== undefined || ctrlZ === true) return;
  const name = nameBeforeData(command.trim());
  if (name === undefined) return;
  throw new CodedError('EC20_COMMAND_INVALID', {
    params: { detail: `AT${name} without data` },
    phrases: {
      detail: {
        en: `AT${name} is followed by data; the node “ec20 command” sends it with what stands in data`,
        zh: `AT${name} 后面还要发内容，请用“ec20 指令”节点，内容填在 data 里`,
      },
    },
  });
}

/** What a text without AT is, with the command that was probably meant. */
function notACommand(command: string): Phrase {
  if (command === '') return { en: 'it is empty', zh: '内容为空' };
  const shown = command.slice(0, LONGEST_SHOWN);
  const { commands, proposal = commands[0]?.command } = readTyped(command);
  if (proposal === undefined) return { en: shown, zh: shown };
  return { en: `${shown} (did you mean ${proposal}?)`, zh: `${shown}（是不是想发 ${proposal}？）` };
}

/** Names a character that can't be sent, and says where it stands. */
function unsendableAt(command: string, place: number, character: string): Phrase {
  const shown = shownCharacter(character);
  const isQuoted = (command.slice(0, place).match(/"/g)?.length ?? 0) % 2 === 1;
  return isQuoted
    ? { en: `the character ${shown} within quotes`, zh: `双引号里有不能发送的字符${shown}` }
    : { en: `the character ${shown}`, zh: `含有不能发送的字符${shown}` };
}

/**
 * Runs a checked command in its turn. Rejects with `EC20_COMMAND_INVALID` where it is followed by data and there are none,
 * `EC20_MODULE_ERROR`, `EC20_TIMEOUT`, `EC20_CANCELLED` when the session ends meanwhile, and the line's own errors.
 */
export async function runRawCommand(channel: Channel, raw: RawCommand, isOnline = false): Promise<RawAnswer> {
  checkRawCommand(raw, isOnline);
  checkData(raw);
  const command = raw.command.trim();
  const name = namesOf(command)[0] ?? '';
  const totalMs = raw.timeoutMs ?? REPLY_MS[name] ?? DEFAULT_REPLY_MS;
  const until = raw.until?.trim().replace(/:$/, '') ?? '';
  const run: Command = {
    line: rawLine(command),
    matches: [
      ...(name.startsWith('+') ? [{ prefix: name, max: MOST_LINES }] : []),
      { bare: () => true, max: MOST_LINES },
    ],
    replyMs: totalMs,
    secretAnswer: holdsSecrets(command),
    isGuest: true,
    ...(raw.data === undefined && raw.ctrlZ !== true ? {} : { data: dataOf(raw, totalMs) }),
  };
  try {
    const answer =
      until === ''
        ? await channel.run(run)
        : withCode(await channel.exchange(run, { prefix: until, accept: () => true, ms: totalMs }));
    const lines = answer.lines.map(
      (line) => line.text + (line.data === undefined ? '' : `,${line.data.toString('latin1')}`),
    );
    return { ok: true, lines: lines.map((line) => maskSecretCommands(fromLine(line))), result: 'OK' };
  } catch (error) {
    if (!(error instanceof CodedError) || error.code !== 'EC20_CLOSED') throw error;
    // The original message is about a waiting publish.
    throw new CodedError('EC20_CANCELLED', {
      params: { command: `AT${name}` },
      outcome: error.outcome,
      cause: error,
    });
  }
}

/** The late code follows the command's own lines. */
function withCode({ lines, code }: Completed): Answer {
  return { lines: [...lines, { text: code.text }] };
}

/** The same response with known secrets masked anywhere in it: some firmware repeats options in its own format. */
export function maskSecrets(answer: RawAnswer, secrets: readonly string[]): RawAnswer {
  const known = secrets.filter((secret) => secret.length >= SHORTEST_SECRET);
  const lines = answer.lines.map((line) =>
    known.reduce((masked, secret) => masked.replaceAll(secret, '***'), line),
  );
  return { ...answer, lines };
}

/** The whole text is secret if a part is: a module with echo on repeats it. */
function rawLine(command: string): CommandLine {
  const { text } = plain(command);
  const masked = maskSecretCommands(command);
  return { text, masked, secrets: masked === command ? [] : [text] };
}

function dataOf(raw: RawCommand, totalMs: number) {
  const bytes = contentOf(raw.data ?? '');
  if (bytes === undefined) {
    throw new CodedError('EC20_COMMAND_INVALID', { params: { detail: `data ${typeof raw.data}` } });
  }
  const terminator = raw.ctrlZ === true ? { terminator: Buffer.from([0x1a]) } : {};
  const prompt = /^AT\+QFUPL/i.test(raw.command.trim()) ? ('CONNECT' as const) : ('>' as const);
  return { bytes, ...terminator, prompt, promptMs: Math.min(PROMPT_MS, totalMs), replyMs: totalMs };
}

/**
 * The names in a command line: `AT+CSQ;+COPS?` → `+CSQ`, `+COPS`. Basic commands follow each other without a
 * separator, and an extended one may follow them (V.250 §5.2.1): `ATX4E1+CSQ` → `X`, `E`, `+CSQ`.
 */
function namesOf(command: string): readonly string[] {
  // The module ignores blanks outside quotes, even within a name (EC2x AT manual §1.4).
  const outsideQuotes = command
    .slice(2)
    .replace(/"[^"]*"?/g, '""')
    .replace(/\s+/g, '');
  return outsideQuotes.split(';').flatMap((part) => {
    const [, basic, extended] = /^\s*((?:&?[A-Za-z][\d=?\s]*)*)([+^$*%][A-Za-z0-9/]+)?/.exec(part) ?? [];
    const names = [...(basic?.match(/&?[A-Za-z]/g) ?? []), ...(extended === undefined ? [] : [extended])];
    return names.map((name) => name.toUpperCase());
  });
}

/** IMEI, IMSI, ICCID and phone number are personal but not secret: the requester gets them, the trace doesn't. */
function holdsSecrets(command: string): boolean {
  return mayHoldSecret(command) || PERSONAL.test(command.replace(/\s+/g, ''));
}

const PERSONAL = /\+C?GSN|\+CIMI|\+Q?CCID|\+CNUM/i;

/** Text carried as latin1 is UTF-8. */
function fromLine(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}
