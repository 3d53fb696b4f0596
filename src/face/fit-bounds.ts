import type { Limit, Limited } from '../domain/photo-profile.js';
import { leastIn } from '../domain/profile-fit.js';
import type { Fitted, FitValues } from './fit-values.js';

/** Between which values a measure must lie. */
export interface Bound extends Pick<Limit, 'upTo'> {
  readonly least: number;
  readonly most: number;
}

export type Bounds = Readonly<Partial<Record<Limited, Bound>>>;

/** What all of these limits leave. */
export function boundsOf(limits: readonly Limit[]): Bounds {
  const bounds: Partial<Record<Limited, Bound>> = {};
  for (const { of, least = -Infinity, most = Infinity, upTo } of limits) {
    const other = bounds[of] ?? { least: -Infinity, most: Infinity };
    const isStricter = least > other.least;
    bounds[of] = {
      least: Math.max(least, other.least),
      most: Math.min(most, other.most),
      ...(isStricter ? upTo && { upTo } : other.upTo && { upTo: other.upTo }),
    };
  }
  return bounds;
}

/** What is read from the face, a little differently in each crop. */
const READ: ReadonlySet<string> = new Set<Limited>([
  ...(['eyeDistance', 'faceWidth', 'faceHeight', 'faceArea'] as const),
  ...(['headHeight', 'eyesFromBottom'] as const),
]);

/** Bounds drawn in by a share where what they bound is read from the face. */
export function drawnIn(bounds: Bounds, share: number): Bounds {
  const own = Object.entries(bounds).map(([name, bound]) => [
    name,
    READ.has(name) ? narrowed(bound, share) : bound,
  ]);
  return Object.fromEntries(own);
}

function narrowed({ least, most, upTo }: Bound, share: number): Bound {
  const [low, high] = [least * (1 + share), most * (1 - share)];
  const middle = (least + most) / 2;
  const own = low <= high ? { least: low, most: high } : { least: middle, most: middle };
  return { ...own, ...(upTo && { upTo }) };
}

/** How far values are out of bounds, as the sum of shares; 0 where all are within. */
export function excess(values: FitValues, bounds: Bounds): number {
  let sum = 0;
  for (const [name, value] of Object.entries(values)) {
    const bound = bounds[name as Fitted];
    if (!bound) continue;
    const least = leastIn(bound, values) ?? 0;
    if (value < least) sum += value <= 0 ? 1 + least - value : least / value - 1;
    if (value > bound.most) sum += value / bound.most - 1;
  }
  return sum;
}
