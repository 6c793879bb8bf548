import { type DialogNode, text } from '../../device/editor/dialog-node';
import { isCheckbox, valueOf } from '../../device/editor/fields';
import { readPaste } from './device-paste';
import { endpointOf, type EndpointFields, usualPortOf } from './endpoint';
import type { Found, PasteNote } from './pasted-settings';

type Setting = keyof Found;

/** Remarks on a pasted text, in this order. */
const SHOWN: readonly Setting[] = [
  'server',
  'productKey',
  'deviceName',
  'deviceSecret',
  'productSecret',
  'region',
  'instanceId',
  'host',
  'mqttPort',
  'clientId',
  'username',
  'password',
  'keepAlive',
  'cleanSession',
  'tls',
  'apn',
];

/** Properties that determine the endpoint. */
const ENDPOINT = [
  'server',
  'productKey',
  'productSecret',
  'region',
  'instanceId',
  'host',
  'mqttPort',
  'tls',
] as const;

/**
 * The tab of the cloud in an open dialog: the box that takes a device's settings in any form, and the endpoint, updated
 * while one types. Pasted text is never shown in the box, and a secret goes straight into its password field.
 */
export function prepareCloudTab(node: DialogNode): void {
  preparePaste(node);
  followUsualPort();
  const line = $('#ec20-modem-endpoint');
  const show = () => line.text(endpointText(node));
  for (const property of ENDPOINT) field(property).on('change input', show);
  show();
}

/** As long as the port is the usual one, it stays so when server or TLS change; any other stays as it was typed. */
function followUsualPort(): void {
  let usual = usualPortOf(endpointFields());
  const follow = () => {
    const now = usualPortOf(endpointFields());
    if (now === undefined || now === usual) return;
    if (settingOf('mqttPort') === usual) field('mqttPort').val(now).trigger('change');
    usual = now;
  };
  for (const property of ['server', 'tls', 'instanceId', 'productSecret'])
    field(property).on('change', follow);
}

function field(property: string): JQuery {
  return $(`#node-config-input-${property}`);
}

function settingOf(property: string): string {
  return valueOf(`#node-config-input-${property}`);
}

function endpointFields(): EndpointFields {
  const [server, productKey, productSecret, region, instanceId, host, mqttPort, tls] =
    ENDPOINT.map(settingOf);
  return { server, productKey, productSecret, region, instanceId, host, mqttPort, tls } as EndpointFields;
}

function endpointText(node: DialogNode): string {
  const endpoint = endpointOf(endpointFields());
  switch (endpoint.kind) {
    case 'variable':
      return node._('ec20-modem.endpoint.unknown');
    case 'missing':
      return node._(`ec20-modem.endpoint.${endpoint.property}`);
    case 'known': {
      const values = { address: `${endpoint.host}:${endpoint.port}` };
      return endpoint.isTls
        ? node._('ec20-modem.endpoint.tls', values)
        : node._('ec20-modem.endpoint.plain', values);
    }
  }
}

function preparePaste(node: DialogNode): void {
  const box = $('#ec20-modem-paste');
  const tip = $('#ec20-modem-pasted').hide();
  const take = (pasted: string) => {
    box.val('');
    if (pasted.trim() === '') return;
    const { found, notes } = readPaste(pasted);
    fill(found);
    showFound(node, tip, found, notes);
  };
  box.on('paste drop', (event) => {
    const original = event.originalEvent as ClipboardEvent & DragEvent;
    const data = original.clipboardData ?? original.dataTransfer;
    if (data === null) return;
    event.preventDefault();
    take(data.getData('text'));
  });
  // Typed, or pasted by an event without text.
  box.on('change', () => take(text(box.val())));
}

function fill(found: Found): void {
  // A secret of another device is worse than none.
  const isOther = found.deviceName !== undefined && found.deviceName !== settingOf('deviceName');
  if (isOther && found.deviceSecret === undefined) field('deviceSecret').val('').trigger('change');
  for (const [property, value] of Object.entries<string | boolean>({ ...found })) {
    const target = field(property);
    if (isCheckbox(target)) target.prop('checked', value);
    else target.val(text(value));
  }
  if (found.tls !== undefined) {
    // Where the result is the same, `auto` stays.
    const automatic = endpointOf({ ...endpointFields(), tls: 'auto' });
    const isSame = automatic.kind === 'known' && automatic.isTls === (found.tls === 'on');
    field('tls').val(isSame ? 'auto' : found.tls);
  }
  for (const property of Object.keys(found)) field(property).trigger('change');
  // A pasted port is not the usual one that happens to be there.
  if (found.mqttPort !== undefined) field('mqttPort').val(found.mqttPort).trigger('change');
}

function showFound(node: DialogNode, tip: JQuery, found: Found, notes: readonly PasteNote[]): void {
  const isEmpty = Object.keys(found).length === 0;
  tip.empty().show().toggleClass('form-warning', isEmpty);
  if (isEmpty) {
    tip.text(node._('ec20-modem.paste.nothing'));
    return;
  }
  $('<div>').text(node._('ec20-modem.paste.found')).appendTo(tip);
  const list = $('<ul>').appendTo(tip);
  for (const property of SHOWN) {
    const value = shown(node, property, found[property]);
    if (value === '') continue;
    const values = { name: node._(`ec20-modem.label.${property}`), value };
    $('<li>').text(node._('ec20-modem.paste.item', values)).appendTo(list);
  }
  const missing = found.server === 'aliyun' ? missingProperties() : [];
  if (missing.length > 0) {
    const names = missing.map((property) => node._(`ec20-modem.label.${property}`));
    const values = { fields: names.join(node._('ec20-modem.paste.joint')) };
    $('<div>').text(node._('ec20-modem.paste.missing', values)).appendTo(tip);
    tip.addClass('form-warning');
  }
  for (const note of notes)
    $('<div>')
      .text(node._(`ec20-modem.paste.${note}`))
      .appendTo(tip);
}

/** Shown only by their length. */
const SECRET: ReadonlySet<Setting> = new Set<Setting>(['deviceSecret', 'productSecret', 'password']);

/** A found value for display; "" where there is none to show. */
function shown(node: DialogNode, property: Setting, value: string | boolean | undefined): string {
  if (value === undefined || value === '') return '';
  const words = text(value);
  if (SECRET.has(property)) return node._('ec20-modem.paste.hidden', { length: words.length });
  if (property === 'cleanSession') return node._(`ec20-modem.paste.${words}`);
  const list = property === 'region' ? $('#ec20-modem-region-list') : field(property);
  return list.is('select') ? list.find(`option[value="${words}"]`).text() || words : words;
}

function missingProperties(): readonly string[] {
  const hasProductSecret = settingOf('productSecret') !== '';
  return ['productKey', 'deviceName', 'deviceSecret'].filter(
    (property) => settingOf(property) === '' && !(property === 'deviceSecret' && hasProductSecret),
  );
}
