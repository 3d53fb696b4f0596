import { resolve } from 'node:path';
import type { Source } from '../../domain/entry.js';
import { FatalError } from '../../domain/fatal-error.js';
import type { ReportedRun } from '../../domain/reported.js';
import { quoted } from '../../domain/text.js';
import type { CsvSource } from '../../source/csv.js';
import { peekReport, type ReportClaim } from '../../source/peek-report.js';
import { NoDatabaseError } from '../../store/database-error.js';
import type { Store } from '../../store/store.js';
import type { MadeContext } from '../context.js';
import type { IMPORT_CSV_OPTIONS } from '../options/import.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { type ListOptions, openList, rememberedOf } from './csv-list.js';
import { importOptions } from './import-options.js';
import type { ImportResult } from './import-result.js';
import type { ImportRequest } from './import-run.js';
import { type Recalled, recall, remembered, unknownRun } from './retry.js';
import { type RunSettings, runImport } from './run-import.js';

type CsvValues = ValuesOf<typeof IMPORT_CSV_OPTIONS> & Pick<ListOptions, 'links'>;

/**
 * Imports users and their photos from a CSV; an error report with the options of the run that
 * wrote it, but for those that are named now.
 *
 * @param taken what is taken of a list: all of it unless told
 * @throws {FatalError} when the run cannot go on. What is wrong with a row is an outcome.
 */
export async function importList(
  context: MadeContext,
  { file, ...options }: CsvValues & { readonly file: string },
  taken: (whole: Source) => Source = (whole) => whole,
): Promise<ImportResult> {
  const { host, db, collection } = context;
  const input = resolve(host.cwd, file);
  const claim = options.asList ? undefined : await peekReport(input, options);
  if (claim) {
    const again = (store: Store) => retry(context, store, claim, { file, input, options });
    const what = { command: 'import-csv', input, options: { collection } };
    return context.inStore(what, again, { mustExist: true }).catch((error: unknown) => {
      throw error instanceof NoDatabaseError ? unknownRun(claim, file, db) : error;
    });
  }
  const settings = { ...options, collection };
  // What is wrong with a list is said before a database is made for it.
  const whole = await csvRequest(context, 'import-csv', input, settings);
  const request = { ...whole, source: taken(whole.source) };
  return context.inStore(request, (store) => runImport(context, store, request, settings));
}

interface Retry {
  /** As it was named. */
  readonly file: string;
  /** The same, absolute. */
  readonly input: string;
  readonly options: CsvValues;
}

async function retry(
  context: MadeContext,
  store: Store,
  claim: ReportClaim,
  { file, input, options }: Retry,
): Promise<ImportResult> {
  const { db, collection } = context;
  const recalled = recall(store, claim, { file: input, db });
  const past = remembered(recalled, context.isGiven) as Partial<typeof options & RunSettings>;
  if (context.isBound) refuseOther(recalled, collection, file);
  // What is demanded now, by a configuration file for example, no earlier run takes back.
  const requireConsent = Boolean(options.requireConsent || past.requireConsent);
  const settings = { collection, ...options, ...past, requireConsent };
  const request = await csvRequest(context, 'import-csv', input, settings, recalled.reported);
  return runImport(context, store, request, settings);
}

/** @throws {FatalError} when a report is of another collection than the one that is open. */
function refuseOther({ past }: Recalled, collection: string, file: string): void {
  const wrote = String(past.options.collection);
  if (wrote === collection) return;
  throw new FatalError(
    `${quoted(file)} is of the collection ${quoted(wrote)}: open a gallery of that one`,
  );
}

/** The import of a CSV (its absolute path), its headings read. */
export async function csvRequest(
  { host }: MadeContext,
  command: 'import-csv' | 'sync',
  input: string,
  settings: RunSettings &
    ListOptions &
    Pick<ValuesOf<typeof IMPORT_CSV_OPTIONS>, 'ifUserExists' | 'missingUsers'>,
  reported?: ReportedRun,
): Promise<ImportRequest & { readonly source: CsvSource }> {
  const source = await openList(input, settings, { reported, doubtsExports: command === 'sync' });
  for (const note of source.notes) host.note(note);
  const pack = packFor(host, settings.models);
  const { ifUserExists, missingUsers, allowEmpty } = settings;
  const users = { ifUserExists, missingUsers };
  return {
    ...{ command, input, source, pack, layout: source },
    ...(source.photosWithin !== undefined && { photosWithin: source.photosWithin }),
    options: importOptions(settings, users, pack.models.liveness !== undefined),
    remembered: {
      ...rememberedOf(source, settings),
      ...(allowEmpty && { allowEmpty: true }),
    },
  };
}
