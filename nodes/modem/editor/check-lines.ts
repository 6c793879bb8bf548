import type { CheckLine, CheckState } from '../../../src/session/check-line';
import type { CheckFields } from './check-fields';
import {
  barsText,
  type CheckFold,
  type CheckWords,
  detailText,
  devicesOf,
  fieldList,
  folded,
  foldText,
  furtherOf,
  labelled,
  sentencesOf,
  timeText,
} from './check-text';

const ICONS: Readonly<Record<CheckState, string>> = {
  waiting: 'fa-circle-o',
  running: 'fa-circle-o-notch fa-spin',
  ok: 'fa-check-circle',
  warn: 'fa-exclamation-triangle',
  failed: 'fa-times-circle',
  skipped: 'fa-minus-circle',
};
const MAX_BARS = 4;

/** Appearance of the checklist. */
export const CHECK_STYLE =
  'ol.ec20-check-lines.ec20-check-lines{list-style:none;margin:8px 0 0;padding:0}' +
  '.ec20-check-lines>li{padding:4px 0 4px 24px;position:relative;overflow-wrap:anywhere}' +
  '.ec20-check-lines>li>i{position:absolute;left:2px;top:7px}' +
  '.ec20-check-name{font-weight:bold;margin-right:8px}' +
  '.ec20-check-time{margin-left:8px;font-size:.9em;white-space:nowrap}' +
  '.ec20-check-waiting{opacity:.85}' +
  '.ec20-check-ok>i{color:var(--red-ui-text-color-success,#3a8a3a)}' +
  '.ec20-check-warn>i{color:var(--red-ui-text-color-warning,#8a6d00)}' +
  '.ec20-check-failed>i,.ec20-check-failed .ec20-check-text{color:var(--red-ui-text-color-error,#b3261e)}' +
  '.ec20-check-bars{display:inline-flex;align-items:flex-end;gap:2px;height:13px;margin-right:6px}' +
  '.ec20-check-bars>span{width:4px;background:currentColor;opacity:.25}' +
  '.ec20-check-bars>.ec20-check-bar-on{opacity:1}' +
  // The dialog's fields have to stay in view.
  '.ec20-check-scroll{max-height:min(280px,24vh);overflow:auto;margin-top:6px}' +
  '.ec20-check-scroll:focus-visible{outline:2px solid var(--red-ui-form-input-focus-color,#6b9de8)}' +
  '.ec20-check-lines ol{list-style:none;margin:0;padding:0}' +
  '.ec20-check-lines ol>li{padding:2px 0 2px 24px;position:relative}' +
  '.ec20-check-lines ol>li>i{position:absolute;left:2px;top:5px}' +
  // The editor's yellow is too pale for text.
  '.ec20-check-note-warn{border-left:4px solid var(--red-ui-text-color-warning,#8a6d00);padding-left:8px}' +
  '.ec20-check-note-failed{color:var(--red-ui-text-color-error,#b3261e)}' +
  '.ec20-check pre{max-height:140px;overflow:auto;font-size:11px;margin:4px 0;white-space:pre-wrap}' +
  '.ec20-check summary{cursor:pointer;font-size:.9em}' +
  '.ec20-check-hidden{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}';

/** The lines of a checklist on the page. */
export class CheckLines {
  readonly element: JQuery;
  /** Each line as on the page, so only changes are redrawn. */
  readonly #drawn = new Map<string, string>();

  constructor(
    private readonly words: CheckWords,
    private readonly fields: CheckFields,
  ) {
    this.element = $('<ol class="ec20-check-lines" aria-live="polite"></ol>').attr(
      'aria-label',
      words.say('start'),
    );
  }

  clear(): void {
    this.#drawn.clear();
    this.element.empty();
  }

  show(lines: readonly CheckLine[]): void {
    for (const item of folded(lines)) {
      if ('lines' in item) this.#showFold(item);
      else this.#showLine(item, this.element);
    }
  }

