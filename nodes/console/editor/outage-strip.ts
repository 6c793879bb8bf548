import type { Words } from '../../shared/editor/words';
import type { ShownOutage } from '../history-reading';
import type { OutageTip } from './outage-tip';
import { placeOf, type Span } from './plot-data';

/** Steps of the arrow keys between the outages. */
const STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -1],
  ['ArrowRight', 1],
  ['Home', -Infinity],
  ['End', Infinity],
]);

/** What the strip shows. */
export interface StripTimes extends Span {
  readonly recorded: readonly Span[];
  /** Newest first. */
  readonly outages: readonly ShownOutage[];
}

/**
 * The range as one strip: recorded, not recorded, and each outage as a button that tells its reason and length on hover or focus and
 * leads to its entry of the list. One stop of the Tab key; the arrow keys go from one to the next.
 */
export class OutageStrip {
  readonly element = document.createElement('div');
  #bands: readonly JQuery[] = [];
  #shown = '';

  /** `open` is called with the outage whose band is pressed. */
  constructor(
    _: Words,
    private readonly tip: OutageTip,
    private readonly open: (outage: ShownOutage) => void,
  ) {
    $(this.element)
      .addClass('ec20-strip')
      .attr({ role: 'group', 'aria-label': _('ec20-console.overview.strip') })
      .on('keydown', (event) => this.#key(event));
  }

  show(times: StripTimes): void {
    const shown = JSON.stringify(times);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const focused = this.#bands.find((band) => band.is(':focus'))?.attr('data-from');
    const place = (from: number, to: number) => placeOf(times, { from, to });
    const recorded = times.recorded.map(({ from, to }) =>
      $('<div class="ec20-strip-recorded"></div>').css(place(from, to)),
    );
    this.#bands = [...times.outages].reverse().map((outage) => {
      const band = $('<button type="button" class="ec20-band"></button>')
        .attr({ 'data-from': outage.from, tabindex: -1, 'aria-label': this.tip.textOf(outage) })
        .css(place(outage.from, outage.to ?? times.to))
        .on('mouseenter focus', () => this.tip.show(outage, band.get(0)))
        .on('mouseleave blur', () => this.tip.hide())
        .on('click', () => this.open(outage));
      return band;
    });
    $(this.element)
      .empty()
      .append(recorded, [...this.#bands]);
    (this.#bands.find((band) => band.attr('data-from') === focused) ?? this.#bands.at(-1))?.attr(
      'tabindex',
      0,
    );
    if (focused !== undefined)
      this.#bands.find((band) => band.attr('data-from') === focused)?.trigger('focus');
  }

  #key(event: JQuery.KeyDownEvent): void {
    const step = STEPS.get(event.key);
    const now = this.#bands.findIndex((band) => band.is(':focus'));
    if (step === undefined || now < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const wanted = this.#bands[Math.max(0, Math.min(this.#bands.length - 1, now + step))];
    this.#bands[now]?.attr('tabindex', -1);
    wanted?.attr('tabindex', 0).trigger('focus');
  }
}
