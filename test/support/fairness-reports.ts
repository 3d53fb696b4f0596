import { breakdownsOf, type GroupValue } from '../../src/domain/fairness/breakdown.js';
import type { ComparedGroup, TriedUser } from '../../src/domain/fairness/data.js';
import { fairnessOf, groupsOf } from '../../src/domain/fairness/fairness.js';
import type { FairnessReport } from '../../src/domain/fairness/report.js';
import { MEASURES } from '../../src/domain/quality.js';
import { randoms } from '../../src/domain/randoms.js';
import type { ReportLook } from '../../src/domain/run-report.js';
import { fairnessDocument } from '../../src/render/report/fairness/document.js';
import { HOSTILE_IDS, LOOK } from './run-reports.js';

/** Users with the same values, and what is true of them. */
export interface MadeUpGroup {
  readonly values: readonly GroupValue[];
  readonly users: number;
  /** Shares of users without a template, and of pairs that match. */
  readonly fte?: number;
  readonly fmr?: number;
  readonly quality?: number;
}

/** A report on groups as their users make it; comparisons are made up from the rates. */
export function madeUpFairness(
  columns: readonly string[],
  groups: readonly MadeUpGroup[],
  more: Partial<FairnessReport> = {},
): FairnessReport {
  const random = randoms(7);
  const planned = groups.flatMap((group) => Array.from({ length: group.users }, () => group));
  const users = planned.map((group) => userOf(group, random));
  const values = planned.map((group) => group.values.map((value) => [value]));
  const divided = breakdownsOf(values, columns.length, 20);
  const compared = groupsOf(divided).map(({ members }) =>
    comparedOf(
      members.filter((i) => users[i]?.failure === null).length,
      (members[0] === undefined ? undefined : planned[members[0]]?.fmr) ?? 0.001,
    ),
  );
  const measuredOn = 'pairs of one sex in the group that the encoder confuses most';
  return {
    ...{ collection: 'staff', encoder: 'mobilefacenet-tf-192', pack: 'standard', columns },
    ...{ least: 20, users: divided.kept.length, leftOut: divided.leftOut },
    compared: users.filter(({ failure }) => failure === null).length,
    ...{ sampled: false, seed: 1, exceptions: 2 },
    verification: { similarity: 0.6, rate: 0.001, measuredOn, extrapolated: false },
    duplicates: { similarity: 0.74, rate: 0.001, measuredOn, extrapolated: true },
    suspicion: null,
    ...fairnessOf(columns, divided, users, compared),
    ...more,
  };
}

function userOf({ fte = 0.03, quality = 0.8 }: MadeUpGroup, random: () => number): TriedUser {
  if (random() < fte) {
    const failure = random() < 0.7 ? 'FACE_NOT_FOUND' : 'FACE_QUALITY_TOO_LOW';
    return { failure, quality: null, measures: null };
  }
  const own = Math.min(1, quality + 0.15 * (random() - 0.5));
  const measures = Float32Array.from(MEASURES, () => 100 * Math.min(1, own + 0.1 * random()));
  return { failure: null, quality: own, measures };
}

function comparedOf(users: number, fmr: number): ComparedGroup {
  const pairs = (users * (users - 1)) / 2;
  const trials = (of: number, rate: number) => ({
    ...{ users, of, events: Math.round(of * rate) },
    ...{ sharing: of * Math.max(0, users - 2), bothEvents: 0 },
  });
  const alarmed = Math.round(users * Math.min(0.5, 5 * fmr));
  const alarms = { users: alarmed, squares: 2 * alarmed };
  return {
    users,
    verification: trials(pairs, fmr),
    duplicates: trials(pairs, fmr / 20),
    genuine: { ...trials(Math.floor(users / 3), 0.02), sharing: 0 },
    ...{ within: alarms, between: alarms, any: alarms, suspicious: 0 },
  };
}

const DEPARTMENTS: readonly MadeUpGroup[] = [
  { values: ['Sales and Customer Service, North and South'], users: 812 },
  { values: ['Production, Assembly Line 4 (night shift, temporary staff)'], users: 436, fte: 0.12 },
  { values: ['Works'], users: 322, fmr: 0.03, quality: 0.7 },
  { values: ['Informationstechnologieabteilungsleitungssekretariat'], users: 211 },
  { values: ['Finance'], users: 140, fte: 0 },
  { values: ['Human Resources'], users: 64 },
  { values: ['Legal'], users: 31, fte: 0 },
  { values: [null], users: 23 },
  { values: ['Canteen'], users: 12 },
  { values: ['Board'], users: 9 },
];

/** Reports that look different. */
export const FAIRNESS_STATES: Readonly<Record<string, FairnessReport>> = {
  'with differences': madeUpFairness(['department'], DEPARTMENTS),
  'without differences': madeUpFairness(
    ['department'],
    ['Sales', 'Works', 'Office'].map((department) => ({ values: [department], users: 80 })),
  ),
  'of several columns': madeUpFairness(
    ['department', 'Site', 'Shift'],
    DEPARTMENTS.slice(0, 2).flatMap(({ values, ...one }, i) =>
      ['Lyon', 'Paris'].flatMap((site) =>
        ['day', 'night'].map((shift) => ({
          ...one,
          values: [...values, site, shift],
          users: Math.ceil(one.users / (2 + (i % 3))),
        })),
      ),
    ),
  ),
  'with names that would do harm': madeUpFairness(
    ['<b>Site</b>'],
    Object.values(HOSTILE_IDS).map((value, i) => ({
      values: [value],
      users: 60,
      fte: i % 2 ? 0.4 : 0,
    })),
    { collection: '<i>staff</i>' },
  ),
};

/** The report as a text. */
export function fairnessHtml(report: FairnessReport, look: Partial<ReportLook> = {}): string {
  return [...fairnessDocument(report, { ...LOOK, ...look })].join('');
}
