import type { QueuePurge } from '../../domain/queue-status.js';
import { listed, number, printable, quoted, shellQuoted } from '../../domain/text.js';
import type { Way } from '../../postgres/way.js';
import type { Diagnosis } from '../../render/doctor.js';
import { isNothing, purgeText } from '../../render/queue-purge.js';
import type {
  ConnectionFacts,
  ServerFacts,
  TablesFacts,
} from '../../workers/queue/tables/facts.js';
import { VERSION } from '../../workers/queue/tables/setup-sql.js';
import { CONNECTIONS } from '../queue/connect.js';

/** pg-boss works with no older one. */
const OLDEST = { number: 130_000, text: '13' };

/** Whether a queue can be on such a server, and this role can use it. */
export function isUsable({ number: version, isStandby, isReadOnly }: ServerFacts): boolean {
  return version >= OLDEST.number && !isStandby && !isReadOnly;
}

export function judgeServer(server: ServerFacts, shown: string): Diagnosis {
  const check = 'queue';
  const what = printable(`PostgreSQL ${server.version} at ${shown}`);
  if (isUsable(server)) {
    return { check, status: 'ok', message: `${what} answers the user ${quoted(server.role)}` };
  }
  if (server.isStandby) {
    const message = `${what} is a standby, which cannot be written to`;
    return { check, status: 'failed', message, advice: 'name the primary server with --queue' };
  }
  if (server.isReadOnly) {
    const message = `${what} is read-only for the user ${quoted(server.role)}`;
    const advice =
      'let its administrator find out why default_transaction_read_only is on (some set it when the disk is nearly full), and turn it off for this user or database';
    return { check, status: 'failed', message, advice };
  }
  const message = `${what} is too old: version ${OLDEST.text} or later is needed`;
  return { check, status: 'failed', message, advice: 'update it, or name another with --queue' };
}

/** How to have a connection that nobody can listen to, or come in between. */
const VERIFY =
  'say sslmode=verify-full in the address, with sslrootcert=<file> for a CA of your own';

export function judgeWay({ protocol, isVerified, isHere }: Way): Diagnosis {
  const check = 'queue TLS';
  const where = `PostgreSQL is on ${isHere ? 'this' : 'another'} machine`;
  const status = isHere ? 'ok' : 'warning';
  if (protocol === undefined) {
    const message = `not encrypted; ${where}`;
    const advice = `${VERIFY}, unless nobody can listen on that network`;
    return { check, status, message, ...(!isHere && { advice }) };
  }
  const tls = protocol.replace('TLSv', 'TLS ');
  if (isVerified) {
    return { check, status: 'ok', message: `${tls}, with a verified certificate; ${where}` };
  }
  const message = `${tls}, and nobody verifies the certificate; ${where}`;
  const advice = `whoever is in between can take its place: ${VERIFY}`;
  return { check, status, message, ...(!isHere && { advice }) };
}

/** @param version undefined where it may not be read */
export function judgeTables(
  { areThere, mayMake, lacking }: TablesFacts,
  version: string | undefined,
  role: string,
): readonly Diagnosis[] {
  const check = 'queue tables';
  if (!areThere) {
    if (mayMake) {
      return [{ check, status: 'ok', message: 'none yet: the first import or worker makes them' }];
    }
    const message = `there are none, and the user ${quoted(role)} may not make them`;
    return [{ check, status: 'failed', message, advice: byAdministrator(role) }];
  }
  if (lacking.length > 0) return [];
  if (version === VERSION) {
    return [{ check, status: 'ok', message: `there, of version ${version}` }];
  }
  const message = `of version ${version ?? 'unknown'}; this program works with version ${VERSION}`;
  const again = mayMake ? 'run "faceenroll queue setup --again"' : byAdministrator(role, '--again');
  const advice = `use the same faceenroll on all machines, or ${again}, which deletes what is on the queue`;
  return [{ check, status: 'failed', message, advice }];
}

const SETUP = 'faceenroll queue setup --print';

function byAdministrator(role: string, ...words: readonly string[]): string {
  const command = [SETUP, ...words, '--role', shellQuoted(role)];
  return `let the administrator of the database run what "${command.join(' ')}" prints`;
}

export function judgeRights(
  { areThere, lacking }: TablesFacts,
  role: string,
): readonly Diagnosis[] {
  const check = 'queue rights';
  const who = `the user ${quoted(role)}`;
  if (!areThere) return [];
  if (lacking.length === 0) {
    return [{ check, status: 'ok', message: `${who} may read and write all tables of the queue` }];
  }
  const rights = lacking.map(({ right, on }) => `${right} on ${printable(on)}`);
  const message = `${who} lacks ${listed(rights, 3)}`;
  const script = `${SETUP} --role ${shellQuoted(role)}`;
  const advice = `let the administrator of the database run the lines with GRANT of what "${script}" prints`;
  return [{ check, status: 'failed', message, advice }];
}

export function judgeConnections({ most, used, left }: ConnectionFacts): Diagnosis {
  const check = 'queue connections';
  const { import: ofImport, worker } = CONNECTIONS;
  const needs = `an import takes ${ofImport}, a worker ${worker}`;
  const message = `${number(left)} left, ${number(used)} of ${number(most)} in use; ${needs}`;
  if (left >= ofImport) return { check, status: 'ok', message };
  const advice =
    'raise max_connections of PostgreSQL (or the limit of the user or database), or use a pooler: "faceenroll help many-machines"';
  return { check, status: 'warning', message, advice };
}

export function judgeLeftovers(left: QueuePurge): Diagnosis {
  const check = 'queue leftovers';
  if (isNothing(left)) return { check, status: 'ok', message: 'nothing of killed programs' };
  const message = `killed programs have left ${purgeText(left)}: an import that is run again takes up its own, "faceenroll queue purge" deletes the rest`;
  return { check, status: 'ok', message };
}
