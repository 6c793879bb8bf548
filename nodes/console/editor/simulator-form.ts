import type { ThingModel } from '../../../src/settings/settings';
import { choicesOf, propertyRows } from '../../shared/editor/model-rows';
import { sampleInput, sampleValue } from '../../shared/editor/sample-payload';
import type { Words } from '../../shared/editor/words';
import { ACTION_NAMES, type ActionName, isAt, SIMULATOR_ACTIONS } from '../../modem/simulator-actions';
import type { ActionField, ActionFields } from '../../modem/simulator-field';

type Control = JQuery<HTMLInputElement | HTMLSelectElement>;

/** What the virtual cloud can send: a list of actions, and the fields of the chosen one. */
export class SimulatorForm {
  readonly element = $('<div class="ec20-console-row ec20-simulator-form"></div>');
  readonly #action = $<HTMLSelectElement>('<select class="ec20-simulator-action"></select>');
  readonly #fields = $('<span class="ec20-simulator-fields"></span>');
  readonly #send: JQuery;
  readonly #controls = new Map<string, Control>();
  #model: ThingModel | undefined;

  constructor(
    private readonly _: Words,
    private readonly run: (name: ActionName, fields: Readonly<Record<string, string>>) => void,
  ) {
    this.#action.attr('aria-label', _('ec20-console.simulator.choose'));
    for (const name of ACTION_NAMES.filter(hasForm)) {
      this.#action.append(
        $('<option></option>')
          .val(name)
          .text(_(`ec20-console.simulator.action.${name}`)),
      );
    }
    this.#action.on('change', () => this.#showFields());
    this.#send = $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
      .addClass('ec20-simulator-send')
      .text(_('ec20-console.simulator.send'))
      .on('click', () => this.#submit());
    this.element.append(this.#action, this.#fields, this.#send).on('keydown', 'input', (event) => {
      if (event.key === 'Enter' && event.originalEvent?.isComposing !== true) this.#submit();
    });
    this.#showFields();
  }

  /** Offers the identifiers of a thing model; what has been entered so far stays where the model is the same. */
  offer(model: ThingModel | undefined): void {
    this.#model = model;
    this.#showFields();
  }

  allow(may: boolean): void {
    this.#send.prop('disabled', !may);
  }

  get #name(): ActionName {
    return ACTION_NAMES.find((name) => name === this.#action.val()) ?? 'setProperty';
  }

  #submit(): void {
    if (this.#send.prop('disabled') === true) return;
    const given = Array.from(this.#controls, ([name, control]) => [name, String(control.val() ?? '')]);
    this.run(this.#name, Object.fromEntries(given) as Record<string, string>);
  }

  #showFields(): void {
    const { fields }: { readonly fields: ActionFields } = SIMULATOR_ACTIONS[this.#name];
    this.#controls.clear();
    this.#fields.empty();
    for (const [name, field] of Object.entries(fields)) {
      const control = this.#control(field).addClass(`ec20-simulator-${name}`);
      const label = this._(`ec20-console.simulator.field.${name}`);
      this.#fields.append(control.attr({ 'aria-label': label, title: label, placeholder: label }));
      this.#controls.set(name, control);
    }
    this.#controls.get('identifier')?.on('change', () => this.#suggest());
    this.#suggest();
  }

  #control(field: ActionField): Control {
    const options = this.#optionsOf(field);
    if (options === undefined) {
      return $<HTMLInputElement>(
        '<input type="text" autocomplete="off" autocapitalize="off" spellcheck="false">',
      ).val(field.initial);
    }
    const list = $<HTMLSelectElement>('<select></select>');
    for (const [value, text] of options) list.append($('<option></option>').val(value).text(text));
    if (options.some(([value]) => value === field.initial)) list.val(field.initial);
    return list;
  }

  /** The values of a list with their texts; undefined: anything may be typed. */
  #optionsOf(field: ActionField): readonly (readonly [string, string])[] | undefined {
    if (field.kind === 'choice') {
      return field.choices.map((value) => [value, this._(`ec20-console.simulator.choice.${value}`)] as const);
    }
    if (field.kind !== 'property' && field.kind !== 'service') return undefined;
    const named =
      field.kind === 'property'
        ? propertyRows(this.#model).filter(({ writable }) => writable)
        : choicesOf(this.#model, 'services');
    if (named.length === 0) return undefined;
    return named.map(({ identifier, name }) => [identifier, [identifier, name].filter(Boolean).join(' ')]);
  }

  /** A value that the chosen property takes, with its range; an input that the chosen service takes. */
  #suggest(): void {
    const identifier = String(this.#controls.get('identifier')?.val() ?? '');
    const row = propertyRows(this.#model).find((each) => each.identifier === identifier);
    const value = sampleValue(this.#model, identifier, Date.now());
    const control = this.#controls.get('value');
    if (value !== undefined) control?.val(typeof value === 'string' ? value : JSON.stringify(value));
    if (row !== undefined) {
      const label = this._('ec20-console.simulator.field.value');
      control?.attr('title', `${label} ${[row.type, row.range, row.unit].filter(Boolean).join(' ')}`);
    }
    const input = sampleInput(this.#model, identifier, Date.now());
    if (input !== undefined) this.#controls.get('input')?.val(JSON.stringify(input));
  }
}

/** The others are buttons. */
function hasForm(name: ActionName): boolean {
  return isAt(name, 'cloud') && Object.keys(SIMULATOR_ACTIONS[name].fields).length > 0;
}
