import { randomUUID } from 'node:crypto';
import { UsageError } from '../../domain/fatal-error.js';
import type { ReportLook } from '../../domain/run-report.js';
import { VERSION } from '../version.js';

/**
 * How a report is written that is made now. `expires` is the last moment of a day.
 *
 * @throws {UsageError} when that is over.
 */
export function lookOf({
  anonymous = false,
  expires,
}: {
  readonly anonymous?: boolean | undefined;
  readonly expires?: string | undefined;
}): ReportLook {
  if (expires !== undefined && Date.parse(expires) < Date.now()) {
    throw new UsageError(
      `--expires ${dayOf(new Date(expires))} is over: name the day on which the file is to be deleted`,
    );
  }
  return {
    reportId: randomUUID(),
    anonymous,
    expires: expires === undefined ? undefined : dayOf(new Date(expires)),
    writtenAt: new Date().toISOString(),
    version: VERSION,
  };
}

/** The day on this machine's calendar, as it was named. */
function dayOf(moment: Date): string {
  const [year, month, day] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
