import { contentOf } from '../../src/base/bytes';
import { CodedError, type Language } from '../../src/base/coded-error';
import { unboxed } from '../../src/base/foreign-value';
import { maskSecretCommands } from '../../src/ec20/secret-commands';
import { readTyped } from '../../src/ec20/typed-command';
import type { RawCommand } from '../../src/session/raw-command';
import { propertyOf } from '../shared/flow-message';
import { isPlainObject } from '../shared/plain-object';

const PROBLEMS = {
  payload: {
    en: 'msg.payload must be a text such as "AT+CSQ", or an object with the property command',
    zh: 'msg.payload 应为 "AT+CSQ" 这样的文本，或带 command 属性的对象',
  },
  data: { en: 'data must be a text or a Buffer', zh: 'data 应为文本或 Buffer' },
  flag: { en: 'ctrlZ and force are true or false', zh: 'ctrlZ 和 force 应为 true 或 false' },
  until: { en: 'until is the beginning of a line, such as "+QPING:"', zh: 'until 应为 "+QPING:" 这样的行首' },
  timeout: { en: 'timeout is a number of milliseconds', zh: 'timeout 应为毫秒数' },
} as const;

const OPTIONS = ['command', 'data', 'ctrlZ', 'until', 'timeout', 'force'] as const;

/**
 * Reads the payload of ec20-command. Throws `EC20_COMMAND_INVALID`, its detail in `language`, for an invalid shape; the
 * command itself is checked when it runs.
 */
export function readCommand(payload: unknown, language: Language): RawCommand {
  const refuse = (problem: keyof typeof PROBLEMS): never => {
    throw new CodedError('EC20_COMMAND_INVALID', { params: { detail: PROBLEMS[problem][language] } });
  };
  const given = unboxed(payload);
  if (typeof given === 'string') return { command: given };
  const fields = isPlainObject(given) ? given : refuse('payload');
  const [command, data, ctrlZ, until, timeout, force] = OPTIONS.map((name) => propertyOf(fields, name));
  const bytes = contentOf(data);
  if (!isAbsent(data) && bytes === undefined) refuse('data');
  if ([ctrlZ, force].some((flag) => !isAbsent(flag) && typeof flag !== 'boolean')) refuse('flag');
  if (!isAbsent(until) && typeof until !== 'string') refuse('until');
  if (!isAbsent(timeout) && typeof timeout !== 'number') refuse('timeout');
  return {
    command: typeof command === 'string' ? command : refuse('payload'),
    ...(bytes !== undefined && { data: bytes }),
    ...(typeof ctrlZ === 'boolean' && { ctrlZ }),
    ...(typeof until === 'string' && { until }),
    ...(typeof timeout === 'number' && { timeoutMs: timeout }),
    ...(typeof force === 'boolean' && { force }),
  };
}

/** A command as it will be sent, and, where the text was read as something else, what it was read as: secrets masked. */
export interface UnderstoodCommand {
  readonly raw: RawCommand;
  readonly readAs?: string;
}

/**
 * Reads a command as people copy it: full-width characters, remarks (`AT+CSQ //signal`) and prompts are no part of it. Throws
 * `EC20_COMMAND_INVALID` for several commands; what holds none stays as it is, to be refused when it runs.
 */
export function understand(raw: RawCommand): UnderstoodCommand {
  const { commands, leftOut } = readTyped(raw.command);
  const [first] = commands;
  if (commands.length > 1) {
    const count = commands.length;
    const detail = {
      en: `${count} commands in one message; send each in a message of its own`,
      zh: `一条消息里有 ${count} 条指令，请每条消息只发一条`,
    };
    throw new CodedError('EC20_COMMAND_INVALID', { params: { detail: detail.en }, phrases: { detail } });
  }
  if (first === undefined || leftOut.length > 0 || first.command === raw.command.trim()) return { raw };
  return { raw: { ...raw, command: first.command }, readAs: maskSecretCommands(first.command) };
}

function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}
