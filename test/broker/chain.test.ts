import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { chainRefusal } from '../../src/simulator/tls';
import { TestAuthority } from '../support/test-authority';

const UNTRUSTED = 'not signed by a trusted authority';

describe('the chain of certificates that a server shows', () => {
  let older: TestAuthority;
  let newer: TestAuthority;

  before(() => {
    older = new TestAuthority('older root');
    newer = new TestAuthority('newer root');
  });

  after(() => {
    older.close();
    newer.close();
  });

  function refusal(chain: readonly string[], ca: TestAuthority): string | undefined {
    const certificates = chain.map((pem) => new X509Certificate(pem));
    return chainRefusal(certificates, { ca: Buffer.from(ca.pem), atMs: undefined });
  }

  it('may hold its root a second time, signed by an older one, and either root will do', () => {
    const server = pem(newer.issue({ commonName: 'broker.example' }).certFile);
    const crossed = older.crossSign(newer);
    assert.equal(refusal([server, crossed], newer), undefined);
    assert.equal(refusal([server, crossed], older), undefined);
    assert.equal(refusal([server], older), UNTRUSTED);
  });

  it('may not be signed with a certificate that is nobody to sign', () => {
    const honest = newer.issue({ commonName: 'device', hosts: ['device.example'] });
    const forged = newer.issue({ commonName: 'broker.example', issuer: honest });
    assert.equal(refusal([pem(honest.certFile)], newer), undefined);
    assert.equal(refusal([pem(forged.certFile), pem(honest.certFile)], newer), UNTRUSTED);
  });

  it('is refused when it holds nothing', () => {
    assert.equal(refusal([], newer), 'no certificate');
  });
});

function pem(file: string): string {
  return readFileSync(file, 'latin1');
}
