import { readFileSync } from 'node:fs';
import type { ConnectionOptions } from 'node:tls';
import { UsageError } from '../domain/fatal-error.js';
import { systemProblem } from '../domain/system-problem.js';
import { quoted, quotedPath } from '../domain/text.js';
import { addressOf } from './address.js';

/** Parameters of an address that are about TLS (PostgreSQL, section 34.1.2). */
const PARAMETERS = ['sslmode', 'sslrootcert', 'sslcert', 'sslkey'] as const;

/** Variables of the environment that stand for them, in the same order. */
const VARIABLES = ['PGSSLMODE', 'PGSSLROOTCERT', 'PGSSLCERT', 'PGSSLKEY'] as const;

const MODES = ['disable', 'require', 'verify-ca', 'verify-full'];

/** A file, and where it is named. */
interface NamedFile {
  readonly path: string;
  readonly name: string;
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
export function tlsOf(
  address: string,
  env: NodeJS.ProcessEnv = process.env,
): ConnectionOptions | false {
  const url = new URL(address);
  const said = PARAMETERS.map((name) => url.searchParams.getAll(name).at(-1));
  const mode = said[0] ?? (said.some(Boolean) ? 'verify-full' : modeOf(url, env));
  if (!MODES.includes(mode)) {
    throw new UsageError(`sslmode=${quoted(mode)} is not one of ${MODES.join(', ')}`);
  }
  if (mode === 'disable') return false;
  const [, rootCert, cert, key] = VARIABLES.map((variable, i): NamedFile | undefined => {
    const [ofAddress, ofEnvironment] = [said[i], env[variable]];
    if (ofAddress) return { path: ofAddress, name: `${PARAMETERS[i]} of the address` };
    return ofEnvironment ? { path: ofEnvironment, name: variable } : undefined;
  });
  const ca = rootCert && rootCert.path !== 'system' ? { ca: contentsOf(rootCert) } : {};
  const own = cert ? { cert: contentsOf(cert) } : {};
  const ownKey = key ? { key: contentsOf(key) } : {};
  return { ...ca, ...own, ...ownKey, ...verification(mode, rootCert) };
}

/** That of an address which says none. */
function modeOf(url: URL, env: NodeJS.ProcessEnv): string {
  const { PGSSLMODE } = env;
  if (PGSSLMODE !== undefined && MODES.includes(PGSSLMODE)) return PGSSLMODE;
  const { host } = addressOf(url, env);
  if (isThisMachine(host)) return 'disable';
  throw new UsageError(
    `the address of ${quoted(host)} does not say whether the connection is encrypted: add ?sslmode=verify-full (with &sslrootcert=<file> for a CA of your own), or ?sslmode=disable if nobody can listen on that network`,
  );
}

/** Also a socket, which is named by its folder. */
function isThisMachine(host: string): boolean {
  return /^(\/.*|localhost|127(\.\d+){3}|::1)$/.test(host);
}

function verification(mode: string, rootCert: NamedFile | undefined): ConnectionOptions {
  if (mode === 'verify-full') return {};
  if (mode === 'require' && !rootCert) return { rejectUnauthorized: false };
  return { checkServerIdentity: () => undefined };
}

function contentsOf({ path, name }: NamedFile): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${name}, ${quotedPath(path)}, cannot be read: ${systemProblem(error)}`);
  }
}
