import { describe, expect, it } from 'vitest';
import { type Failure, fail } from '../../../src/domain/failures.js';
import type { Outcome } from '../../../src/domain/outcome.js';
import { type Ended, enrollmentBody } from '../../../src/http/bioid/enrollment.js';
import { enrollment } from '../../../src/http/bioid/schemas.js';
import {
  CLASS_ID,
  ENROLLED,
  faceOf,
  photoWith,
  REPORT,
  SEEN,
  templateWith,
} from '../../support/bioid.js';

/** The answer as the service publishes it, with every field. */
const PUBLISHED = {
  status: 'SUCCEEDED',
  errors: [{ errorCode: 'string', message: 'string' }],
  imageProperties: [
    {
      rotated: 0,
      faces: [
        {
          ...{ leftEye: { x: 0, y: 0 }, rightEye: { x: 0, y: 0 } },
          ...{ textureLivenessScore: 0, motionLivenessScore: 0, movementDirection: 0 },
        },
      ],
      qualityScore: 0,
      qualityAssessments: [{ check: 'string', score: 0, message: 'string' }],
      frameNumber: 0,
    },
  ],
  performedAction: 'NONE',
  enrolledImages: 0,
  templateStatus: {
    ...{ classId: 0, available: true, enrolled: 'string', tags: ['string'] },
    ...{ encoderVersion: 0, featureVectors: 0, thumbnailsStored: 0 },
    thumbnails: [{ enrolled: 'string', image: 'string' }],
  },
};

