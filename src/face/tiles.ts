import { detectIn, familyOf, mergeOverlapping } from './detect.js';
import type { Detection } from './detectors/detection.js';
import { LEAST_EVIDENCE } from './evidence.js';
import type { Pyramid } from './image.js';
import { confirm, type Face, type SearchModels } from './locate.js';
import { squareWindow } from './transform.js';

/** Overlap of neighboring tiles, as a share of their side: smaller faces are whole in one of them. */
const OVERLAP = 0.3;

/**
 * Smallest side of a tile, in pixels: a face of the least usable size, 55 px, then takes a tenth of
 * it, which BlazeFace still sees.
 */
const SMALLEST_TILE = 512;

/**
 * Searches for faces too small for a view of the whole picture: in tiles of half its side, then a
 * quarter, and so on until one has a face.
 */
export async function searchTiles(
  pyramid: Pyramid,
  models: SearchModels,
): Promise<readonly Face[]> {
  const { width, height } = pyramid.image;
  const longer = Math.max(width, height);
  const { input, scores } = familyOf(models.detector);
  for (let side = longer / 2; side >= SMALLEST_TILE; side /= 2) {
    const found: Detection[] = [];
    for (const y of starts(height, side)) {
      for (const x of starts(width, side)) {
        const center = { x: x + side / 2, y: y + side / 2 };
        const view = squareWindow(center, side, 0, input.side);
        found.push(...(await detectIn(pyramid, view, models.detector)));
      }
    }
    const sure = mergeOverlapping(found).filter(({ score }) => score >= scores.inTiles);
    const faces = await confirm(pyramid, sure, models, LEAST_EVIDENCE.manyLooks);
    if (faces.length > 0) return faces;
  }
  return [];
}

/** Evenly spaced starts of tiles of `side` that cover `length` with the overlap. */
function starts(length: number, side: number): readonly number[] {
  if (length <= side) return [(length - side) / 2];
  const count = Math.ceil((length - side) / (side * (1 - OVERLAP))) + 1;
  return Array.from({ length: count }, (_, i) => (i * (length - side)) / (count - 1));
}
