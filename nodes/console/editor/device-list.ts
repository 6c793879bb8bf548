import type { Words } from '../../shared/editor/words';
import type { ShownDevice, ShownDevices } from '../shown-devices';
import { momentText } from './shown-time';
import { MARKS } from './stage-row';

/** The devices behind a gateway: state, since when, and what is wrong where one isn't online. Hidden where there is none. */
export class DeviceList {
  readonly element = document.createElement('section');
  readonly #count = $('<div class="ec20-quiet"></div>');
  readonly #list = $('<ol class="ec20-devices" tabindex="0"></ol>');
  #shown = '';

  constructor(
    private readonly _: Words,
    private readonly language: string,
  ) {
    const title = _('ec20-console.overview.devices');
    this.#list.attr('aria-label', title);
    $(this.element)
      .attr('aria-label', title)
      .prop('hidden', true)
      .append($('<h4></h4>').text(title), this.#count, this.#list);
  }

  /** Draws only what has changed: the reader's place in the list stays. */
  show(devices: ShownDevices | undefined): void {
    const shown = JSON.stringify(devices ?? null);
    if (shown === this.#shown) return;
    this.#shown = shown;
    $(this.element).prop('hidden', devices === undefined);
    if (devices === undefined) return;
    const { count, online, shown: entries } = devices;
    this.#count.text(this._('ec20-console.overview.devicesOnline', { online, count }));
    this.#list.empty().append(entries.map((entry) => this.#entry(entry)));
    const left = count - entries.length;
    if (left === 0) return;
    const more = this._('ec20-console.overview.devicesMore', { count: left });
    this.#list.append($('<li class="ec20-quiet"></li>').text(more));
  }

  #entry({ device, deviceName, state, look, word, since, code, what, cure }: ShownDevice): JQuery {
    const begin = momentText(this.language, since);
    return $('<li class="ec20-device"></li>')
      .addClass(`ec20-device-${look}`)
      .attr({ 'data-device': device, 'data-state': state, 'data-code': code, title: device })
      .append(
        $('<i aria-hidden="true"></i>').addClass(`fa ${MARKS[look]}`),
        $('<div></div>').append(
          $('<b></b>').text(deviceName),
          $('<span class="ec20-device-state"></span>').text(
            ` ${this._('ec20-console.overview.deviceState', { state: word, begin })}`,
          ),
          what === '' ? [] : $('<div></div>').text(what),
          cure === '' ? [] : $('<div class="ec20-stage-cure"></div>').text(cure),
        ),
      );
  }
}
