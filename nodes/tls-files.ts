import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { CodedError } from '../src/base/coded-error';
import { type TlsIdentity, wantsTls } from '../src/cloud/tls';
import { shippedRoots } from '../src/core/shipped-roots';
import type { CloudSettings } from './settings';

/** More than any chain needs, and no more than the module's flash has room for. */
const LARGEST_BYTES = 32_768;

/**
 * Reads the certificates that a TLS connection needs; undefined when it needs none, or when nobody can say which
 * (`EC20_CA_MISSING`, told by the cloud's profile). Relative paths are meant from `userDir`. Throws `EC20_TLS_FILE`,
 * `EC20_TLS_PEM` or `EC20_TLS_PAIR`.
 */
export function readTlsFiles(settings: CloudSettings, userDir: string): TlsIdentity | undefined {
  if (!wantsTls(settings)) return undefined;
  const { caFile, certFile, keyFile } = settings;
  const client = clientPair(certFile, keyFile, userDir);
  if (caFile !== '') return { ca: certificates('caFile', caFile, userDir), client };
  const ca = shippedRoots(settings);
  return ca === undefined ? undefined : { ca, client };
}

function clientPair(certFile: string, keyFile: string, userDir: string): TlsIdentity['client'] {
  if (certFile === '' && keyFile === '') return undefined;
  const [present, absent] = certFile === '' ? ['keyFile', 'certFile'] : ['certFile', 'keyFile'];
  if (certFile === '' || keyFile === '') {
    throw new CodedError('EC20_TLS_PAIR', { params: { field: absent, other: present } });
  }
  const certificate = certificates('certFile', certFile, userDir);
  const key = read('keyFile', keyFile, userDir);
  try {
    const own = new X509Certificate(certificate);
    if (own.checkPrivateKey(createPrivateKey(key))) return { certificate, key };
  } catch {
    // The reason of a key that can't be read may hold parts of it.
    throw new CodedError('EC20_TLS_PEM', { params: { field: 'keyFile', file: keyFile } });
  }
  throw new CodedError('EC20_TLS_PAIR', { params: { field: 'keyFile', other: 'certFile' } });
}

/** A PEM file whose every certificate can be read. */
function certificates(field: string, file: string, userDir: string): Buffer {
  const bytes = read(field, file, userDir);
  const blocks = bytes.toString('latin1').match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g);
  try {
    if (blocks === null) throw new Error('no certificate');
    for (const block of blocks) new X509Certificate(block);
  } catch (error) {
    throw new CodedError('EC20_TLS_PEM', { params: { field, file }, cause: error });
  }
  return bytes;
}

function read(field: string, file: string, userDir: string): Buffer {
  try {
    const bytes = readFileSync(isAbsolute(file) ? file : join(userDir, file));
    if (bytes.length > LARGEST_BYTES) throw new Error(`${bytes.length} bytes`);
    return bytes;
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new CodedError('EC20_TLS_FILE', { params: { field, file, detail } });
  }
}
