import type { MeasuredSpread } from '../../domain/run-report.js';
import { type Html, html } from '../html.js';
import { smallPlotFigure } from '../plots/figure.js';
import { histogramPlot } from '../plots/histogram.js';
import type { ReportTexts } from './texts.js';

/** How measures are spread: a small plot for each. The last bar has the 100, too. */
export function spreadPlots(spreads: readonly MeasuredSpread[], texts: ReportTexts): Html {
  const plots = spreads.map(({ measure, counts }) => {
    const title = texts.of(`measure.${measure}`);
    const width = 100 / counts.length;
    const bars = counts.map((count, n) => ({ from: n * width, to: (n + 1) * width, count }));
    return smallPlotFigure(title, (look) => histogramPlot({ title, axis: '', bars }, look));
  });
  return html`<div class="plots">
${plots}</div>
`;
}
