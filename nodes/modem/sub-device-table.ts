import { CodedError } from '../../src/base/coded-error';
import { aliyunSubDevice } from '../../src/cloud/aliyun/sub-device';
import type { SubDevice } from '../../src/cloud/gateway';
import type { QuotesMode } from '../../src/cloud/quotes';
import { type ReadFile, UnreadableFile } from '../../src/core/setting-file';
import type { GatewaySettings } from '../../src/settings/modem';
import { accepted } from '../../src/settings/refusal';
import { parseSubDevices, storedSecrets, tableText } from '../../src/settings/sub-device-table';
import type { DeviceSecrets } from './device-secrets';

/** 2,000 rows of the longest names and secrets in JSON are a third of that. */
const LARGEST_BYTES = 1_048_576;

/** Whether the table is in a file; the dialog's takes precedence. */
export function namesTableFile({ subDevices, subDevicesFile }: GatewaySettings): boolean {
  return subDevices === '' && subDevicesFile !== '';
}

/** The table as text, from the setting or its file; empty for none. Rejects with `EC20_SUB_FILE`. */
export async function readTableFile(settings: GatewaySettings, readFile: ReadFile): Promise<string> {
  const { subDevices, subDevicesFile: file } = settings;
  if (!namesTableFile(settings)) return subDevices;
  try {
    return tableText(await readFile(file, LARGEST_BYTES));
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new CodedError('EC20_SUB_FILE', { params: { file }, phrases: { detail: error.why }, cause: error });
  }
}

/**
 * The devices of a table. The secret of each is that of its row, else the one stored among the credentials, else the one that it has
 * received by registration; without one it registers. Throws `EC20_SUB_TABLE`, and `EC20_SECRET_…` where one is kept that can't be opened.
 */
export function tableDevices(
  table: string,
  { subDeviceSecrets }: GatewaySettings,
  secrets: DeviceSecrets,
  quotes: QuotesMode,
): readonly SubDevice[] {
  if (table === '') return [];
  const stored = storedSecrets(subDeviceSecrets);
  return accepted(parseSubDevices(table)).map(({ productKey, deviceName, deviceSecret }) => {
    const given = deviceSecret === '' ? (stored[`${productKey}/${deviceName}`] ?? '') : deviceSecret;
    return aliyunSubDevice({
      productKey,
      deviceName,
      deviceSecret: given === '' ? keptSecret(secrets, { productKey, deviceName }) : given,
      thingModel: '',
      thingCheck: 'off',
      quotes,
    });
  });
}

/** The secret that a device has received by registration; empty: none. Throws `EC20_SECRET_…` when it can't be opened. */
export function keptSecret(
  secrets: DeviceSecrets,
  device: { readonly productKey: string; readonly deviceName: string },
): string {
  const kept = secrets.find(device);
  if (kept.kind === 'shut') throw kept.error;
  return kept.kind === 'none' ? '' : kept.secret;
}
