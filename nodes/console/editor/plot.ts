import type uPlot from 'uplot';
import type { Words } from '../../shared/editor/words';
import { type PlotSample, type RangeName, RANGES, type ShownOutage } from '../history-reading';
import type { PlotLibrary } from './plot-library';
import { columnsOf, type PlotSpec, type SeriesId, type Span, summaryOf } from './plot-data';
import { valueText } from './shown-number';
import { axisText, lengthText } from './shown-time';

/** Height of a plot with its time axis; width of the axis of values, and the margin at the right; in pixels. */
const HEIGHT = 110;
export const AXIS_WIDTH = 52;
export const MARGIN_RIGHT = 14;
const TIME_AXIS_HEIGHT = 22;
/** Pixels between two labels at least. */
const LABEL_DISTANCE = 46;
const FONT = '11px Helvetica Neue, Arial, Helvetica, sans-serif';

/** Distances of labels, in seconds: those of days name each day once. */
const MINUTES = [1, 5, 10, 15, 20, 30].map((minutes) => 60 * minutes);
const HOURS = [1, 2, 3, 4, 6, 12].map((hours) => 3600 * hours);
const DAYS = [1, 2, 5, 7, 10, 15].map((days) => 86_400 * days);
const LABELS: Readonly<Record<RangeName, readonly number[]>> = {
  hour: MINUTES,
  day: HOURS,
  week: DAYS,
  month: DAYS,
};

/** Looks of lines: each can be told by its dashes too. The colours stand out from a light and from a dark page. */
const LOOKS: Readonly<Record<SeriesId, { readonly color: string; readonly dash: readonly number[] }>> = {
  signal: { color: '#3b82c4', dash: [] },
  lowest: { color: '#c2691c', dash: [4, 3] },
  p50: { color: '#3b82c4', dash: [] },
  p95: { color: '#c2691c', dash: [4, 3] },
  queue: { color: '#8a63c9', dash: [] },
  delivered: { color: '#3b82c4', dash: [] },
  received: { color: '#2b9348', dash: [6, 2] },
  failed: { color: '#d6453d', dash: [2, 2] },
};
const BAND = 'rgba(214, 69, 61, 0.22)';
const BAND_EDGE = '#d6453d';
const FILL_ALPHA = '22';

/** What a plot shows, and what it tells. */
export interface PlotContent extends Span {
  readonly range: RangeName;
  readonly samples: readonly PlotSample[];
  readonly outages: readonly ShownOutage[];
}

/** One plot: its name, a key of its lines with the values at the pointer, the picture, and the same in numbers. */
export class Plot {
  readonly element = document.createElement('section');
  readonly #each = $('<span class="ec20-quiet"></span>');
  readonly #key = $('<div class="ec20-plot-key" aria-hidden="true"></div>');
  readonly #picture = $('<div class="ec20-plot-picture" role="img"></div>');
  readonly #table = $('<table class="ec20-numbers"></table>');
  #chart: uPlot | undefined;
  #content: PlotContent | undefined;

