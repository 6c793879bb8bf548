import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate and its key, as files. */
export interface KeyPair {
  readonly certFile: string;
  readonly keyFile: string;
}

/** What differs between certificates. */
export interface Wanted {
  readonly commonName: string;
  /** The host names of a server; none for a client. */
  readonly hosts?: readonly string[];
  /** Expired yesterday. */
  readonly isExpired?: boolean;
  /** The issuer, if other than the authority: with a certificate that may not sign. */
  readonly issuer?: KeyPair;
}

/** A certificate authority for a test, made by openssl, in a folder that `close` removes. */
export class TestAuthority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'ec20-authority-'));
  readonly #key = join(this.#folder, 'ca.key');
  #issued = 0;
  /** Its own certificate, as a PEM file. */
  readonly caFile = join(this.#folder, 'ca.pem');

  constructor(commonName: string) {
    openssl(
      ['req', '-x509', '-days', '30', '-subj', `/CN=${commonName}`],
      ['-keyout', this.#key, '-out', this.caFile],
      NEW_KEY,
    );
  }

  issue({ commonName, hosts = [], isExpired = false, issuer = this.#own }: Wanted): KeyPair {
    const base = join(this.#folder, `issued-${++this.#issued}`);
    const [keyFile, certFile, request, extensions] = ['.key', '.pem', '.csr', '.ext'].map(
      (end) => base + end,
    ) as [string, string, string, string];
    const names = hosts.map((host) => `DNS:${host}`).join();
    writeFileSync(extensions, names === '' ? 'extendedKeyUsage=clientAuth\n' : `subjectAltName=${names}\n`);
    openssl(['req', '-subj', `/CN=${commonName}`, '-keyout', keyFile, '-out', request], NEW_KEY);
    openssl(
      ['x509', '-req', '-in', request, '-extfile', extensions, '-out', certFile],
      ['-days', isExpired ? '-1' : '30', '-CA', issuer.certFile, '-CAkey', issuer.keyFile, '-CAcreateserial'],
    );
    return { certFile, keyFile };
  }

  /** A certificate for `other`'s name and key, signed by this one. PEM. */
  crossSign(other: TestAuthority): string {
    const base = join(this.#folder, `crossed-${++this.#issued}`);
    openssl(['x509', '-x509toreq', '-in', other.caFile, '-signkey', other.#key, '-out', `${base}.csr`]);
    openssl(
      ['x509', '-req', '-in', `${base}.csr`, '-out', `${base}.pem`, '-days', '30'],
      ['-extfile', this.file('ca.ext', 'basicConstraints=critical,CA:TRUE\n')],
      ['-CA', this.caFile, '-CAkey', this.#key, '-CAcreateserial'],
    );
    return readFileSync(`${base}.pem`, 'latin1');
  }

  /** A file for a test beside the certificates. */
  file(name: string, text: string): string {
    const path = join(this.#folder, name);
    writeFileSync(path, text);
    return path;
  }

  get #own(): KeyPair {
    return { certFile: this.caFile, keyFile: this.#key };
  }

  get pem(): string {
    return readFileSync(this.caFile, 'latin1');
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

const NEW_KEY = ['-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];

function openssl(...words: readonly (readonly string[])[]): void {
  execFileSync('openssl', words.flat(), { stdio: ['ignore', 'ignore', 'pipe'] });
}
