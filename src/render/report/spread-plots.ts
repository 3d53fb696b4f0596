import type { MeasuredSpread } from '../../domain/run-report.js';
import { type Html, html } from '../html.js';
import { smallPlotFigure } from '../plots/figure.js';
import { histogramPlot } from '../plots/histogram.js';
import type { ReportTexts } from './texts.js';

/** The plots' captions tell how many are below. */
const LOW = 50;

/**
 * How measures are spread: a small plot for each, of which the last bar has the 100, too. Measures
 * that are in the last bar alone are named: their plots would show nothing.
 */
export function spreadPlots(spreads: readonly MeasuredSpread[], texts: ReportTexts): Html {
  const isPlotted = (spread: MeasuredSpread) => spread.measure === 'quality' || !isIdeal(spread);
  const ideal = spreads.filter((spread) => !isPlotted(spread));
  return html`<div class="plots">
${spreads.filter(isPlotted).map((spread) => plotOf(spread, texts))}</div>
${ideal.length > 0 && idealText(ideal, texts)}`;
}

function plotOf({ measure, counts }: MeasuredSpread, texts: ReportTexts): Html {
  const title = texts.of(`measure.${measure}`);
  const width = 100 / counts.length;
  const bars = counts.map((count, n) => ({ from: n * width, to: (n + 1) * width, count }));
  const low = bars.reduce((sum, { to, count }) => (to <= LOW ? sum + count : sum), 0);
  // A few of thousands make a bar that nobody sees.
  const values = { measure: title, n: texts.number(low), bound: texts.number(LOW) };
  const caption = low === 0 ? title : texts.of('quality.low', values);
  return smallPlotFigure(caption, (look) => histogramPlot({ title, axis: '', bars }, look));
}

function isIdeal({ counts }: MeasuredSpread): boolean {
  return counts.slice(0, -1).every((count) => count === 0);
}

function idealText(spreads: readonly MeasuredSpread[], texts: ReportTexts): Html {
  const bars = spreads[0]?.counts.length ?? 1;
  const measures = spreads.map(({ measure }) => texts.of(`measure.${measure}`)).join('; ');
  const bound = texts.number(100 - 100 / bars);
  return html`<p>${texts.of('quality.ideal', { bound, measures })}</p>
`;
}
