import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { FatalError } from '../../domain/fatal-error.js';
import { systemProblem } from '../../domain/system-problem.js';
import { pathText } from '../../domain/text.js';

/** Where a certificate and its key are. */
export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/** A certificate with its key, in PEM. */
export interface Certificate {
  readonly cert: Buffer;
  readonly key: Buffer;
  /** When it is no longer valid. */
  readonly expires: Date;
}

/**
 * Reads a certificate and its key.
 *
 * @throws {FatalError} naming the file that cannot be read, or that does not belong to the other.
 */
export function readCertificate(files: CertificateFiles): Certificate {
  const cert = bytesOf(files.cert);
  const key = bytesOf(files.key);
  const certificate = certificateIn(cert, files.cert);
  if (!certificate.checkPrivateKey(keyIn(key, files.key))) {
    throw new FatalError(
      `the key ${pathText(files.key)} does not belong to the certificate ${pathText(files.cert)}: name the two that were made together`,
    );
  }
  return { cert, key, expires: certificate.validToDate };
}

function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new FatalError(`${pathText(path)} cannot be read: ${systemProblem(error)}`);
  }
}

function certificateIn(bytes: Buffer, path: string): X509Certificate {
  try {
    return new X509Certificate(bytes);
  } catch {
    throw new FatalError(
      `${pathText(path)} holds no certificate: --tls-cert takes a file in PEM, with the server's own certificate first`,
    );
  }
}

function keyIn(bytes: Buffer, path: string): KeyObject {
  try {
    return createPrivateKey(bytes);
  } catch {
    throw new FatalError(
      bytes.includes('ENCRYPTED')
        ? `the key ${pathText(path)} has a passphrase: write it without one ("openssl pkey -in <file> -out <file>"), with mode 0600`
        : `${pathText(path)} holds no private key: --tls-key takes a file in PEM`,
    );
  }
}
