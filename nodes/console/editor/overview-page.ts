import { type HistoryReading, type PlotSample, rangeNamed, type RangeName } from '../history-reading';
import type { ConsoleHost } from './console-host';
import { type Failure, failureOf } from './console-state';
import { KeptChoice } from './kept-choice';
import { OverviewView } from './overview-view';
import { merged } from './plot-data';
import { LazyPlots, type PlotLibrary } from './plot-library';
import { ReadingPace } from './reading-pace';

/**
 * The overview of a modem node: its way to the cloud now, and how it was. The runtime only notifies of news; what there is is read from
 * ec20/history/<id>, only while the overview is on screen, and only samples that are not here yet.
 */
export class OverviewPage {
  readonly #view: OverviewView;
  readonly #pace = new ReadingPace();
  readonly #plots = new LazyPlots();
  readonly #kept = new KeptChoice('ec20-console-range', () => window.localStorage);
  #library: PlotLibrary | undefined;
  #range: RangeName;
  #id = '';
  #samples: readonly PlotSample[] = [];
  #last: HistoryReading | undefined;
  #isReading = false;
  #unfollow: () => void = () => undefined;

  /** `showState` shows the config node's state in a word. */
  constructor(
    private readonly host: ConsoleHost,
    private readonly showState: (state: string) => void,
  ) {
    this.#range = rangeNamed(this.#kept.value);
    this.#view = new OverviewView(host.words, host.language, (range) => this.#choose(range));
    this.#view.showRange(this.#range);
  }

  get element(): HTMLElement {
    return this.#view.element;
  }

  /** Shows that config node from now on; "": there is none. */
  watch(id: string): void {
    this.#unfollow();
    this.#unfollow = () => undefined;
    this.#id = id;
    this.#forget();
    this.#view.showTrouble(this.#waiting);
    this.stillNone();
    if (id !== '') this.#unfollow = this.host.follow('history', id, () => this.#pace.news());
  }

  /** There are no modem nodes, for whatever reason. */
  stillNone(): void {
    const { words: _, failed } = this.host;
    if (this.#id !== '') return;
    this.#view.showTrouble(failed === undefined ? _('ec20-console.hint.add') : this.#failure(failed));
  }

  /** The flows have been deployed: what runs may be another device. */
  deployed(): void {
    this.#forget();
  }

  /** Reads what is due. `isShown`: its tab is chosen. */
  look(isShown: boolean): void {
    if (this.#id === '' || this.#isReading) return;
    if (this.#pace.takes(performance.now(), isShown && this.#view.isVisible)) this.#read();
  }

  get #waiting(): string {
    return this.host.words('ec20-console.overview.reading');
  }

  #forget(): void {
    this.#samples = [];
    this.#last = undefined;
    this.#pace.ask();
  }

  #choose(range: RangeName): void {
    this.#range = range;
    this.#kept.value = range;
    this.#view.showRange(range);
    this.#forget();
    this.look(true);
  }

  #read(): void {
    const [id, range, library] = [this.#id, this.#range, this.#plots.load()];
    const since = this.#samples.at(-1)?.at ?? 0;
    this.#isReading = true;
    library.then(
      (loaded) => {
        this.#library = loaded;
        this.#show();
      },
      () => undefined, // the numbers stand without it; the next reading tries again
    );
    $.getJSON(`ec20/history/${encodeURIComponent(id)}`, { range, since, lang: this.host.language })
      .done((reading: HistoryReading) => {
        if (id === this.#id && range === this.#range) this.#take(reading);
      })
      .fail(({ status }) => {
        if (id !== this.#id) return;
        this.#last = undefined;
        this.#view.showTrouble(this.#failure(failureOf(status)));
      })
      .always(() => {
        this.#isReading = false;
        // Another choice was made meanwhile.
        if (id !== this.#id || range !== this.#range) this.#pace.ask();
      });
  }

  #take(reading: HistoryReading): void {
    const { words: _ } = this.host;
    if (!reading.deployed) {
      this.#view.showTrouble(_('ec20-console.hint.deploy'));
      this.showState(_('ec20-console.state.missing'));
      return;
    }
    this.#samples = merged(this.#samples, reading.samples, reading.from);
    this.#last = reading;
    this.showState(_('ec20-console.state.' + (reading.state ?? 'closed')));
    this.#view.showTrouble('');
    this.#show();
  }

  #show(): void {
    if (this.#last !== undefined) this.#view.show(this.#last, this.#range, this.#samples, this.#library);
  }

  #failure(failed: Failure): string {
    const { words: _ } = this.host;
    return failed === 'forbidden'
      ? _('ec20-console.overview.forbidden')
      : _('ec20-console.failed.unreachable');
  }
}
