import { describe, expect, it } from 'vitest';
import type { Measure, MeasureName, Quality } from '../../src/domain/quality.js';
import { judge, shortfalls } from '../../src/face/judge.js';

/** A flawless photo but for `changes`. */
function quality(changes: Partial<Record<MeasureName, number>> = {}, unified = 0.9): Quality {
  const flawless: Partial<Record<MeasureName, number>> = {
    headPoseYaw: 0,
    headPosePitch: 0,
    eyesOpen: 0.3,
    sharpness: 0.2,
    underExposurePrevention: 0,
    ...changes,
  };
  const measures = Object.entries(flawless).map(
    ([name, value]): Measure => ({
      name: name as MeasureName,
      value,
      unit: '',
      component: name in changes ? 10 : 100,
    }),
  );
  return { quality: unified, measures };
}

describe('the judgement of a quality', () => {
  it('accepts a flawless photo at every level', () => {
    for (const level of ['off', 'lenient', 'standard', 'strict'] as const) {
      expect(judge(quality(), { level })).toBeUndefined();
    }
  });

  it('names the measure that failed with its value, and says what to do', () => {
    expect(judge(quality({ headPoseYaw: -52 }), { level: 'standard' })).toEqual({
      code: 'FACE_QUALITY_TOO_LOW',
      message:
        'the quality of the face is 0.90: the face is turned to the left (52 degrees, at most 50)',
      advice: 'Use another photo: take it from the front.',
    });
  });

  it('names all of several', () => {
    const poor = quality({ headPosePitch: 48, eyesOpen: 0.02 });
    expect(judge(poor, { level: 'standard' })).toMatchObject({
      message: expect.stringMatching(
        /looks up \(48 degrees, at most 40\) and the eyes are closed or hidden \(opening 0.02, at least 0.10\)/,
      ),
      advice: expect.stringMatching(/height of the eyes; open the eyes/),
    });
  });

  it('is milder the lower the level, and none at all when it is off', () => {
    const turned = quality({ headPoseYaw: 52 });
    const failed = (['off', 'lenient', 'standard', 'strict'] as const).map(
      (level) => shortfalls(turned, { level }).length,
    );
    expect(failed).toEqual([0, 0, 1, 1]);
  });

  it('does not refuse for what was not assessed', () => {
    const { quality: unified, measures } = quality();
    const unknown = measures.map((m) => ({ ...m, value: undefined, component: undefined }));
    expect(judge({ quality: unified, measures: unknown }, { level: 'strict' })).toBeUndefined();
  });

  it('refuses what is below the least quality, and names what drags it down', () => {
    const dim = quality({ underExposurePrevention: 0.1 }, 0.55);
    expect(judge(dim, { level: 'standard' })).toBeUndefined();
    expect(judge(dim, { level: 'off', least: 0.6 })).toMatchObject({
      message:
        'the quality of the face is 0.55, below 0.60: part of the face is too dark to show anything (10%)',
      advice: 'Use another photo: use more light from the front.',
    });
    expect(judge(quality({}, 0.5), { level: 'off', least: 0.6 })).toMatchObject({
      message: 'the quality of the face is 0.50, below 0.60',
      advice: expect.stringContaining('from the front'),
    });
  });
});
