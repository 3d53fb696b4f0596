import type { ExtractionJob } from '../../domain/sample.js';
import { knownDigests, wantedOf } from '../../enroll/extract.js';
import { matchPage } from '../../enroll/match-all.js';
import type { ImportOptions } from '../../enroll/options.js';
import type { DeskStore } from '../../store/desk-store.js';
import type { Asked } from './asked.js';

/** How a photo is to be extracted, without the photo itself. */
export type PlannedJob = Omit<ExtractionJob, 'path' | 'bytes'>;

/**
 * The photos of a request that have to be extracted, by index: none of a request whose outcome needs
 * no photo. Only looks; the desk matches again.
 */
export function planned(
  { options, entry, encoder, extractor, origin }: Asked,
  desk: DeskStore,
  inspect: ExtractionJob['inspect'],
): ReadonlyMap<number, PlannedJob> {
  const { collection, ignoreCase } = options;
  const store = desk.request({ collection, encoder, extractor, ignoreCase, origin });
  const jobs = new Map<number, PlannedJob>();
  try {
    const first = store.work.add(entry);
    for (const page of store.work.pages()) matchPage(page, store, { options });
    const [userId = entry.userId] = store.users.find(entry.userId, ignoreCase);
    const faces = store.templates.ofUser(userId);
    for (const { item, slot, outcome } of [...store.work.pages()].flat().flatMap((e) => e.items)) {
      if (slot === 0 || outcome === 'failed' || (outcome !== null && !inspect)) continue;
      // A report needs the whole way.
      const known = inspect ? [] : knownDigests({ slot }, faces, options);
      jobs.set(item - first, jobOf(options, known, inspect));
    }
    return jobs;
  } finally {
    desk.clear();
    store.users.forget();
  }
}

/** The same for a photo that must be extracted whatever is known of it. */
export function jobOf(
  options: ImportOptions,
  known: readonly string[],
  inspect: ExtractionJob['inspect'],
): PlannedJob {
  return { ...wantedOf(options), knownDigests: known, ...(inspect && { inspect }) };
}
