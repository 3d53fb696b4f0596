import { z } from 'zod';
import type { UpgradeSummary } from '../../render/upgrade.js';
import { failureMembers } from './import.js';
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
import { similarUsers, thresholdRows } from './similarities.js';

const face = { faceId, userId, slot: count };

export const upgradedFace = line('outcome', { ...face, action: z.literal('TEMPLATE_UPGRADED') });

export const keptFace = line('outcome', {
  ...face,
  action: z.literal('NONE'),
  reason: z.literal('NO_THUMBNAIL'),
});

export const failedFace = line('outcome', {
  ...face,
  action: z.literal('ENROLLMENT_FAILED'),
  ...failureMembers,
});

/** The last line of an upgrade. */
export const upgradeSummary = line(
  'summary',
  membersOf<UpgradeSummary>()({
    collection: text,
    pack: text,
    encoder: text,
    upgraded: count.describe('faces that went over'),
    users: count.describe('of how many users they are'),
    failed: count,
    withoutThumbnail: count,
    reimport: path.nullable().describe('where faces that stay are listed'),
    canGoBack: z.boolean(),
    calibrateAgain: z
      .boolean()
      .describe("whether the collection's own table was of the encoder before"),
    exitCode: z.int(),
  }),
);

const ended = { collection: text, exitCode: z.int() };

export const rolledBack = line('summary', {
  ...ended,
  upgrade: z.literal('ROLLED_BACK'),
  encoder: text.describe('the one that it went back from'),
  encoders: z.array(text).describe('those that the templates are of again'),
  faces: count,
  enrolledSince: count,
  superseded: count,
});

export const committed = line('summary', {
  ...ended,
  upgrade: z.literal('COMMITTED'),
  encoder: text,
  deleted: count,
});

export const forgottenFaces = line('summary', {
  ...ended,
  upgrade: z.literal('FORGOTTEN'),
  deleted: count,
});

const threshold = shared(
  'threshold',
  z.strictObject({
    similarity,
    fmr: share,
    measuredOn: text,
    extrapolated: z.boolean(),
  }),
);

const encoder = shared(
  'rehearsedEncoder',
  z.strictObject({
    encoder: text,
    different: z
      .strictObject({
        pairs: count,
        median: similarity,
        highest: similarity,
        table: thresholdRows,
      })
      .nullable()
      .describe('null of a gallery that is too small to tell'),
    duplicates: threshold.nullable(),
    own: threshold.nullable(),
    found: z
      .strictObject({
        tmr: share,
        basis: z.literal(['measured', 'extrapolated', 'bound']),
        measuredOn: text,
      })
      .nullable()
      .describe('the share of second photos that is found; null of a pack that nobody measured'),
  }),
);

const pairs = z.array(similarUsers);

const apart = z.array(z.strictObject({ userId, before: similarity, after: similarity }));

/** The line of `upgrade --rehearse`. */
export const rehearsal = line('rehearsal', {
  collection: text,
  pack: text,
  faces: count,
  users: count,
  before: encoder,
  after: encoder,
  appear: pairs,
  vanish: pairs,
  stay: count,
  severalFaces: count,
  noLongerPass: apart,
  nowPass: apart,
  withoutThumbnail: count,
  failed: z.array(
    z.strictObject({ ...face, code: failureMembers.code, message: failureMembers.message }),
  ),
  fpir: number,
  fmr: number,
  reimport: path.nullable(),
  exitCode: z.int(),
});
