import { type DialogNode, text } from '../../shared/editor/dialog-node';

/** A port as `GET ec20/ports` lists it. */
interface OfferedPort {
  readonly path: string;
  /** A name that stays when the module is plugged in again. */
  readonly byId?: string;
  readonly kind: 'ec20-at' | 'ec20-modem' | 'ec20-diag' | 'ec20-nmea' | 'serial';
  readonly product?: string;
  /** The ports of one module. */
  readonly device?: string;
  /** The config node that uses it. */
  readonly node?: string;
  readonly holder?: { readonly program: string; readonly isCertain: boolean };
}

interface Row {
  readonly value: string;
  readonly title: string;
  readonly detail?: string;
  readonly warning?: string;
}

/**
 * The list of ports in an open dialog: `auto`, the ports of the computer that Node-RED runs on, the simulator. Each is
 * a button that fills the field above, which accepts any other text too.
 */
export function preparePortList(node: DialogNode): void {
  const field = $('#node-config-input-port');
  const list = $('#ec20-modem-ports');
  const note = $('#ec20-modem-ports-told').hide();
  const refresh = () => {
    list.attr('aria-busy', 'true');
    $.getJSON('ec20/ports')
      .done((ports: readonly OfferedPort[]) => {
        showRows(node, ports, field, list);
        // ModemManager is by far the most common; its cure is a line to copy.
        const isTaken = ports.some(({ holder }) => holder?.program === 'ModemManager');
        note.text(isTaken ? node._('ec20-modem.ports.modemManager') : '').toggle(isTaken);
      })
      .fail(() => {
        showRows(node, [], field, list);
        note.text(node._('ec20-modem.ports.failed')).show();
      })
      .always(() => list.attr('aria-busy', 'false'));
  };
  field.on('change input', () => markChosen(field, list));
  $('#ec20-modem-port-list').on('click', refresh);
  refresh();
}

function showRows(node: DialogNode, ports: readonly OfferedPort[], field: JQuery, list: JQuery): void {
  const simulator = { value: 'simulator', title: node._('ec20-modem.port.simulator') };
  const rows: Row[] = [autoRow(node, ports), ...ports.map((port) => portRow(node, port)), simulator];
  list.empty();
  for (const row of rows) {
    const button = $('<button type="button" class="ec20-modem-port">')
      .attr('data-port', row.value)
      .on('click', () => field.val(row.value).trigger('change'))
      .appendTo(list);
    $('<span class="ec20-modem-port-title">').text(row.title).appendTo(button);
    if (row.detail !== undefined)
      $('<span class="ec20-modem-port-detail">').text(row.detail).appendTo(button);
    if (row.warning !== undefined) warningMark(row.warning).appendTo(button);
  }
  markChosen(field, list);
}

function warningMark(warning: string): JQuery {
  return $('<span class="ec20-modem-port-warning">')
    .append($('<i class="fa fa-exclamation-triangle" aria-hidden="true">'), ' ')
    .append(document.createTextNode(warning));
}

/** The first choice of `auto` now: among several modules one that no other node uses. */
function autoRow(node: DialogNode, ports: readonly OfferedPort[]): Row {
  const title = node._('ec20-modem.port.auto');
  const modules = ports.filter(({ kind }) => kind === 'ec20-at');
  const free = modules.filter(
    ({ device }) => !ports.some((port) => isOthers(node, port) && port.device === device),
  );
  const [only, ...more] = free.length === 1 ? free : modules;
  if (only !== undefined && more.length === 0) {
    const detail = node._('ec20-modem.ports.found', { port: shortName(only.path) });
    return { value: 'auto', title, detail };
  }
  const warning = only === undefined ? node._('ec20-modem.ports.none') : node._('ec20-modem.ports.several');
  return { value: 'auto', title, warning };
}

function portRow(node: DialogNode, port: OfferedPort): Row {
  const { path, byId, kind, product } = port;
  const title = kind === 'serial' && product ? product : node._(`ec20-modem.port.${kind}`);
  // Its number may change each time it is plugged in, its name by id doesn't.
  const detail = byId === undefined ? path : `${shortName(path)} · ${byId}`;
  const warning = warningOf(node, port);
  return { value: byId ?? path, title, detail, ...(warning === undefined ? {} : { warning }) };
}

function warningOf(node: DialogNode, port: OfferedPort): string | undefined {
  if (isOthers(node, port)) return node._('ec20-modem.ports.node', { node: port.node ?? '' });
  if (port.holder === undefined) return undefined;
  const { program, isCertain } = port.holder;
  return isCertain
    ? node._('ec20-modem.ports.holder', { program })
    : node._('ec20-modem.ports.suspect', { program });
}

function isOthers(node: DialogNode, port: OfferedPort): boolean {
  return port.node !== undefined && port.node !== node['name'];
}

/** The end of a path, by which a port is known: `ttyUSB2`. */
function shortName(path: string): string {
  return path.replace(/^.*[/\\]/, '');
}

function markChosen(field: JQuery, list: JQuery): void {
  const value = text(field.val()).trim();
  list.find('button').each((_index, button) => {
    $(button).attr('aria-pressed', String($(button).attr('data-port') === value));
  });
}
