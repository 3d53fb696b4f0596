import { type Found, foundAmong, type Strength } from './strength.js';

/** A model pack as a candidate for recommendation. */
export interface RatedPack {
  readonly name: string;
  readonly encoder: string;
  /** Undefined if not measured. */
  readonly strength: Strength | undefined;
  readonly isInstalled: boolean;
  /** The command that installs it; undefined if that needs the operator's own files. */
  readonly install: string | undefined;
  /** Its license forbids uses, so it is recommended to nobody. */
  readonly isRestricted: boolean;
}

export type MeasuredPack = RatedPack & { readonly strength: Strength };

/**
 * Shares of second photos found that differ by less than this count as equal: two standard errors
 * of a count in about a thousand pairs of photos.
 */
const SAME = 0.03;

/** Below this share of second photos, a pack is weak: it misses a person more often than not. */
export const WEAK = 0.5;

export function isMeasured(pack: RatedPack): pack is MeasuredPack {
  return pack.strength !== undefined;
}

/**
 * The pack that finds most in a gallery of `templates` templates; on a tie, an installed one.
 * Undefined if there is none to recommend: not recommended are packs whose license forbids uses,
 * that were not measured, or that no command can install.
 */
export function strongest(
  packs: readonly RatedPack[],
  templates: number,
): MeasuredPack | undefined {
  const candidates = packs.filter(isMeasured).filter(isRecommendable);
  const tmrOf = ({ strength }: MeasuredPack): number => foundAmong(strength, templates).tmr;
  const most = Math.max(...candidates.map(tmrOf));
  const best = candidates.filter((pack) => most - tmrOf(pack) < SAME);
  return best.find(({ isInstalled }) => isInstalled) ?? best[0];
}

/** Whether one share of second photos exceeds another by more than chance. */
export function isMore(one: Found, other: Found): boolean {
  return one.tmr - other.tmr >= SAME;
}

/**
 * Whether an encoder finds more than another in a gallery of `templates` templates; false if either
 * was not measured.
 */
export function findsMore(
  one: Strength | undefined,
  other: Strength | undefined,
  templates: number,
): boolean {
  if (!one || !other) return false;
  return isMore(foundAmong(one, templates), foundAmong(other, templates));
}

function isRecommendable({ isRestricted, isInstalled, install }: RatedPack): boolean {
  return !isRestricted && (isInstalled || install !== undefined);
}
