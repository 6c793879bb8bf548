import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { CodedError } from '../../src/base/coded-error';
import type { TlsIdentity } from '../../src/cloud/tls';
import { shippedRoots } from '../../src/core/shipped-roots';
import { type ReadFile, UnreadableFile } from '../../src/core/setting-file';
import { wantsTls } from '../../src/settings/servers';
import type { CloudSettings } from './settings';

/** More than any chain needs, and within the module's flash. */
const LARGEST_BYTES = 32_768;

/** Files with certificates may hold other data: a key, notes. Only these blocks go to the module. */
const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g;
const PRIVATE_KEYS = /-----BEGIN ((?:[A-Z]+ )?PRIVATE KEY)-----[^-]*-----END \1-----/g;

/** Whether a connection with these settings needs a file that they name. */
export function namesTlsFiles(settings: CloudSettings): boolean {
  const { caFile, certFile, keyFile } = settings;
  return wantsTls(settings) && `${caFile}${certFile}${keyFile}` !== '';
}

/**
 * The identity of a TLS connection when the settings name no file; undefined when it needs none, or when it is missing
 * (`EC20_CA_MISSING`, thrown by the cloud's profile).
 */
export function shippedIdentity(settings: CloudSettings): TlsIdentity | undefined {
  const ca = wantsTls(settings) ? shippedRoots(settings) : undefined;
  return ca === undefined ? undefined : { ca, client: undefined };
}

/**
 * Reads the certificates that a TLS connection needs: of each file only the expected blocks, nothing else in it.
 * Undefined as with {@link shippedIdentity}. Rejects with `EC20_TLS_FILE`, `EC20_TLS_PEM` or `EC20_TLS_PAIR`.
 */
export async function readTlsFiles(
  settings: CloudSettings,
  readFile: ReadFile,
): Promise<TlsIdentity | undefined> {
  if (!wantsTls(settings)) return undefined;
  const { caFile, certFile, keyFile } = settings;
  const client = await clientPair(certFile, keyFile, readFile);
  if (caFile !== '') return { ca: await certificates('caFile', caFile, readFile), client };
  const shipped = shippedIdentity(settings);
  return shipped === undefined ? undefined : { ...shipped, client };
}

async function clientPair(
  certFile: string,
  keyFile: string,
  readFile: ReadFile,
): Promise<TlsIdentity['client']> {
  if (certFile === '' && keyFile === '') return undefined;
  const [present, absent] = certFile === '' ? ['keyFile', 'certFile'] : ['certFile', 'keyFile'];
  if (certFile === '' || keyFile === '') {
    throw new CodedError('EC20_TLS_PAIR', { params: { field: absent, other: present } });
  }
  const certificate = await certificates('certFile', certFile, readFile);
  const own = new X509Certificate(certificate);
  const key = (await privateKeys(keyFile, readFile)).find(({ object }) => own.checkPrivateKey(object));
  if (key !== undefined) return { certificate, key: Buffer.from(`${key.pem}\n`, 'latin1') };
  throw new CodedError('EC20_TLS_PAIR', { params: { field: 'keyFile', other: 'certFile' } });
}

/**
 * The certificates of a PEM file, each of which can be read, rewritten so that nothing between their lines gets
 * through.
 */
async function certificates(field: string, file: string, readFile: ReadFile): Promise<Buffer> {
  const text = await read(field, file, readFile);
  try {
    const blocks = text.match(CERTIFICATES);
    if (blocks === null) throw new Error('no certificate');
    return Buffer.from(blocks.map((block) => new X509Certificate(block).toString()).join(''), 'latin1');
  } catch {
    throw new CodedError('EC20_TLS_PEM', { params: { field, file } });
  }
}

async function privateKeys(file: string, readFile: ReadFile): Promise<{ pem: string; object: KeyObject }[]> {
  const text = await read('keyFile', file, readFile);
  const keys = (text.match(PRIVATE_KEYS) ?? []).flatMap((pem) => {
    try {
      return [{ pem, object: createPrivateKey(pem) }];
    } catch {
      return []; // The reason may contain parts of it.
    }
  });
  if (keys.length > 0) return keys;
  throw new CodedError('EC20_TLS_PEM', { params: { field: 'keyFile', file } });
}

async function read(field: string, file: string, readFile: ReadFile): Promise<string> {
  try {
    return (await readFile(file, LARGEST_BYTES)).toString('latin1');
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new CodedError('EC20_TLS_FILE', {
      params: { field, file },
      phrases: { detail: error.why },
      cause: error,
    });
  }
}
