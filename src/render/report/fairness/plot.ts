import type { GroupFigures, Shown } from '../../../domain/fairness/report.js';
import { nameOf, UNITS, valueText } from '../../fairness/words.js';
import type { Html } from '../../html.js';
import { plotFigure } from '../../plots/figure.js';
import { intervalPlot } from '../../plots/interval.js';
import type { IntervalData } from '../../plots/plot.js';
import { ENGLISH_REPORTS } from '../texts.js';

const TEXTS = ENGLISH_REPORTS;

/** FMRs of groups may be powers of ten apart. */
const SCALES = { percent: 'linear', power: 'log', quality: 'linear', measure: 'linear' } as const;

/** The others are of users. */
const OF_PAIRS: readonly Shown[] = ['verificationFmr', 'duplicateFmr', 'fnmr'];

/** A statistic of each group with its interval; undefined where no group has one. */
export function plotOf(
  statistic: Shown,
  title: string,
  groups: readonly GroupFigures[],
): Html | undefined {
  const rows = groups.flatMap((group) => rowOf(statistic, group));
  if (rows.length === 0) return undefined;
  const unit = UNITS[statistic];
  const axis = statistic === 'quality' ? 'quality' : 'rate';
  const data: IntervalData = {
    title,
    axis: TEXTS.of(`fairness.plot.axis.${axis}`),
    scale: SCALES[unit],
    rows,
    format: (value) => valueText(value, unit, TEXTS),
  };
  return plotFigure(title, (look) => intervalPlot(data, look));
}

function rowOf(statistic: Shown, group: GroupFigures): IntervalData['rows'] {
  const label = nameOf(group, TEXTS);
  if (statistic === 'quality') {
    if (!group.quality) return [];
    const { median, medianInterval, users } = group.quality;
    const note = TEXTS.of('fairness.plot.users', { n: TEXTS.number(users) });
    return [{ label, value: median, ...medianInterval, note }];
  }
  const { rate, interval, of } = group[statistic];
  if (rate === null) return [];
  const isOfPairs = OF_PAIRS.includes(statistic);
  const note = TEXTS.of(isOfPairs ? 'fairness.plot.pairs' : 'fairness.plot.users', {
    n: TEXTS.number(of),
  });
  return [{ label, value: rate, ...interval, note }];
}
