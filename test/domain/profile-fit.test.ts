import { describe, expect, it } from 'vitest';
import type { Limit, Limited, PhotoFacts, PhotoProfile } from '../../src/domain/photo-profile.js';
import { lacksOf, unfit, unfitFor } from '../../src/domain/profile-fit.js';

const PUBLISHED = { source: 'https://example.com/limits', date: '2026-01-31' };

/** A profile with these limits; its name does not matter. */
function profileOf(
  limits: readonly Omit<Limit, 'source' | 'date'>[],
  more: Partial<PhotoProfile> = {},
): PhotoProfile {
  const all = limits.map((limit) => ({ ...limit, ...PUBLISHED }));
  return { name: 'onguard', title: 'a door', limits: all, ...more };
}

function facts(measured: PhotoFacts['measured']): PhotoFacts {
  return { format: 'jpeg', measured };
}

const textsOf = (profile: PhotoProfile, measured: PhotoFacts['measured']): readonly string[] =>
  lacksOf(profile, facts(measured)).map(({ text }) => text);

describe('a limit', () => {
  it.each<[Limited, number, number, number]>([
    ['bytes', 20_000, 19_999, 20_001],
    ['width', 358, 357, 359],
    ['height', 441, 440, 442],
    ['aspect', 0.5, 0.4999, 0.5001],
    ['compression', 20, 19.99, 20.01],
    ['faces', 1, 0, 2],
    ['eyeDistance', 115, 114.99, 115.01],
    ['faceWidth', 40, 39.99, 40.01],
    ['faceHeight', 40, 39.99, 40.01],
    ['faceArea', 0.3334, 0.33339, 0.33341],
    ['headHeight', 0.69, 0.689, 0.691],
    ['eyesFromBottom', 0.56, 0.559, 0.561],
    ['yaw', 10, 9.9, 10.1],
    ['pitch', -30, -30.1, -29.9],
    ['roll', 8, 7.9, 8.1],
  ])('of %s holds at %f, and not just beyond it', (of, limit, below, above) => {
    const [least, most] = [profileOf([{ of, least: limit }]), profileOf([{ of, most: limit }])];
    expect(textsOf(least, { [of]: limit })).toEqual([]);
    expect(textsOf(most, { [of]: limit })).toEqual([]);
    expect(textsOf(least, { [of]: above })).toEqual([]);
    expect(textsOf(most, { [of]: below })).toEqual([]);
    expect(textsOf(least, { [of]: below })).toEqual([
      expect.stringMatching(/ \(at least .* needed\)$/),
    ]);
    expect(textsOf(most, { [of]: above })).toEqual([
      expect.stringMatching(/ \(at most .* accepted\)$/),
    ]);
  });

  it('is not broken by the noise of a computation', () => {
    const profile = profileOf([
      { of: 'headHeight', least: 0.5, most: 0.69 },
      { of: 'aspect', least: 1, most: 1 },
    ]);
    for (const headHeight of [0.1 + 0.59, 0.5 - 1e-16, 0.69 + 1e-14]) {
      expect(textsOf(profile, { headHeight, aspect: 3 * (1 / 3) + 1e-14 })).toEqual([]);
    }
    expect(textsOf(profile, { headHeight: 0.69 + 1e-9 })).toHaveLength(1);
  });

  it('is told with the value, on the side on which it lies', () => {
    const profile = profileOf([
      { of: 'bytes', most: 20_000 },
      { of: 'width', least: 358 },
      { of: 'aspect', least: 1, most: 1 },
      { of: 'eyeDistance', least: 115 },
      { of: 'headHeight', least: 0.5, most: 0.69 },
      { of: 'pitch', least: -10, most: 10 },
    ]);
    const measured = { bytes: 31_204, width: 300, aspect: 0.75, eyeDistance: 114.99 };
    expect(textsOf(profile, { ...measured, headHeight: 0.694, pitch: -12 })).toEqual([
      'the size of the file is 31,204 bytes (at most 20,000 bytes accepted)',
      'the width is 300 pixels (at least 358 pixels needed)',
      'the width divided by the height is 0.75 (at least 1 needed)',
      'the distance of the eyes is 114.99 pixels (at least 115 pixels needed)',
      "the head's share of the height (estimated) is 69.4% (at most 69% accepted)",
      'the turn of the head up or down is -12 degrees (at least -10 degrees needed)',
    ]);
  });

  it('of what was not measured is passed over', () => {
    const profile = profileOf([
      { of: 'eyeDistance', least: 115 },
      { of: 'faces', least: 1, most: 1 },
    ]);
    expect(textsOf(profile, { faces: 0 })).toEqual([
      'the number of faces is 0 (at least 1 needed)',
    ]);
  });
});

describe('a face in a photo larger than a published size', () => {
  const profile = profileOf([{ of: 'faceWidth', least: 40, upTo: { width: 1920, height: 1080 } }]);

  it.each([
    [1920, 1080, 40],
    [1080, 1920, 40],
    [100, 100, 40],
    [3840, 2160, 80],
    [2160, 3840, 80],
    [2880, 1080, 60],
    [1920, 1620, 60],
  ])('of %i x %i pixels must be larger in proportion', (width, height, least) => {
    expect(textsOf(profile, { width, height, faceWidth: least })).toEqual([]);
    expect(textsOf(profile, { width, height, faceWidth: least - 0.01 })).toHaveLength(1);
  });
});

describe('a recommendation', () => {
  const profile = profileOf([
    { of: 'eyeDistance', least: 115 },
    { of: 'eyeDistance', least: 200, isAdvice: true },
  ]);

  it('is told as such, and refuses nobody', () => {
    const lacks = lacksOf(profile, facts({ eyeDistance: 150 }));
    expect(lacks).toEqual([
      {
        of: 'eyeDistance',
        text: 'the distance of the eyes is 150 pixels (at least 200 pixels recommended)',
        isAdvice: true,
      },
    ]);
    expect(unfitFor(profile, lacks)).toBeUndefined();
    expect(unfit(profile, lacks)?.code).toBe('PHOTO_DOES_NOT_FIT');
  });

  it('is not told beside the limit that is missed', () => {
    const lacks = lacksOf(profile, facts({ eyeDistance: 100 }));
    expect(lacks.map(({ text, isAdvice }) => [text, isAdvice])).toEqual([
      ['the distance of the eyes is 100 pixels (at least 115 pixels needed)', false],
    ]);
    expect(unfitFor(profile, lacks)?.message).toBe(
      'the photo does not fit a door: the distance of the eyes is 100 pixels (at least 115 pixels needed)',
    );
  });

  it('says nothing of a photo that has it', () => {
    const lacks = lacksOf(profile, facts({ eyeDistance: 200 }));
    expect(lacks).toEqual([]);
    expect(unfit(profile, lacks)).toBeUndefined();
  });
});

describe('the format', () => {
  it('must be one of those that are taken', () => {
    const jpeg = profileOf([], { formats: { of: ['jpeg'], ...PUBLISHED } });
    const both = profileOf([], { formats: { of: ['jpeg', 'png'], ...PUBLISHED } });
    const png: PhotoFacts = { format: 'png', measured: {} };
    expect(lacksOf(jpeg, png)).toEqual([
      { of: 'format', text: 'the photo is a PNG (only JPEG accepted)', isAdvice: false },
    ]);
    expect(lacksOf(jpeg, facts({}))).toEqual([]);
    expect(lacksOf(both, png)).toEqual([]);
    expect(lacksOf(profileOf([]), png)).toEqual([]);
  });
});
