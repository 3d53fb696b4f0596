import { LEAST_PAIRS } from '../domain/calibration.js';
import { FatalError } from '../domain/fatal-error.js';
import { count, quoted } from '../domain/text.js';
import { type ComparedGallery, compareGallery, type Measured } from './compare-gallery.js';
import { sizesOf } from './template-counts.js';

/** The similarities of a collection's templates of one encoder. */
export interface MeasuredGallery extends Omit<ComparedGallery, 'comparedUsers'> {
  readonly users: number;
  readonly templates: number;
  /** Pairs of templates of different users: all, and those compared. */
  readonly allPairs: number;
  readonly pairs: number;
  readonly genuinePairs: number;
}

/**
 * Templates compared, each with each: 200 million pairs in seconds, which measure rates down to
 * 5e-8. Of a larger gallery, a random part of the users: all pairs of a part say more than a few
 * templates compared with all, since pairs that share a template are correlated.
 */
export const MOST_TEMPLATES = 20_000;

/** Fewer users make less than a thousand pairs: any result would be chance. */
export const LEAST_USERS = 30;

/** Probable duplicates to name: as many as fit a quick look. */
const TOP = 10;

/**
 * Compares the templates of a collection with each other. The same `seed` selects the same part of
 * a large gallery.
 *
 * @throws {FatalError} if there are too few users.
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
  const asked = { mostTemplates, seed, top: TOP };
  const { comparedUsers: _, ...found } = await compareGallery(store, counts, dimension, asked);
  const pairs = found.different.total;
  if (pairs < LEAST_PAIRS) throw tooFew(collection, encoder, counts.size);
  return {
    ...found,
    users: counts.size,
    ...sizesOf(counts),
    pairs,
    genuinePairs: found.same.total,
  };
}

function tooFew(collection: string, encoder: string, users: number): FatalError {
  return new FatalError(
    `the collection ${quoted(collection)} has templates of the encoder ${encoder} for ${count(users, 'user')}, too few to tell what similarities mean there: it takes ${LEAST_USERS}; name another with --collection, --models or --db`,
  );
}
