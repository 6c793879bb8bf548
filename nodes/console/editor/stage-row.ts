import type { Words } from '../../shared/editor/words';
import type { Stage, StageId, StageState } from '../stages';

const ICONS: Readonly<Record<StageId, string>> = {
  pi: 'fa-server',
  port: 'fa-plug',
  module: 'fa-microchip',
  sim: 'fa-id-card-o',
  network: 'fa-signal',
  broker: 'fa-exchange',
  cloud: 'fa-cloud',
  devices: 'fa-sitemap',
};

/** A sign of its own shape for each state: colour alone says nothing. */
export const MARKS: Readonly<Record<StageState, string>> = {
  good: 'fa-check-circle',
  busy: 'fa-clock-o',
  bad: 'fa-times-circle',
  warning: 'fa-exclamation-triangle',
  idle: 'fa-circle-thin',
};

/** The way of a message as a row of stages, and under it what is wrong on it. */
export class StageRow {
  readonly element = document.createElement('div');
  readonly #row = $('<ol class="ec20-stages"></ol>');
  readonly #troubles = $('<div class="ec20-stage-troubles" role="status"></div>');
  #shown = '';

  constructor(private readonly _: Words) {
    this.#row.attr('aria-label', _('ec20-console.overview.way'));
    $(this.element).append(this.#row, this.#troubles);
  }

  /** Draws only what has changed: a screen reader would read the rest again. */
  show(stages: readonly Stage[]): void {
    const shown = JSON.stringify(stages);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#row.css('--ec20-stages', stages.length);
    this.#row.empty().append(stages.map((stage) => stageItem(stage)));
    const troubles = stages.filter(({ what }) => what !== '');
    this.#troubles.empty().append(troubles.map((stage) => this.#trouble(stage)));
  }

  #trouble({ id, name, state, word, what, cure }: Stage): JQuery {
    return $('<div class="ec20-stage-trouble"></div>')
      .addClass(`ec20-stage-${state}`)
      .attr('data-stage', id)
      .append(
        mark(state),
        $('<div></div>').append(
          $('<b></b>').text(this._('ec20-console.overview.trouble', { stage: name, state: word })),
          $('<div class="ec20-stage-what"></div>').text(what),
          cure === '' ? [] : $('<div class="ec20-stage-cure"></div>').text(cure),
        ),
      );
  }
}

function stageItem({ id, name, state, word, value }: Stage): JQuery {
  return $('<li class="ec20-stage"></li>')
    .addClass(`ec20-stage-${state}`)
    .attr({ 'data-stage': id, 'data-state': state, title: [name, word, value].filter(Boolean).join(' · ') })
    .append(
      $('<span class="ec20-stage-icon" aria-hidden="true"></span>').append(
        $('<i></i>').addClass(`fa ${ICONS[id]}`),
        mark(state),
      ),
      $('<span class="ec20-stage-name"></span>').text(name),
      $('<span class="ec20-unseen"></span>').text(`: ${word}. `),
      $('<span class="ec20-stage-value"></span>').text(value),
    );
}

function mark(state: StageState): JQuery {
  return $('<i class="ec20-stage-mark" aria-hidden="true"></i>').addClass(`fa ${MARKS[state]}`);
}
