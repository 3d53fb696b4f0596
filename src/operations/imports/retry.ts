import { FatalError } from '../../domain/fatal-error.js';
import type { ReportedRun } from '../../domain/reported.js';
import { quoted } from '../../domain/text.js';
import type { ReportClaim } from '../../source/peek-report.js';
import type { PastRun } from '../../store/runs.js';
import type { Store } from '../../store/store.js';
import { IMPORT_CSV_OPTIONS } from '../options/import.js';
import { rememberedNames } from '../options/row.js';
import { COLLECTION_OPTIONS } from '../options/where.js';

/** Options that the retry of an error report takes over from the run that wrote it. */
const REMEMBERED = rememberedNames({ ...IMPORT_CSV_OPTIONS, ...COLLECTION_OPTIONS });

/** Commands that open what they are named, links included: so may the retry of their report. */
const TAKES_LINKS: ReadonlySet<string> = new Set(['import-faces', 'enroll']);

/** The run that wrote an error report. */
export interface Recalled {
  readonly past: PastRun;
  /** What it reported, row by row. */
  readonly reported: ReportedRun;
}

/**
 * Finds the run of an error report, wherever the report is now and whatever it is called.
 *
 * @param file the report's absolute path, by which a report is known that has lost its keys
 * @throws {FatalError} when the database does not know the run.
 */
export function recall(
  store: Store,
  claim: ReportClaim,
  { file, db }: { readonly file: string; readonly db: string },
): Recalled {
  const { runId } = claim;
  const past = store.runs.find(runId === undefined ? { errorReport: file } : { runId });
  if (!past) throw unknownRun(claim, file, db);
  const map = new Map(Object.entries((past.options.map ?? {}) as Record<string, string>));
  return { past, reported: { ...store.reportRows.ofRun(past.runId, past.headings), map } };
}

/** What the run that is retried was told, but for what is `given` now. */
export function remembered(
  { past }: Recalled,
  given: (name: string) => boolean,
): Readonly<Record<string, unknown>> {
  const taken = REMEMBERED.filter((name) => !given(name) && past.options[name] !== undefined);
  const follows = TAKES_LINKS.has(past.command) || past.options.links === 'anywhere';
  return {
    ...Object.fromEntries(taken.map((name) => [name, past.options[name]])),
    // Of another folder nobody has said so.
    ...(follows && !given('images') && { links: 'anywhere' }),
  };
}

/** The error of a report that cannot be told from any list; also where there is no database yet. */
export function unknownRun({ runId }: ReportClaim, file: string, db: string): FatalError {
  const what =
    runId === undefined
      ? `is an error report without its column report_row, and no run on ${quoted(db)} has written one there. Import it as it was written`
      : `is the error report of the run ${runId}, which ${quoted(db)} does not know. Name the database of that run (--db)`;
  return new FatalError(
    `${quoted(file)} ${what}; or take it for a list of its own, with the options that you name: --as-list`,
  );
}
