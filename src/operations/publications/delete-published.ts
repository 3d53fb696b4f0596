import type { PublishedDeletion } from '../../domain/publication.js';
import { problemOf } from '../../postgres/away.js';
import { Link, UnreachableError } from '../../postgres/link.js';
import { postgresPlace } from '../../postgres/place.js';
import type { KnownPublication } from '../../store/publications/publications.js';
import type { Records } from '../links/types.js';
import { deleteStale, NotNotedError } from './delete-stale.js';

/** A deletion waits this long for a server that does not answer, in milliseconds. */
const PATIENCE_MS = 3_000;

/** One that answers may be at work for this long, in milliseconds. */
const LONGEST_MS = 30_000;

/** What was found out of servers so far. */
interface Attempt {
  readonly records: Records;
  /** Why a server cannot be reached, by address. */
  readonly away: Map<string, string>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Deletes from all published tables what was deleted here, and gives faces there to the users they
 * belong to now. Waits for no server that is away, and throws nothing that one says: the deletion
 * here is done.
 *
 * @param signal after which only the first faces of a table are done
 * @throws what the database here says when it cannot be read
 */
export async function deletePublished(
  records: Records,
  signal?: AbortSignal,
): Promise<readonly PublishedDeletion[]> {
  const known = records.read(({ publications }) => publications.all());
  const stale = known.filter((publication) => leftOf(publication, records) > 0);
  const attempt: Attempt = { records, away: new Map(), signal };
  const results: PublishedDeletion[] = [];
  for (const publication of stale) results.push(await deleteFrom(publication, attempt));
  return results;
}

async function deleteFrom(
  publication: KnownPublication,
  attempt: Attempt,
): Promise<PublishedDeletion> {
  const { records, away } = attempt;
  const { publicationId, collection, address, table } = publication;
  const before = leftOf(publication, records);
  const known = away.get(address);
  const { problem, notNoted } =
    known === undefined ? await outcomeOf(publication, attempt) : { problem: known, notNoted: 0 };
  const left = Math.max(0, leftOf(publication, records) - notNoted);
  await records
    .write(({ publications }) => publications.tell(publicationId, problem))
    // `status` tells then what is left without the reason.
    .catch(() => {});
  const facts = { collection, address, table, at: postgresPlace(address).shown };
  return { ...facts, done: Math.max(0, before - left), left, problem };
}

function leftOf({ publicationId }: KnownPublication, records: Records): number {
  return records.read(({ publications }) => publications.staleCount(publicationId));
}

interface DeletionOutcome {
  /** Why not all of it could be done; null when it was. */
  readonly problem: string | null;
  /** Faces that are deleted there, which the database here could not note. */
  readonly notNoted: number;
}

async function outcomeOf(
  publication: KnownPublication,
  { records, away, signal }: Attempt,
): Promise<DeletionOutcome> {
  try {
    const problem = await impatiently(publication.address, (link, answered) =>
      deleteStale(publication, { records, link }, { answered, signal }),
    );
    return { problem, notNoted: 0 };
  } catch (error) {
    const problem = problemOf(error);
    // Its other tables are not waited for again, whether it refuses connections or never answers.
    if (error instanceof UnreachableError) away.set(publication.address, problem);
    return { problem, notNoted: error instanceof NotNotedError ? error.faces : 0 };
  }
}

/**
 * @param use calls `answered` whenever a part is done, and has the same time for the next one
 * @throws {UsageError} also when a file is gone that the address names.
 */
async function impatiently<T>(
  address: string,
  use: (link: Link, answered: () => void) => Promise<T>,
): Promise<T> {
  const link = new Link(postgresPlace(address), {
    connections: 1,
    name: 'faceenroll',
    tell: () => {},
    firstMs: PATIENCE_MS,
    connectMs: PATIENCE_MS,
    answerMs: LONGEST_MS,
    lastMs: LONGEST_MS,
  });
  const impatience = setTimeout(() => link.stopWaiting(), PATIENCE_MS);
  try {
    return await use(link, () => impatience.refresh());
  } finally {
    clearTimeout(impatience);
    await link.close();
  }
}
