import type { Words } from '../../shared/editor/words';
import { type HistoryReading, type PlotSample, RANGE_NAMES, type RangeName } from '../history-reading';
import { DeviceList } from './device-list';
import { OutageList } from './outage-list';
import { OutageStrip } from './outage-strip';
import { OutageTip } from './outage-tip';
import { AXIS_WIDTH, MARGIN_RIGHT, Plot } from './plot';
import { onlineShare, PLOTS, recordedSpans } from './plot-data';
import type { PlotLibrary } from './plot-library';
import { percentText } from './shown-number';
import { lengthText } from './shown-time';
import { StageRow } from './stage-row';
import { UsageBox } from './usage-box';

/** Steps of the arrow keys between ranges. */
const STEPS: ReadonlyMap<string, number> = new Map([
  ['ArrowLeft', -1],
  ['ArrowUp', -1],
  ['ArrowRight', 1],
  ['ArrowDown', 1],
]);

/** The overview's elements. Sends no requests to the runtime. */
export class OverviewView {
  readonly element = document.createElement('div');
  readonly #trouble = $('<div class="ec20-overview-trouble" role="status"></div>');
  readonly #content = $('<div class="ec20-overview-content"></div>');
  readonly #stages: StageRow;
  readonly #devices: DeviceList;
  readonly #ranges: ReadonlyMap<RangeName, JQuery>;
  readonly #share = $('<span class="ec20-share"></span>');
  readonly #tip: OutageTip;
  readonly #strip: OutageStrip;
  readonly #plots: readonly Plot[];
  readonly #list: OutageList;
  readonly #usage: UsageBox;
  readonly #notice = $('<div class="ec20-quiet ec20-overview-notice"></div>');
  readonly #range: JQuery;

  /** `choose` is called when the user has chosen another range. */
  constructor(
    private readonly _: Words,
    private readonly language: string,
    private readonly choose: (range: RangeName) => void,
  ) {
    this.#stages = new StageRow(_);
    this.#devices = new DeviceList(_, language);
    this.#tip = new OutageTip(_, language);
    this.#list = new OutageList(_, this.#tip);
    this.#strip = new OutageStrip(_, this.#tip, (outage) => this.#list.open(outage));
    this.#usage = new UsageBox(_, language);
    this.#plots = PLOTS.map(
      (spec) =>
        new Plot(spec, _, language, (outage, chart, left) => {
          if (outage === undefined) this.#tip.hide();
          else this.#tip.showAt(outage, { left, top: chart.top, bottom: chart.bottom });
        }),
    );
    this.#ranges = new Map(RANGE_NAMES.map((range) => [range, this.#rangeButton(range)]));
    this.#range = $('<div class="ec20-ranges" role="radiogroup"></div>')
      .attr('aria-label', _('ec20-console.overview.range'))
      .append([...this.#ranges.values()])
      .on('keydown', (event) => this.#key(event));
    const plots = $('<div class="ec20-plots"></div>').append(this.#plots.map((plot) => plot.element));
    plots.on('mouseleave', () => this.#tip.hide());
    $(this.#strip.element).css({ marginLeft: AXIS_WIDTH, marginRight: MARGIN_RIGHT });
    $(this.element)
      .addClass('ec20-overview')
      .append(
        this.#trouble,
        this.#content.append(
          this.#stages.element,
          this.#devices.element,
          $('<div class="ec20-range-row"></div>').append(this.#range, this.#share),
          this.#strip.element,
          plots,
          this.#list.element,
          this.#usage.element,
          this.#notice,
        ),
        this.#tip.element,
      )
      .on('scroll', () => this.#tip.scrolled());
    new ResizeObserver(() => {
      for (const plot of this.#plots) plot.fit();
    }).observe(this.element);
    this.#followColors();
  }

  /** Whether the overview is on screen. */
  get isVisible(): boolean {
    return !document.hidden && $(this.element).is(':visible');
  }

  /** Marks the chosen range. */
  showRange(chosen: RangeName): void {
    for (const [range, button] of this.#ranges) {
      const isChosen = range === chosen;
      button.attr({ 'aria-checked': String(isChosen), tabindex: isChosen ? 0 : -1 });
    }
  }

  /** Why there is nothing to show; "": there is. */
  showTrouble(trouble: string): void {
    this.#trouble.text(trouble);
    this.#content.prop('hidden', trouble !== '');
  }

  /** `samples` are all that are known of the range; without `library` the plots show their numbers only. */
  show(
    reading: HistoryReading,
    range: RangeName,
    samples: readonly PlotSample[],
    library: PlotLibrary | undefined,
  ): void {
    const { stages, devices, outages, outagesLeft, from, now, notice } = reading;
    this.#tip.now = now;
    this.#stages.show(stages);
    this.#devices.show(devices);
    const times = { from, to: now };
    this.#strip.show({ ...times, recorded: recordedSpans(samples, now), outages });
    for (const plot of this.#plots) plot.show({ ...times, range, samples, outages }, library);
    this.#list.show(outages, outagesLeft);
    this.#share.text(this.#shareText(reading, samples));
    this.#usage.show(reading);
    this.#notice.text([this.#keeping(reading), notice].filter((part) => part !== '').join(' '));
  }

  #shareText({ outages, outagesLeft, from, now }: HistoryReading, samples: readonly PlotSample[]): string {
    const share = onlineShare(samples);
    if (share === undefined) return '';
    const lostMs = outages.reduce(
      (sum, outage) => sum + Math.max(0, (outage.to ?? now) - Math.max(from, outage.from)),
      0,
    );
    const online = percentText(this.language, share);
    const count = outages.length + outagesLeft;
    if (count === 0) return this._('ec20-console.overview.online', { share: online });
    return this._('ec20-console.overview.onlineBut', {
      share: online,
      count,
      length: lengthText(this._, lostMs),
    });
  }

  #keeping({ where, days }: HistoryReading): string {
    return this._(`ec20-console.kept.${where}`, { days });
  }

  #rangeButton(range: RangeName): JQuery {
    return $('<button type="button" role="radio"></button>')
      .attr('data-range', range)
      .text(this._(`ec20-console.range.${range}`))
      .on('click', () => this.choose(range));
  }

  #key(event: JQuery.KeyDownEvent): void {
    const step = STEPS.get(event.key);
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const now = RANGE_NAMES.findIndex((range) => this.#ranges.get(range)?.attr('aria-checked') === 'true');
    const range = RANGE_NAMES[Math.max(0, Math.min(RANGE_NAMES.length - 1, now + step))];
    if (range === undefined) return;
    this.choose(range);
    this.#ranges.get(range)?.trigger('focus');
  }

  /** Canvases don't follow the page's colours by themselves: Node-RED 5 has a dark theme, chosen at any time. */
  #followColors(): void {
    const redraw = () => {
      for (const plot of this.#plots) plot.redraw();
    };
    new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ['class'] });
  }
}
