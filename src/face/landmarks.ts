import type { ModelSession } from '../models/session.js';
import { cropSquare, mirror } from './crop.js';
import type { Detection } from './detectors/detection.js';
import type { Point, Pyramid } from './image.js';
import { apply, mean, type Similarity, scaleOf, squareWindow } from './transform.js';

/** A point of the face mesh; z is its depth, increasing away from the camera, in the same pixels. */
export interface MeshPoint extends Point {
  readonly z: number;
}

/** FaceMesh's reading of one face, in pixels of the picture. */
export interface Landmarks {
  /** Probability that the crop shows a face, 0 to 1. */
  readonly presence: number;
  /** The 468 points of the MediaPipe face mesh. */
  readonly mesh: readonly MeshPoint[];
  /** Eye centers, nose tip and mouth corners; the picture's left before its right. */
  readonly five: readonly [Point, Point, Point, Point, Point];
}

const INPUT_SIZE = 192;
const MESH_POINTS = 468;

/** Widening of the box before the crop, as in MediaPipe's face landmark graph. */
const BOX_SCALE = 1.5;

/**
 * Points of the MediaPipe canonical face model. An eye's center is the mean of its corners and the
 * midpoint of its lids. "Left" and "right" are the picture's.
 */
const MESH = {
  leftEye: [33, 133, 159, 145],
  rightEye: [263, 362, 386, 374],
  noseTip: [4],
  leftMouthCorner: [61],
  rightMouthCorner: [291],
} as const;

/** Differences of a crop from the usual one. */
export interface Look {
  /** Factor for its width. */
  readonly wider?: number;
  /** Radians, clockwise. */
  readonly tilted?: number;
  readonly mirrored?: boolean;
}

/** Reads the landmarks of a detected face from a crop with level eyes. */
export async function findLandmarks(
  pyramid: Pyramid,
  face: Detection,
  model: ModelSession,
): Promise<Landmarks> {
  const toPicture = windowOf(face, {});
  const crop = cropSquare(pyramid, toPicture, INPUT_SIZE);
  const outputs = await model.run(crop, [1, INPUT_SIZE, INPUT_SIZE, 3]);
  const presence = outputs.get('Identity_1')?.values[0];
  const points = outputs.get('Identity_2')?.values;
  if (presence === undefined || !points) throw new Error('the landmark model lacks an output');
  const mesh = meshOf(points, toPicture);
  const centerOf = (indices: readonly number[]): Point =>
    mean(indices.map((i) => mesh[i] as Point));
  return {
    presence,
    mesh,
    five: [
      centerOf(MESH.leftEye),
      centerOf(MESH.rightEye),
      centerOf(MESH.noseTip),
      centerOf(MESH.leftMouthCorner),
      centerOf(MESH.rightMouthCorner),
    ],
  };
}

/**
 * The probability of a face in a variant of its crop, 0 to 1. (One variant per run: several would
 * need several times the memory, which ONNX Runtime never returns.)
 */
export async function presenceIn(
  look: Look,
  pyramid: Pyramid,
  face: Detection,
  model: ModelSession,
): Promise<number> {
  const seen = cropSquare(pyramid, windowOf(face, look), INPUT_SIZE);
  const crop = look.mirrored ? pyramid.memory.bytes(seen.length) : seen;
  if (look.mirrored) mirror(seen, INPUT_SIZE, crop);
  const outputs = await model.run(crop, [1, INPUT_SIZE, INPUT_SIZE, 3]);
  const presence = outputs.get('Identity_1')?.values[0];
  if (presence === undefined) throw new Error('the landmark model lacks an output');
  return presence;
}

/** Maps the crop to the picture: the box widened, its eyes level. */
function windowOf({ box, eyes }: Detection, { wider = 1, tilted = 0 }: Look): Similarity {
  const [left, right] = eyes;
  const angle = Math.atan2(right.y - left.y, right.x - left.x);
  const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const size = Math.max(box.width, box.height) * BOX_SCALE;
  return squareWindow(center, size * wider, angle + tilted, INPUT_SIZE);
}

/** The landmark model's certainty in nines: 1 for a presence of 0.9, 4 for 0.9999; at most 7. */
export function ninesOf({ presence }: Landmarks): number {
  return -Math.log10(Math.max(1 - presence, 1e-7));
}

function meshOf(points: Float32Array, toPicture: Similarity): readonly MeshPoint[] {
  const scale = scaleOf(toPicture);
  const mesh: MeshPoint[] = [];
  for (let i = 0; i < 3 * MESH_POINTS; i += 3) {
    const { x, y } = apply(toPicture, { x: points[i] as number, y: points[i + 1] as number });
    mesh.push({ x, y, z: (points[i + 2] as number) * scale });
  }
  return mesh;
}
