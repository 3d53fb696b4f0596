import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { temporaryFolder } from './cli.js';

export const HAS_OPENSSL = spawnSync('openssl', ['version']).status === 0;

/** A certificate of its own for localhost, with its key. */
export function selfSigned(folder = temporaryFolder(), name = 'server') {
  const cert = join(folder, `${name}.pem`);
  const key = join(folder, `${name}.key`);
  openssl(
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-days', '30', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'],
    ...['-keyout', key, '-out', cert],
  );
  return { cert, key };
}

export function openssl(...words: readonly string[]): void {
  const { status, stderr } = spawnSync('openssl', words);
  if (status !== 0) throw new Error(`openssl ${words[0]}: ${stderr}`);
}
