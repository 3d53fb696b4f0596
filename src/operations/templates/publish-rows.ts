import { randomUUID } from 'node:crypto';
import type { Publication } from '../../domain/publication.js';
import type { Link } from '../../postgres/link.js';
import { Published } from '../../postgres/published.js';
import type { EmbeddingType } from '../../postgres/published-shape.js';
import type { PublishedTables } from '../../postgres/published-tables.js';
import { readdressedText } from '../../render/publish.js';
import type { KnownPublication } from '../../store/publications/publications.js';
import { type Context, changesOf } from '../context.js';
import { LONG_MS } from './publish-link.js';
import { type MoveResult, moveStaged, UnexpectedTable } from './publish-move.js';
import { tablesFor } from './publish-tables.js';
import { knownThere } from './publish-target.js';
import {
  BATCH,
  comparedAll,
  comparedNamed,
  NOTHING_DIFFERS,
  type Sides,
  stagePlan,
} from './publish-walk.js';

/** Times that a table is compared as a whole that others change meanwhile. */
const ATTEMPTS = 3;

/** One publication at work. */
interface Job {
  readonly context: Context;
  readonly link: Link;
  readonly publication: KnownPublication;
  readonly sides: Sides;
}

/** What is compared: all faces, or those that have changed. */
type What = 'all' | 'changes';

/** A table that is the same as the collection now. */
export interface PublishedNow extends MoveResult {
  readonly embeddings: EmbeddingType['kind'];
}

/**
 * Makes the table the same as the collection.
 *
 * @param compare whether all faces are compared, also when nothing seems to have changed
 */
export async function publishNow(
  context: Context,
  link: Link,
  target: Publication,
  compare: boolean,
): Promise<PublishedNow> {
  const { store } = context;
  const faces = store.publishedFaces(target.collection);
  const tables = await tablesFor(link, target, faces.dimensions());
  const publication = await begun(context, link, target, tables);
  const sides = { here: faces, there: new Published(tables, publication.publicationId) };
  const job = await resumed({ context, link, publication, sides });
  const result = await caughtUp(job, compare);
  return { ...result, embeddings: tables.embedding.kind };
}

async function begun(
  { store, host }: Context,
  link: Link,
  target: Publication,
  tables: PublishedTables,
): Promise<KnownPublication> {
  const known = await knownThere(store, link, target, tables);
  const isSame = known?.address === target.address && known.table === target.table;
  if (known && isSame) return known;
  // A role that may not change it must not take the place of one that may.
  if (known) await locked(link, tables, known);
  const now = new Date().toISOString();
  await store.inTurn(() => {
    if (known) store.publications.readdress(known.publicationId, target);
    else store.publications.begin(target, randomUUID(), now);
  });
  if (known) host.tell(readdressedText(known, target));
  return store.publications.find(target) as KnownPublication;
}

async function locked(
  link: Link,
  tables: PublishedTables,
  { publicationId }: KnownPublication,
): Promise<void> {
  const there = new Published(tables, publicationId);
  await link.transaction((statements) => there.state(statements, 'lock'));
}

/** Notes what was committed there when the process ended before it could. */
async function resumed(job: Job): Promise<Job> {
  const { context, link, publication, sides } = job;
  const { there } = sides;
  const state = await there.state(link);
  if (!state) await there.begin(link, publication.collection);
  if (!state || publication.nextToken === null || state.token !== publication.nextToken) return job;
  await finished(job, { ...NOTHING_DIFFERS, faces: state.faces });
  const noted = context.store.publications.find(publication) as KnownPublication;
  return { ...job, publication: noted };
}

async function caughtUp(job: Job, compare: boolean): Promise<MoveResult> {
  const { context, link, publication, sides } = job;
  const { there } = sides;
  const token = (await there.state(link))?.token ?? null;
  const isAsLeft = token !== null && token === publication.token && !compare;
  if (isAsLeft && context.store.publications.changes(publication, 0, 1).length === 0) {
    const faces = await link.transaction((statements) => there.count(statements), LONG_MS);
    if (faces === publication.faces) return { ...NOTHING_DIFFERS, faces };
    return made(job, 'all', token);
  }
  return made(job, isAsLeft ? 'changes' : 'all', token);
}

async function made(job: Job, what: What, token: string | null, attempt = 1): Promise<MoveResult> {
  try {
    const result = await staged(job, what, token);
    await finished(job, result);
    return result;
  } catch (error) {
    if (!(error instanceof UnexpectedTable) || attempt === ATTEMPTS) throw error;
    const now = await job.sides.there.state(job.link);
    return made(job, 'all', now?.token ?? null, attempt + 1);
  }
}

async function staged(job: Job, what: What, token: string | null): Promise<MoveResult> {
  const { context, link, publication, sides } = job;
  let covered = what === 'all' ? await stageAll(job) : 0;
  for (;;) {
    covered = await stageChanges(job, covered);
    const result = await moveStaged({ context, link, sides, publication, token, covered });
    if (result) return result;
  }
}

/** Stages how the table differs; returns the last change from before. */
async function stageAll({ context, link, publication, sides }: Job): Promise<number> {
  const { store, host } = context;
  const { change, faces: of } = store.publications.moment(publication);
  let done = 0;
  for await (const { plan, faces } of comparedAll(sides, link)) {
    await stagePlan(sides.there, link, plan);
    done += faces;
    host.progress({ kind: 'step', step: 'Comparing faces', done, of });
  }
  return change;
}

/** Stages what has changed after a change; returns the last one. */
async function stageChanges(
  { context, link, publication, sides }: Job,
  after: number,
): Promise<number> {
  const { store, host } = context;
  for (let last = after, done = 0; ; ) {
    const changes = store.publications.changes(publication, last, BATCH);
    if (changes.length === 0) return last;
    const faceIds = changes.map(({ faceId }) => faceId);
    await stagePlan(sides.there, link, await comparedNamed(sides, link, faceIds));
    last = changes.at(-1)?.change ?? last;
    done += changes.length;
    host.progress({ kind: 'step', step: 'Comparing changed faces', done });
  }
}

async function finished(
  { context, link, publication }: Job,
  { added, changed, removed, faces }: MoveResult,
): Promise<void> {
  const { store } = context;
  const { publicationId, table } = publication;
  const now = new Date().toISOString();
  await store.inTurn(() => {
    store.publications.finish(publicationId, faces, now);
    if (added + changed + removed === 0) return;
    const detail = { table, at: link.shown, added, changed, removed, faces };
    changesOf(context).audit.record('TEMPLATES_PUBLISHED', {}, detail, now);
  });
}
