import { overriddenAnswer } from './answer-overrides';
import type { CommandHost } from './command-host';
import { BadParameter, readCommands, type CommandText } from './command-text';
import { COMMANDS } from './commands/command-table';
import type { LineOutput } from './line-output';
import { commandNames } from './profile';
import { ERROR, cme, errorLine, ok, qmtError, type Reply } from './reply';
import { readTestForms } from './test-forms';

export interface CommandExecutionOptions {
  /** The module that runs the commands. */
  readonly module: CommandHost;
  readonly output: LineOutput;
  /** False: the module is off, and its command has ended with it. */
  readonly isOn: () => boolean;
  /** The final result was sent. */
  readonly onEnd: () => void;
}

/** Runs command lines: looks each command up in the table, and answers as the settings say. */
export class CommandExecution {
  readonly #options: CommandExecutionOptions;

  constructor(options: CommandExecutionOptions) {
    this.#options = options;
  }

  /** Runs one line: its commands in order, one final result (EC2x AT manual §1.4). `tooLong`: it was truncated at the limit. */
  async run(line: string, tooLong: boolean): Promise<void> {
    const { module, output, isOn } = this.#options;
    const { settings } = module;
    const match = /^AT/i.exec(line);
    if (match === null && settings.garbage === 'silent' && !tooLong) return;
    await module.delay(settings.commandMs);
    const commands = tooLong || match === null ? undefined : readCommands(line.slice(2));
    if (commands === undefined) {
      this.#finish(/^AT\+QMT/i.test(line) && !tooLong ? qmtError(3) : ERROR, false);
      return;
    }
    if (commands.length > 1 && settings.joined === 'error') {
      this.#finish(ERROR, false);
      return;
    }
    let compact = false;
    for (const [place, command] of commands.entries()) {
      if (place > 0) await module.delay(settings.commandMs);
      const reply = await this.#replyTo(command);
      if (!isOn()) return;
      if (reply.kind !== 'ok') {
        this.#finish(reply, false);
        return;
      }
      if (reply.lines.length > 0) {
        output.lines(reply.lines);
        await module.delay(settings.answerGapMs);
      }
      compact = settings.glueTestOk && command.form === 'test' && command.name === '+QMTOPEN';
      if (reply.afterwards === undefined) continue;
      if (place === commands.length - 1) {
        this.#finish(ok(), compact);
        reply.afterwards();
        return;
      }
      reply.afterwards();
    }
    this.#finish(ok(), compact);
  }

  /** Runs a line without output; resolves with its final result when everything it started has ended. */
  async runSilently(line: string): Promise<string> {
    const { memory, settings } = this.#options.module;
    const commands = /^AT/i.test(line) ? readCommands(line.slice(2)) : undefined;
    let reply: Reply = commands === undefined ? ERROR : ok();
    for (const command of commands ?? []) {
      reply = await this.#replyTo(command);
      if (reply.kind !== 'ok') break;
      await reply.afterwards?.();
    }
    if (reply.kind === 'silent') return '';
    return reply.kind === 'ok' ? 'OK' : errorLine(reply, memory.profile, settings);
  }

  async #replyTo(command: CommandText): Promise<Reply> {
    const { module } = this.#options;
    const { answers, lacks, testForms } = module.settings;
    const forms = COMMANDS[command.name];
    const handler = forms?.[command.form];
    const inPlace = overriddenAnswer(command, answers);
    if (inPlace !== undefined) return inPlace;
    const isLacking = lacks !== '' && commandNames(lacks).has(command.name);
    if (forms === undefined || isLacking) return ERROR;
    const shown = command.form === 'test' ? readTestForms(testForms).get(command.name) : undefined;
    if (shown !== undefined) return shown[0] === 'ERROR' ? qmtError(3) : ok(...shown);
    if (handler === undefined) return command.form === 'test' ? ok() : ERROR;
    try {
      return await handler(module, command.parameters);
    } catch (error) {
      if (error instanceof BadParameter) return command.name.startsWith('+QMT') ? qmtError(3) : ERROR;
      // A fault in the simulator itself must not leave the host without an answer.
      return cme(0);
    }
  }

  #finish(reply: Reply, compact: boolean): void {
    if (reply.kind === 'silent') return;
    const { module, output, onEnd } = this.#options;
    const word = reply.kind === 'ok' ? 'OK' : errorLine(reply, module.memory.profile, module.settings);
    output.result(word, compact);
    onEnd();
  }
}
