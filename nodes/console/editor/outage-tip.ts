import type { Words } from '../../shared/editor/words';
import type { ShownOutage } from '../history-reading';
import { endText, lengthText, momentText } from './shown-time';

/** Maximum width, and the distance from edges and bands, in pixels. */
const WIDTH = 300;
const GAP = 6;

/** The words of one outage: when, how long, why, and the cure. */
export interface OutageWords {
  readonly when: string;
  readonly length: string;
  readonly what: string;
  readonly cure: string;
}

/** What an outage says, in the box that stands beside its band. */
export class OutageTip {
  readonly element = document.createElement('div');
  #now = 0;
  /** The band beside which it stands; undefined: none. */
  #shown: { readonly outage: ShownOutage; readonly beside: HTMLElement } | undefined;

  constructor(
    private readonly _: Words,
    private readonly language: string,
  ) {
    $(this.element).addClass('ec20-tip').attr('role', 'tooltip').prop('hidden', true);
  }

  /** The runtime's time, to which an outage that lasts is counted, in milliseconds since 1970. */
  set now(now: number) {
    this.#now = now;
  }

  wordsOf({ from, to, what, cure }: ShownOutage): OutageWords {
    const begin = momentText(this.language, from);
    return {
      when:
        to === null
          ? this._('ec20-console.overview.since', { begin })
          : this._('ec20-console.overview.fromTo', { begin, end: endText(this.language, from, to) }),
      length: lengthText(this._, Math.max(0, (to ?? this.#now) - from)),
      what,
      cure,
    };
  }

  /** All of it as one text. */
  textOf(outage: ShownOutage): string {
    const { when, length, what, cure } = this.wordsOf(outage);
    return [`${when} · ${length}`, what, cure].filter((part) => part !== '').join('\n');
  }

  /** Stands below that element, or above it where there is no room. */
  show(outage: ShownOutage, beside: HTMLElement | undefined): void {
    if (beside === undefined) return;
    const box = beside.getBoundingClientRect();
    this.showAt(outage, { left: box.left + box.width / 2, top: box.top, bottom: box.bottom });
    this.#shown = { outage, beside };
  }

  /** The page has been scrolled, perhaps to bring the band into view: it stays with that, and leaves the pointer's place. */
  scrolled(): void {
    const { outage, beside } = this.#shown ?? {};
    if (outage === undefined) this.hide();
    else this.show(outage, beside);
  }

  /** Stands below that place of the window, in pixels, or above it. */
  showAt(
    outage: ShownOutage,
    place: { readonly left: number; readonly top: number; readonly bottom: number },
  ): void {
    this.#shown = undefined;
    const { when, length, what, cure } = this.wordsOf(outage);
    const tip = $(this.element).empty().prop('hidden', false);
    tip.append(
      $('<b></b>').text(`${when} · ${length}`),
      $('<div></div>').text(what),
      cure === '' ? [] : $('<div class="ec20-stage-cure"></div>').text(cure),
    );
    const width = Math.min(WIDTH, window.innerWidth - 2 * GAP);
    tip.css({ width: `${width}px` });
    const height = this.element.offsetHeight;
    const isBelow = place.bottom + GAP + height <= window.innerHeight;
    const left = Math.max(GAP, Math.min(place.left - width / 2, window.innerWidth - width - GAP));
    const top = isBelow ? place.bottom + GAP : Math.max(GAP, place.top - GAP - height);
    tip.css({ left: `${left}px`, top: `${top}px` });
  }

  hide(): void {
    this.#shown = undefined;
    $(this.element).prop('hidden', true);
  }
}
