import type { FailureCode } from '../failures.js';
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
