import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { UsageError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { quoted, quotedPath } from '../domain/text.js';

/** Parameters of an address that are about TLS (PostgreSQL, section 34.1.2). */
const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'] as const;

const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];

/** What an address says of TLS, and the address without it. */
export interface TlsOfAddress {
  readonly url: string;
  /** Undefined where the address does not say: then PGSSLMODE may, and the way to this machine is safe. */
  readonly ssl?: ConnectionOptions | false;
}

/**
 * Takes the parameters of TLS as PostgreSQL's own programs do: `require` encrypts, and verifies the
 * certificate where `sslrootcert` is given; `verify-ca` and `verify-full` always verify it, with the
 * certificates that Node.js trusts unless `sslrootcert` names others; only `verify-full` looks at the
 * name in it.
 *
 * @throws {UsageError} for a mode that may come without encryption, files that cannot be read, and
 *   another machine's address that does not say: whoever wants no encryption there must write so.
 */
export function tlsOf(address: string, env: NodeJS.ProcessEnv = process.env): TlsOfAddress {
  const url = new URL(address);
  const [mode, rootCert, cert, key] = PARAMETERS.map((name) => url.searchParams.get(name));
  for (const name of PARAMETERS) url.searchParams.delete(name);
  const names = mode ?? (rootCert || cert ? 'verify-full' : undefined);
  if (names === undefined) {
    refuseUnsaid(url, env);
    return { url: address };
  }
  if (!MODES.includes(names)) {
    throw new UsageError(`sslmode=${quoted(names)} is not one of ${MODES.join(', ')}`);
  }
  if (names === 'disable') return { url: url.href, ssl: false };
  const ca = rootCert && rootCert !== 'system' ? { ca: contentsOf('sslrootcert', rootCert) } : {};
  const own = cert ? { cert: contentsOf('sslcert', cert) } : {};
  const ownKey = key ? { key: contentsOf('sslkey', key) } : {};
  return { url: url.href, ssl: { ...ca, ...own, ...ownKey, ...verification(names, rootCert) } };
}

function refuseUnsaid({ hostname, searchParams }: URL, { PGSSLMODE, PGHOST }: NodeJS.ProcessEnv) {
  const host = searchParams.getAll('host').at(-1) || hostname || PGHOST || 'localhost';
  if (MODES.includes(PGSSLMODE ?? '') || isThisMachine(host)) return;
  throw new UsageError(
    `the address of ${quoted(host)} does not say whether the connection is encrypted: add ?sslmode=verify-full (with &sslrootcert=<file> for a CA of your own), or ?sslmode=disable if nobody can listen on that network`,
  );
}

/** Also a socket, which is named by its folder. */
function isThisMachine(host: string): boolean {
  return /^(\/.*|localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
}

function verification(mode: string, rootCert: string | null | undefined): ConnectionOptions {
  if (mode === 'verify-full') return {};
  if (mode === 'require' && !rootCert) return { rejectUnauthorized: false };
  return { checkServerIdentity: () => undefined };
}

function contentsOf(parameter: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(
      `${parameter} of the address, ${quotedPath(path)}, cannot be read: ${systemProblem(error)}`,
    );
  }
}
