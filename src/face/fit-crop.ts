import type { Limit } from '../domain/photo-profile.js';
import { type Bounds, boundsOf, drawnIn, excess } from './fit-bounds.js';
import { candidates, PORTRAIT } from './fit-candidates.js';
import { fitSize } from './fit-size.js';
import { type FaceGeometry, type Fit, valuesOf } from './fit-values.js';
import type { Box } from './image.js';

/**
 * Shares by which bounds on the face are drawn in, of which the first that can be kept counts: the
 * face is read a little differently in the crop.
 */
const MARGINS = [0.06, 0.02, 0];

/** The best crop and size, and how far it is out of the binding limits; 0 where it keeps them. */
export interface BestFit extends Fit {
  readonly excess: number;
}

/**
 * Searches the crop that keeps the limits, then as many of the recommendations as can be, then looks
 * most like a portrait. Where the limits cannot be kept, it is the crop that lacks least.
 *
 * @param room the part of the upright photo that the crop must lie in, in whole pixels
 */
export function fitCrop(
  face: FaceGeometry,
  room: Box,
  limits: readonly Limit[],
): BestFit | undefined {
  const all = boundsOf(limits);
  const hasAdvice = limits.some(({ isAdvice }) => isAdvice);
  const binding = hasAdvice ? boundsOf(limits.filter(({ isAdvice }) => !isAdvice)) : all;
  const crops = [...candidates(face, room, all)];
  if (hasAdvice) crops.push(...candidates(face, room, binding));
  let best: BestFit | undefined;
  for (const margin of MARGINS) {
    const drawn = drawnIn(all, margin);
    best = bestOf(crops, face, hasAdvice ? drawnIn(binding, margin) : drawn, drawn);
    if (best?.excess === 0) return best;
  }
  return best;
}

interface Rated extends BestFit {
  /** How far it is out of the limits, then of recommendations too, then how little of a portrait. */
  readonly faults: readonly [excess: number, beyondAdvice: number, oddity: number];
}

function bestOf(
  crops: readonly Box[],
  face: FaceGeometry,
  binding: Bounds,
  all: Bounds,
): BestFit | undefined {
  let best: Rated | undefined;
  for (const crop of crops) {
    const sizes = [fitSize(crop, face, all), fitSize(crop, face, binding)];
    for (const size of sizes[0]?.height === sizes[1]?.height ? sizes.slice(1) : sizes) {
      const fit = { crop, size };
      const rated = ratedFit(fit, face, binding, all);
      if (!best || isLess(rated.faults, best.faults)) best = rated;
    }
  }
  return best && { crop: best.crop, size: best.size, excess: best.excess };
}

function ratedFit(fit: Fit, face: FaceGeometry, binding: Bounds, all: Bounds): Rated {
  const values = valuesOf(fit, face);
  const beyond = excess(values, binding);
  const { crop } = fit;
  const off = (name: 'aspect' | 'headHeight' | 'eyesFromBottom'): number => {
    const { least = 0, most = Infinity } = all[name] ?? {};
    const ideal = Math.min(Math.max(PORTRAIT[name], least), most);
    return Math.abs(Math.log(Math.max(1e-6, values[name]) / ideal));
  };
  const aside = crop.x + crop.width / 2 - face.box.x - face.box.width / 2;
  const oddity =
    off('headHeight') + off('aspect') + off('eyesFromBottom') + (2 * Math.abs(aside)) / crop.width;
  return { ...fit, excess: beyond, faults: [beyond, excess(values, all), oddity] };
}

function isLess(p: Rated['faults'], q: Rated['faults']): boolean {
  const at = p.findIndex((value, i) => value !== q[i]);
  return at >= 0 && (p[at] as number) < (q[at] as number);
}
