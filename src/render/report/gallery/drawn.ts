import type { GalleryReport } from '../../../domain/gallery-report.js';
import type { Picture, ReportLook } from '../../../domain/run-report.js';
import { shellQuoted } from '../../../domain/text.js';
import { type Html, html } from '../../html.js';
import type { ReportTexts } from '../texts.js';

/** What the sections of a report on a collection are made from. */
export interface Drawn {
  readonly report: GalleryReport;
  readonly look: ReportLook;
  readonly texts: ReportTexts;
  /** The picture of a template; each is read when it is drawn. */
  readonly pictureOf: (faceId: string) => Picture;
}

/** A command to be typed; no word of it is broken. */
export function command({ report }: Drawn, ...words: readonly string[]): Html {
  const { collection } = report;
  const where = collection === 'default' ? [] : ['--collection', shellQuoted(collection)];
  const all = ['faceenroll', ...words, ...where];
  return html`<code>${all.map((word, n) => html`${n > 0 && ' '}<span class="option">${word}</span>`)}</code>`;
}

/** A share in percent: few of many do not look like none, nor most like all. */
export function percentOf(count: number, all: number, { texts }: Pick<Drawn, 'texts'>): string {
  const share = all === 0 ? 0 : count / all;
  const isNearEnd = (share > 0 && share < 0.01) || (share > 0.99 && share < 1);
  return texts.percent(share, isNearEnd ? 1 : 0);
}
