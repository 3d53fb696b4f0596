import { FatalError } from '../../domain/fatal-error.js';
import { messageOf } from '../../domain/text.js';
import { isForbidden, isOfServer } from '../../postgres/away.js';
import { Link } from '../../postgres/link.js';
import { postgresPlace } from '../../postgres/place.js';
import type { Host } from '../host.js';

/** The first statement waits this long for a server that is away, in milliseconds. */
const FIRST_MS = 10_000;

/** Millions of rows are moved, deleted or counted by one statement, which may take this long. */
export const LONG_MS = 6 * 3600_000;

/**
 * Uses a link to the database of a table.
 *
 * @throws {FatalError} when the server cannot be reached, or refuses something.
 */
export async function withPublishLink<T>(
  address: string,
  { tell }: Pick<Host, 'tell'>,
  use: (link: Link) => Promise<T>,
): Promise<T> {
  const link = new Link(postgresPlace(address), {
    connections: 1,
    name: 'faceenroll publish',
    tell,
    firstMs: FIRST_MS,
  });
  try {
    return await use(link);
  } catch (error) {
    throw refusal(error, link.shown);
  } finally {
    await link.close();
  }
}

/**
 * Refuses a server that takes no changes: a replica, which would be waited for until it is none.
 *
 * @throws {FatalError}
 */
export async function refuseReadOnly(link: Link): Promise<void> {
  const { rows } = await link.query<{ isReadOnly: boolean }>(
    `SELECT current_setting('transaction_read_only')::boolean AS "isReadOnly"`,
  );
  if (rows[0]?.isReadOnly) {
    throw new FatalError(
      `PostgreSQL at ${link.shown} takes no changes (it is a replica, or read-only for this role): name the server that does`,
    );
  }
}

/** Whatever PostgreSQL itself has refused, told as a refusal of its; anything else as it is. */
function refusal(error: unknown, shown: string): unknown {
  if (error instanceof FatalError || !isOfServer(error)) return error;
  const advice = isForbidden(error)
    ? '. "faceenroll help publish" tells which rights the role needs'
    : '';
  return new FatalError(`PostgreSQL at ${shown}: ${messageOf(error)}${advice}`, { cause: error });
}
