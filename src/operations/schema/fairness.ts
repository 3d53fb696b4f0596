import { z } from 'zod';
import type { Rate } from '../../domain/fairness/dependence.js';
import type { Average, Interval } from '../../domain/fairness/intervals.js';
import {
  type BreakdownFigures,
  type ComparedStatistic,
  type FairnessReport,
  type GroupFigures,
  type GroupThreshold,
  STATISTICS,
} from '../../domain/fairness/report.js';
import type { Outliers } from '../../domain/outliers.js';
import { MEASURES } from '../../domain/quality.js';
import { failureCode } from './import.js';
import { count, line, membersOf, number, share, shared, similarity, text } from './members.js';

const interval = shared(
  'interval',
  z.strictObject(membersOf<Interval>()({ low: number, high: number })).describe('95%'),
);

const rate = shared(
  'groupRate',
  z.strictObject(
    membersOf<Rate>()({
      rate: share.nullable().describe('null where nothing was tried'),
      events: count.describe('failures, matches, non-matches, users with a look-alike'),
      of: count.describe('users, or pairs'),
      effective: number.describe('as many independent trials say as much'),
      interval,
    }),
  ),
);

const average = shared(
  'average',
  z.strictObject(
    membersOf<Average>()({
      users: count,
      mean: number,
      meanInterval: interval,
      median: number,
      medianInterval: interval,
    }),
  ),
);

const values = z.array(text.nullable()).describe('in the order of "by"; null of no value');

const group = z.strictObject(
  membersOf<GroupFigures>()({
    values,
    pooled: count.describe('small groups that are one here; 0 of a group'),
    users: count.describe('tried'),
    failureToEnroll: rate,
    failures: z.array(z.strictObject({ code: failureCode, users: count })),
    quality: average.nullable(),
    measures: z.array(z.strictObject({ measure: z.literal(MEASURES), average })),
    compared: count,
    verificationFmr: rate,
    duplicateFmr: rate,
    suspicious: count.describe('pairs that stand off from all others'),
    fnmr: rate,
    falseAlarms: rate.describe('with any look-alike'),
    alarmsWithin: rate,
    alarmsBetween: rate,
  }),
);

const by = z.array(text).describe('columns');

const threshold = z.strictObject(
  membersOf<GroupThreshold>()({
    similarity,
    rate: share.describe('the FMR, or the FPIR'),
    measuredOn: text,
    extrapolated: z.boolean(),
  }),
);

const report = membersOf<FairnessReport>()({
  collection: text,
  encoder: text,
  pack: text,
  columns: z.array(text),
  least: count.describe('users of a group that is shown alone'),
  users: count.describe('tried, and in the report'),
  leftOut: count.describe('whose groups could be told by subtraction'),
  compared: count,
  sampled: z.boolean(),
  seed: count,
  exceptions: count.describe('pairs of users that were left out'),
  verification: threshold,
  duplicates: threshold,
  suspicion: z
    .strictObject(membersOf<Outliers>()({ similarity, pairs: count, expected: number }))
    .nullable(),
  breakdowns: z.array(
    z.strictObject(membersOf<BreakdownFigures>()({ by, groups: z.array(group) })),
  ),
  comparisons: z.array(
    z.strictObject(
      membersOf<ComparedStatistic>()({
        by,
        values,
        statistic: z.literal(STATISTICS),
        value: number.describe('a rate, or the median of qualities'),
        others: number.describe('that of all other groups'),
        probability: share.describe('by chance'),
        adjusted: share.describe('with all comparisons allowed for (Holm)'),
        differs: z.boolean(),
      }),
    ),
  ),
});

export const fairness = line('fairness', {
  ...report,
  differences: count,
  html: text.nullable().describe('the file that was written'),
  expires: text.nullable().describe('the day that is printed on it'),
});
