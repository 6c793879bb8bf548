import { type ServerName, SERVERS } from '../../../src/settings/settings';
import { type DialogNode, text } from '../../shared/editor/dialog-node';
import { isCheckbox } from '../../shared/editor/fields';
import { endpointFields, field, settingOf } from './cloud-fields';
import { type PasteReading, readPaste } from './device-paste';
import { endpointOf } from './endpoint';
import { type Replaced, showReading } from './paste-report';
import { type Found, isUndecided } from './pasted-settings';
import { isSecretSetting } from './pasted-shapes';

/** What identifies a device and proves it: none of it may be mixed with another's. */
const IDENTITY = [
  'productKey',
  'deviceName',
  'deviceSecret',
  'productSecret',
  'instanceId',
  'host',
  'clientId',
  'username',
  'password',
] as const satisfies readonly (keyof Found)[];

/**
 * The box of an open dialog that takes a device's settings in any form. What was taken is not shown again, and a secret goes
 * straight into its password field; a text with parts that are still undecided stays, without the secrets that were taken.
 */
export function preparePaste(node: DialogNode): void {
  const box = $('#ec20-modem-paste');
  const tip = $('#ec20-modem-pasted').hide();
  let left = '';
  const leave = (rest: string) => {
    left = rest;
    box.val(rest);
  };
  const take = (pasted: string) => {
    if (pasted.trim() === '' || pasted === left) return;
    const reading = readPaste(pasted, chosenServer());
    const replaced = clearOthers(reading.found);
    fill(reading.found);
    leave(remaining(pasted, reading));
    showReading(node, tip, reading, replaced, {
      use: (found) => fill(found),
      settled: () => leave(''),
    });
  };
  box.on('paste drop', (event) => {
    const original = event.originalEvent as ClipboardEvent & DragEvent;
    const data = original.clipboardData ?? original.dataTransfer;
    if (data === null) return;
    const pasted = data.getData('text');
    // Into a text that is being corrected: the editor of the box does it.
    if (text(box.val()) !== left) return;
    event.preventDefault();
    left = '';
    take(pasted);
  });
  // Typed, or pasted by an event without text.
  box.on('change', () => take(text(box.val())));
}

function chosenServer(): ServerName | undefined {
  const chosen = settingOf('server');
  return Object.hasOwn(SERVERS, chosen) ? (chosen as ServerName) : undefined;
}

/** What stays in the box: all of a text of which nothing was understood, or something is undecided. */
function remaining(pasted: string, { found, unused }: PasteReading): string {
  if (Object.keys(found).length > 0 && !unused.some(isUndecided)) return '';
  return Object.entries(found)
    .filter(([property]) => isSecretSetting(property))
    .reduce((rest, [, secret]) => rest.replaceAll(text(secret), '••••••••'), pasted);
}

/** Empties what belongs to the device before: its secret in another one's settings would be a riddle. */
function clearOthers(found: Found): Replaced {
  const before = new Map(IDENTITY.map((property) => [property, settingOf(property)]));
  const differs = (property: (typeof IDENTITY)[number]) =>
    found[property] !== undefined && before.get(property) !== '' && found[property] !== before.get(property);
  const server = chosenServer();
  const isOtherServer = found.server !== undefined && server !== undefined && found.server !== server;
  const isOtherBroker =
    differs('host') && found.host !== '' && server !== undefined && SERVERS[server].login === 'entered';
  const isOther = isOtherServer || isOtherBroker || differs('productKey');
  if (!isOther && !differs('deviceName')) return { cleared: [], kept: [] };
  const rest = IDENTITY.filter((property) => found[property] === undefined && before.get(property) !== '');
  const cleared = rest.filter(
    (property) => isOther || property === 'deviceSecret' || property === 'clientId',
  );
  for (const property of cleared) field(property).val('').trigger('change');
  return {
    cleared,
    kept: rest.filter((property) => !cleared.includes(property) && property !== 'productSecret'),
  };
}

/** Fills the fields, and lets everything that follows them follow. */
export function fill(found: Found): void {
  const entries = Object.entries<string | boolean>({ ...found });
  for (const [property, value] of entries) {
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
  for (const [property] of entries) field(property).trigger('change');
  // A pasted port is not the usual one that happens to be there.
  if (found.mqttPort !== undefined) field('mqttPort').val(found.mqttPort).trigger('change');
}
