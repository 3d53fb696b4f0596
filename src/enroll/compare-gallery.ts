import type { Similarities } from '../domain/calibration.js';
import { randoms, shuffled } from '../domain/randoms.js';
import { Gallery } from '../search/gallery.js';
import { pairHistograms } from '../search/histogram.js';
import type { DuplicateExceptions } from '../store/duplicate-exceptions.js';
import type { Templates } from '../store/templates.js';
import { sizesOf } from './template-counts.js';

/** Two users and the greatest similarity of their templates. */
interface UserPair {
  readonly userId: string;
  readonly otherUserId: string;
  readonly similarity: number;
}

/** What is measured: templates of one encoder, and the users who may look alike. */
export interface Measured {
  readonly templates: Pick<Templates, 'collection' | 'encoder' | 'counts' | 'ofUsers'>;
  readonly exceptions: Pick<DuplicateExceptions, 'all'>;
}

/** How much of a gallery is compared. */
export interface Part {
  /** The most templates compared, each with each; of a larger gallery, a random part. */
  readonly mostTemplates: number;
  /** The same seed selects the same part. */
  readonly seed: number;
  /** How many of the most similar pairs are named. */
  readonly top: number;
}

/** What was found among the compared templates. */
export interface ComparedGallery extends Similarities {
  readonly comparedUsers: number;
  /** Whether only a random part of the users was compared. */
  readonly sampled: boolean;
  /** Pairs of users left out because they are recorded as no duplicates. */
  readonly exceptions: number;
  /** The most similar pairs of different users, best first. */
  readonly top: readonly UserPair[];
}

/** Users whose templates are read at a time. */
const PAGE = 500;

/** Compares templates of a collection, each with each; `counts` has their number by user. */
export async function compareGallery(
  store: Measured,
  counts: ReadonlyMap<string, number>,
  dimension: number,
  { mostTemplates, seed, top }: Part,
): Promise<ComparedGallery> {
  const loaded = loadPart(store, counts, dimension, { mostTemplates, seed });
  const { gallery, groups, apart } = loaded;
  try {
    const found = await pairHistograms(gallery, { of: Int32Array.from(groups), apart }, top);
    const names = loaded.userIds;
    const nameOf = (row: number) => names[groups[row] ?? 0] ?? '';
    return {
      ...found,
      comparedUsers: names.length,
      sampled: names.length < counts.size,
      exceptions: loaded.exceptions,
      top: found.top.map(({ first, second, similarity }) => {
        return { userId: nameOf(first), otherUserId: nameOf(second), similarity };
      }),
    };
  } finally {
    await gallery.release();
  }
}

/** The templates that are compared, in memory. */
export interface LoadedPart {
  readonly gallery: Gallery;
  /** The number of the user of each row, in the order of the rows. */
  readonly groups: readonly number[];
  /** By their numbers. */
  readonly userIds: readonly string[];
  /** Users who may look alike, in both directions; and how many pairs these are. */
  readonly apart: ReadonlyMap<number, ReadonlySet<number>>;
  readonly exceptions: number;
}

/** Reads templates to be compared; the rows of a user follow one another, by slot. */
export function loadPart(
  store: Measured,
  counts: ReadonlyMap<string, number>,
  dimension: number,
  { mostTemplates, seed }: Omit<Part, 'top'>,
): LoadedPart {
  const compared = part(counts, seed, mostTemplates);
  const gallery = new Gallery(dimension);
  const groups: number[] = [];
  const users = [...compared];
  for (let at = 0; at < users.length; at += PAGE) {
    const page = users.slice(at, at + PAGE);
    const faces = store.templates.ofUsers(page.map(([userId]) => userId));
    for (const [userId, group] of page) {
      for (const { embedding } of faces.get(userId) ?? []) {
        gallery.append(embedding);
        groups.push(group);
      }
    }
  }
  return { gallery, groups, userIds: [...compared.keys()], ...exceptionsOf(store, compared) };
}

/** The users to compare, numbered from 0. */
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
