import type { GalleryReport } from '../../domain/gallery-report.js';
import type { Picture, ReportLook } from '../../domain/run-report.js';
import { printable } from '../../domain/text.js';
import { Html } from '../html.js';
import { document, type Listed, type ReportHead } from './document.js';
import { countsSection } from './gallery/counts.js';
import type { Drawn } from './gallery/drawn.js';
import { enrollmentSection } from './gallery/enrollment.js';
import { facelessSection } from './gallery/faceless.js';
import { madeSection } from './gallery/made.js';
import { pairsSection } from './gallery/pairs.js';
import { qualitySection } from './gallery/quality.js';
import { retentionSection } from './gallery/retention.js';
import { thresholdsSection } from './gallery/thresholds.js';
import { ENGLISH_REPORTS } from './texts.js';

/** The sections of the report in their order. */
const SECTIONS = {
  counts: countsSection,
  enrollment: enrollmentSection,
  quality: qualitySection,
  made: madeSection,
  faceless: facelessSection,
  pairs: pairsSection,
  thresholds: thresholdsSection,
  retention: retentionSection,
} as const;

/**
 * The report on a collection, piece by piece.
 *
 * @param pictureOf reads the picture of a template, when it is drawn
 */
export function galleryReport(
  report: GalleryReport,
  look: ReportLook,
  pictureOf: (faceId: string) => Picture,
): Generator<string> {
  const texts = ENGLISH_REPORTS;
  const drawn: Drawn = { report, look, texts, pictureOf };
  const contents = (Object.keys(SECTIONS) as (keyof typeof SECTIONS)[]).map((id) => ({
    id,
    title: texts.of(`gallery.${id}.title`),
  }));
  const head: ReportHead = {
    ...{ look, texts, contents, holds: 'faces' },
    title: texts.of('gallery.title', { collection: printable(report.collection) }),
    subtitle: texts.of('gallery.subtitle', {
      templates: texts.counted('gallery.templates', report.templates),
      users: texts.counted('gallery.users', report.users),
      instant: texts.instant(look.writtenAt),
    }),
  };
  return document(head, sections(contents, drawn));
}

function* sections(
  contents: readonly (Listed & { readonly id: keyof typeof SECTIONS })[],
  drawn: Drawn,
): Generator<Html> {
  for (const listed of contents) {
    const content = SECTIONS[listed.id](listed, drawn);
    if (content instanceof Html) yield content;
    else yield* content;
  }
}
