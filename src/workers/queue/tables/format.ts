import { FatalError } from '../../../domain/fatal-error.js';
import { isForbidden } from '../../../postgres/away.js';
import type { Link } from '../../../postgres/link.js';
import { tablesVersion } from './facts.js';
import { VERSION } from './setup-sql.js';
import { SCHEMA } from './tables.js';

/**
 * Whether the tables of the queue are there.
 *
 * @throws {FatalError} when they are of another version, or may not be read.
 */
export async function hasTables(link: Link): Promise<boolean> {
  try {
    const there = await link.query<{ readonly there: boolean }>(
      `SELECT EXISTS (SELECT FROM pg_catalog.pg_tables
         WHERE schemaname = '${SCHEMA}' AND tablename = 'format') AS there`,
    );
    if (!there.rows[0]?.there) return false;
    const version = await tablesVersion(link);
    if (version === VERSION) return true;
    const theirs = version === undefined ? 'no known version' : `version ${version}`;
    throw new FatalError(
      `the queue at ${link.shown} has tables of ${theirs}, this program works with version ${VERSION}: use the same faceenroll on all machines, or run "faceenroll queue setup --again"`,
    );
  } catch (error) {
    throw isForbidden(error) ? notAllowed(link, error) : error;
  }
}

/**
 * Says who can help a user without the rights that a queue needs.
 *
 * @param again whether the user wanted to delete the tables and make them again
 */
export function notAllowed(
  link: Pick<Link, 'shown'>,
  cause: unknown,
  { again = false }: { readonly again?: boolean } = {},
): FatalError {
  const [does, words, onlyGrants] = again
    ? ['delete', '--print --again', '']
    : ['make or use', '--print', ', or only its lines with GRANT where the tables are there'];
  return new FatalError(
    `the user at ${link.shown} may not ${does} the tables of the queue: let the database's administrator run what "faceenroll queue setup ${words} --role <user>" prints${onlyGrants}`,
    { cause },
  );
}
