import type { PhotoReport } from '../../domain/inspection.js';
import type { Submission } from '../../domain/review.js';
import type { Sample } from '../../domain/sample.js';

/** What is kept of how a photo was judged. */
export type Judged = Pick<Submission, 'quality' | 'liveness' | 'measures'>;

/** What is known of a photo that was extracted. */
interface Extracted {
  readonly report?: PhotoReport | undefined;
  readonly sample?: Pick<Sample, 'quality' | 'liveness'>;
}

/** How a photo was judged, as far as it got. */
export function judgedOf({ report, sample }: Extracted): Judged {
  const measures = (report?.quality?.measures ?? []).flatMap(({ name, value }) =>
    value === undefined ? [] : [[name, value] as const],
  );
  return {
    quality: report?.quality?.quality ?? sample?.quality ?? null,
    liveness: report?.liveness ?? sample?.liveness ?? null,
    measures: Object.fromEntries(measures),
  };
}
