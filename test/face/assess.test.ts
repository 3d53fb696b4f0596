import { describe, expect, it } from 'vitest';
import { assess } from '../../src/face/assess.js';
import { CHIP_EYE_DISTANCE } from '../../src/face/embed.js';
import type { Face } from '../../src/face/locate.js';
import { detection } from '../support/detections.js';

const face = (score: number, presence: number): Face => ({
  detection: detection(0, 0, 100, score),
  landmarks: { presence } as Face['landmarks'],
});

describe('the quality of a face', () => {
  it('is the doubt of both models together', () => {
    expect(assess(face(0.8, 0.5), CHIP_EYE_DISTANCE)).toBeCloseTo(0.4);
  });

  it('falls with the resolution that the encoder lacks', () => {
    expect(assess(face(0.8, 1), CHIP_EYE_DISTANCE / 2)).toBeCloseTo(0.4);
  });

  it('does not rise with more pixels than the encoder takes', () => {
    expect(assess(face(1, 1), CHIP_EYE_DISTANCE * 10)).toBe(1);
  });
});
