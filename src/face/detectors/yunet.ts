import type { Output } from '../../models/session.js';
import type { Detection, DetectorFamily } from './detection.js';

/** Fixed input side of the 2023 export, in pixels. */
const SIDE = 640;

/**
 * OpenCV's FaceDetectorYN uses 0.9 by default for precision; here the landmark model decides about
 * less certain ones.
 */
const MIN_SCORE = 0.5;

/** Cell sizes of the three layers, in pixels. */
const STRIDES = [8, 16, 32] as const;

/**
 * YuNet of the OpenCV Zoo (S. Yu et al.), file face_detection_yunet_2023mar.onnx. Its outputs are
 * read as in OpenCV, modules/objdetect/src/face_detect.cpp, postProcess.
 */
export const YUNET: DetectorFamily = {
  input: { layout: 'planes', side: SIDE, order: 'bgr', mean: 0, std: 1 },
  // Scores are close together: on 264 photos, half of the upright faces had 0.93 or more, 98 of 100
  // had 0.87; the best face on its side or upside down had 0.91.
  scores: {
    sure: 0.8,
    upright: 0.85,
    upsideDown: 0.9,
    inTiles: 0.8,
    quality: { worst: 0.5, ideal: 0.93 },
  },
  read,
};

function read(outputs: ReadonlyMap<string, Output>): readonly Detection[] {
  return STRIDES.flatMap((stride) => {
    const [cls, obj, boxes, points] = ['cls', 'obj', 'bbox', 'kps'].map((name) => {
      const values = outputs.get(`${name}_${stride}`)?.values;
      if (!values) throw new Error(`the detector has no output ${name}_${stride}`);
      return values;
    }) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const found: Detection[] = [];
    cls.forEach((certainty, cell) => {
      const score = Math.sqrt(clamp(certainty) * clamp(obj[cell] as number));
      if (!(score >= MIN_SCORE)) return;
      const column = cell % (SIDE / stride);
      const row = Math.floor(cell / (SIDE / stride));
      const box = (k: number): number => boxes[4 * cell + k] as number;
      const eye = (k: number): { x: number; y: number } => ({
        x: (column + (points[10 * cell + 2 * k] as number)) * stride,
        y: (row + (points[10 * cell + 2 * k + 1] as number)) * stride,
      });
      const [width, height] = [Math.exp(box(2)) * stride, Math.exp(box(3)) * stride];
      const [x, y] = [(column + box(0)) * stride, (row + box(1)) * stride];
      found.push({
        score,
        box: { x: x - width / 2, y: y - height / 2, width, height },
        eyes: [eye(0), eye(1)],
      });
    });
    return found;
  });
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
