import { readTyped } from '../../../src/ec20/typed-command';
import type { ConsoleAnswer } from '../console-reading';
import { CommandHistory } from './command-history';
import { describeTyped } from './command-text';
import type { ConsoleHost } from './console-host';
import type { AnsweredCommand, ConsoleView } from './console-view';

interface Refused {
  readonly message?: string;
}

/** The console's command line: it reads what is typed or pasted, has a history, and sends commands to the module. */
export class CommandLine {
  readonly #history = new CommandHistory(() => window.localStorage);
  #isRunning = false;
  /** What the field holds while commands run, unless something else is typed meanwhile. */
  #kept = '';
  /** The command that awaits its answer. */
  #sent = '';

  /** `idOf` returns the chosen config node; `onChange` is called when a command starts and ends. */
  constructor(
    private readonly host: ConsoleHost,
    private readonly view: ConsoleView,
    private readonly idOf: () => string,
    private readonly onChange: () => void,
  ) {}

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Says, as it is typed, what a text is understood as. */
  input(): void {
    this.#history.rewind();
    this.view.showMessage(this.#understood);
  }

  /** Enter sends; Up and Down go through the history, unless the text has several lines. */
  key(event: JQuery.KeyDownEvent): void {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    const isComposing = event.originalEvent?.isComposing === true;
    if (isComposing || !isPlain) return;
    const isOneLine = !this.view.command.includes('\n');
    if (event.key === 'Enter') this.send();
    else if (event.key === 'ArrowUp' && isOneLine) this.#recall(-1);
    else if (event.key === 'ArrowDown' && isOneLine) this.#recall(1);
    else return;
    event.preventDefault();
  }

  /** Sends the typed commands one after another, unless another still awaits its answer. A proposal is only put in their place, at any time. */
  send(): void {
    const typed = this.view.command.trim();
    if (typed === '' || !this.view.takesCommands) return;
    const read = readTyped(typed);
    const understood = describeTyped(this.host.words, read);
    if (read.commands.length === 0 && read.proposal !== undefined) {
      this.view.command = read.proposal;
      this.view.showMessage(understood);
      return;
    }
    if (this.#isRunning) {
      this.view.showMessage(this.host.words('ec20-console.hint.running', { command: this.#sent }));
      return;
    }
    const commands = read.commands.map(({ command }) => command);
    // What holds no command is for the runtime to refuse, in its words.
    this.#run(commands.length === 0 ? [typed] : commands, understood);
  }

  #run(commands: readonly string[], understood: string): void {
    const answered: AnsweredCommand[] = [];
    this.#isRunning = true;
    this.#kept = this.view.command;
    const next = (place: number): void => {
      this.#keep(commands.slice(place).join('\n'));
      const command = commands[place];
      if (command === undefined) {
        this.#end();
        return;
      }
      this.#history.add(command);
      this.#sent = command;
      const { words: _ } = this.host;
      const running = _('ec20-console.hint.running', { command });
      this.view.showAnswers(answered, `${running}\n${understood}`.trim());
      this.onChange();
      this.#post(command)
        .done((answer: ConsoleAnswer) => {
          answered.push({ command, ...answer });
          this.view.showAnswers(answered, this.#isTyped ? this.#understood : '');
          next(place + 1);
        })
        .fail((request) => {
          this.view.showAnswers(answered, this.#refusal(request), true);
          this.#end();
        });
    };
    next(0);
  }

  /** What the typed text is understood as. */
  get #understood(): string {
    return describeTyped(this.host.words, readTyped(this.view.command));
  }

  /** Whether something else has been typed since the commands run: an answer that arrives must not wipe it out. */
  get #isTyped(): boolean {
    return this.view.command !== this.#kept;
  }

  /** Leaves in the field what is still to be sent, unless something else is typed there. */
  #keep(commands: string): void {
    if (this.#isTyped) return;
    this.view.command = commands;
    this.#kept = commands;
  }

  #end(): void {
    this.#isRunning = false;
    this.onChange();
  }

  #post(command: string): JQuery.jqXHR {
    return $.ajax({
      url: `ec20/command/${encodeURIComponent(this.idOf())}?lang=${encodeURIComponent(this.host.language)}`,
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ command }),
    });
  }

  #recall(step: -1 | 1): void {
    const command = this.#history.recall(step, this.view.command);
    if (command === undefined) return;
    this.view.command = command;
    this.view.showMessage('');
  }

  #refusal(request: JQuery.jqXHR): string {
    const { words: _ } = this.host;
    if (request.status === 401) return _('ec20-console.hint.readOnly');
    const { message } = (request.responseJSON ?? {}) as Refused;
    return message === undefined || message === '' ? _('ec20-console.failed.unreachable') : message;
  }
}
