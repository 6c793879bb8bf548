import type { Words } from '../../device/editor/words';
import { CommandHistory } from './command-history';
import { convert, type ConvertedCommand, describeReplacements } from './command-text';
import type { ConsoleView } from './console-view';

/** What the runtime answers to a command. */
interface Accepted {
  readonly result: string;
}
interface Refused {
  readonly message?: string;
}

/** The console's command line: it marks and replaces odd characters, has a history, and sends commands to the module. */
export class CommandLine {
  readonly #history = new CommandHistory(() => window.localStorage);
  #isRunning = false;

  /** `idOf` returns the chosen config node; `onChange` is called when a command starts and ends. */
  constructor(
    private readonly _: Words,
    private readonly view: ConsoleView,
    private readonly idOf: () => string,
    private readonly onChange: () => void,
  ) {}

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** Marks odd characters as they are typed. */
  input(): void {
    this.#history.rewind();
    this.view.showMessage(this.#replacements(convert(this.view.command)));
  }

  /** Enter sends; Up and Down go through the history. */
  key(event: JQuery.KeyDownEvent): void {
    const isPlain = !event.ctrlKey && !event.altKey && !event.metaKey && !event.shiftKey;
    const isComposing = event.originalEvent?.isComposing === true;
    if (isComposing || !isPlain) return;
    if (event.key === 'Enter') this.send();
    else if (event.key === 'ArrowUp') this.#recall(-1);
    else if (event.key === 'ArrowDown') this.#recall(1);
    else return;
    event.preventDefault();
  }

  /** Sends the typed command, unless another still awaits its answer. */
  send(): void {
    const converted = convert(this.view.command);
    const command = converted.text.trim();
    if (command === '' || this.#isRunning || !this.view.takesCommands) return;
    this.#isRunning = true;
    this.view.command = command;
    const running = this._('ec20-console.hint.running', { command });
    this.view.showMessage(`${running} ${this.#replacements(converted)}`);
    this.#history.add(command);
    this.onChange();
    $.ajax({
      url: `ec20/command/${encodeURIComponent(this.idOf())}?lang=${encodeURIComponent(RED.i18n.lang())}`,
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ command }),
    })
      .done(({ result }: Accepted) => {
        this.view.command = '';
        this.view.showMessage(`${command} → ${result}`);
      })
      .fail((request) => this.view.showMessage(this.#refusal(request), true))
      .always(() => {
        this.#isRunning = false;
        this.onChange();
      });
  }

  #recall(step: -1 | 1): void {
    const command = this.#history.recall(step, this.view.command);
    if (command === undefined) return;
    this.view.command = command;
    this.view.showMessage('');
  }

  #replacements({ text, replaced }: ConvertedCommand): string {
    if (replaced.length === 0) return '';
    const pairs = describeReplacements(replaced);
    return this._('ec20-console.hint.fullWidth', { pairs, command: text });
  }

  #refusal(request: JQuery.jqXHR): string {
    if (request.status === 401) return this._('ec20-console.hint.readOnly');
    const { message } = (request.responseJSON ?? {}) as Refused;
    return message === undefined || message === '' ? this._('ec20-console.failed.unreachable') : message;
  }
}
