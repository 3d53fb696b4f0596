import {
  type BreakdownFigures,
  type GroupFigures,
  SHOWN,
  type Shown,
} from '../../domain/fairness/report.js';
import type { ReportTextKey, ReportTexts } from '../report/texts.js';
import { medianTexts, nameOf, rateTexts } from './words.js';

/** The figures of one statistic for all groups of a breakdown, as text. */
export interface StatisticTable {
  readonly statistic: Shown;
  readonly title: string;
  readonly about: string;
  /** The first is that of the groups. */
  readonly headings: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A table for each statistic. */
export function tablesOf(
  { groups }: Pick<BreakdownFigures, 'groups'>,
  texts: ReportTexts,
): readonly StatisticTable[] {
  return SHOWN.map((statistic) => {
    const { headings, cells } = TABLES[statistic];
    return {
      statistic,
      title: texts.of(`fairness.statistic.${statistic}`),
      about: texts.of(`fairness.about.${statistic}`),
      headings: [texts.of('fairness.group'), ...headings.map((key) => texts.of(key))],
      rows: groups.map((group) => [nameOf(group, texts), ...cells(group, texts)]),
    };
  });
}

interface Cells {
  readonly headings: readonly ReportTextKey[];
  readonly cells: (group: GroupFigures, texts: ReportTexts) => readonly string[];
}

const RATE = ['fairness.column.rate', 'fairness.column.interval'] as const;

const TABLES: Readonly<Record<Shown, Cells>> = {
  failureToEnroll: counted('failureToEnroll', 'fairness.column.users', 'fairness.column.failed'),
  quality: {
    headings: ['fairness.column.users', 'fairness.column.median', 'fairness.column.interval'],
    cells: ({ quality }, texts) => [
      texts.number(quality?.users ?? 0),
      ...medianTexts(quality, texts),
    ],
  },
  verificationFmr: counted('verificationFmr', 'fairness.column.pairs', 'fairness.column.matches'),
  duplicateFmr: counted('duplicateFmr', 'fairness.column.pairs', 'fairness.column.matches'),
  fnmr: counted('fnmr', 'fairness.column.pairs', 'fairness.column.nonMatches'),
  falseAlarms: alarms('falseAlarms'),
  alarmsWithin: alarms('alarmsWithin'),
  alarmsBetween: alarms('alarmsBetween'),
};

/** How often, of how many, at what rate. */
function counted(
  statistic: Exclude<Shown, 'quality'>,
  of: ReportTextKey,
  events: ReportTextKey,
): Cells {
  return {
    headings: [of, events, ...RATE],
    cells: (group, texts) => {
      const rate = group[statistic];
      const counts = [texts.number(rate.of), texts.number(rate.events)];
      return [...counts, ...rateTexts(rate, texts)];
    },
  };
}

function alarms(statistic: 'falseAlarms' | 'alarmsWithin' | 'alarmsBetween'): Cells {
  return counted(statistic, 'fairness.column.users', 'fairness.column.alarmed');
}
