import { FatalError } from '../../domain/fatal-error.js';
import { messageOf } from '../../domain/text.js';
import type { Link } from '../../postgres/link.js';
import { postgresPlace } from '../../postgres/place.js';
import { Published } from '../../postgres/published.js';
import { tableName } from '../../postgres/published-name.js';
import { existingTables } from '../../postgres/published-tables.js';
import type { KnownPublication, PublicationChange } from '../../store/publications/publications.js';
import type { Records } from '../links/types.js';

/** Faces of one transaction there. */
const BATCH = 1000;

/** Another publication holds its rows only while it moves them. */
const LOCK_TIMEOUT = '3s';

/** It is done there, and the database here could not note that: it will be done once more. */
export class NotNotedError extends FatalError {
  override readonly name = 'NotNotedError';

  constructor(
    readonly faces: number,
    cause: unknown,
  ) {
    super(`what was done there could not be noted here: ${messageOf(cause)}`, { cause });
  }
}

interface Ends {
  readonly records: Records;
  readonly link: Link;
}

interface Course {
  /** To be called when faces are done: a large deletion takes its time. */
  readonly answered: () => void;
  /** After it no further faces are begun. */
  readonly signal: AbortSignal | undefined;
}

/**
 * Deletes from one table what is not so here any more. Returns why it could not, or null.
 *
 * @throws what the server says.
 * @throws {NotNotedError} what the database here says.
 */
export async function deleteStale(
  publication: KnownPublication,
  { records, link }: Ends,
  { answered, signal }: Course,
): Promise<string | null> {
  const tables = await existingTables(link, tableName(publication.table));
  if (!tables) return 'there is no such table';
  const there = new Published(tables, publication.publicationId);
  let hasOtherEncoder = false;
  for (let after = 0; ; ) {
    const stale = records.read(({ publications }) => publications.stale(publication, after, BATCH));
    if (stale.length === 0) break;
    if (after > 0 && signal?.aborted) return 'it was interrupted';
    const done = await deleteBatch(publication, stale, { records, link, there });
    if (!done) return 'another copy of this database has published since';
    answered();
    hasOtherEncoder ||= done.length < stale.length;
    after = stale.at(-1)?.change ?? after;
  }
  await endIfCollectionIsGone(publication, there, { records, link });
  return hasOtherEncoder
    ? 'templates of the former encoder are replaced by the next publication'
    : null;
}

/** Returns those that are done; undefined where the table is not as this database left it. */
async function deleteBatch(
  publication: KnownPublication,
  stale: readonly PublicationChange[],
  { records, link, there }: Ends & { readonly there: Published },
): Promise<readonly PublicationChange[] | undefined> {
  const { publicationId, collection, address, table } = publication;
  const faceIds = stale.map(({ faceId }) => faceId);
  const isDone = await link.transaction(async (statements) => {
    await statements.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
    const state = await there.state(statements, 'lock');
    const tokens = records.read(({ publications }) => publications.find(publication));
    if (!state || ![tokens?.token, tokens?.nextToken].includes(state.token)) return undefined;
    // Read when nobody can publish: who is here now.
    const owners = records.read((store) => store.publishedFaces(collection).owners(faceIds));
    const isHere = new Set(owners.map(({ faceId }) => faceId));
    await there.remove(
      statements,
      faceIds.filter((faceId) => !isHere.has(faceId)),
    );
    const encoders = await there.rename(statements, owners);
    const differs = owners.filter(
      ({ faceId, encoder }) => encoders.has(faceId) && encoders.get(faceId) !== encoder,
    );
    return new Set(faceIds.filter((id) => !differs.some(({ faceId }) => faceId === id)));
  });
  if (!isDone) return undefined;
  const done = stale.filter(({ faceId }) => isDone.has(faceId));
  if (done.length === 0) return done;
  await noted(done.length, records, (store) => {
    store.publications.done(publicationId, done);
    const detail = { table, at: postgresPlace(address).shown, faces: done.length };
    const now = new Date().toISOString();
    store.audit(collection).record('PUBLISHED_DELETED', {}, detail, now);
  });
  return done;
}

/** Of a collection that was deleted, nothing will be published. */
async function endIfCollectionIsGone(
  { publicationId, collection }: KnownPublication,
  there: Published,
  { records, link }: Ends,
): Promise<void> {
  if (records.read(({ collections }) => collections.has(collection))) return;
  await link.transaction((statements) => there.withdraw(statements));
  await noted(0, records, ({ publications }) => publications.end(publicationId));
}

/** @throws {NotNotedError} when the database here does not take it. */
async function noted(
  faces: number,
  records: Records,
  note: Parameters<Records['write']>[0],
): Promise<void> {
  try {
    await records.write(note);
  } catch (error) {
    throw new NotNotedError(faces, error);
  }
}
