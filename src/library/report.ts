import { withDefaults } from '../operations/options/row.js';
import { REPORT_OPTIONS } from '../operations/report/options.js';
import { writeReport } from '../operations/report/report.js';
import { checked } from './arguments/checked.js';
import { reportOptions } from './arguments/options.js';
import { contextOf } from './caller.js';
import { galleryGiven } from './opened.js';
import type { Gallery, ReportOptions, WrittenReport } from './types.js';

/**
 * Writes a report to look at (HTML) on a run of the gallery's database. As `faceenroll report`.
 *
 * @throws {FatalError} when there is no such run, it has not ended, or a file cannot be written; the
 *   signal's reason when it is aborted.
 */
export async function report(gallery: Gallery, given: ReportOptions): Promise<WrittenReport> {
  const { signal, run, ...options } = checked('report', (place) => {
    galleryGiven(gallery, place.member('gallery'));
    return reportOptions(given, place);
  });
  const context = contextOf(gallery, { ...(signal && { signal }) });
  return writeReport(context, { ...withDefaults(REPORT_OPTIONS, options), run });
}
