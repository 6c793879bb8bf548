import type { Words } from '../../shared/editor/words';
import type { ShownOutage } from '../history-reading';
import type { OutageTip } from './outage-tip';

/** The outages of the range, newest first: begin and end, length, reason, cure. */
export class OutageList {
  readonly element = document.createElement('section');
  readonly #list = $('<ol class="ec20-outages"></ol>');
  readonly #none = $('<div class="ec20-quiet"></div>');
  #shown = '';

  constructor(
    private readonly _: Words,
    private readonly tip: OutageTip,
  ) {
    $(this.element)
      .attr('aria-label', _('ec20-console.overview.outages'))
      .append($('<h4></h4>').text(_('ec20-console.overview.outages')), this.#none, this.#list);
  }

  /** `left`: how many older ones of the range are not among them. */
  show(outages: readonly ShownOutage[], left: number): void {
    const texts = outages.map((outage) => this.tip.textOf(outage));
    const shown = JSON.stringify([texts, left]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#none.text(outages.length === 0 ? this._('ec20-console.overview.noOutages') : '');
    this.#list.empty().append(outages.map((outage) => this.#entry(outage)));
    if (left > 0) {
      const text = this._('ec20-console.overview.more', { count: left });
      this.#list.append($('<li class="ec20-quiet"></li>').text(text));
    }
  }

  /** Brings the entry of an outage into view, and the focus to it. */
  open({ from }: ShownOutage): void {
    const entry = this.#list.children(`[data-from="${from}"]`);
    entry.get(0)?.scrollIntoView({ block: 'nearest' });
    entry.trigger('focus');
  }

  #entry(outage: ShownOutage): JQuery {
    const { when, length, what, cure } = this.tip.wordsOf(outage);
    return $('<li class="ec20-outage" tabindex="-1"></li>')
      .attr({ 'data-from': outage.from, 'data-code': outage.code })
      .toggleClass('ec20-outage-lasts', outage.to === null)
      .append(
        $('<i class="fa fa-chain-broken" aria-hidden="true"></i>'),
        $('<div></div>').append(
          $('<b></b>').text(`${when} · ${length}`),
          $('<div></div>').text(what),
          cure === '' ? [] : $('<div class="ec20-stage-cure"></div>').text(cure),
        ),
      );
  }
}