  /** `point` is called with the outage under the pointer; undefined: none. */
  constructor(
    private readonly spec: PlotSpec,
    private readonly _: Words,
    private readonly language: string,
    private readonly point: (outage: ShownOutage | undefined, chart: DOMRect, x: number) => void,
  ) {
    const name = _(`ec20-console.plot.${spec.id}`);
    $(this.element)
      .addClass('ec20-plot')
      .attr({ 'data-plot': spec.id, 'aria-label': name })
      .append(
        $('<div class="ec20-plot-head"></div>').append(
          $('<h4></h4>').text(name).append(this.#each),
          this.#key,
        ),
        this.#picture,
        $('<details></details>').append(
          $('<summary></summary>').text(_('ec20-console.overview.numbers')),
          this.#table,
        ),
      );
  }

  /** Shows the numbers at once, and the picture when `library` is there. */
  show(content: PlotContent, library: PlotLibrary | undefined): void {
    const isSameRange = content.range === this.#content?.range;
    this.#content = content;
    const length = lengthText(this._, RANGES[content.range].spanMs);
    this.#each.text(this.spec.isSum ? ` ${this._('ec20-console.overview.each', { length })}` : '');
    this.#showNumbers(content.samples);
    this.#showKey(undefined);
    if (library === undefined || this.#picture.width() === 0) return;
    const data = columnsOf(this.spec.series, content.samples) as uPlot.AlignedData;
    if (!isSameRange || this.#chart === undefined) {
      this.#chart?.destroy();
      this.#chart = new library.uPlot(this.#options(library, content.range), data, this.#picture.get(0));
    } else this.#chart.setData(data);
  }

  /** The panel has another width. */
  fit(): void {
    const width = this.#picture.width() ?? 0;
    if (width > 0) this.#chart?.setSize({ width, height: HEIGHT });
  }

  /** The page has other colours. */
  redraw(): void {
    this.#chart?.redraw(false, true);
  }

  #showNumbers(samples: readonly PlotSample[]): void {
    const { _, language, spec } = this;
    const columns = spec.isSum ? SUM_COLUMNS : LEVEL_COLUMNS;
    const head = $('<tr></tr>').append(
      $('<td></td>'),
      columns.map((key) => $('<th scope="col"></th>').text(_(`ec20-console.number.${key}`))),
    );
    const rows = spec.series.map((id) => {
      const summary = summaryOf(id, samples);
      return $('<tr></tr>').append(
        $('<th scope="row"></th>').text(_(`ec20-console.series.${id}`)),
        columns.map((key) =>
          $('<td></td>').text(summary === undefined ? '–' : valueText(language, spec.unit, summary[key])),
        ),
      );
    });
    this.#table.empty().append(head, rows);
    const said = spec.series.flatMap((id) => {
      const summary = summaryOf(id, samples);
      if (summary === undefined) return [];
      const value = (key: 'lowest' | 'highest' | 'latest') => valueText(language, spec.unit, summary[key]);
      const values = { lowest: value('lowest'), highest: value('highest'), latest: value('latest') };
      return [_('ec20-console.overview.spoken', { series: _(`ec20-console.series.${id}`), ...values })];
    });
    const name = _(`ec20-console.plot.${spec.id}`);
    const text = said.length === 0 ? _('ec20-console.overview.nothing') : said.join(' ');
    this.#picture.attr('aria-label', `${name}. ${text}`).attr('data-empty', said.length === 0 ? text : null);
  }

  /** The key, with the values at a place of the data; undefined: the latest ones. */
  #showKey(place: number | undefined): void {
    const samples = this.#content?.samples ?? [];
    const { _, language, spec } = this;
    const values = spec.series.map((id, index) => {
      const pointed = place === undefined ? undefined : this.#chart?.data[index + 1]?.[place];
      const value = place === undefined ? summaryOf(id, samples)?.latest : pointed;
      return {
        id,
        text: value === undefined || value === null ? '–' : valueText(language, spec.unit, value),
      };
    });
    this.#key
      .empty()
      .append(
        values.map(({ id, text }) =>
          $('<span></span>').append(
            lineSample(id),
            document.createTextNode(` ${_(`ec20-console.series.${id}`)} `),
            $('<b></b>').text(text),
          ),
        ),
      );
  }

