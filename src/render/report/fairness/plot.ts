import type { GroupFigures, Shown } from '../../../domain/fairness/report.js';
import { nameOf, trialsText, unitOf, valueText } from '../../fairness/words.js';
import type { Html } from '../../html.js';
import { plotFigure } from '../../plots/figure.js';
import { intervalPlot } from '../../plots/interval.js';
import type { IntervalData } from '../../plots/plot.js';
import { ENGLISH_REPORTS } from '../texts.js';

const TEXTS = ENGLISH_REPORTS;

/** FMRs of groups may be powers of ten apart. */
const LOGARITHMIC: ReadonlySet<Shown> = new Set(['verificationFmr', 'duplicateFmr']);

/** A statistic of each group with its interval; undefined where no group has one. */
export function plotOf(
  statistic: Shown,
  { title, about }: { readonly title: string; readonly about: string },
  groups: readonly GroupFigures[],
): Html | undefined {
  const rows = groups.flatMap((group) => rowOf(statistic, group));
  if (rows.length === 0) return undefined;
  const unit = unitOf(statistic);
  const axis = statistic === 'quality' ? 'quality' : 'rate';
  const data: IntervalData = {
    title,
    axis: TEXTS.of(`fairness.plot.axis.${axis}`),
    scale: LOGARITHMIC.has(statistic) ? 'log' : 'linear',
    rows,
    format: (value) => withoutZeros(valueText(value, unit, TEXTS)),
  };
  return plotFigure(about, (look) => intervalPlot(data, look));
}

/** "5.00%" as "5%". */
function withoutZeros(text: string): string {
  return text.replace(/(\.\d*?)0+(?=%|$)/, '$1').replace(/\.(?=%|$)/, '');
}

function rowOf(statistic: Shown, group: GroupFigures): IntervalData['rows'] {
  const label = nameOf(group, TEXTS);
  if (statistic === 'quality') {
    if (!group.quality) return [];
    const { median, medianInterval, users } = group.quality;
    const note = trialsText(statistic, users, TEXTS);
    return [{ label, value: median, ...medianInterval, note }];
  }
  const { rate, interval, of } = group[statistic];
  if (rate === null) return [];
  const note = trialsText(statistic, of, TEXTS);
  return [{ label, value: rate, ...interval, note }];
}
