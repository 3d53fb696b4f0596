import { LEAST_PAIRS, type Similarities } from '../domain/calibration.js';
import { FatalError } from '../domain/fatal-error.js';
import { randoms, shuffled } from '../domain/randoms.js';
import { count, quoted } from '../domain/text.js';
import { Gallery } from '../search/gallery.js';
import { pairHistograms } from '../search/histogram.js';
import type { DuplicateExceptions } from '../store/duplicate-exceptions.js';
import type { Templates } from '../store/templates.js';
import { sizesOf } from './template-counts.js';

/** Two users and how similar their templates are at most. */
interface UserPair {
  readonly userId: string;
  readonly otherUserId: string;
  readonly similarity: number;
}

/** What is measured: templates of one encoder, and the users who may look alike. */
interface Measured {
  readonly templates: Pick<Templates, 'collection' | 'encoder' | 'counts' | 'embeddingsOf'>;
  readonly exceptions: Pick<DuplicateExceptions, 'all'>;
}

/** The similarities of a collection's templates of one encoder. */
export interface MeasuredGallery extends Similarities {
  readonly users: number;
  readonly templates: number;
  /** Pairs of templates of different users that there are, and that were compared. */
  readonly allPairs: number;
  readonly pairs: number;
  readonly genuinePairs: number;
  /** Whether only a random part of the users was compared. */
  readonly sampled: boolean;
  /** Pairs of users that were left out, since they are recorded to be no duplicates. */
  readonly exceptions: number;
  /** The most similar pairs of different users, best first. */
  readonly top: readonly UserPair[];
}

/**
 * So many templates are compared, each with each: 200 million pairs, seconds of work, which
 * measure rates down to 5e-8. Of a larger gallery a random part of the users: all pairs of
 * a part tell more than a few templates compared with all, since pairs with one template in
 * common go together.
 */
const MOST_TEMPLATES = 20_000;

/** With fewer users not a thousand pairs: whatever came out would be chance. */
export const LEAST_USERS = 30;

/** Probable duplicates to name: what a look takes in. */
const TOP = 10;

/**
 * Compares the templates of a collection with each other. The same `seed` takes the same
 * part of a large gallery.
 *
 * @throws {FatalError} when there are too few users.
 */
export async function measureGallery(
  store: Measured,
  dimension: number,
  seed: number,
  mostTemplates = MOST_TEMPLATES,
): Promise<MeasuredGallery> {
  const { collection, encoder } = store.templates;
  const counts = store.templates.counts();
  if (counts.size < LEAST_USERS) throw tooFew(collection, encoder, counts.size);
  const compared = part(counts, seed, mostTemplates);
  const gallery = new Gallery(dimension);
  const groups: number[] = [];
  for (const [userId, group] of compared) {
    for (const embedding of store.templates.embeddingsOf(userId)) {
      gallery.append(embedding);
      groups.push(group);
    }
  }
  const { apart, exceptions } = exceptionsOf(store, compared);
  try {
    const found = await pairHistograms(gallery, { of: Int32Array.from(groups), apart }, TOP);
    const pairs = found.different.total;
    if (pairs < LEAST_PAIRS) throw tooFew(collection, encoder, counts.size);
    const names = [...compared.keys()];
    const nameOf = (row: number) => names[groups[row] ?? 0] ?? '';
    return {
      ...found,
      users: counts.size,
      ...sizesOf(counts),
      pairs,
      genuinePairs: found.same.total,
      sampled: compared.size < counts.size,
      exceptions,
      top: found.top.map(({ first, second, similarity }) => {
        return { userId: nameOf(first), otherUserId: nameOf(second), similarity };
      }),
    };
  } finally {
    await gallery.release();
  }
}

/** The users to compare, each with a number from 0 on. */
function part(
  counts: ReadonlyMap<string, number>,
  seed: number,
  mostTemplates: number,
): ReadonlyMap<string, number> {
  const users = [...counts.keys()];
  if (sizesOf(counts).templates <= mostTemplates) return numbered(users);
  let templates = 0;
  const order = shuffled(users, randoms(seed));
  const end = order.findIndex((userId) => {
    templates += counts.get(userId) ?? 0;
    return templates > mostTemplates;
  });
  return numbered(order.slice(0, end));
}

function numbered(users: readonly string[]): ReadonlyMap<string, number> {
  return new Map(users.map((userId, i) => [userId, i]));
}

/** The recorded exceptions among the compared users, by their numbers. */
function exceptionsOf(
  { exceptions: recorded }: Measured,
  compared: ReadonlyMap<string, number>,
): { apart: ReadonlyMap<number, ReadonlySet<number>>; exceptions: number } {
  const apart = new Map<number, Set<number>>();
  const add = (p: number, q: number) => apart.set(p, (apart.get(p) ?? new Set()).add(q));
  let exceptions = 0;
  for (const { userId, otherUserId } of recorded.all()) {
    const [p, q] = [compared.get(userId), compared.get(otherUserId)];
    if (p === undefined || q === undefined) continue;
    add(p, q);
    add(q, p);
    exceptions += 1;
  }
  return { apart, exceptions };
}

function tooFew(collection: string, encoder: string, users: number): FatalError {
  return new FatalError(
    `the collection ${quoted(collection)} has templates of the encoder ${encoder} for ${count(users, 'user')}, too few to tell what similarities mean there: it takes ${LEAST_USERS}; name another with --collection, --models or --db`,
  );
}
