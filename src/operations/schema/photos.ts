import { z } from 'zod';
import type { Failure } from '../../domain/failures.js';
import type { UserMatch } from '../../domain/identification.js';
import type { SeenFace } from '../../domain/inspection.js';
import {
  type Lack,
  LIMITED,
  type PhotoProfile,
  PROFILE_NAMES,
} from '../../domain/photo-profile.js';
import { MEASURES } from '../../domain/quality.js';
import { failureMembers, liveness, rotated } from './import.js';
import {
  count,
  faceId,
  line,
  membersOf,
  number,
  path,
  share,
  shared,
  similarity,
  text,
  userId,
} from './members.js';

const point = shared('point', z.strictObject({ x: number, y: number }));

const seenFace = shared(
  'seenFace',
  z.strictObject(
    membersOf<SeenFace>()({
      box: z.strictObject({ x: number, y: number, width: number, height: number }),
      score: share.describe("the detector's confidence, 0 to 1"),
      presence: share.describe("the landmark model's probability that it is a face, 0 to 1"),
      landmarks: z.array(point).describe("eyes, nose tip, mouth corners; the picture's left first"),
    }),
  ),
);

const measure = shared(
  'measure',
  z.strictObject({
    name: z.enum(MEASURES),
    value: number.nullable().describe('in `unit`; null where it was not assessed'),
    unit: text,
    component: number.nullable().describe('0 (useless) to 100 (ideal)'),
  }),
);

const lack = shared(
  'lack',
  z.strictObject(
    membersOf<Lack>()({
      of: z.enum([...LIMITED, 'format']),
      text: text.describe('one sentence with the actual value and the limit'),
      isAdvice: z.boolean().describe('a recommendation, for which no photo is refused'),
    }),
  ),
);

/** What was seen of a photo, as far as the pipeline got: a file that is no photo has none of it. */
const seen = {
  width: count.optional(),
  height: count.optional(),
  format: z.literal(['jpeg', 'png']).optional(),
  rotated: rotated.optional(),
  faces: z.array(seenFace).optional().describe('in pixels of the upright photo'),
  chosen: count.optional().describe('index of the face that was taken'),
  liveness,
  quality: share.nullable(),
  measures: z.array(measure).nullable(),
  profile: z.enum(PROFILE_NAMES).nullable().describe('that the photo was compared with'),
  lacks: z
    .array(lack)
    .nullable()
    .describe('for the profile, as far as it was measured; null without one'),
  picture: path.nullable().describe('the annotated photo'),
};

export const inspected = line('inspection', {
  file: text,
  outcome: z.literal('enrolled').describe('what would become of it'),
  ...seen,
});

export const inspectedInVain = line('inspection', {
  file: text,
  outcome: z.literal('failed').describe('what would become of it'),
  ...failureMembers,
  ...seen,
});

const failure = shared('failure', z.strictObject(membersOf<Failure>()(failureMembers))).nullable();

const match = z.strictObject(membersOf<UserMatch>()({ userId, faceId, similarity }));

const autoEnroll = z.union([
  z.strictObject({
    outcome: z.literal('enrolled'),
    action: z.literal(['TEMPLATE_UPDATED', 'TEMPLATE_REPLACED']),
    userId,
    faceId,
    replaces: faceId.optional().describe('the face that made room for it'),
  }),
  z.strictObject({
    outcome: z.literal('unchanged'),
    reason: z.literal(['NOT_SURE_ENOUGH', 'AMBIGUOUS', 'SAME_PHOTO', 'NOTHING_NEW']),
  }),
]);

const unmeasured = 'null when nobody measured what the threshold means';

export const identification = line('identification', {
  file: text,
  matches: z.array(match).describe('the most similar first'),
  threshold: similarity,
  fpir: share.nullable().describe(unmeasured),
  extrapolated: z.boolean().nullable().describe(unmeasured),
  measuredOn: text.nullable().describe(unmeasured),
  failure,
  autoEnroll: autoEnroll.nullable().describe('with --auto-enroll, of a photo that matches'),
});

export const verification = line('verification', {
  file: text,
  userId,
  match: z.boolean(),
  similarity: similarity.nullable(),
  threshold: similarity,
  fmr: share.nullable().describe(unmeasured),
  extrapolated: z.boolean().nullable().describe(unmeasured),
  measuredOn: text.nullable().describe(unmeasured),
  failure,
});

const published = {
  source: text,
  date: text.describe('on which it was published or read, ISO 8601'),
};

export const profile = line('profile', {
  ...membersOf<Pick<PhotoProfile, 'name' | 'title' | 'limits'>>()({
    name: z.enum(PROFILE_NAMES),
    title: text,
    limits: z.array(
      z.strictObject({
        of: z.enum(LIMITED),
        least: number.exactOptional(),
        most: number.exactOptional(),
        upTo: z
          .strictObject({ width: count, height: count })
          .exactOptional()
          .describe('in a photo larger than this, `least` grows in proportion'),
        isAdvice: z.literal(true).exactOptional().describe('a recommendation'),
        ...published,
      }),
    ),
  }),
  formats: z
    .strictObject({ of: z.array(z.literal(['jpeg', 'png'])), ...published })
    .exactOptional(),
  fileName: z
    .strictObject({ pattern: text.describe('without extension, with {userId}'), ...published })
    .exactOptional(),
  notes: z
    .array(z.strictObject({ text, ...published }))
    .exactOptional()
    .describe('what is published and not checked'),
});
