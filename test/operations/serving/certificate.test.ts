import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCertificate } from '../../../src/operations/serving/certificate.js';
import { HAS_OPENSSL, openssl, selfSigned } from '../../support/certificates.js';
import { temporaryFolder } from '../../support/cli.js';

describe.runIf(HAS_OPENSSL)('a certificate', () => {
  it('is read with its key and its end', () => {
    const days = (readCertificate(selfSigned()).expires.getTime() - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(29);
    expect(days).toBeLessThan(31);
  });

  it('needs its own key', () => {
    const { cert } = selfSigned();
    const { key } = selfSigned();
    expect(() => readCertificate({ cert, key })).toThrow(
      `the key ${key} does not belong to the certificate ${cert}`,
    );
  });

  it.each(['cert', 'key'] as const)('whose %s is not there is told of', (which) => {
    const path = join(temporaryFolder(), 'none.pem');
    const files = { ...selfSigned(), [which]: path };
    expect(() => readCertificate(files)).toThrow(`${path} cannot be read: `);
  });

  it('is no other file', () => {
    const files = selfSigned();
    const other = join(temporaryFolder(), 'other.pem');
    writeFileSync(other, 'hello');
    expect(() => readCertificate({ ...files, cert: other })).toThrow(
      `${other} holds no certificate: --tls-cert takes a file in PEM`,
    );
    expect(() => readCertificate({ ...files, key: other })).toThrow(
      `${other} holds no private key: --tls-key takes a file in PEM`,
    );
  });

  it('takes no key with a passphrase', () => {
    const { cert, key } = selfSigned();
    const locked = join(temporaryFolder(), 'locked.key');
    openssl('pkey', '-in', key, '-aes256', '-passout', 'pass:secret', '-out', locked);
    expect(() => readCertificate({ cert, key: locked })).toThrow(
      `the key ${locked} has a passphrase: write it without one`,
    );
  });
});