/** Names and kinds of all members; of a list those of its first item. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shapeOf(one)]));
}

function bodyOf(ended: Partial<Ended>) {
  const template = templateWith([faceOf(1)]);
  const body = enrollmentBody(CLASS_ID, {
    ...{ photos: [], upgrade: null, template, mayRead: false },
    ...ended,
  });
  expect(enrollment.safeEncode(body).error).toBeUndefined();
  return body;
}

const failed = (failure: Failure): Outcome => ({ kind: 'failed', failure });

const NO_FACE = failed(fail('FACE_NOT_FOUND', { width: 300, height: 400 }));
const TWO_FACES = failed(
  fail('MULTIPLE_FACES', { faces: [1, 2].map(() => ({ width: 90, place: 'left' })) }),
);
const DUPLICATE = failed(
  fail('DUPLICATE_OF_ENROLLED_USER', {
    ...{ userId: '4711', similarity: 0.8, falseAlarms: 'one in a million' },
  }),
);

const { chosen: _, quality: __, liveness: ___, ...UNCHOSEN } = REPORT;
const EMPTY = { ...UNCHOSEN, faces: [] };

describe('an enrollment', () => {
  it('has the published fields, and no other', () => {
    const template = {
      ...templateWith([faceOf(1)]),
      thumbnails: new Map([['face-1', Buffer.from('jpeg')]]),
    };
    const photos = [photoWith(ENROLLED), photoWith(DUPLICATE)];
    const sent = JSON.parse(JSON.stringify(bodyOf({ photos, template })));
    expect(shapeOf(sent)).toEqual(shapeOf(PUBLISHED));
  });

  it('tells all digits of the class ID as a number', () => {
    expect(JSON.stringify(bodyOf({}))).toContain(`"classId":${CLASS_ID},`);
  });

  it('names eyes as the person does: the left one is on the right of the image', () => {
    const [image] = bodyOf({ photos: [photoWith(ENROLLED)] }).imageProperties;
    expect(image).toMatchObject({ rotated: 90, qualityScore: 0.8, frameNumber: 0 });
    expect(image?.faces).toEqual([
      {
        ...{ leftEye: { x: 160, y: 110 }, rightEye: { x: 100, y: 110 } },
        ...{ textureLivenessScore: 0.97, motionLivenessScore: 0, movementDirection: 0 },
      },
    ]);
  });

  it('tells the published checks, and the measures that were assessed', () => {
    const [image] = bodyOf({ photos: [photoWith(ENROLLED)] }).imageProperties;
    expect(image?.qualityAssessments).toEqual([
      { check: 'FaceFound', score: 1, message: 'A face was found.' },
      { check: 'SingleFaceOnImage', score: 1, message: 'The image shows one face.' },
      {
        ...{ check: 'FaceFeaturesAvailable', score: 1 },
        message: 'The features of the face could be extracted.',
      },
      {
        ...{ check: 'InterEyeDistance', score: 0.75 },
        message: 'The eye centers are 60 pixels apart.',
      },
    ]);
  });

  it('tells the template without thumbnails, when it was last added to, and by which encoder', () => {
    const faces = [faceOf(2), faceOf(3), faceOf(1, { thumbnail: false, encoder: 'older' })];
    expect(bodyOf({ template: templateWith(faces) }).templateStatus).toMatchObject({
      ...{ available: true, enrolled: '2026-01-03T03:04:05.000Z', tags: ['night shift'] },
      ...{ encoderVersion: 2, featureVectors: 3, thumbnailsStored: 2, thumbnails: [] },
    });
  });

  it('tells of a person who is not known, and of one without a face', () => {
    const nothing = {
      ...{ available: false, enrolled: null, tags: [], encoderVersion: 0 },
      ...{ featureVectors: 0, thumbnailsStored: 0, thumbnails: [] },
    };
    expect(bodyOf({ template: undefined }).templateStatus).toMatchObject(nothing);
    const tagged = { ...nothing, tags: ['night shift'] };
    expect(bodyOf({ template: templateWith([]) }).templateStatus).toMatchObject(tagged);
  });
});

describe('what was done', () => {
  const updated: Outcome = { ...ENROLLED, action: 'TEMPLATE_UPDATED' };
  const same: Outcome = { kind: 'unchanged', reason: 'SAME_PHOTO' };
  const upgrade = { userId: CLASS_ID, upgraded: [{ faceId: 'f', slot: 1 }], failures: [] };

  it.each<[string, readonly Outcome[], Ended['upgrade'], string, number]>([
    ['without images', [], null, 'NONE', 0],
    ['with the first images', [ENROLLED, updated], null, 'NEW_TEMPLATE_CREATED', 2],
    ['with more images', [updated, NO_FACE], null, 'TEMPLATE_UPDATED', 1],
    ['with an upgrade', [], upgrade, 'TEMPLATE_UPGRADED', 0],
    ['with an upgrade and an image', [updated], upgrade, 'TEMPLATE_UPGRADED', 1],
    ['with the same image again', [same, NO_FACE], null, 'NONE', 0],
    ['with images that all fail', [NO_FACE, DUPLICATE], null, 'ENROLLMENT_FAILED', 0],
  ])('%s', (_, outcomes, upgraded, action, images) => {
    const photos = outcomes.map((outcome) => photoWith(outcome));
    const body = bodyOf({ photos, upgrade: upgraded });
    expect(body).toMatchObject({ status: 'SUCCEEDED', performedAction: action });
    expect(body.enrolledImages).toBe(images);
    expect(body.imageProperties).toHaveLength(outcomes.length);
  });

  it('tells an image again that is enrolled already, without looking at it', () => {
    const photo = { name: 'image 1', outcome: same, face: faceOf(1) };
    const body = bodyOf({ photos: [photo] });
    expect(body.errors).toEqual([]);
    expect(body.imageProperties[0]).toMatchObject({ rotated: 0, faces: [], qualityScore: 0.8 });
  });
});

describe('the errors of an enrollment that failed', () => {
  const codes = (outcomes: readonly Outcome[], more: Partial<Ended> = {}) =>
    bodyOf({ photos: outcomes.map((one) => photoWith(one)), ...more }).errors.map(
      ({ errorCode }) => errorCode,
    );
  const noFeatures = failed(fail('NO_FEATURES', {}));
  const large = failed(fail('FILE_TOO_LARGE', { bytes: 11_000_000 }));
  const blurred = failed(
    fail('FACE_QUALITY_TOO_LOW', { quality: 0.3, least: 0.5, problems: ['the face is blurred'] }),
  );
  const notLive = failed(fail('LIVENESS_CHECK_FAILED', { liveness: 0.01, least: 0.03 }));
  const consent = failed(fail('CONSENT_MISSING', { userId: CLASS_ID, consentAt: '' }));
  const disagree = failed(fail('PHOTOS_DISAGREE', { others: ['a'], similarity: 0.1, least: 0.4 }));

  it.each<[string, readonly Outcome[], readonly string[]]>([
    ['no face or several', [NO_FACE, TWO_FACES], ['NoSuitableFaceImage']],
    ['no features', [NO_FACE, noFeatures], ['NoFeatureVectors']],
    ['no image', [large, NO_FACE], ['NoSuitableFaceImage', 'FileTooLarge']],
    ['too low a quality', [blurred, blurred], ['FaceQualityTooLow']],
    ['no liveness', [notLive], ['LivenessCheckFailed']],
    ['a face of somebody else', [DUPLICATE, NO_FACE], ['DuplicateOfEnrolledUser']],
    ['several people', [disagree], ['PhotosDisagree']],
    ['no consent', [consent, consent], ['ConsentMissing']],
  ])('for %s', (_, outcomes, expected) => {
    expect(codes(outcomes)).toEqual(expected);
  });

  it('for an upgrade that failed', () => {
    const failure = fail('NO_FEATURES', {});
    const failures = [{ faceId: 'f', slot: 1, failure }];
    const upgrade = { userId: CLASS_ID, upgraded: [], failures };
    expect(bodyOf({ upgrade }).performedAction).toBe('ENROLLMENT_FAILED');
    expect(codes([], { upgrade })).toEqual(['NoFeatureVectors']);
  });

  it('are not told where an image was enrolled, but for refusals that the checks do not have', () => {
    expect(codes([ENROLLED, NO_FACE, TWO_FACES, noFeatures])).toEqual([]);
    expect(codes([ENROLLED, DUPLICATE])).toEqual(['DuplicateOfEnrolledUser']);
  });

  it('name other users to those only who may read them', () => {
    const photos = [photoWith(DUPLICATE)];
    expect(JSON.stringify(bodyOf({ photos }))).not.toContain('4711');
    const [error] = bodyOf({ photos, mayRead: true }).errors;
    expect(error?.message).toMatch(/^The face is that of the enrolled user "4711" .*\.$/);
  });
});

describe('the checks of an image that was refused', () => {
  it.each([
    ['no face', NO_FACE, EMPTY, [['FaceFound', 0]]],
    [
      'several faces',
      TWO_FACES,
      { ...UNCHOSEN, faces: [SEEN, SEEN] },
      [
        ['FaceFound', 1],
        ['SingleFaceOnImage', 0],
      ],
    ],
    [
      'no features',
      failed(fail('NO_FEATURES', {})),
      UNCHOSEN,
      [
        ['FaceFound', 1],
        ['SingleFaceOnImage', 1],
        ['FaceFeaturesAvailable', 0],
      ],
    ],
    [
      'eyes that are too close together',
      failed(fail('FACE_TOO_SMALL', { eyeDistance: 20 })),
      UNCHOSEN,
      [
        ['FaceFound', 1],
        ['SingleFaceOnImage', 1],
        ['FaceTooSmall', 0],
      ],
    ],
    [
      'a face of somebody else',
      DUPLICATE,
      UNCHOSEN,
      [
        ['FaceFound', 1],
        ['SingleFaceOnImage', 1],
        ['FaceFeaturesAvailable', 1],
        ['DuplicateOfEnrolledUser', 0],
      ],
    ],
    [
      'more than 10 MB',
      failed(fail('FILE_TOO_LARGE', { bytes: 11_000_000 })),
      null,
      [
        ['FaceFound', 0],
        ['FileTooLarge', 0],
      ],
    ],
  ] as const)('for %s', (_, outcome, report, checks) => {
    const photo = report ? photoWith(outcome, report) : { name: 'image 1', outcome };
    const [image] = bodyOf({ photos: [photo] }).imageProperties;
    const told = image?.qualityAssessments ?? [];
    expect(told.map(({ check, score }) => [check, score])).toEqual(checks);
    expect(told.every(({ message }) => /^[A-Z].*[^.]\.$/.test(message))).toBe(true);
    expect(image?.faces.every(({ textureLivenessScore }) => textureLivenessScore === 0)).toBe(true);
  });

  it('say of an enrolled image that it may be a duplicate', () => {
    const flag = { code: 'DUPLICATE_OF_ENROLLED_USER', message: 'is that of 4711' } as const;
    const [image] = bodyOf({ photos: [photoWith({ ...ENROLLED, flag })] }).imageProperties;
    const told = image?.qualityAssessments.find(({ score }) => score === 0);
    expect(told).toMatchObject({ check: 'DuplicateOfEnrolledUser' });
    expect(told?.message).not.toContain('4711');
  });
});
