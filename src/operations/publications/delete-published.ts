import type { PublishedDeletion } from '../../domain/publication.js';
import { problemOf } from '../../postgres/away.js';
import { Link, UnreachableError } from '../../postgres/link.js';
import { postgresPlace } from '../../postgres/place.js';
import type { KnownPublication } from '../../store/publications/publications.js';
import type { Records } from '../links/types.js';
import { deleteStale } from './delete-stale.js';

/** A deletion waits this long for a server that does not answer, in milliseconds. */
const PATIENCE_MS = 3_000;

/** One that answers may be at work for this long, in milliseconds. */
const LONGEST_MS = 30_000;

/**
 * Deletes from all published tables what was deleted here, and gives faces there to the users they
 * belong to now. Waits for no server that is away; never throws, since the deletion here is done.
 */
export async function deletePublished(records: Records): Promise<readonly PublishedDeletion[]> {
  const known = records.read(({ publications }) => publications.all());
  const stale = known.filter((publication) => leftOf(publication, records) > 0);
  const results: PublishedDeletion[] = [];
  const away = new Map<string, string>();
  for (const publication of stale) {
    results.push(await deleteFrom(publication, records, away));
  }
  return results;
}

async function deleteFrom(
  publication: KnownPublication,
  records: Records,
  away: Map<string, string>,
): Promise<PublishedDeletion> {
  const { publicationId, collection, address, table } = publication;
  const facts = { collection, address, table, at: postgresPlace(address).shown };
  const before = leftOf(publication, records);
  const problem = away.get(address) ?? (await problemWith(publication, records, away));
  const left = leftOf(publication, records);
  await records.write(({ publications }) => publications.tell(publicationId, problem ?? null));
  return { ...facts, done: Math.max(0, before - left), left, problem: problem ?? null };
}

function leftOf({ collection, address, table }: KnownPublication, records: Records): number {
  const states = records.read(({ publications }) => publications.states());
  const own = states.find(
    (one) => one.collection === collection && one.address === address && one.table === table,
  );
  return own?.stale ?? 0;
}

/** Why it could not be done; undefined when it was. */
async function problemWith(
  publication: KnownPublication,
  records: Records,
  away: Map<string, string>,
): Promise<string | undefined> {
  try {
    return await impatiently(publication.address, (link) =>
      deleteStale(publication, records, link),
    );
  } catch (error) {
    const problem = problemOf(error);
    // Its other tables are not waited for again, whether it refuses connections or never answers.
    if (error instanceof UnreachableError) away.set(publication.address, problem);
    return problem;
  }
}

/** @throws {UsageError} also when a file is gone that the address names. */
async function impatiently<T>(address: string, use: (link: Link) => Promise<T>): Promise<T> {
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
    return await use(link);
  } finally {
    clearTimeout(impatience);
    await link.close();
  }
}
