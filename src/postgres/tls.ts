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
  readonly ssl: ConnectionOptions | false;
}

/**
 * Takes the parameters of TLS as PostgreSQL's own programs do: `require` encrypts, and verifies the
 * certificate where `sslrootcert` is given; `verify-ca` and `verify-full` always verify it, with the
 * certificates that Node.js trusts unless `sslrootcert` names others; only `verify-full` looks at the
 * name in it. What the address does not say, PGSSLMODE, PGSSLROOTCERT, PGSSLCERT and PGSSLKEY say.
 *
 * @throws {UsageError} for a mode that may come without encryption, files that cannot be read, and
 *   another machine's address that does not say: whoever wants no encryption there must write so.
 */
export function tlsOf(address: string, env: NodeJS.ProcessEnv = process.env): TlsOfAddress {
  const url = new URL(address);
  const [said, rootCert, cert, key] = PARAMETERS.map((name) => url.searchParams.get(name));
  for (const name of PARAMETERS) url.searchParams.delete(name);
  const mode = said ?? (rootCert || cert ? 'verify-full' : modeOfEnvironment(url, env));
  if (!MODES.includes(mode)) {
    throw new UsageError(`sslmode=${quoted(mode)} is not one of ${MODES.join(', ')}`);
  }
  if (mode === 'disable') return { url: url.href, ssl: false };
  const root = rootCert || env.PGSSLROOTCERT;
  const files = {
    ca: root === 'system' ? undefined : contentsOf('sslrootcert', rootCert, env),
    cert: contentsOf('sslcert', cert, env),
    key: contentsOf('sslkey', key, env),
  };
  return { url: url.href, ssl: { ...files, ...verification(mode, root) } };
}

/** Modes that may do without encryption say nothing: the way to this machine is safe, that to another is not. */
function modeOfEnvironment({ hostname, searchParams }: URL, env: NodeJS.ProcessEnv): string {
  const { PGSSLMODE = '', PGHOST } = env;
  if (MODES.includes(PGSSLMODE)) return PGSSLMODE;
  const host = searchParams.getAll('host').at(-1) || hostname || PGHOST || 'localhost';
  if (isThisMachine(host)) return 'disable';
  throw new UsageError(
    `the address of ${quoted(host)} does not say whether the connection is encrypted: add ?sslmode=verify-full (with &sslrootcert=<file> for a CA of your own), or ?sslmode=disable if nobody can listen on that network`,
  );
}

/** Also a socket, which is named by its folder. */
function isThisMachine(host: string): boolean {
  return /^(\/.*|localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
}

function verification(mode: string, root: string | undefined): ConnectionOptions {
  if (mode === 'verify-full') return {};
  if (mode === 'require' && !root) return { rejectUnauthorized: false };
  return { checkServerIdentity: () => undefined };
}

/** Contents of the file that the address names, else the environment; undefined where neither does. */
function contentsOf(
  parameter: (typeof PARAMETERS)[number],
  named: string | null | undefined,
  env: NodeJS.ProcessEnv,
): string | undefined {
  const variable = `PG${parameter.toUpperCase()}`;
  const path = named || env[variable];
  if (!path) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const what = named ? `${parameter} of the address` : variable;
    throw new UsageError(`${what}, ${quotedPath(path)}, cannot be read: ${systemProblem(error)}`);
  }
}
