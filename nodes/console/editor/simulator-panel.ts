import type { ThingModel } from '../../../src/settings/settings';
import { readModel } from '../../shared/editor/thing-model';
import { ACTION_NAMES, type ActionName, isAt } from '../../modem/simulator-actions';
import type { SimulatorReading } from '../../modem/simulator-reading';
import type { ConsoleHost } from './console-host';
import { SimulatorForm } from './simulator-form';

interface Answer {
  readonly message?: string;
}

/** Icons of the world's actions; the cloud's stand in a list. */
const ICONS: Partial<Readonly<Record<ActionName, string>>> = {
  wrongSecret: 'fa-lock',
  rightSecret: 'fa-unlock',
  pullSim: 'fa-eject',
  insertSim: 'fa-sign-in',
  noNetwork: 'fa-ban',
  weakSignal: 'fa-signal',
  goodSignal: 'fa-signal',
  restart: 'fa-refresh',
  unplug: 'fa-chain-broken',
  replug: 'fa-plug',
};

/** The buttons of a virtual module: what its cloud sends, and what happens to it. Folded at first; empty for a real module. */
export class SimulatorPanel {
  readonly #head: JQuery;
  readonly #body = $('<div class="ec20-simulator-body"></div>').hide();
  readonly #outcome = $('<div class="ec20-simulator-outcome" role="status"></div>');
  readonly #form: SimulatorForm;
  readonly #cloudButtons: JQuery[] = [];
  readonly #buttons: JQuery[] = [];
  #id = '';
  /** Of which state the thing model was read; a deploy may have changed it. */
  #readFor = '';

  constructor(
    private readonly element: HTMLElement,
    private readonly host: ConsoleHost,
  ) {
    const { words: _ } = host;
    this.#head = $('<button type="button" class="ec20-simulator-head" aria-expanded="false"></button>')
      .append($('<i class="fa fa-caret-right" aria-hidden="true"></i>'))
      .append(document.createTextNode(` ${_('ec20-console.simulator.title')}`))
      .on('click', () => this.#fold());
    this.#form = new SimulatorForm(_, (name, fields, device) => this.#run(name, fields, device));
    const buttons = $('<div class="ec20-simulator-buttons"></div>');
    for (const name of ACTION_NAMES.filter((each) => ICONS[each] !== undefined)) {
      const button = this.#button(name);
      buttons.append(button);
      if (isAt(name, 'cloud')) this.#cloudButtons.push(button);
    }
    this.#body.append(this.#outcome, this.#form.element, buttons);
    $(element).addClass('ec20-simulator');
  }

  /** The chosen modem node, and what is known of it: the panel is there for a virtual module only. */
  show(id: string, { simulator, epoch }: { readonly simulator?: boolean; readonly epoch?: string }): void {
    const isVirtual = simulator === true && id !== '';
    if (id !== this.#id) {
      this.#outcome.text('');
      this.#readFor = '';
    }
    this.#id = id;
    if (!isVirtual) {
      // Handlers stay: the elements come back with the next virtual module.
      this.#head.detach();
      this.#body.detach();
      return;
    }
    if (this.#head.parent().length === 0) $(this.element).append(this.#head, this.#body);
    this.#allow();
    const readFor = `${id} ${epoch ?? ''}`;
    if (readFor === this.#readFor) return;
    this.#readFor = readFor;
    this.#read(id);
  }

  #fold(): void {
    const isOpen = this.#head.attr('aria-expanded') !== 'true';
    this.#head.attr('aria-expanded', String(isOpen));
    this.#head.find('.fa').toggleClass('fa-caret-right', !isOpen).toggleClass('fa-caret-down', isOpen);
    this.#body.toggle(isOpen);
    $(this.element).toggleClass('ec20-simulator-open', isOpen);
    // Devices may have been added behind the gateway.
    if (isOpen) this.#read(this.#id);
  }

  #button(name: ActionName): JQuery {
    const button = $('<button type="button" class="red-ui-button red-ui-button-small"></button>')
      .attr('data-action', name)
      .append($('<i aria-hidden="true"></i>').addClass(`fa ${ICONS[name] ?? ''}`))
      .append(document.createTextNode(` ${this.host.words(`ec20-console.simulator.action.${name}`)}`))
      .on('click', () => this.#run(name, {}));
    this.#buttons.push(button);
    return button;
  }

  /** One action at a time would block the panel for as long as the device may take to reply: each runs on its own. */
  #run(name: ActionName, fields: Readonly<Record<string, string>>, device = ''): void {
    const { words: _, language } = this.host;
    const id = this.#id;
    const action = _(`ec20-console.simulator.action.${name}`);
    this.#say(_('ec20-console.simulator.running', { action }), false);
    $.ajax({
      url: `ec20/simulator/${encodeURIComponent(id)}?lang=${encodeURIComponent(language)}`,
      type: 'POST',
      contentType: 'application/json',
      data: JSON.stringify({ action: name, fields, device }),
    })
      .done(({ message = '' }: Answer) => {
        if (id === this.#id) this.#say(`${action} → ${message}`, false);
      })
      .fail((request) => {
        if (id === this.#id) this.#say(this.#refusal(request), true);
      });
  }

  #refusal(request: JQuery.jqXHR): string {
    const { words: _ } = this.host;
    if (request.status === 401) return _('ec20-console.simulator.readOnly');
    const { message = '' } = (request.responseJSON ?? {}) as Answer;
    return message === '' ? _('ec20-console.failed.unreachable') : message;
  }

  #say(text: string, isRefusal: boolean): void {
    this.#outcome.toggleClass('ec20-console-refused', isRefusal).text(text);
    this.#body.scrollTop(0);
  }

  #allow(): void {
    const { mayWrite, words: _ } = this.host;
    for (const button of this.#buttons) button.prop('disabled', !mayWrite);
    this.#form.allow(mayWrite);
    if (!mayWrite) this.#say(_('ec20-console.simulator.readOnly'), false);
  }

  /** Which properties and services there are. */
  #read(id: string): void {
    $.getJSON(`ec20/simulator/${encodeURIComponent(id)}`).done(
      ({ running, cloud, tsl, devices = [] }: SimulatorReading) => {
        if (id !== this.#id) return;
        this.#form.element.toggle(cloud);
        for (const button of this.#cloudButtons) button.toggle(cloud);
        this.#form.offer(
          modelIn(tsl),
          devices.map((each) => ({ device: each.device, model: modelIn(each.tsl) })),
        );
        // The next reading of the trace asks again.
        if (!running) this.#readFor = '';
      },
    );
  }
}

function modelIn(tsl: string | undefined): ThingModel | undefined {
  const reading = readModel(tsl ?? '');
  return reading !== undefined && 'model' in reading ? reading.model : undefined;
}
