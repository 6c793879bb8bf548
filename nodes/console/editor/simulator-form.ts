import type { ThingModel } from '../../../src/settings/settings';
import { choicesOf, propertyRows } from '../../shared/editor/model-rows';
import { sampleInput, sampleValue } from '../../shared/editor/sample-payload';
import type { Words } from '../../shared/editor/words';
import {
  ACTION_NAMES,
  type ActionName,
  isAt,
  SIMULATOR_ACTIONS,
  type SimulatorAction,
} from '../../modem/simulator-actions';
import type { ActionField, ActionFields } from '../../modem/simulator-field';

/** A device behind the gateway, with its thing model. */
export interface OfferedDevice {
  /** `productKey/deviceName`. */
  readonly device: string;
  readonly model: ThingModel | undefined;
}

type Control = JQuery<HTMLInputElement | HTMLSelectElement>;

/** What the virtual cloud can send: a list of actions, and the fields of the chosen one. */
export class SimulatorForm {
  readonly element = $('<div class="ec20-console-row ec20-simulator-form"></div>');
  readonly #action = $<HTMLSelectElement>('<select class="ec20-simulator-action"></select>');
  readonly #fields = $('<span class="ec20-simulator-fields"></span>');
  readonly #send: JQuery;
  readonly #controls = new Map<string, Control>();
  readonly #device = $<HTMLSelectElement>('<select class="ec20-simulator-device"></select>').hide();
  #gatewayModel: ThingModel | undefined;
  #devices: readonly OfferedDevice[] = [];

  constructor(
    private readonly _: Words,
    private readonly run: (
      name: ActionName,
      fields: Readonly<Record<string, string>>,
      device: string,
    ) => void,
  ) {
    this.#action.attr('aria-label', _('ec20-console.simulator.choose'));
    const label = _('ec20-console.simulator.field.device');
    this.#device.attr({ 'aria-label': label, title: label }).on('change', () => this.#showActions());
    this.#action.on('change', () => this.#showFields());
    this.#send = $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
      .addClass('ec20-simulator-send')
      .text(_('ec20-console.simulator.send'))
      .on('click', () => this.#submit());
    this.element
      .append(this.#device, this.#action, this.#fields, this.#send)
      .on('keydown', 'input', (event) => {
        if (event.key === 'Enter' && event.originalEvent?.isComposing !== true) this.#submit();
      });
    this.#showActions();
  }

  /** Offers the identifiers of the gateway's thing model, and the devices behind it; one that was chosen stays so. */
  offer(model: ThingModel | undefined, devices: readonly OfferedDevice[]): void {
    this.#gatewayModel = model;
    this.#devices = devices;
    const chosen = String(this.#device.val() ?? '');
    this.#device.empty().append(
      $('<option value=""></option>').text(this._('ec20-console.simulator.gateway')),
      devices.map(({ device }) =>
        $('<option></option>')
          .val(device)
          .text(device.slice(device.indexOf('/') + 1))
          .attr('title', device),
      ),
    );
    if (devices.some(({ device }) => device === chosen)) this.#device.val(chosen);
    this.#device.toggle(devices.length > 0);
    this.#showActions();
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
    this.run(this.#name, Object.fromEntries(given) as Record<string, string>, this.#chosen);
  }

  /** The device that actions are for; "": the gateway itself. */
  get #chosen(): string {
    return String(this.#device.val() ?? '');
  }

  get #model(): ThingModel | undefined {
    const chosen = this.#chosen;
    if (chosen === '') return this.#gatewayModel;
    return this.#devices.find(({ device }) => device === chosen)?.model;
  }

  /** Those that the chosen device has; the one that was chosen stays so. */
  #showActions(): void {
    const isGateway = this.#chosen === '';
    const before = this.#action.val();
    const names = ACTION_NAMES.filter((name) => hasForm(name) && (!isGateway || !isOfSubDevices(name)));
    this.#action.empty().append(
      names.map((name) =>
        $('<option></option>')
          .val(name)
          .text(this._(`ec20-console.simulator.action.${name}`)),
      ),
    );
    if (names.some((name) => name === before)) this.#action.val(String(before));
    this.#showFields();
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
  return (
    isAt(name, 'cloud') && (Object.keys(SIMULATOR_ACTIONS[name].fields).length > 0 || isOfSubDevices(name))
  );
}

function isOfSubDevices(name: ActionName): boolean {
  const action: SimulatorAction = SIMULATOR_ACTIONS[name];
  return action.of === 'sub-device';
}
