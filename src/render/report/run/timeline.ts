import type { Phase } from '../../../domain/run-report.js';
import { type Html, html } from '../../html.js';
import { plotFigure } from '../../plots/figure.js';
import { timelinePlot } from '../../plots/timeline.js';
import { duration } from '../../summary.js';
import type { Listed } from '../document.js';
import { section } from '../parts.js';
import type { Drawn } from './run-file.js';

/** How long each step of the run took. */
export function timelineSection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  if (report.timeline.length === 0) {
    return section(listed, html`<p>${texts.of('timeline.none')}</p>`);
  }
  const phases = report.timeline.map((phase) => ({
    label: texts.of(`timeline.${phase.name}`),
    ...{ from: phase.from, to: phase.to, words: wordsOf(phase, drawn) },
  }));
  const title = texts.of('timeline.plot');
  return section(
    listed,
    plotFigure(title, (look) => timelinePlot({ title, phases }, look)),
  );
}

function wordsOf({ from, to, done }: Phase, { texts }: Drawn): string {
  const took = { duration: duration((to - from) / 1000) };
  return done === 0 ? took.duration : texts.counted('timeline.phase', done, took);
}
