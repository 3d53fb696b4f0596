import type { Detection } from '../../src/face/detectors/detection.js';
import type { DetectorModel } from '../../src/face/models.js';
import { fakeModel } from './models.js';

/** A detection of a square face; its eyes are a quarter of its width beside its center. */
export function detection(x: number, y: number, width: number, score = 0.9): Detection {
  const [left, right] = [x + width / 4, x + (width * 3) / 4];
  return {
    score,
    box: { x, y, width, height: width },
    eyes: [
      { x: left, y: y + width / 2 },
      { x: right, y: y + width / 2 },
    ],
  };
}

/** What an anchor of the detector answers, in pixels of its view. */
export interface Answer {
  readonly layer: 16 | 32;
  readonly anchor: number;
  readonly logit: number;
  /** dx, dy, width, height, then keypoints. */
  readonly box: readonly number[];
}

interface FakeDetector {
  readonly model: DetectorModel;
  readonly calls: () => number;
}

/**
 * A BlazeFace that sees nothing at a first look, and gives the `answers` of its n-th call after
 * it, the last ones from then on.
 */
export function fakeDetector(...answers: readonly (readonly Answer[])[]): FakeDetector {
  return detectorThatSees([], answers);
}

/** One that sees something at a first look. */
export function detectorThatSees(
  atFirst: readonly Answer[],
  answers: readonly (readonly Answer[])[] = [],
): FakeDetector {
  let calls = 0;
  const session = fakeModel((pixels) => {
    const isFirstLook = pixels.length === 128 * 128 * 3;
    const given = isFirstLook ? atFirst : (answers[Math.min(calls, answers.length - 1)] ?? []);
    if (!isFirstLook) calls += 1;
    const share = isFirstLook ? 1 / 4 : 1;
    const output = (length: number, values: number, fill: number) => ({
      shape: [1, length, values],
      values: new Float32Array(length * values).fill(fill),
    });
    const outputs = {
      Identity: output(512 * share, 1, -20),
      Identity_1: output(384 * share, 1, -20),
      Identity_2: output(512 * share, 16, 0),
      Identity_3: output(384 * share, 16, 0),
    };
    for (const { layer, anchor, logit, box } of given) {
      const [scores, boxes] =
        layer === 16
          ? [outputs.Identity, outputs.Identity_2]
          : [outputs.Identity_1, outputs.Identity_3];
      scores.values[anchor] = logit;
      boxes.values.set(box, anchor * 16);
    }
    return outputs;
  });
  return { model: { session, family: 'blazeface' }, calls: () => calls };
}
