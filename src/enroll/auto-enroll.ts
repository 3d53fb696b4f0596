import type { AutoEnrollment, NotAutoEnrolled, UserMatch } from '../domain/identification.js';
import { similarityOf } from '../domain/similarity.js';
import { FIRST_AUTOMATIC_SLOT } from '../domain/slots.js';

/**
 * So many templates a user may have of an encoder before an automatic one must make room.
 * Each is one more comparison with everybody in every search, so false alarms grow with
 * them, while one more photo of a person tells less than the one before it.
 */
export const MAX_TEMPLATES = 5;

/** What a template is judged by when one of them must go. */
interface Usefulness {
  /** Of length 1. */
  readonly embedding: Float32Array;
  /** 0 to 1; null when it was not assessed. */
  readonly quality: number | null;
}

/** A template that the user has. */
export interface OwnTemplate extends Usefulness {
  readonly faceId: string;
  readonly slot: number;
  readonly digest: string;
  /** Whether it came from `identify --auto-enroll`, and may go again. */
  readonly isAutomatic: boolean;
}

/** The photo that was identified. */
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
 * Decides whether a photo becomes one more template of the user it was matched with. Pure.
 *
 * @param matches users above the plain threshold, the most similar first; the first is the
 *   one, and if there is any other, it must be among them
 * @param sure the stricter threshold
 * @param own templates that the first user has
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
 * Of the automatic templates and the photo the one that tells the least that another
 * template does not: the one most similar to another, of equal ones that of the lower
 * quality. Undefined when that is the photo; in doubt nothing changes.
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
