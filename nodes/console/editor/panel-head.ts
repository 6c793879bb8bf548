import type { Words } from '../../shared/editor/words';

/** A config node as it is offered. */
export interface OfferedModem {
  readonly id: string;
  readonly name: string;
}

/** The head of the panel: which modem node, and its state. */
export class PanelHead {
  readonly element = document.createElement('div');
  readonly #modems: JQuery<HTMLSelectElement>;
  readonly #state = $('<span class="ec20-console-state" role="status"></span>');

  /** `detach` opens a window of its own; undefined where there is one. */
  constructor(_: Words, tabs: HTMLElement, choose: () => void, detach: (() => void) | undefined) {
    this.#modems = $<HTMLSelectElement>('<select></select>')
      .attr('aria-label', _('ec20-console.label.modem'))
      .on('change', choose);
    const label = _('ec20-console.label.detach');
    const button =
      detach === undefined
        ? []
        : $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
            .append($('<i class="fa fa-external-link" aria-hidden="true"></i>'))
            .attr({ title: label, 'aria-label': label })
            .on('click', detach);
    $(this.element)
      .addClass('ec20-console-row ec20-console-head')
      .append($(tabs), $('<div class="ec20-console-modem"></div>').append(this.#modems, this.#state, button));
  }

  /** The chosen config node; "" without one. */
  get modem(): string {
    return String(this.#modems.val() ?? '');
  }

  /** Lists config nodes and keeps the choice, `first` where there was none; returns the chosen one. `none` stands in an empty list. */
  offer(modems: readonly OfferedModem[], first: string, none: string): string {
    const before = this.modem === '' ? first : this.modem;
    const options = modems.map(({ id, name }) => $('<option></option>').val(id).text(name));
    this.#modems
      .empty()
      .append(options.length === 0 ? [$('<option value=""></option>').text(none)] : options)
      .prop('disabled', modems.length === 0);
    if (modems.some(({ id }) => id === before)) this.#modems.val(before);
    return this.modem;
  }

  /** The config node's state in a word. */
  showState(state: string): void {
    if (this.#state.text() !== state) this.#state.text(state);
  }
}
