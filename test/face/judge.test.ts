import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PhotoProblem, problemNames } from '../../src/domain/photo-problem.js';
import type { Measure, MeasureName, Quality, QualityPolicy } from '../../src/domain/quality.js';
import { faultsOf, JUDGED, judge, shortfalls } from '../../src/face/judge.js';
import { LIMITS } from '../../src/face/quality-levels.js';
import { ENGLISH } from '../../src/render/languages/texts.js';

/** A flawless photo but for `changes`. */
function quality(changes: Partial<Record<MeasureName, number>> = {}, unified = 0.9): Quality {
  const flawless: Partial<Record<MeasureName, number>> = {
    headPoseYaw: 0,
    headPosePitch: 0,
    eyesOpen: 1,
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

describe('the judgment of a quality', () => {
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
    const poor = quality({ headPosePitch: 48, mouthClosed: 0.4 });
    expect(judge(poor, { level: 'standard' })).toMatchObject({
      message: expect.stringMatching(
        /looks up \(48 degrees, at most 40\) and the mouth is open \(40% of the face, at most 30%\)/,
      ),
      advice: expect.stringMatching(/height of the eyes; close the mouth/),
    });
  });

  it('is milder the lower the level, and none at all when it is off', () => {
    const turned = quality({ headPoseYaw: 52 });
    const failed = (['off', 'lenient', 'standard', 'strict'] as const).map(
      (level) => shortfalls(turned, { level }).length,
    );
    expect(failed).toEqual([0, 0, 1, 1]);
  });

  it.each([
    ['a mask', { mouthOcclusion: 0.9, faceOcclusion: 0.9, mouthClosed: 0.5 }, 'mouthOcclusion'],
    ['a black mask', { mouthOcclusion: 0.9, underExposurePrevention: 0.9 }, 'mouthOcclusion'],
    ['dark glasses', { eyesVisible: 0.1, eyesOpen: 0.1, faceOcclusion: 0.7 }, 'eyesVisible'],
    ['blur', { sharpness: 0.001, mouthOcclusion: 0.9, eyesVisible: 0.1, eyesOpen: 0 }, 'sharpness'],
    ['darkness', { underExposurePrevention: 0.9, faceOcclusion: 0.9 }, 'underExposurePrevention'],
  ] as const)('tells of %s and not what follows from it', (_, changes, measure) => {
    const told = shortfalls(quality(changes), { level: 'strict' });
    expect(told.map((shortfall) => shortfall.measure)).toEqual([measure]);
  });

  it('tells of a mask on a face that is turned more than strict accepts, but not beyond standard', () => {
    const told = (headPoseYaw: number) =>
      shortfalls(quality({ headPoseYaw, mouthOcclusion: 0.9 }), { level: 'strict' });
    expect(told(30).map(({ measure }) => measure)).toEqual(['headPoseYaw', 'mouthOcclusion']);
    expect(told(55).map(({ measure }) => measure)).toEqual(['headPoseYaw']);
  });

  it('hides no fault behind one that the level accepts', () => {
    const dark = quality({ underExposurePrevention: 0.9, mouthOcclusion: 0.9 });
    const told = shortfalls(dark, { level: 'lenient' });
    expect(told.map(({ measure }) => measure)).toEqual(['underExposurePrevention']);
  });

  it('tells of a mask and of dark glasses where there are both', () => {
    expect(
      judge(quality({ mouthOcclusion: 0.97, eyesVisible: 0.02 }), { level: 'standard' }),
    ).toMatchObject({
      message: expect.stringMatching(
        /the mouth is covered.* and the eyes are hidden, as by dark glasses/,
      ),
      advice: 'Use another photo: uncover the whole face; take off dark glasses.',
    });
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

describe('the faults of a photo that is refused', () => {
  const sides = (of: Quality, policy: QualityPolicy) =>
    faultsOf(of, policy).map(({ measure, side }) => [measure, side]);

  it('are the measures outside the limits, each with its side', () => {
    const poor = quality({ headPosePitch: -48, mouthClosed: 0.4 });
    expect(sides(poor, { level: 'standard' })).toEqual([
      ['headPosePitch', 'low'],
      ['mouthClosed', 'high'],
    ]);
  });

  it('are those that drag it down, where none is outside', () => {
    const dim = quality({ luminanceVariance: 0.0017, sharpness: 0.01 }, 0.55);
    expect(sides(dim, { level: 'off', least: 0.6 })).toEqual([
      ['sharpness', 'low'],
      ['luminanceVariance', 'low'],
    ]);
    expect(
      sides(quality({ luminanceVariance: 0.0471 }, 0.5), { level: 'off', least: 0.6 }),
    ).toEqual([['luminanceVariance', 'high']]);
  });

  it('have a text for the person, whatever they are', () => {
    const all = LIMITS.flatMap(({ measure, low, high }): PhotoProblem[] => [
      ...(low ? [{ measure, side: 'low' } as const] : []),
      ...(high ? [{ measure, side: 'high' } as const] : []),
    ]);
    const keys = problemNames(all).map((name) => `problem.${name}`);
    const texts = Object.keys(ENGLISH).filter((key) => key.startsWith('problem.'));
    expect(keys.sort()).toEqual(texts.sort());
  });
});

describe('what is wrong', () => {
  /** What a photo is told that is poor on the whole, for one measure with this value. */
  const told = (name: MeasureName, value: number) =>
    judge(quality({ [name]: value }, 0.5), { level: 'off', least: 0.6 });

  it.each([
    ['luminanceVariance', 0.0471, 'the light is too harsh (variance 0.0471)', 'soft light'],
    ['luminanceVariance', 0.0017, 'has hardly any contrast (variance 0.0017)', 'clean the lens'],
    ['headPosePitch', 31, 'the face looks up (31 degrees)', 'lower the chin'],
    ['headPosePitch', -31, 'the face looks down (31 degrees)', 'raise the chin'],
    ['headPoseYaw', 38, 'the face is turned to the right (38 degrees)', 'from the front'],
    ['headPoseYaw', -38, 'the face is turned to the left (38 degrees)', 'from the front'],
  ] as const)('%s %f has the words of its own side', (name, value, problem, advice) => {
    const failure = told(name, value);
    expect(failure?.message).toBe(
      `the quality of the face is 0.50, below 0.60: ${problem.startsWith('has') ? 'the face ' : ''}${problem}`,
    );
    expect(failure?.advice).toContain(advice);
  });

  it('is not looked for among measures that the quality does not count', () => {
    expect(told('headPoseRoll', 40)?.message).toBe('the quality of the face is 0.50, below 0.60');
    expect(shortfalls(quality({ headPoseRoll: 40 }), { level: 'strict' })).toMatchObject([
      { problem: 'the head is tilted to the right (40 degrees, at most 15)' },
    ]);
  });

  const SIDES = LIMITS.flatMap(({ measure, low, high }) =>
    (['lenient', 'standard', 'strict'] as const).flatMap((level) => [
      ...(low?.bound[level] === undefined ? [] : [[measure, level, low.bound[level], -1] as const]),
      ...(high?.bound[level] === undefined
        ? []
        : [[measure, level, high.bound[level], 1] as const]),
    ]),
  );

  it.each(SIDES)(
    'of %s at %s never looks as if it were within %f',
    (measure, level, bound, side) => {
      fc.assert(
        fc.property(fc.double({ min: 1e-6, max: 1, noNaN: true }), (share) => {
          const value = bound + side * share * Math.abs(bound);
          const [found] = shortfalls(quality({ [measure]: value }), { level });
          const [, told, least, limit] =
            /([\d.]+)[^\d]*, at (least|most) ([\d.]+)/.exec(found?.problem ?? '') ?? [];
          expect(told).toBeDefined();
          const beyond =
            least === 'least' ? Number(limit) - Number(told) : Number(told) - Number(limit);
          expect(beyond).toBeGreaterThan(0);
        }),
      );
    },
  );

  it('is asked of measures that are known, each by one entry', () => {
    expect(new Set(JUDGED).size).toBe(LIMITS.length);
  });
});
