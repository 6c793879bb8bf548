import type { BudgetState } from '../../../src/history/history';
import type { Words } from '../../shared/editor/words';
import type { HistoryReading, ShownUsage } from '../history-reading';
import { bytesText, countText, percentText, usedShare } from './shown-number';
import { momentText } from './shown-time';

/** Bytes in the MB of a budget. */
const MB = 1_000_000;
/** From this share on the bar warns. */
const NEAR = 0.8;

/** Lines of the table: the key of each one's name, and its value. */
const ROWS: readonly (readonly [key: string, value: (language: string, usage: ShownUsage) => string])[] = [
  ['air', (language, { air }) => bytesText(language, air)],
  ['mqtt', (language, { mqtt }) => bytesText(language, mqtt)],
  ['payload', (language, { payload }) => bytesText(language, payload)],
  ['module', (language, { module }) => (module === null ? '' : bytesText(language, module))],
  ['messages', (language, { messages }) => countText(language, messages)],
];

/** Data used today and this month, and how much of the budget that is. Hidden where nothing is counted. */
export class UsageBox {
  readonly element = document.createElement('section');
  readonly #budget = $('<div class="ec20-budget"></div>');
  readonly #table = $('<table class="ec20-numbers"></table>');

  constructor(
    private readonly _: Words,
    private readonly language: string,
  ) {
    $(this.element)
      .attr('aria-label', _('ec20-console.overview.usage'))
      .append($('<h4></h4>').text(_('ec20-console.overview.usage')), this.#budget, this.#table);
  }

  show({ usage, budget }: Pick<HistoryReading, 'usage' | 'budget'>): void {
    $(this.element).prop('hidden', usage === undefined && budget === undefined);
    this.#budget.empty().append(budget === undefined ? [] : this.#bar(budget));
    this.#table.empty().append(usage === undefined ? [] : this.#rows(usage));
  }

  #bar(budget: BudgetState): JQuery[] {
    const share = usedShare(budget);
    const text = this._('ec20-console.overview.budget', {
      used: this.#amount(budget, budget.used),
      limit: this.#amount(budget, budget.limit),
      share: percentText(this.language, share),
      until: momentText(this.language, budget.to),
    });
    const bar = $('<div class="ec20-bar" aria-hidden="true"></div>')
      .toggleClass('ec20-bar-near', share >= NEAR && share < 1)
      .toggleClass('ec20-bar-full', share >= 1)
      .append($('<div></div>').css({ width: `${Math.min(100, 100 * share)}%` }));
    const then = this._(`ec20-console.then.${budget.then}`);
    return [bar, $('<div></div>').text(text), $('<div class="ec20-quiet"></div>').text(then)];
  }

  #amount({ unit }: BudgetState, amount: number): string {
    if (unit === 'MB') return bytesText(this.language, amount * MB);
    return this._('ec20-console.overview.messageCount', { count: countText(this.language, amount) });
  }

  #rows({ today, month }: Required<HistoryReading>['usage']): JQuery[] {
    const { language, _ } = this;
    const cell = (text: string) => $('<td></td>').text(text);
    const head = $('<tr></tr>').append(
      $('<td></td>'),
      ['today', 'month'].map((key) => $('<th scope="col"></th>').text(_(`ec20-console.overview.${key}`))),
    );
    const rows = ROWS.filter(([, value]) => value(language, month) !== '').map(([key, value]) =>
      $('<tr></tr>').append(
        $('<th scope="row"></th>').text(_(`ec20-console.usage.${key}`)),
        cell(value(language, today)),
        cell(value(language, month)),
      ),
    );
    return [head, ...rows];
  }
}
