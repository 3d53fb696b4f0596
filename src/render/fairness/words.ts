import type { Rate } from '../../domain/fairness/dependence.js';
import type { Average, Interval } from '../../domain/fairness/intervals.js';
import type { GroupFigures, Shown } from '../../domain/fairness/report.js';
import { printable } from '../../domain/text.js';
import type { ReportTexts } from '../report/texts.js';

/** What a value is told in. */
export type Unit = 'rate' | 'quality' | 'measure';

/** How values are told. */
export function unitOf(statistic: Shown): Unit {
  return statistic === 'quality' ? 'quality' : 'rate';
}

/** Of whom, or of what, a figure is. */
export function trialsText(statistic: Shown, n: number, texts: ReportTexts): string {
  return texts.counted(OF_PAIRS.has(statistic) ? 'fairness.pairs' : 'fairness.users', n);
}

const OF_PAIRS: ReadonlySet<Shown> = new Set(['verificationFmr', 'duplicateFmr', 'fnmr']);

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
  // So rare that the zeros would have to be counted.
  if (value > 0 && value < LEAST) return value.toExponential(1);
  return texts.percent(value, digitsOf(value));
}

/** Digits after the point of a rate in percent: three that say something, two of a rare one. */
function digitsOf(rate: number): number {
  if (rate === 0 || rate === 1) return 0;
  if (rate >= 0.1) return 1;
  return rate >= 0.001 ? 2 : Math.ceil(-Math.log10(rate)) - 1;
}

function intervalText({ low, high }: Interval, unit: Unit, texts: ReportTexts): string {
  return texts.of('fairness.interval', {
    low: valueText(low, unit, texts),
    high: valueText(high, unit, texts),
  });
}

/** A rate and its interval. */
export function rateTexts({ rate, interval }: Rate, texts: ReportTexts): readonly [string, string] {
  if (rate === null) return [NOTHING, NOTHING];
  return [valueText(rate, 'rate', texts), intervalText(interval, 'rate', texts)];
}

/** The median of qualities and its interval. */
export function medianTexts(average: Average | null, texts: ReportTexts): readonly string[] {
  if (!average) return [NOTHING, NOTHING];
  const { median, medianInterval } = average;
  return [valueText(median, 'quality', texts), intervalText(medianInterval, 'quality', texts)];
}

/** The mean of a measure with its interval. */
export function measureText(average: Average | undefined, texts: ReportTexts): string {
  if (!average) return NOTHING;
  const { mean, meanInterval } = average;
  return `${valueText(mean, 'measure', texts)} (${intervalText(meanInterval, 'measure', texts)})`;
}

/** Less than that is told as a power of ten, or as good as none. */
const LEAST = 1e-6;

/** A probability, with its sign: "= 0.012". */
export function probabilityText(p: number): string {
  return p < LEAST ? `< ${LEAST.toExponential()}` : `= ${Number(p.toPrecision(2))}`;
}
