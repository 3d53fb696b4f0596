import { realpathSync } from 'node:fs';
import type { JournalRun } from '../../../domain/journal-run.js';
import { itemsOf } from '../../../domain/run-report.js';
import { photoStats } from '../../../enroll/photo-stats.js';
import type { RunPhoto } from '../../../store/run-report-rows.js';

/**
 * The folder that no photo of a run may lie outside of; undefined where the run had none, and null
 * where it is gone. Photos of a list must lie in its folder of photos.
 */
export function photosWithin(run: JournalRun): string | undefined | null {
  const { options } = run;
  if (itemsOf(run) === 'photos' || options.links === 'anywhere') return undefined;
  try {
    return realpathSync(String(options.images));
  } catch {
    return null;
  }
}

/** File systems keep times in steps of up to two seconds. */
const TIME_STEP_MS = 2_000;

/** Whether a photo is still the file that the run read, as far as size and time can tell. */
export async function photoState(
  { path, seen }: Pick<RunPhoto, 'path' | 'seen'>,
  endedAt: string | null,
): Promise<'same' | 'changed' | 'gone' | 'no photo'> {
  if (path === null) return 'no photo';
  const found = await photoStats(path);
  if (!found) return 'gone';
  const { size, mtimeMs } = found;
  if (seen.photo) {
    const isSame = seen.photo.size === size && seen.photo.modifiedMs === mtimeMs;
    return isSame ? 'same' : 'changed';
  }
  const end = endedAt === null ? Number.POSITIVE_INFINITY : Date.parse(endedAt);
  return mtimeMs <= end + TIME_STEP_MS ? 'same' : 'changed';
}
