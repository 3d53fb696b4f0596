import type { FailureCode } from '../failures.js';
import type { Outliers } from '../outliers.js';
import type { GroupValue } from './breakdown.js';
import type { Measured } from './data.js';
import type { Rate } from './dependence.js';
import type { Average } from './intervals.js';

/** What is compared between groups; each is tested in every group. */
export const STATISTICS = [
  'failureToEnroll',
  'quality',
  'verificationFmr',
  'duplicateFmr',
  'fnmr',
  'falseAlarms',
] as const;

export type Statistic = (typeof STATISTICS)[number];

/** What is shown: the alarms of a group by its own users and by others are not compared. */
export const SHOWN = [...STATISTICS, 'alarmsWithin', 'alarmsBetween'] as const;

export type Shown = (typeof SHOWN)[number];

/** The figures of one row: of a group, or of several small ones together. */
export interface GroupFigures {
  /** In the order of the columns; empty of small groups together. */
  readonly values: readonly GroupValue[];
  /** How many groups these are, where they are too small to be shown alone; 0 of one group. */
  readonly pooled: number;
  /** Users who were tried. */
  readonly users: number;
  readonly failureToEnroll: Rate;
  readonly failures: readonly { readonly code: FailureCode; readonly users: number }[];
  /** Of the templates of each user, 0 to 1. */
  readonly quality: Average | null;
  readonly measures: Measured<Average>;
  /** Users whose templates were compared. */
  readonly compared: number;
  /** Within the group, at the threshold of verification and at that of the duplicate check. */
  readonly verificationFmr: Rate;
  readonly duplicateFmr: Rate;
  readonly suspicious: number;
  readonly fnmr: Rate;
  /** Users with a look-alike for the duplicate check: any, in the group, outside of it. */
  readonly falseAlarms: Rate;
  readonly alarmsWithin: Rate;
  readonly alarmsBetween: Rate;
}

/** The groups by one column, or by several together. */
export interface BreakdownFigures {
  readonly by: readonly string[];
  readonly groups: readonly GroupFigures[];
}

/** A group compared with all others of its breakdown. */
export interface ComparedStatistic {
  readonly by: readonly string[];
  readonly values: readonly GroupValue[];
  readonly statistic: Statistic;
  /** The rate, or the median of qualities; then those of the others. */
  readonly value: number;
  readonly others: number;
  /** By chance alone; and with the number of comparisons allowed for (Holm). */
  readonly probability: number;
  readonly adjusted: number;
  readonly differs: boolean;
}

/** A similarity from which two faces are taken for one person's, and what it should mean. */
export interface GroupThreshold {
  readonly similarity: number;
  /** The FMR of verification, or the FPIR of the duplicate check. */
  readonly rate: number;
  readonly measuredOn: string;
  readonly extrapolated: boolean;
}

/** What `faceenroll fairness` found. */
export interface FairnessReport {
  readonly collection: string;
  readonly encoder: string;
  readonly pack: string;
  /** The columns that users are grouped by. */
  readonly columns: readonly string[];
  /** Groups of fewer users are not shown alone. */
  readonly least: number;
  /** Users who were tried and are in the report; and those who are not. */
  readonly users: number;
  readonly leftOut: number;
  /** Users whose templates were compared, and whether these are a random part. */
  readonly compared: number;
  readonly sampled: boolean;
  readonly seed: number;
  /** Recorded pairs of users who may look alike: they were not compared. */
  readonly exceptions: number;
  /** In use for verification, and for the duplicate check in a gallery of this size. */
  readonly verification: GroupThreshold;
  readonly duplicates: GroupThreshold;
  /** Pairs that stand off from all others, which were counted. */
  readonly suspicion: Outliers | null;
  readonly breakdowns: readonly BreakdownFigures[];
  readonly comparisons: readonly ComparedStatistic[];
}
