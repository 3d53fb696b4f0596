import type { Output } from '../../models/session.js';
import type { Detection, DetectorFamily } from './detection.js';

/** Input side of InsightFace's own code, in pixels; the models take any multiple of 32. */
const SIDE = 640;

/** InsightFace's own threshold (python-package/insightface/model_zoo/scrfd.py, det_thresh). */
const MIN_SCORE = 0.5;

/** Cell sizes of the three layers in pixels, and anchors per cell. */
const STRIDES = [8, 16, 32] as const;
const ANCHORS = 2;

/**
 * SCRFD with landmarks (J. Guo et al., InsightFace): det_500m, det_2.5g, det_10g and the like.
 * Output names are numbers that differ between files, so outputs are identified by shape. Source:
 * insightface/model_zoo/scrfd.py, forward.
 */
export const SCRFD: DetectorFamily = {
  input: { layout: 'planes', side: SIDE, order: 'rgb', mean: 127.5, std: 128 },
  // On 265 photos, half of the upright faces had 0.83 or more, 98 of 100 had 0.69; the best
  // upside-down face that convinced the landmark model had 0.71.
  scores: {
    sure: 0.65,
    upright: 0.68,
    upsideDown: 0.74,
    inTiles: 0.65,
    quality: { worst: 0.5, ideal: 0.88 },
  },
  read,
};

function read(outputs: ReadonlyMap<string, Output>): readonly Detection[] {
  return STRIDES.flatMap((stride) => {
    const columns = SIDE / stride;
    const rows = ANCHORS * columns * columns;
    const scores = outputOf(outputs, rows, 1);
    const boxes = outputOf(outputs, rows, 4);
    const points = outputOf(outputs, rows, 10);
    const found: Detection[] = [];
    scores.forEach((score, row) => {
      if (!(score >= MIN_SCORE)) return;
      const cell = Math.floor(row / ANCHORS);
      const [x, y] = [(cell % columns) * stride, Math.floor(cell / columns) * stride];
      const side = (k: number): number => (boxes[4 * row + k] as number) * stride;
      const eye = (k: number): { x: number; y: number } => ({
        x: x + (points[10 * row + 2 * k] as number) * stride,
        y: y + (points[10 * row + 2 * k + 1] as number) * stride,
      });
      found.push({
        score,
        box: {
          x: x - side(0),
          y: y - side(1),
          width: side(0) + side(2),
          height: side(1) + side(3),
        },
        eyes: [eye(0), eye(1)],
      });
    });
    return found;
  });
}

/** The values of the output with this number of rows and of values per row. */
function outputOf(
  outputs: ReadonlyMap<string, Output>,
  rows: number,
  values: number,
): Float32Array {
  for (const output of outputs.values()) {
    if (output.shape.at(-1) === values && output.values.length === rows * values) {
      return output.values;
    }
  }
  throw new Error(`the detector has no output of ${rows} x ${values} values`);
}
