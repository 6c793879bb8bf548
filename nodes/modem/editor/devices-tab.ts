import { parseSubDevices, type TableRow, tableText } from '../../../src/settings/sub-device-table';
import { STORED_SECRET } from '../../../src/settings/settings';
import { wholeVariable, withWords } from '../../../src/settings/environment';
import { type DialogNode, text } from '../../shared/editor/dialog-node';
import { problemSentence } from '../../shared/editor/problem-sentence';

const TABLE = '#node-config-input-subDevices';
const SECRETS = '#node-config-input-subDeviceSecrets';

/** The tab with the table of sub-devices: secrets that were pasted become credentials at once, and the devices are counted below. */
export function prepareDevicesTab(node: DialogNode): void {
  const field = $(TABLE);
  const found = $('#ec20-modem-devices-found');
  const file = $('#ec20-modem-devices-file');
  const kept = new Map<string, string>();
  const show = () => showTable(node, field, found, kept);
  field.on('change', show);
  show();
  $('#ec20-modem-devices-load').on('click', (event) => {
    event.preventDefault();
    file.val('').trigger('click');
  });
  file.on('change', (event) => {
    const [chosen] = (event.target as HTMLInputElement).files ?? [];
    void chosen
      ?.arrayBuffer()
      .then((content) => field.val(tableText(new Uint8Array(content))).trigger('change'));
  });
  $('#ec20-modem-devices-clear').on('click', (event) => {
    event.preventDefault();
    $(SECRETS).val('');
    kept.clear();
    field.val('').trigger('change');
  });
}

function showTable(node: DialogNode, field: JQuery, found: JQuery, kept: Map<string, string>): void {
  found.removeClass('form-tips form-warning').empty();
  const written = text(field.val()).trim();
  if (written === '' || wholeVariable(written) !== undefined) return;
  const { words, restored } = withWords(written);
  const reading = parseSubDevices(words);
  found.addClass('form-tips');
  if ('problem' in reading) {
    found.addClass('form-warning').text(restored(problemSentence(reading.problem, 'aliyun')));
    return;
  }
  const rows = reading.value.map(({ productKey, deviceName, deviceSecret }) => ({
    productKey: restored(productKey),
    deviceName: restored(deviceName),
    deviceSecret: restored(deviceSecret),
    hasVariable: restored(deviceSecret) !== deviceSecret,
  }));
  const pasted = rows.filter(({ deviceSecret, hasVariable }) => deviceSecret !== '' && !hasVariable);
  if (pasted.length > 0) {
    for (const row of pasted) kept.set(keyOf(row), row.deviceSecret);
    $(SECRETS).val(JSON.stringify(Object.fromEntries(kept)));
    field.val(withoutSecrets(rows));
  }
  const withSecret = rows.filter((row) => row.hasVariable || kept.has(keyOf(row))).length;
  const isStored = kept.size === 0 && text($(SECRETS).val()) === STORED_SECRET;
  found.text(node._('ec20-modem.devices.found', { count: rows.length }));
  const say = (key: string, count: number) =>
    found.append($('<div>').text(node._(`ec20-modem.devices.${key}`, { count })));
  if (isStored) say('stored', rows.length);
  else {
    if (withSecret > 0) say('secrets', withSecret);
    if (withSecret < rows.length) say('register', rows.length - withSecret);
  }
  const isReplaced = kept.size > 0 && withSecret < rows.length && hasStored(node);
  if (isReplaced) {
    found.addClass('form-warning');
    say('replaced', rows.length - withSecret);
  }
}

function hasStored(node: DialogNode): boolean {
  const credentials = (node['credentials'] ?? {}) as Readonly<Record<string, unknown>>;
  return credentials['has_subDeviceSecrets'] === true;
}

/** A variable is none: it stays, as its value is where it is defined. */
function withoutSecrets(rows: readonly (TableRow & { readonly hasVariable: boolean })[]): string {
  const isWide = rows.some(({ hasVariable }) => hasVariable);
  const lines = rows.map(({ productKey, deviceName, deviceSecret, hasVariable }) =>
    [productKey, deviceName, ...(isWide ? [hasVariable ? deviceSecret : ''] : [])].join(','),
  );
  return [`productKey,deviceName${isWide ? ',deviceSecret' : ''}`, ...lines].join('\n');
}

function keyOf({ productKey, deviceName }: TableRow): string {
  return `${productKey}/${deviceName}`;
}
