import { basename } from 'node:path';
import { type FailedPhoto, pageSizeOf, type ReportLook } from '../../../domain/run-report.js';
import type { WrittenRunReport } from '../../../domain/written-report.js';
import { runReport } from '../../../render/report/run-report.js';
import type { Host } from '../../host.js';
import { workerPool } from '../../worker-pool.js';
import { writeHtmlFiles } from '../html-files.js';
import { freePages } from '../html-place.js';
import { gatherReport } from './gather.js';
import { failedPhotos, MOST_PAIRS, reportedPairs, type Telling } from './lists.js';
import { NO_PICTURES, RunPictures } from './pictures.js';
import { policyOf, type ReportedRun } from './reported-run.js';

/** How and where a report on a run is written. */
export interface Wanted {
  /** Absolute. */
  readonly path: string;
  readonly replaces: boolean;
  readonly look: ReportLook;
  readonly workers?: number | undefined;
}

/**
 * Writes the report on a run that has ended: reads it from the database, and its photos again from
 * their files. Memory does not grow with the number of failures.
 *
 * @throws the signal's reason if it is aborted; {FatalError} when a file cannot be written. Then
 *   nothing of it stays.
 */
export async function writeRunReport(
  reported: ReportedRun,
  wanted: Wanted,
  host: Host,
): Promise<WrittenRunReport> {
  if (wanted.look.anonymous) {
    const files = await written(reported, wanted, NO_PICTURES, host);
    return { ...files, pictures: { shown: 0, missing: 0 } };
  }
  const { signal } = host;
  const { pack, run } = reported;
  const pool = workerPool(host, pack.models, { threads: wanted.workers });
  const drop = (): void => pool.drop(signal.reason);
  signal.addEventListener('abort', drop);
  const pictures = new RunPictures(reported, pool, policyOf(run, pack), () => {
    done += 1;
    host.progress({ kind: 'step', step: 'Making the report', done: Math.min(done, of), of });
  });
  let done = 0;
  const of = picturesOf(reported);
  try {
    signal.throwIfAborted();
    return { ...(await written(reported, wanted, pictures, host)), pictures: pictures.counts };
  } finally {
    host.progress(undefined);
    signal.removeEventListener('abort', drop);
    await pool.close();
  }
}

/** Pictures that a report asks for, for the progress. */
function picturesOf({ rows }: ReportedRun): number {
  const { failed } = rows.counts();
  return Math.max(1, failed + 2 * Math.min(rows.pairs(), MOST_PAIRS));
}

async function written(
  reported: ReportedRun,
  { path, replaces, look }: Wanted,
  pictures: Telling['pictures'],
  { signal }: Host,
): Promise<Pick<WrittenRunReport, 'files' | 'failed'>> {
  const telling = { anonymous: look.anonymous, pictures };
  const report = await gatherReport(reported, telling, signal);
  const { failed } = report.counts;
  const size = pageSizeOf(look);
  const files = freePages(path, Math.max(1, Math.ceil(failed / size)), replaces);
  const names = files.map((file) => basename(file));
  const all = failedPhotos(reported, telling);
  const pairs = reportedPairs(reported, telling);
  try {
    await writeHtmlFiles(
      files,
      (at) => runReport({ report, look, files: names, at, pairs, failed: next(all, size, signal) }),
      replaces,
    );
  } finally {
    await Promise.all([all.return(undefined), pairs.return(undefined)]);
  }
  return { files, failed };
}

/** The failed photos of one file: the next of all. */
async function* next(
  all: AsyncGenerator<FailedPhoto>,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<FailedPhoto> {
  for (let taken = 0; taken < size; taken += 1) {
    signal.throwIfAborted();
    const one = await all.next();
    if (one.done) return;
    yield one.value;
  }
}
