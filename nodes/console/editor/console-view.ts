import type { Words } from '../../shared/editor/words';
import type { TraceEntry } from '../../../src/at/trace-entry';
import type { AnswerLine } from '../console-reading';
import { TraceList } from './trace-list';
import { USUAL_COMMANDS } from './usual-commands';

/** What the user does on the page. */
export interface ConsoleActions {
  filter(): void;
  pause(): void;
  clear(): void;
  save(): void;
  /** Downloads the report to send. */
  report(): void;
  /** A line is pointed at or chosen. */
  point(entry: TraceEntry, line: JQuery, isChosen: boolean): void;
  /** The command line was typed in. */
  input(): void;
  key(event: JQuery.KeyDownEvent): void;
  send(): void;
}

/** A command that the module has taken. */
export interface AnsweredCommand {
  readonly command: string;
  readonly lines: readonly AnswerLine[];
  readonly result: string;
}

/** Maximum lines of the command line. */
const MOST_ROWS = 3;
const COPIED_MS = 1200;

/** The console's elements. Sends no requests to the runtime. */
export class ConsoleView {
  readonly element = document.createElement('div');
  readonly lines: TraceList;
  readonly #trouble = $('<div class="ec20-console-message ec20-console-trouble"></div>');
  readonly #filter: JQuery<HTMLInputElement>;
  readonly #pause: JQuery;
  readonly #hint: JQuery;
  readonly #usual: JQuery<HTMLSelectElement>;
  readonly #command: JQuery<HTMLTextAreaElement>;
  readonly #noMatch = $('<div class="ec20-console-nomatch" role="status"></div>');
  readonly #copy: JQuery;
  readonly #send: JQuery;
  readonly #message = $('<div class="ec20-console-message" role="status"></div>');
  readonly #answers = $('<div class="ec20-console-message ec20-console-answers"></div>');
  readonly #said = $('<div class="ec20-console-said" tabindex="0"></div>');
  /** For what belongs to a modem node but not to its trace, such as the buttons of a virtual one; takes no room while it is empty. */
  readonly panel = document.createElement('div');

  constructor(
    private readonly _: Words,
    actions: ConsoleActions,
  ) {
    this.#filter = field(_('ec20-console.label.filter'))
      .attr('title', _('ec20-console.hint.filter'))
      .on('input', () => actions.filter());
    this.#pause = button('fa-pause', _('ec20-console.label.pause'), () => actions.pause());
    this.#pause.attr('aria-pressed', 'false');
    this.#copy = button('fa-copy', _('ec20-console.label.copy'), () => this.#copyLine()).prop(
      'disabled',
      true,
    );
    this.lines = new TraceList(_, (entry, line, isChosen) => {
      this.#copy.prop('disabled', !this.lines.hasChosen);
      actions.point(entry, line, isChosen);
    });
    this.#hint = $('<div class="ec20-console-hint" role="note" aria-live="polite" tabindex="0"></div>')
      .attr('aria-label', _('ec20-console.label.hint'))
      .text(_('ec20-console.hint.point'));
    this.#usual = this.#usualCommands();
    this.#command = commandField(_('ec20-console.label.command'))
      .on('input', () => {
        this.#fitCommand();
        actions.input();
      })
      .on('keydown', (event) => actions.key(event));
    this.#send = button('fa-paper-plane', _('ec20-console.label.send'), () => actions.send());
    this.#said.hide();
    this.#trouble.on('click', () => this.#trouble.toggleClass('ec20-console-folded'));
    $(this.panel).addClass('ec20-console-panel');
    $(this.element)
      .addClass('ec20-console-pane')
      .append(
        row().append(
          $('<div class="ec20-console-tools"></div>').append(
            this.#filter,
            this.#pause,
            button('fa-ban', _('ec20-console.label.clear'), () => actions.clear()),
            this.#copy,
            button('fa-download', _('ec20-console.label.save'), () => actions.save()),
            button('fa-file-text-o', _('ec20-console.label.report'), () => actions.report()),
          ),
        ),
        this.panel,
        this.#trouble,
        this.#said.append(this.#answers, this.#message),
        this.#noMatch,
        this.lines.element,
        this.#hint,
        row().append(this.#usual, this.#command, this.#send),
      );
  }

  /** Whether the console is on screen. */
  get isVisible(): boolean {
    return !document.hidden && $(this.element).is(':visible');
  }

