import type { Words } from '../../device/editor/words';
import type { TraceEntry } from '../../../src/at/trace-entry';
import { TraceList } from './trace-list';
import { USUAL_COMMANDS } from './usual-commands';

/** What the user does on the page. */
export interface ConsoleActions {
  choose(): void;
  filter(): void;
  pause(): void;
  clear(): void;
  save(): void;
  /** A line is pointed at or chosen. */
  point(entry: TraceEntry, line: JQuery): void;
  /** The command line was typed in. */
  input(): void;
  key(event: JQuery.KeyDownEvent): void;
  send(): void;
}

/** A config node as it is offered. */
export interface OfferedModem {
  readonly id: string;
  readonly name: string;
}

/** The console's elements. Sends no requests to the runtime. */
export class ConsoleView {
  readonly element = document.createElement('div');
  readonly lines: TraceList;
  readonly #modems: JQuery<HTMLSelectElement>;
  readonly #state = $('<span class="ec20-console-state" role="status"></span>');
  readonly #trouble = $('<div class="ec20-console-message"></div>');
  readonly #filter: JQuery<HTMLInputElement>;
  readonly #pause: JQuery;
  readonly #hint: JQuery;
  readonly #usual: JQuery<HTMLSelectElement>;
  readonly #command: JQuery<HTMLInputElement>;
  readonly #send: JQuery;
  readonly #message = $('<div class="ec20-console-message" role="status"></div>');
  /** For what belongs to a modem node but not to its trace, such as the buttons of a virtual one; takes no room while it is empty. */
  readonly panel = document.createElement('div');

  constructor(
    private readonly _: Words,
    actions: ConsoleActions,
  ) {
    this.#modems = $<HTMLSelectElement>('<select></select>')
      .attr('aria-label', _('ec20-console.label.modem'))
      .on('change', () => actions.choose());
    this.#filter = field(_('ec20-console.label.filter'))
      .attr('title', _('ec20-console.hint.filter'))
      .on('input', () => actions.filter());
    this.#pause = button('fa-pause', _('ec20-console.label.pause'), () => actions.pause());
    this.#pause.attr('aria-pressed', 'false');
    this.lines = new TraceList(_, (entry, line) => actions.point(entry, line));
    this.#hint = $('<div class="ec20-console-hint" role="note" aria-live="polite" tabindex="0"></div>')
      .attr('aria-label', _('ec20-console.label.hint'))
      .text(_('ec20-console.hint.point'));
    this.#usual = this.#usualCommands();
    this.#command = field(_('ec20-console.label.command'))
      .addClass('ec20-console-command')
      .on('input', () => actions.input())
      .on('keydown', (event) => actions.key(event));
    this.#send = button('fa-paper-plane', _('ec20-console.label.send'), () => actions.send());
    $(this.element)
      .addClass('ec20-console')
      .append(
        row().append(this.#modems, this.#state),
        $(this.panel).addClass('ec20-console-panel'),
        this.#trouble,
        row().append(
          this.#filter,
          this.#pause,
          button('fa-ban', _('ec20-console.label.clear'), () => actions.clear()),
          button('fa-download', _('ec20-console.label.save'), () => actions.save()),
        ),
        this.lines.element,
        this.#hint,
        row().append(this.#usual, this.#command, this.#send),
        this.#message,
      );
  }

  /** Whether the console is on screen. */
  get isVisible(): boolean {
    return !document.hidden && $(this.element).is(':visible');
  }

  /** The chosen config node; "" without one. */
  get modem(): string {
    return valueOf(this.#modems);
  }

  get filter(): string {
    return valueOf(this.#filter);
  }

  get command(): string {
    return valueOf(this.#command);
  }

  set command(text: string) {
    this.#command.val(text);
  }

  /** Whether commands can be typed. */
  get takesCommands(): boolean {
    return this.#command.prop('disabled') !== true;
  }

  /** Lists config nodes and keeps the choice; returns the chosen one. */
  offer(modems: readonly OfferedModem[]): string {
    const before = this.modem;
    const options = modems.map(({ id, name }) => $('<option></option>').val(id).text(name));
    const none = $('<option value=""></option>').text(this._('ec20-console.hint.none'));
    this.#modems
      .empty()
      .append(options.length === 0 ? [none] : options)
      .prop('disabled', modems.length === 0);
    if (modems.some(({ id }) => id === before)) this.#modems.val(before);
    return this.modem;
  }

  /** The config node's state, and why it has no trace. */
  showState(state: string, trouble: string): void {
    this.#state.text(state);
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
      .toggleClass('selected', isPaused)
      .empty()
      .append(icon(isPaused ? 'fa-play' : 'fa-pause'));
    if (isPaused && waiting > 0) this.#pause.append(document.createTextNode(` ${waiting}`));
  }

  /** The result of a command, or what is wrong with it. */
  showMessage(text: string, isRefusal = false): void {
    this.#message.toggleClass('ec20-console-refused', isRefusal).text(text);
  }

  /** What the chosen line means. */
  showHint(text: string): void {
    this.#hint.text(text);
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

function valueOf(element: JQuery<HTMLInputElement | HTMLSelectElement>): string {
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
