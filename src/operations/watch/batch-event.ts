import type { WatchedBatch, WatchNotice } from '../../domain/watch.js';
import type { ImportResult } from '../imports/import-result.js';

/** What is told of an HTML report that was wanted and is not there. */
export function noHtml({ htmlProblem }: ImportResult): readonly WatchNotice[] {
  if (htmlProblem === null) return [];
  return [{ kind: 'notice', at: now(), code: 'NO_HTML_REPORT', message: htmlProblem }];
}

/** What is told of a batch that has ended. */
export function batchOf(result: ImportResult): WatchedBatch {
  const {
    runId,
    enrolled,
    unchanged,
    imported,
    failed,
    seconds,
    errorReport,
    htmlReport,
    interrupted,
  } = result;
  return {
    ...{ kind: 'batch', at: now(), runId },
    items: enrolled.total + unchanged.total + imported.total + failed.total,
    ...{ enrolled: enrolled.total, unchanged: unchanged.total, imported: imported.total },
    ...{ failed: failed.total, failures: failed.by, seconds, errorReport, htmlReport, interrupted },
  };
}

/** The time of an event. */
export function now(): string {
  return new Date().toISOString();
}