  get filter(): string {
    return valueOf(this.#filter);
  }

  get command(): string {
    return valueOf(this.#command);
  }

  set command(text: string) {
    this.#command.val(text);
    this.#fitCommand();
  }

  /** Whether commands can be typed. */
  get takesCommands(): boolean {
    return this.#command.prop('disabled') !== true;
  }

  /** Why there is no trace; "" when there is one. */
  showTrouble(trouble: string): void {
    this.#trouble.text(trouble);
  }

  /** Whether commands can be typed, and whether one can be sent now. */
  allowCommands(canType: boolean, canSend: boolean): void {
    this.#command.prop('disabled', !canType);
    this.#usual.prop('disabled', !canType);
    this.#send.prop('disabled', !canSend);
  }

  /** Paused: how many lines wait; not paused: `undefined`. */
  showPause(waiting: number | undefined): void {
    const isPaused = waiting !== undefined;
    const label = isPaused
      ? this._('ec20-console.label.resume', { count: waiting })
      : this._('ec20-console.label.pause');
    this.#pause
      .attr({ title: label, 'aria-label': label, 'aria-pressed': String(isPaused) })
      .empty()
      .append(icon(isPaused ? 'fa-play' : 'fa-pause'));
    if (isPaused && waiting > 0) this.#pause.append(document.createTextNode(` ${waiting}`));
  }

  /** What is understood of the typed text, or what is wrong with it; the answers before it go. */
  showMessage(text: string, isRefusal = false): void {
    this.showAnswers([], text, isRefusal);
  }

  /** The answers of the commands so far, and what there is to say of the last one. */
  showAnswers(answers: readonly AnsweredCommand[], text: string, isRefusal = false): void {
    this.#answers.empty().append(answers.map((each) => answer(each)));
    this.#said.toggle(answers.length > 0 || text !== '');
    this.#message.toggleClass('ec20-console-refused', isRefusal).text(text);
    // Where there is little room, the state's reason makes way for what was just asked.
    this.#trouble.toggleClass('ec20-console-folded', answers.length > 0 || text !== '');
    const box = this.#said.get(0);
    if (box !== undefined) box.scrollTop = box.scrollHeight;
  }

  /** What a line means, on one line; `isChosen`: on as many as it takes. Without a text: how to get one. */
  showHint(text: string | undefined, isChosen = false): void {
    this.#hint.toggleClass('ec20-console-whole', isChosen).text(text ?? this._('ec20-console.hint.point'));
    if (text === undefined) this.#copy.prop('disabled', true);
  }

  /** That none of `count` lines matches the filter; undefined: some do. */
  showNoMatch(count: number | undefined): void {
    this.#noMatch.text(count === undefined ? '' : this._('ec20-console.hint.noMatch', { count }));
  }

  #copyLine(): void {
    const text = this.lines.chosenText;
    if (text === '') return;
    copy(text);
    this.#copy.empty().append(icon('fa-check'));
    window.setTimeout(() => this.#copy.empty().append(icon('fa-copy')), COPIED_MS);
  }

  /** Several pasted lines are all seen. */
  #fitCommand(): void {
    this.#command.attr('rows', Math.min(MOST_ROWS, this.command.split('\n').length));
  }

  #usualCommands(): JQuery<HTMLSelectElement> {
    const label = this._('ec20-console.label.classics');
    const list = $<HTMLSelectElement>('<select class="ec20-console-classics"></select>');
    list.attr({ title: label, 'aria-label': label });
    list.append($('<option value=""></option>').text(this._('ec20-console.label.usual')));
    for (const [command, key] of USUAL_COMMANDS) {
      const text = command + ' – ' + this._('ec20-console.classic.' + key);
      list.append($('<option></option>').val(command).text(text));
    }
    return list.on('change', () => {
      const command = valueOf(list);
      list.val('');
      if (command !== '') this.#command.val(command).trigger('input').trigger('focus');
    });
  }
}

function valueOf(element: JQuery<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>): string {
  return String(element.val() ?? '');
}

function icon(name: string): JQuery {
  return $('<i aria-hidden="true"></i>').addClass(`fa ${name}`);
}

function button(name: string, label: string, act: () => void): JQuery {
  return $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
    .append(icon(name))
    .attr({ title: label, 'aria-label': label })
    .on('click', act);
}

function row(): JQuery {
  return $('<div class="ec20-console-row"></div>');
}

function field(label: string): JQuery<HTMLInputElement> {
  return $<HTMLInputElement>(
    '<input type="text" autocomplete="off" autocapitalize="off" spellcheck="false">',
  ).attr({ placeholder: label, 'aria-label': label });
}

/** Keeps the line ends of what is pasted. */
function commandField(label: string): JQuery<HTMLTextAreaElement> {
  return $<HTMLTextAreaElement>(
    '<textarea class="ec20-console-command" rows="1" autocomplete="off" autocapitalize="off" spellcheck="false"></textarea>',
  ).attr({ placeholder: label, 'aria-label': label });
}

/** A command, the lines that answer it with their meaning, and its result. */
function answer({ command, lines, result }: AnsweredCommand): JQuery {
  const meaning = (text: string) =>
    text === '' ? [] : $('<span class="ec20-console-meaning"></span>').text(text);
  return $('<div class="ec20-console-answer"></div>').append(
    $('<div></div>').append($('<b></b>').text(command), document.createTextNode(` → ${result}`)),
    lines.map((line) =>
      $('<div></div>').append($('<code></code>').text(line.text), ' ', meaning(line.meaning)),
    ),
  );
}

/** What copies where the page came by plain http: navigator.clipboard exists only by https and on this computer. */
interface CopyingDocument {
  execCommand(command: 'copy'): boolean;
}

function copy(text: string): void {
  const field = $('<textarea></textarea>').val(text).css({ position: 'fixed', opacity: 0 }).appendTo('body');
  field.trigger('select');
  (document as CopyingDocument).execCommand('copy');
  field.remove();
}