  /** Adds what was not checked, at the end. */
  showUntried(names: readonly string[]): void {
    if (names.length === 0 || this.#item('untried').length > 0) return;
    const { words, fields } = this;
    $('<li class="ec20-check-warn" data-line="untried"></li>')
      .append(
        $('<i aria-hidden="true"></i>').addClass(`fa ${ICONS.warn}`),
        hidden(words.say('state.warn') + ': '),
        $('<span class="ec20-check-name"></span>').text(words.say('untried')),
        $('<span></span>').text(fieldList(names, words, (name) => fields.label(name))),
        $('<div></div>').append(this.#waysTo(names)),
      )
      .appendTo(this.element);
  }

  /** Brings the line that a reader needs into view: the first faulty one, else what runs, else the last. */
  reveal(): void {
    const all = this.element.find('li:visible');
    const [line] = ['failed', 'warn', 'running']
      .map((state) => all.filter(`.ec20-check-${state}`).get(0))
      .filter((found) => found !== undefined);
    const area = this.element.parent().get(0);
    if (area === undefined) return;
    if (line === undefined) area.scrollTop = area.scrollHeight;
    else area.scrollTop += line.getBoundingClientRect().top - area.getBoundingClientRect().top;
  }

  #item(id: string): JQuery {
    return this.element.find(`li[data-line="${id}"]`);
  }

  #showLine(line: CheckLine, list: JQuery): void {
    const found = this.#item(line.id);
    const item = found.length > 0 ? found : $('<li></li>').appendTo(list);
    if (item.parent().get(0) !== list.get(0)) item.appendTo(list);
    const content = JSON.stringify(line);
    if (this.#drawn.get(line.id) === content) return;
    this.#drawn.set(line.id, content);
    this.#draw(item, line);
  }

  /** One line for many, which opens by mouse or keyboard. */
  #showFold(fold: CheckFold): void {
    const id = `fold-${fold.because}`;
    let item = this.#item(id);
    if (item.length === 0) {
      item = $('<li class="ec20-check-skipped"></li>').attr('data-line', id);
      item.append(
        $('<i aria-hidden="true"></i>').addClass(`fa ${ICONS.skipped}`),
        $('<details></details>').append($('<summary></summary>'), $('<ol></ol>')),
      );
      const [first] = fold.lines.map(({ id: line }) => this.#item(line)).filter(({ length }) => length > 0);
      if (first === undefined) item.appendTo(this.element);
      else item.insertBefore(first);
    }
    item.find('summary').text(foldText(fold, this.words));
    for (const line of fold.lines) this.#showLine(line, item.find('ol'));
  }

  #draw(item: JQuery, line: CheckLine): void {
    const { words } = this;
    item
      .attr({ class: `ec20-check-${line.state}`, 'data-line': line.id })
      .empty()
      .append(
        $('<i aria-hidden="true"></i>').addClass(`fa ${ICONS[line.state]}`),
        hidden(words.say('state.' + line.state) + ': '),
        $('<span class="ec20-check-name"></span>').text(words.say('line.' + line.id)),
      );
    const { bars } = line.detail;
    if (bars !== undefined) item.append(signalBars(Number(bars)), hidden(barsText(line, words)));
    item.append(
      $('<span></span>').text(detailText(line, words)),
      $('<span class="ec20-check-time"></span>').text(timeText(line, words)),
      sentencesOf(line, words).map(({ text, isReason }) =>
        $('<div></div>')
          .toggleClass('ec20-check-text', isReason)
          .text(labelled(text, line.fields ?? [], (name) => this.fields.label(name))),
      ),
    );
    for (const { text, code } of devicesOf(line, words)) {
      item.append(
        $('<div></div>')
          .toggleClass('ec20-check-text', code !== undefined)
          .text(text),
      );
    }
    if (line.state === 'failed') {
      item.append(this.#waysTo(line.fields ?? []));
      for (const { text, fields } of furtherOf(line, words)) {
        const said = labelled(text, fields, (name) => this.fields.label(name));
        item.append($('<div class="ec20-check-text"></div>').text(said), this.#waysTo(fields));
      }
    }
    if (line.state === 'failed' || line.state === 'warn') item.append(this.#traffic(line));
  }

  /** Buttons that lead to fields. */
  #waysTo(names: readonly string[]): JQuery[] {
    return names
      .filter((name) => this.fields.label(name) !== '')
      .map((name) =>
        $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
          .css({ margin: '2px 6px 2px 0' })
          .text(`→ ${this.fields.label(name)}`)
          .on('click', () => this.fields.go(name)),
      );
  }

  /** The serial traffic, after the first entry, which names the step. */
  #traffic({ traffic }: CheckLine): JQuery[] {
    if (traffic.length <= 1) return [];
    return [
      $('<details></details>').append(
        $('<summary></summary>').text(this.words.say('traffic')),
        $('<pre></pre>').text(traffic.slice(1).join('\n')),
      ),
    ];
  }
}

/** Text for screen readers only. */
function hidden(text: string): JQuery {
  return $('<span class="ec20-check-hidden"></span>').text(text);
}

function signalBars(count: number): JQuery {
  const drawn = $('<span class="ec20-check-bars" aria-hidden="true"></span>');
  for (let bar = 1; bar <= MAX_BARS; bar++) {
    $('<span></span>')
      .css({ height: `${3 * bar}px` })
      .toggleClass('ec20-check-bar-on', bar <= count)
      .appendTo(drawn);
  }
  return drawn;
}
