import { resolve } from 'node:path';
import type { ReportedRun } from '../../domain/reported.js';
import { openForImport } from '../../operations/database/open-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import type { Typed } from '../../operations/host.js';
import { type ListOptions, openList, rememberedOf } from '../../operations/imports/csv-list.js';
import { importOptions } from '../../operations/imports/import-options.js';
import { recall, remembered, unknownRun } from '../../operations/imports/recall.js';
import type { CsvSource } from '../../source/csv.js';
import { peekReport, type ReportClaim } from '../../source/peek-report.js';
import { NoDatabaseError } from '../../store/database-error.js';
import type { Store } from '../../store/store.js';

import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { usePack } from '../use-pack.js';
import type { ImportCsvOptions } from './options.js';
import { runImport, type TypedImport } from './run-import.js';

/**
 * `faceenroll import-csv`; returns the exit code. `given` tells which options the
 * operator named: those win over what an error report's run remembers.
 */
export async function importCsv(
  file: string,
  named: ImportCsvOptions,
  given: (name: string) => boolean,
  typed: Typed,
  io: Io,
): Promise<number> {
  const input = resolve(io.cwd, file);
  const claim = named.asList ? undefined : await peekReport(input, named);
  // What is wrong with a list is told before a database is made for it.
  const list = claim ? undefined : await csvRequest('import-csv', input, named, typed, io);
  // Who wrote a report is asked behind the lock: another process may just be making the database.
  const open = (): Store =>
    openForImport(named.db, { ...named, mustExist: claim !== undefined }, hostOf(io));
  const store = await whenFree(open, named, hostOf(io)).catch((error: unknown) => {
    throw claim && error instanceof NoDatabaseError ? unknownRun(claim, file, named.db) : error;
  });
  try {
    if (list) return await runImport(list, named, store, io);
    const recalled = recall(store, claim as ReportClaim, { file: input, db: named.db });
    const past = remembered(recalled, given) as Partial<ImportCsvOptions> & LinksRule;
    // What is demanded now, by a configuration file for example, no earlier run takes back.
    const requireConsent = Boolean(named.requireConsent || past.requireConsent);
    const options = { ...named, ...past, requireConsent };
    const retry = await csvRequest('import-csv', input, options, typed, io, recalled.reported);
    return await runImport(retry, options, store, io);
  } finally {
    store.close();
  }
}

/** What the retry of a folder's report may do with links, as the folder's own import did. */
type LinksRule = Pick<ListOptions, 'links'>;

/** The import of a CSV (its absolute path), its headings read. */
export async function csvRequest(
  command: 'import-csv' | 'sync',
  input: string,
  options: ImportCsvOptions & LinksRule,
  typed: Typed,
  io: Io,
  reported?: ReportedRun,
): Promise<TypedImport & { readonly source: CsvSource }> {
  const doubtsExports = command === 'sync';
  const source = await openList(input, options, { reported, doubtsExports });
  if (!options.quiet) for (const note of source.notes) io.stderr.write(`${note}\n`);
  const pack = usePack(options.models, io, options);
  return {
    pack,
    command,
    input,
    source,
    typed,
    layout: source,
    ...(source.photosWithin !== undefined && { photosWithin: source.photosWithin }),
    options: importOptions(
      options,
      {
        ifUserExists: options.ifUserExists,
        missingUsers: options.missingUsers,
      },
      pack.models.liveness !== undefined,
    ),
    remembered: {
      ...rememberedOf(source, options),
      ...(options.allowEmpty && { allowEmpty: true }),
    },
  };
}
