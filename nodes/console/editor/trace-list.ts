import type { Words } from '../../shared/editor/words';
import type { TraceEntry } from '../../../src/at/trace-entry';
import {
  type ConsoleEntry,
  copiedText,
  isRefusal,
  isSkipped,
  MARKS,
  timeOfDay,
  withoutLineEnd,
} from './trace-lines';

/** Maximum lines on the page; the oldest are removed. */
const MAX_LINES = 1000;
/** Maximum distance from the last line, in pixels, at which the view follows new lines. */
const NEAR_THE_END = 40;
/** Lines per PageUp and PageDown. */
const PAGE = 10;
const STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowUp', -1],
  ['ArrowDown', 1],
  ['PageUp', -PAGE],
  ['PageDown', PAGE],
  ['Home', -Infinity],
  ['End', Infinity],
]);
const CHOSEN = 'ec20-console-chosen';
/** A line that shows all of its text. */
const UNFOLDED = 'ec20-console-unfolded';

/** An event of one line. */
interface LineEvent {
  readonly currentTarget: HTMLElement;
}

/**
 * The lines of the trace, of which the pointer or the keyboard chooses one. Each entry takes one line; a click or Enter unfolds it, and
 * folds it again.
 */
export class TraceList {
  readonly element = document.createElement('ul');
  readonly #lines = $<HTMLElement>(this.element);
  #chosen: JQuery | undefined;

  /** `point` is called with an entry that is pointed at or chosen, and its line; `isChosen` tells which. */
  constructor(
    private readonly _: Words,
    private readonly point: (entry: TraceEntry, line: JQuery, isChosen: boolean) => void,
  ) {
    this.#lines
      .addClass('ec20-console-lines')
      .attr({ role: 'listbox', tabindex: 0, 'aria-label': _('ec20-console.label.trace') })
      .on('mouseover', 'li', ({ currentTarget }: LineEvent) => this.#pointAt($(currentTarget), false))
      .on('click', 'li', ({ currentTarget }: LineEvent) => this.#click($(currentTarget)))
      .on('keydown', (event) => this.#key(event))
      .on('copy', (event) => this.#copy(event));
  }

  get hasChosen(): boolean {
    return this.#chosen !== undefined;
  }

  /** The text of the chosen line; "" without one. */
  get chosenText(): string {
    const entry = this.#chosen?.data('entry') as ConsoleEntry | undefined;
    return entry === undefined ? '' : copiedText(entry);
  }

  /** Adds entries at the end, and follows them unless the user has scrolled back. */
  add(entries: readonly ConsoleEntry[]): void {
    const list = this.element;
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_THE_END;
    this.#lines.append(entries.map((entry) => this.#line(entry)));
    const surplus = this.#lines.children().length - MAX_LINES;
    if (surplus > 0) this.#lines.children().slice(0, surplus).remove();
    if (isAtEnd) list.scrollTop = list.scrollHeight;
  }

  /** Shows only these entries. */
  show(entries: readonly ConsoleEntry[]): void {
    this.#lines.empty().removeAttr('aria-activedescendant');
    this.#chosen = undefined;
    this.add(entries.slice(-MAX_LINES));
    this.element.scrollTop = this.element.scrollHeight;
  }

  #line(entry: ConsoleEntry): JQuery {
    const line = $('<li role="option" aria-selected="false"></li>').data('entry', entry);
    if (isSkipped(entry)) {
      return line.addClass('ec20-console-left').text(this._('ec20-console.hint.left', { count: entry.left }));
    }
    if (isRefusal(entry)) line.addClass('ec20-console-refused');
    if (entry.own === true)
      line.addClass('ec20-console-own').attr('aria-description', this._('ec20-console.hint.own'));
    return line
      .addClass('ec20-console-' + entry.direction)
      .append(
        $('<span class="ec20-console-time"></span>').text(timeOfDay(entry.at)),
        document.createTextNode(` ${MARKS[entry.direction]} ${withoutLineEnd(entry.text)}`),
      );
  }

  #pointAt(line: JQuery, isChosen: boolean): void {
    const entry = line.data('entry') as ConsoleEntry | undefined;
    if (entry !== undefined && !isSkipped(entry)) this.point(entry, line, isChosen);
  }

  /** Chooses and unfolds a line, or folds the chosen one. Who selects text with the pointer does neither. */
  #click(line: JQuery): void {
    if (selectedText() !== '') return;
    this.#choose(line);
    this.#toggle(line);
  }

  #toggle(line: JQuery): void {
    line.toggleClass(UNFOLDED);
    line.get(0)?.scrollIntoView({ block: 'nearest' });
  }

  /** Without a selection the chosen line is copied. */
  #copy(event: JQuery.TriggeredEvent): void {
    const clipboard = (event.originalEvent as ClipboardEvent | undefined)?.clipboardData;
    const text = this.chosenText;
    if (clipboard === null || clipboard === undefined || text === '' || selectedText() !== '') return;
    clipboard.setData('text/plain', text);
    event.preventDefault();
  }

  #choose(line: JQuery): void {
    if (line.length === 0) return;
    this.#chosen?.removeClass(CHOSEN).removeAttr('id').attr('aria-selected', 'false');
    line.addClass(CHOSEN).attr({ id: CHOSEN, 'aria-selected': 'true' });
    this.#lines.attr('aria-activedescendant', CHOSEN);
    this.#chosen = line;
    line.get(0)?.scrollIntoView({ block: 'nearest' });
    this.#pointAt(line, true);
  }

  #key(event: JQuery.KeyDownEvent): void {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
    if (event.key !== 'Enter' || !isPlain || this.#chosen === undefined) {
      this.#moveBy(event);
      return;
    }
    this.#toggle(this.#chosen);
    event.preventDefault();
    event.stopPropagation();
  }

  /** Up, Down, PageUp, PageDown, Home and End choose a line; without a choice they start at the last one. */
  #moveBy(event: JQuery.KeyDownEvent): void {
    const step = STEPS.get(event.key);
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const all = this.#lines.children();
    const last = all.length - 1;
    const now = this.#chosen === undefined ? -1 : all.index(this.#chosen);
    const wanted = now < 0 && Number.isFinite(step) ? last : now + step;
    this.#choose(all.eq(Math.max(0, Math.min(last, wanted))));
  }
}

function selectedText(): string {
  return String(window.getSelection() ?? '');
}
