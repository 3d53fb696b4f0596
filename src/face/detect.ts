import type { DetectorFamilyName } from '../models/manifest.js';
import { cropSquare } from './crop.js';
import { BLAZEFACE } from './detectors/blazeface.js';
import type { Detection, DetectorFamily } from './detectors/detection.js';
import { SCRFD } from './detectors/scrfd.js';
import { YUNET } from './detectors/yunet.js';
import type { Box, Point, Pyramid } from './image.js';
import { runOn } from './model-input.js';
import type { DetectorModel } from './models.js';
import { apply, type Similarity, scaleOf, squareWindow } from './transform.js';

/** Boxes with a greater overlap (intersection over union) show one face; MediaPipe's value. */
const SAME_FACE_OVERLAP = 0.3;

const FAMILIES: Readonly<Record<DetectorFamilyName, DetectorFamily>> = {
  blazeface: BLAZEFACE,
  yunet: YUNET,
  scrfd: SCRFD,
};

/** The properties of a detector's family. */
export function familyOf({ family }: DetectorModel): DetectorFamily {
  return FAMILIES[family];
}

/**
 * Detects faces in a square view of a picture. `toPicture` maps the detector's square input to
 * picture coordinates, so that the caller chooses region and border.
 */
export async function detectIn(
  pyramid: Pyramid,
  toPicture: Similarity,
  detector: DetectorModel,
  side: number = familyOf(detector).input.side,
): Promise<Detection[]> {
  const { input, read } = familyOf(detector);
  const pixels = cropSquare(pyramid, toPicture, side);
  const outputs = await runOn(detector.session, pixels, { ...input, side });
  return mergeOverlapping(read(outputs, side).map((detection) => carried(detection, toPicture)));
}

/** Detects the faces of a whole picture, centered in a black border; the most certain first. */
export function detectFaces(
  pyramid: Pyramid,
  detector: DetectorModel,
  border: number,
  side: number = familyOf(detector).input.side,
): Promise<Detection[]> {
  const { width, height } = pyramid.image;
  const center = { x: width / 2, y: height / 2 };
  const size = Math.max(width, height) * (1 + 2 * border);
  return detectIn(pyramid, squareWindow(center, size, 0, side), detector, side);
}

/** Maps a detection from its view to the picture. */
function carried({ score, box, eyes }: Detection, toPicture: Similarity): Detection {
  const scale = scaleOf(toPicture);
  const [width, height] = [box.width * scale, box.height * scale];
  const center = apply(toPicture, { x: box.x + box.width / 2, y: box.y + box.height / 2 });
  return {
    score,
    box: { x: center.x - width / 2, y: center.y - height / 2, width, height },
    eyes: [apply(toPicture, eyes[0]), apply(toPicture, eyes[1])],
  };
}

/**
 * Merges the many anchors that respond to one face: the most certain leads, and those that overlap
 * it are averaged in by score (MediaPipe's weighted non-maximum suppression).
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

/** Maps a detection to a copy of the picture `factor` times as large. */
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
