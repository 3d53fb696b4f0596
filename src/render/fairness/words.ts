import type { Rate } from '../../domain/fairness/dependence.js';
import type { Average, Interval } from '../../domain/fairness/intervals.js';
import type { GroupFigures, Shown } from '../../domain/fairness/report.js';
import { printable } from '../../domain/text.js';
import type { ReportTexts } from '../report/texts.js';

/** What a value is told in: FMRs may be too rare for percent. */
export type Unit = 'percent' | 'power' | 'quality' | 'measure';

/** How values are told. */
export const UNITS: Readonly<Record<Shown, Unit>> = {
  failureToEnroll: 'percent',
  quality: 'quality',
  verificationFmr: 'power',
  duplicateFmr: 'power',
  fnmr: 'percent',
  falseAlarms: 'percent',
  alarmsWithin: 'percent',
  alarmsBetween: 'percent',
};

/** Where nothing was tried. */
const NOTHING = '-';

/** The values of a group, as one name. */
export function nameOf(
  { values, pooled }: Pick<GroupFigures, 'values' | 'pooled'>,
  texts: ReportTexts,
): string {
  if (pooled > 0) return texts.of('fairness.group.pooled', { n: texts.number(pooled) });
  return values.map((value) => printable(value ?? texts.of('fairness.group.none'))).join(' / ');
}

/** The columns of a breakdown, as one name. */
export function byText(by: readonly string[]): string {
  return by.map(printable).join(' / ');
}

export function valueText(value: number, unit: Unit, texts: ReportTexts): string {
  if (unit === 'quality') return texts.number(value, 3);
  if (unit === 'measure') return texts.number(value, 1);
  if (unit === 'percent') return texts.percent(value, value > 0 && value < 0.1 ? 2 : 1);
  if (value >= 0.01) return texts.percent(value, 1);
  return value === 0 ? '0' : value.toExponential(1);
}

export function intervalText({ low, high }: Interval, unit: Unit, texts: ReportTexts): string {
  return texts.of('fairness.interval', {
    low: valueText(low, unit, texts),
    high: valueText(high, unit, texts),
  });
}

/** A rate and its interval. */
export function rateTexts(
  { rate, interval }: Rate,
  unit: Unit,
  texts: ReportTexts,
): readonly [string, string] {
  if (rate === null) return [NOTHING, NOTHING];
  return [valueText(rate, unit, texts), intervalText(interval, unit, texts)];
}

/** Mean and median, each with its interval. */
export function averageTexts(
  average: Average | null,
  unit: Unit,
  texts: ReportTexts,
): readonly string[] {
  if (!average) return [NOTHING, NOTHING, NOTHING, NOTHING];
  const { mean, meanInterval, median, medianInterval } = average;
  return [
    valueText(mean, unit, texts),
    intervalText(meanInterval, unit, texts),
    valueText(median, unit, texts),
    intervalText(medianInterval, unit, texts),
  ];
}

/** Less than that is as good as none. */
const LEAST = 1e-6;

/** A probability, with its sign: "= 0.012". */
export function probabilityText(p: number): string {
  return p < LEAST ? `< ${LEAST.toExponential()}` : `= ${Number(p.toPrecision(2))}`;
}
