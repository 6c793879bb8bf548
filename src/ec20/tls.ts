import type { Channel } from '../at/channel';
import { type Argument, commandLine, quoted, word } from '../at/parameter';
import type { Clock } from '../base/clock';
import { CodedError, asCodedError } from '../base/coded-error';
import { ensureFile, listFiles, type ModuleFile, moduleFile, type StoredFiles } from './file-store';
import { ensureModuleClock, type ModuleTime } from './module-clock';
import { perform, unlessRefused } from './query';

/** Files of a TLS connection, as PEM. Plain values: independent of any cloud. */
export interface TlsIdentity {
  /** The certificate authority that signs trusted servers. */
  readonly ca: Buffer;
  /** The device's own certificate with its key, for brokers that require one. */
  readonly client: { readonly certificate: Buffer; readonly key: Buffer } | undefined;
}

/** The resulting setup. */
export interface TlsSetup {
  readonly files: readonly ModuleFile[];
  /** Whether the host name can be sent to the server. */
  readonly sni: boolean;
  readonly time: ModuleTime;
}

/** The context of AT+QSSLCFG that the connection uses; the notes' examples use 2. */
export const TLS_CONTEXT = 2;

/** TLS 1.2: the cloud's minimum (§A1.7), and the EC20's maximum. */
const TLS_1_2 = 3;
const EVERY_CIPHER = '0xFFFF';
const LEVEL = { server: 1, mutual: 2 } as const;

/**
 * Prepares the module for a TLS connection: clock, files, context. Dates, authority and name of the server are always
 * checked. Rejects with `EC20_TLS_FIRMWARE`, `EC20_CLOCK_UNSET` or `EC20_FILE_…`.
 */
export async function prepareTls(
  channel: Channel,
  clock: Clock,
  identity: TlsIdentity,
  pdpContext: number,
  stored: StoredFiles,
  signal: AbortSignal,
): Promise<TlsSetup> {
  await setOption(channel, TLS_CONTEXT, 'sslversion', TLS_1_2);
  const time = await ensureModuleClock(channel, clock, pdpContext, signal);
  const { client } = identity;
  const ca = moduleFile('ca', identity.ca);
  const own =
    client === undefined ? [] : [moduleFile('cert', client.certificate), moduleFile('key', client.key)];
  const files = [ca, ...own];
  const present = await listFiles(channel);
  for (const file of files) {
    signal.throwIfAborted();
    await ensureFile(channel, file, present, stored);
  }
  await configureContext(channel, TLS_CONTEXT, files, { checksDates: true, checksServer: true });
  return { files, sni: await offerName(channel, TLS_CONTEXT), time };
}

/**
 * Writes a context's options from the files on. Weaker checks than the connection's own are for test connections only.
 */
export async function configureContext(
  channel: Channel,
  context: number,
  [ca, certificate, key]: readonly ModuleFile[],
  { checksDates, checksServer }: { readonly checksDates: boolean; readonly checksServer: boolean },
): Promise<void> {
  const isMutual = certificate !== undefined && key !== undefined;
  const level = isMutual ? LEVEL.mutual : LEVEL.server;
  await setOption(channel, context, 'sslversion', TLS_1_2);
  await setOption(channel, context, 'ciphersuite', word(EVERY_CIPHER));
  if (ca !== undefined) await setOption(channel, context, 'cacert', quoted('file', ca.name));
  if (isMutual) {
    await setOption(channel, context, 'clientcert', quoted('file', certificate.name));
    await setOption(channel, context, 'clientkey', quoted('file', key.name));
  }
  await setOption(channel, context, 'seclevel', checksServer ? level : 0);
  await setOption(channel, context, 'ignorelocaltime', checksDates ? 0 : 1);
}

/** SNI, where the firmware has it: hosts that share an address need it. */
export async function offerName(channel: Channel, context: number): Promise<boolean> {
  const written = perform(channel, optionLine(context, 'sni', 1)).then(() => true);
  return (await unlessRefused(written)) === true;
}

async function setOption(channel: Channel, context: number, option: string, value: Argument): Promise<void> {
  try {
    await perform(channel, optionLine(context, option, value));
  } catch (error) {
    const coded = asCodedError(error);
    if (coded.code !== 'EC20_MODULE_ERROR') throw coded;
    throw new CodedError('EC20_TLS_FIRMWARE', { params: { option }, outcome: 'rejected', cause: coded });
  }
}

function optionLine(context: number, option: string, value: Argument) {
  return commandLine('AT+QSSLCFG=', quoted('option', option), context, value);
}
