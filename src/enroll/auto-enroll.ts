import type { AutoEnrollment, NotAutoEnrolled, UserMatch } from '../domain/identification.js';
import { similarityOf } from '../domain/similarity.js';
import { FIRST_AUTOMATIC_SLOT } from '../domain/slots.js';

/**
 * Templates of one encoder per user before an automatic one must make room. Each is one more
 * comparison in every search, so false alarms grow with them, while each further photo of a person
 * adds less than the one before.
 */
export const MAX_TEMPLATES = 5;

/** What decides which template has to make room. */
interface Usefulness {
  /** Of length 1. */
  readonly embedding: Float32Array;
  /** 0 to 1; null if not assessed. */
  readonly quality: number | null;
}

export interface OwnTemplate extends Usefulness {
  readonly faceId: string;
  readonly slot: number;
  readonly digest: string;
  /** Whether `identify --auto-enroll` made it, so that it may be removed again. */
  readonly isAutomatic: boolean;
}

export interface IdentifiedPhoto extends Usefulness {
  readonly digest: string;
}

type AutoEnrollPlan =
  | {
      readonly action: (AutoEnrollment & { outcome: 'enrolled' })['action'];
      readonly slot: number;
      readonly replaces?: string;
    }
  | { readonly reason: NotAutoEnrolled };

/**
 * Decides whether a photo becomes one more template of the user it matched. Pure.
 *
 * @param matches users above the plain threshold, most similar first; must include a second one if
 *   there is any
 * @param sure the stricter threshold
 * @param own templates of the first user
 */
export function decideAutoEnroll(
  photo: IdentifiedPhoto,
  matches: readonly [UserMatch, ...UserMatch[]],
  sure: number,
  own: readonly OwnTemplate[],
): AutoEnrollPlan {
  if (matches[0].similarity < sure) return { reason: 'NOT_SURE_ENOUGH' };
  if (matches.length > 1) return { reason: 'AMBIGUOUS' };
  if (own.some(({ digest }) => digest === photo.digest)) return { reason: 'SAME_PHOTO' };
  if (own.length < MAX_TEMPLATES) {
    return { action: 'TEMPLATE_UPDATED', slot: freeSlot(own) };
  }
  const leaving = leastUseful(photo, own);
  if (!leaving) return { reason: 'NOTHING_NEW' };
  const staying = own.filter((template) => template !== leaving);
  return { action: 'TEMPLATE_REPLACED', slot: freeSlot(staying), replaces: leaving.faceId };
}

/**
 * The automatic template that adds least to the others: the one most similar to another, on a tie
 * the one of lower quality. Undefined if the photo itself adds least, or in case of doubt.
 */
function leastUseful(photo: IdentifiedPhoto, own: readonly OwnTemplate[]): OwnTemplate | undefined {
  const all: readonly Usefulness[] = [photo, ...own];
  const redundancy = (one: Usefulness): number => {
    const others = all.filter((other) => other !== one);
    return Math.max(...others.map((other) => similarityOf(one.embedding, other.embedding)));
  };
  let least: OwnTemplate | undefined;
  for (const template of own.filter(({ isAutomatic }) => isAutomatic)) {
    const difference = redundancy(template) - redundancy(least ?? photo);
    const isWorse = qualityOf(template) < qualityOf(least ?? photo);
    if (difference > 0 || (difference === 0 && isWorse)) least = template;
  }
  return least;
}

function qualityOf({ quality }: Usefulness): number {
  return quality ?? 0;
}

function freeSlot(templates: readonly OwnTemplate[]): number {
  const taken = new Set(templates.map(({ slot }) => slot));
  let slot = FIRST_AUTOMATIC_SLOT;
  while (taken.has(slot)) slot += 1;
  return slot;
}
