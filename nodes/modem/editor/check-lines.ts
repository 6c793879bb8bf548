import type { CheckLine, CheckState } from '../../../src/session/check-line';
import type { CheckFields } from './check-fields';
import { barsText, type CheckWords, detailText, sentencesOf, timeText } from './check-text';

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
  '.ec20-check-time{opacity:.7;margin-left:8px;font-size:.9em}' +
  '.ec20-check-waiting{opacity:.6}' +
  '.ec20-check-ok>i{color:var(--red-ui-text-color-success,#3a8a3a)}' +
  '.ec20-check-warn>i{color:var(--red-ui-text-color-warning,#8a6d00)}' +
  '.ec20-check-failed>i,.ec20-check-failed .ec20-check-text{color:var(--red-ui-text-color-error,#b3261e)}' +
  '.ec20-check-bars{display:inline-flex;align-items:flex-end;gap:2px;height:13px;margin-right:6px}' +
  '.ec20-check-bars>span{width:4px;background:currentColor;opacity:.25}' +
  '.ec20-check-bars>.ec20-check-bar-on{opacity:1}' +
  '.ec20-check pre{max-height:140px;overflow:auto;font-size:11px;margin:4px 0;white-space:pre-wrap}' +
  '.ec20-check summary{cursor:pointer;opacity:.7;font-size:.9em}' +
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
    for (const line of lines) {
      const content = JSON.stringify(line);
      if (this.#drawn.get(line.id) === content) continue;
      this.#drawn.set(line.id, content);
      const item = this.element.children(`[data-line="${line.id}"]`);
      this.#draw(item.length === 0 ? $('<li></li>').appendTo(this.element) : item, line);
    }
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
      $('<span class="ec20-check-time"></span>').text(timeText(line)),
      sentencesOf(line, words).map(({ text, isReason }) =>
        $('<div></div>').toggleClass('ec20-check-text', isReason).text(text),
      ),
    );
    if (line.state === 'failed') item.append(this.#waysToFields(line));
    if (line.state === 'failed' || line.state === 'warn') item.append(this.#traffic(line));
  }

  /** Buttons that lead to a line's fields. */
  #waysToFields({ fields = [] }: CheckLine): JQuery[] {
    return fields
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
