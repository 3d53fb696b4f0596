import type { ModelSession, Output } from '../models/session.js';
import { cropSquare } from './crop.js';
import type { Box, Point, Pyramid } from './image.js';
import { apply, type Similarity, scaleOf, squareWindow } from './transform.js';

/** One detection in a photo, in pixels of the picture it was found in. */
export interface Detection {
  /** The detector's confidence that this is a face, 0 to 1. */
  readonly score: number;
  readonly box: Box;
  /** Centre of the eye on the picture's left, and of the eye on its right. */
  readonly eyes: readonly [Point, Point];
}

/** Side of BlazeFace's input; its outputs are in pixels of that input. */
export const INPUT_SIZE = 256;

/** Detections below it are noise; MediaPipe's face detection graph uses the same value. */
const MIN_SCORE = 0.5;

/** Two boxes that overlap more than this (intersection over union) show one face; MediaPipe's value. */
const SAME_FACE_OVERLAP = 0.3;

/**
 * BlazeFace's anchors: two a cell of 16 px, then six a cell of 32 px, row by row.
 * Source: MediaPipe, face_detection_back.pbtxt (SsdAnchorsCalculatorOptions).
 */
const ANCHOR_LAYERS = [
  { stride: 16, perCell: 2, scores: 'Identity', boxes: 'Identity_2' },
  { stride: 32, perCell: 6, scores: 'Identity_1', boxes: 'Identity_3' },
] as const;

/** Values a box: dx, dy, width, height, then six keypoints of two. */
const BOX_VALUES = 16;

/**
 * Finds faces in a square view of the picture. `toPicture` carries the 256 x 256
 * input to picture coordinates, so that the caller chooses the part and the border.
 */
export async function detectIn(
  pyramid: Pyramid,
  toPicture: Similarity,
  detector: ModelSession,
): Promise<Detection[]> {
  const pixels = cropSquare(pyramid, toPicture, INPUT_SIZE);
  const outputs = await detector.run(pixels, [1, INPUT_SIZE, INPUT_SIZE, 3]);
  return mergeOverlapping(readDetections(outputs, toPicture));
}

/**
 * Finds the faces of a picture, the surest first: the whole picture in the middle of a
 * black border, since BlazeFace misses faces that fill its view (a border of a quarter
 * of the frame raised most scores on close-ups from 0.8 to 0.96).
 */
export function detectFaces(
  pyramid: Pyramid,
  detector: ModelSession,
  border = 0.25,
): Promise<Detection[]> {
  const { width, height } = pyramid.image;
  const centre = { x: width / 2, y: height / 2 };
  const size = Math.max(width, height) * (1 + 2 * border);
  return detectIn(pyramid, squareWindow(centre, size, 0, INPUT_SIZE), detector);
}

function readDetections(outputs: ReadonlyMap<string, Output>, toPicture: Similarity): Detection[] {
  const found: Detection[] = [];
  for (const layer of ANCHOR_LAYERS) {
    const scores = outputs.get(layer.scores)?.values;
    const boxes = outputs.get(layer.boxes)?.values;
    if (!scores || !boxes) throw new Error(`the detector has no output ${layer.scores}`);
    const cells = INPUT_SIZE / layer.stride;
    scores.forEach((logit, i) => {
      const score = 1 / (1 + Math.exp(-logit));
      if (!(score >= MIN_SCORE)) return;
      const cell = Math.floor(i / layer.perCell);
      const anchor = {
        x: ((cell % cells) + 0.5) * layer.stride,
        y: (Math.floor(cell / cells) + 0.5) * layer.stride,
      };
      const values = boxes.subarray(i * BOX_VALUES, (i + 1) * BOX_VALUES);
      found.push(readDetection(score, anchor, values, toPicture));
    });
  }
  return found;
}

function readDetection(
  score: number,
  anchor: Point,
  values: Float32Array,
  toPicture: Similarity,
): Detection {
  const point = (k: number): Point =>
    apply(toPicture, {
      x: anchor.x + (values[k] as number),
      y: anchor.y + (values[k + 1] as number),
    });
  const scale = scaleOf(toPicture);
  const [width, height] = [(values[2] as number) * scale, (values[3] as number) * scale];
  const centre = point(0);
  return {
    score,
    box: { x: centre.x - width / 2, y: centre.y - height / 2, width, height },
    eyes: [point(4), point(6)],
  };
}

/**
 * Merges the many anchors that answer to one face: the surest leads, the others that
 * overlap it are averaged in by their scores (MediaPipe's weighted non-maximum suppression).
 */
export function mergeOverlapping(detections: readonly Detection[]): Detection[] {
  const rest = [...detections].sort((p, q) => q.score - p.score);
  const merged: Detection[] = [];
  while (rest[0]) {
    const lead = rest[0];
    const same = rest.filter((d) => overlap(lead.box, d.box) > SAME_FACE_OVERLAP || d === lead);
    for (const detection of same) rest.splice(rest.indexOf(detection), 1);
    merged.push(weightedMean(lead.score, same));
  }
  return merged;
}

function weightedMean(score: number, detections: readonly Detection[]): Detection {
  const total = detections.reduce((sum, d) => sum + d.score, 0);
  const mean = (value: (d: Detection) => number): number =>
    detections.reduce((sum, d) => sum + value(d) * d.score, 0) / total;
  const eye = (i: 0 | 1): Point => ({ x: mean((d) => d.eyes[i].x), y: mean((d) => d.eyes[i].y) });
  return {
    score,
    box: {
      x: mean((d) => d.box.x),
      y: mean((d) => d.box.y),
      width: mean((d) => d.box.width),
      height: mean((d) => d.box.height),
    },
    eyes: [eye(0), eye(1)],
  };
}

/** The detection in a copy of the picture that is `factor` times as large. */
export function scaled(detection: Detection, factor: number): Detection {
  const { score, box, eyes } = detection;
  const point = (p: Point): Point => ({ x: p.x * factor, y: p.y * factor });
  return {
    score,
    box: { ...point(box), width: box.width * factor, height: box.height * factor },
    eyes: [point(eyes[0]), point(eyes[1])],
  };
}

/** Intersection over union of two boxes, 0 to 1. */
export function overlap(p: Box, q: Box): number {
  const width = Math.min(p.x + p.width, q.x + q.width) - Math.max(p.x, q.x);
  const height = Math.min(p.y + p.height, q.y + q.height) - Math.max(p.y, q.y);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (p.width * p.height + q.width * q.height - shared);
}
