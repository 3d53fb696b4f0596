import { FatalError } from '../../domain/fatal-error.js';
import { messageOf } from '../../domain/text.js';
import { isOfServer } from '../../postgres/away.js';
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

const TABLES_BESIDE =
  'one of the tables beside it, whose names end in _staged and _publications, is not as "faceenroll help publish" shows it: drop it, and it is made again';

/** What to do about what PostgreSQL refuses, by SQLSTATE; its own words name no table. */
const ADVICE: Readonly<Record<string, string>> = {
  '22001': 'a column takes only short texts: ALTER its type to text',
  '22P05':
    'the encoding of that database lacks a character of a user ID or collection: publish to a database whose encoding is UTF8',
  '42501': '"faceenroll help publish" tells which rights the role needs',
  // A column or key that is not there, one of another type, and one that must have a value.
  ...{ '42703': TABLES_BESIDE, '42P10': TABLES_BESIDE, '42804': TABLES_BESIDE },
  '23502': TABLES_BESIDE,
};

/** Violated keys and references: PostgreSQL's details name the value. */
const OF_KEYS = /^2350[35]$/;

/** Whatever PostgreSQL itself has refused, told as a refusal of its; anything else as it is. */
function refusal(error: unknown, shown: string): unknown {
  if (error instanceof FatalError || !isOfServer(error)) return error;
  const { code, detail } = error as { readonly code: string; readonly detail?: unknown };
  // No template is told, which is an array.
  const isPlain = OF_KEYS.test(code) && typeof detail === 'string' && !/[[{]/.test(detail);
  const sentences = [messageOf(error), ...(isPlain ? [detail] : []), ADVICE[code]];
  const told = sentences.filter((one) => one !== undefined).map((one) => one.replace(/\.$/, ''));
  return new FatalError(`PostgreSQL at ${shown}: ${told.join('. ')}`, { cause: error });
}
