import { type Found, foundAmong, type Strength } from './strength.js';

/** A model pack as one that may be recommended. */
export interface RatedPack {
  readonly name: string;
  readonly encoder: string;
  /** Undefined where nobody has measured it. */
  readonly strength: Strength | undefined;
  readonly isInstalled: boolean;
  /** The command that brings what is missing; undefined where that needs the operator's own files. */
  readonly install: string | undefined;
  /** Its license forbids uses, so that it is recommended to nobody. */
  readonly isRestricted: boolean;
}

/** A pack that has a table. */
export type MeasuredPack = RatedPack & { readonly strength: Strength };

/**
 * Shares of second photos that are found which differ by less than this are the same: two
 * standard errors of what is counted in about a thousand pairs of photos.
 */
const SAME = 0.03;

/** Below this share of second photos a person is missed more often than found: a pack is weak there. */
export const WEAK = 0.5;

export function isMeasured(pack: RatedPack): pack is MeasuredPack {
  return pack.strength !== undefined;
}

/**
 * The pack that finds most in a gallery of so many templates; among those that find the same,
 * one that is installed. Undefined where there is none to recommend: packs whose license
 * forbids uses, that were not measured, or that cannot be installed by a command are not.
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

/** Whether one share of second photos is more than another by more than chance. */
export function isMore(one: Found, other: Found): boolean {
  return one.tmr - other.tmr >= SAME;
}

/**
 * Whether an encoder finds more than another in a gallery of so many templates. Of one that
 * nobody has measured that is not known, and false.
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