  #options(library: PlotLibrary, range: RangeName): uPlot.Options {
    const { spec } = this;
    const stepped = library.uPlot.paths.stepped?.({ align: 1 });
    const time = axisText(this.language, range);
    const axis = { stroke: () => this.#color('--red-ui-secondary-text-color', '#888'), font: FONT };
    const grid = { stroke: () => this.#color('--red-ui-secondary-border-color', '#ddd'), width: 1 };
    return {
      width: this.#picture.width() ?? 0,
      height: HEIGHT,
      padding: [6, MARGIN_RIGHT, 0, 0],
      legend: { show: false },
      cursor: {
        y: false,
        drag: { x: false, y: false },
        sync: { key: 'ec20-overview' },
        points: { size: 5 },
      },
      scales: {
        x: { time: true, range: () => this.#timeRange() },
        y: { range: (_chart, low, high) => valueRange(spec, low, high) },
      },
      axes: [
        {
          ...axis,
          grid,
          ticks: { ...grid, size: 4 },
          size: TIME_AXIS_HEIGHT,
          gap: 2,
          space: LABEL_DISTANCE,
          incrs: [...LABELS[range]],
          values: (_chart, splits) => splits.map((seconds) => time(seconds * 1000)),
        },
        {
          ...axis,
          grid,
          ticks: { show: false },
          size: AXIS_WIDTH,
          gap: 4,
          space: 24,
          values: (_chart, splits) => splits.map((value) => axisValue(this.language, spec, value)),
        },
      ],
      series: [
        {},
        ...spec.series.map((id): uPlot.Series => {
          const { color, dash } = LOOKS[id];
          return {
            stroke: color,
            width: 1.5,
            dash: [...dash],
            points: { show: false },
            spanGaps: false,
            ...(spec.shape === 'step' && stepped !== undefined ? { paths: stepped } : {}),
            ...(spec.shape === 'step' && dash.length === 0 ? { fill: color + FILL_ALPHA } : {}),
          };
        }),
      ],
      hooks: {
        drawClear: [(chart) => this.#drawBands(chart)],
        setCursor: [(chart) => this.#cursor(chart)],
      },
    };
  }

  #timeRange(): [number, number] {
    const { from = 0, to = 1 } = this.#content ?? {};
    return [from / 1000, to / 1000];
  }

  #drawBands(chart: uPlot): void {
    const { ctx, bbox } = chart;
    ctx.save();
    for (const { from, to } of this.#content?.outages ?? []) {
      const [begin, end] = [from, to ?? this.#content?.to ?? from].map((at) =>
        Math.max(bbox.left, Math.min(bbox.left + bbox.width, chart.valToPos(at / 1000, 'x', true))),
      );
      if (begin === undefined || end === undefined) continue;
      ctx.fillStyle = BAND;
      ctx.fillRect(begin, bbox.top, Math.max(2, end - begin), bbox.height);
      ctx.fillStyle = BAND_EDGE;
      ctx.fillRect(begin, bbox.top, 1, bbox.height);
    }
    ctx.restore();
  }

  #cursor(chart: uPlot): void {
    const { left = -1, idx } = chart.cursor;
    this.#showKey(left < 0 ? undefined : (idx ?? undefined));
    // The pointer stands over one plot; the others only follow.
    if (!chart.over.matches(':hover')) return;
    const at = chart.posToVal(left, 'x') * 1000;
    const reachMs = chart.posToVal(3, 'x') * 1000 - chart.posToVal(0, 'x') * 1000;
    const outage =
      left < 0
        ? undefined
        : this.#content?.outages.find(
            ({ from, to }) => at >= from - reachMs && at <= (to ?? this.#content?.to ?? from) + reachMs,
          );
    const box = chart.over.getBoundingClientRect();
    this.point(outage, box, box.left + left);
  }

  #color(name: string, otherwise: string): string {
    const color = getComputedStyle(this.element).getPropertyValue(name).trim();
    return color === '' ? otherwise : color;
  }
}

const LEVEL_COLUMNS = ['lowest', 'mean', 'highest', 'latest'] as const;
const SUM_COLUMNS = ['mean', 'highest', 'total', 'latest'] as const;

/** Nothing is drawn at an edge, and counts begin at zero. */
function valueRange({ unit }: PlotSpec, low: number | null, high: number | null): [number, number] {
  if (unit === 'dbm') return [Math.min(low ?? -110, -100), Math.max(high ?? -50, -60)];
  return [0, Math.max(unit === 'ms' ? 100 : 4, (high ?? 0) * 1.1)];
}

function axisValue(language: string, { unit }: PlotSpec, value: number): string {
  if (unit === 'dbm') return String(value);
  return unit === 'count' && !Number.isInteger(value) ? '' : valueText(language, unit, value);
}

/** A short piece of a line as the plot draws it. */
function lineSample(id: SeriesId): JQuery {
  const { color, dash } = LOOKS[id];
  const style = `stroke: ${color}; stroke-width: 2; stroke-dasharray: ${dash.length === 0 ? 'none' : dash.join(' ')}`;
  return $(
    `<svg width="18" height="8" aria-hidden="true"><line x1="0" y1="4" x2="18" y2="4" style="${style}"/></svg>`,
  );
}
