import { UsageError } from '../domain/fatal-error.js';
import { printable, quoted } from '../domain/text.js';
import { withoutPassword } from '../domain/without-password.js';
import { addressOf, namesSeveralHosts, parsedAddress } from './address.js';

/** Parameters of the address that are secrets. */
const SECRET_PARAMETERS = ['password', 'sslpassword'];

/** Parameters that mean something here. Others would do nothing, such as "slmode" or "sslcrl". */
const PARAMETERS = [
  ...['sslmode', 'sslrootcert', 'sslcert', 'sslkey'],
  ...['host', 'port', 'user', 'application_name', 'options'],
];

/** A PostgreSQL database, as an address names it. */
export interface PostgresPlace {
  /** It holds no password. */
  readonly url: string;
  /** Host, port and database, to be shown. */
  readonly shown: string;
}

/**
 * Reads the address of a PostgreSQL database: `postgres://user@host:port/database?sslmode=...`.
 *
 * @throws {UsageError} for anything else, also for a parameter that is unknown, and for a password:
 *   the command line is shown to every user of a machine, and kept in the journal of runs.
 */
export function postgresPlace(
  address: string,
  env: NodeJS.ProcessEnv = process.env,
): PostgresPlace {
  // A file that it was read from may end with a line feed.
  const text = address.trim();
  if (namesSeveralHosts(text, env)) {
    throw new UsageError(
      `the address ${quoted(withoutPassword(text))}, or PGHOST, names several hosts: name one, the primary server, or a name or proxy that leads to it`,
    );
  }
  const url = parsedAddress(text);
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new UsageError(
      `${quoted(withoutPassword(text))} is no address of a PostgreSQL database, such as postgres://faceenroll@db.example.com/faceenroll`,
    );
  }
  const hasSecret = SECRET_PARAMETERS.some((name) => url.searchParams.has(name));
  if (url.password !== '' || hasSecret) {
    throw new UsageError(
      `the address of ${shownPlace(url, env)} holds a password, which every user of this machine could see: leave it out, and put it into the file that PGPASSFILE names (~/.pgpass), or into PGPASSWORD`,
    );
  }
  const unknown = [...url.searchParams.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(
      `the address of ${shownPlace(url, env)} has an unknown parameter ${quoted(unknown)}: known are ${PARAMETERS.join(', ')}`,
    );
  }
  return { url: URL.canParse(text) ? text : url.href, shown: shownPlace(url, env) };
}

/** Where it leads, environment included; "/run/postgresql/faces" is behind a socket. */
function shownPlace(url: URL, env: NodeJS.ProcessEnv): string {
  const { host, port, database } = addressOf(url, env);
  const name = host.includes(':') ? `[${host}]` : host;
  // What it says for a line feed is none.
  return printable(`${name}${port && `:${port}`}${database === undefined ? '' : `/${database}`}`);
}
