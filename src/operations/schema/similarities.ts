import { z } from 'zod';
import type { CalibratedThreshold } from '../../domain/calibration.js';
import type { SimilarUsers } from '../../domain/duplicates.js';
import type { Outliers } from '../../domain/outliers.js';
import type { Tail } from '../../domain/tail.js';
import type { PackTable } from '../../models/manifest.js';
import type { Bar } from '../../render/bars.js';
import {
  count,
  faceId,
  line,
  membersOf,
  number,
  share,
  shared,
  similarity,
  text,
  userId,
} from './members.js';

export const similarUsers = shared(
  'similarUsers',
  z.strictObject(
    membersOf<SimilarUsers>()({
      userId,
      otherUserId: userId,
      similarity,
      faceId,
      otherFaceId: faceId,
    }),
  ),
);

/** Users who may be one person. */
export const cluster = line('cluster', {
  cluster: count.describe('from 1 on'),
  userIds: z.array(userId),
  pairs: z.array(similarUsers).describe('the most similar first'),
});

const unknown = 'null where nobody has measured what similarities mean';

export const scanSummary = line('summary', {
  clusters: count,
  allowedPairs: count.describe('recorded exceptions'),
  templates: count,
  users: count,
  meaning: text.describe('what the threshold means'),
  falseAlarms: number.nullable().describe(`pairs to expect; ${unknown}`),
  similarity,
  fmr: share.nullable().describe(unknown),
  extrapolated: z.boolean().nullable().describe(unknown),
  measuredOn: text.nullable().describe(unknown),
  exitCode: z.literal([0, 3]),
});

export const basis = z.literal(['measured', 'extrapolated']);

const calibrated = z.strictObject(
  membersOf<CalibratedThreshold>()({ fmr: share, similarity, basis }),
);

// `exactOptional`: below the members that `membersOf` compares one by one, `undefined` is no `basis?`.
export const thresholdRows = shared(
  'thresholdTable',
  z.array(z.strictObject({ fmr: share, similarity, basis: basis.exactOptional() })),
);

export const fmrTable = shared(
  'fmrTable',
  z.strictObject(
    membersOf<PackTable>()({
      measuredOn: text,
      table: thresholdRows,
      groups: z
        .array(z.strictObject({ name: text, pairs: count, table: thresholdRows }))
        .optional()
        .describe('what each group of people gives by itself'),
    }),
  ),
);

export const calibration = line('calibration', {
  collection: text,
  encoder: text,
  pack: text,
  users: count,
  templates: count,
  pairs: count.describe('of different users, compared'),
  allPairs: count.describe('of different users, that there are'),
  genuinePairs: count.describe('of one user'),
  sampled: z.boolean(),
  seed: z.int().nullable(),
  exceptions: count.describe('pairs of users that were left out'),
  table: z.array(calibrated),
  packTable: fmrTable.nullable(),
  tail: z.strictObject({
    model: z.literal('generalized Pareto'),
    ...membersOf<Tail>()({ from: similarity, share, scale: number, shape: number }),
  }),
  fpir: share,
  threshold: calibrated,
  falseAlarms: z.strictObject({ per1000: number, scan: number }),
  tmr: share.nullable().describe('null for fewer than 10 pairs of one user'),
  conclusion: text,
  suspicion: z
    .strictObject(membersOf<Outliers>()({ similarity, pairs: count, expected: number }))
    .nullable(),
  suspects: z.array(z.strictObject({ userId, otherUserId: userId, similarity })),
  histogram: z.array(
    z.strictObject(
      membersOf<Bar>()({ from: similarity, to: similarity, different: count, same: count }),
    ),
  ),
  stored: z.boolean(),
});

/** `--forget` */
export const forgotten = line('forgotten', {
  collection: text,
  encoder: text,
  measuredOn: text.describe('what the forgotten table was measured on'),
});
