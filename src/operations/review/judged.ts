import type { Submission } from '../../domain/review.js';
import type { Extraction } from '../../domain/sample.js';

/** What is kept of how a photo was judged. */
export type Judged = Pick<Submission, 'quality' | 'liveness' | 'measures'>;

/** How a photo was judged, as far as it got. */
export function judgedOf(extraction: Extraction): Judged {
  const { report } = extraction;
  const sample = extraction.kind === 'sample' ? extraction.sample : undefined;
  const measures = (report?.quality?.measures ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    quality: report?.quality?.quality ?? sample?.quality ?? null,
    liveness: report?.liveness ?? sample?.liveness ?? null,
    measures: Object.fromEntries(measures),
  };
}
