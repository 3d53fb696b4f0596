import { Histogram } from '../../../domain/histogram.js';
import { type Html, html } from '../../html.js';
import { plotFigure } from '../../plots/figure.js';
import type { SimilarityData } from '../../plots/plot.js';
import { similarityPlot } from '../../plots/similarity.js';
import type { Listed } from '../document.js';
import { section } from '../parts.js';
import type { Drawn } from './run-file.js';

/** How similar the photos of the run are to other users, against the thresholds. */
export function similaritySection(listed: Listed, drawn: Drawn): Html {
  const { report, texts } = drawn;
  const { nearest } = report;
  if (nearest === undefined) return section(listed, html`<p>${texts.of('similarity.none')}</p>`);
  const { histogram, photos, thresholds } = nearest;
  const data: SimilarityData = {
    title: texts.of('similarity.plot'),
    axis: texts.of('similarity.axis'),
    countAxis: texts.of('similarity.count'),
    similarities: { different: histogram, same: new Histogram() },
    words: { different: texts.of('similarity.word') },
    marks: thresholds.map(({ similarity, meaning }, n) => ({
      at: similarity,
      ...(n > 0 && { ink: 'other', dashed: true }),
      words: texts.of('similarity.mark', { similarity: texts.number(similarity, 3), meaning }),
    })),
  };
  const plot = plotFigure(data.title, (look) => similarityPlot(data, look));
  return section(listed, html`<p>${texts.counted('similarity.intro', photos)}</p>\n${plot}`);
}
