import { resolve } from 'node:path';
import { importOptions } from '../library/import-options.js';
import { type CsvSource, openCsv } from '../source/csv.js';
import { Store } from '../store/store.js';
import type { TypedCommand } from './command-line.js';
import { openForImport } from './open-store.js';
import type { ImportCsvOptions } from './options.js';
import { runImport, type TypedImport } from './run-import.js';
import { usePack } from './use-pack.js';
import { whenFree } from './wait.js';

/** Options that the retry of an error report takes over from the run that wrote it. */
const REMEMBERED = [
  'images',
  'map',
  'collection',
  'ifFaceExists',
  'ifUserExists',
  'missingUsers',
  'allowOddIds',
  'ignoreCase',
  'profileImage',
  'storeThumbnails',
  'metadata',
  'tag',
  'duplicates',
  'duplicateFpir',
  'allowIdentityChange',
  'timeout',
  'requireConsent',
  'models',
  'multipleFaces',
  'quality',
  'minQuality',
  'checkLiveness',
  'minLiveness',
] as const satisfies readonly (keyof ImportCsvOptions)[];

/**
 * `faceenroll import-csv`; returns the exit code. `given` tells which options the
 * operator named: those win over what an error report's run remembers.
 */
export async function importCsv(
  file: string,
  named: ImportCsvOptions,
  given: (name: keyof ImportCsvOptions) => boolean,
  typed: TypedCommand,
): Promise<number> {
  const input = resolve(file);
  const past = remembered(input, named, given);
  // What is demanded now, by a configuration file for example, no earlier run takes back.
  const requireConsent = Boolean(named.requireConsent || past.requireConsent);
  const options = { ...named, ...past, requireConsent };
  const request = await csvRequest('import-csv', input, options, typed);
  const store = await whenFree(() => openForImport(named.db, named), named);
  try {
    return await runImport(request, options, store);
  } finally {
    store.close();
  }
}

/** The import of a CSV (its absolute path), its headings read. */
export async function csvRequest(
  command: 'import-csv' | 'sync',
  input: string,
  options: ImportCsvOptions,
  typed: TypedCommand,
): Promise<TypedImport & { readonly source: CsvSource }> {
  const { map = {}, startRow, images, delimiter, encoding, allowOddIds } = options;
  const open = (): ReturnType<typeof openCsv> =>
    openCsv({
      file: input,
      startRow,
      allowOddIds: Boolean(allowOddIds),
      map: new Map(Object.entries(map)),
      doubtsExports: command === 'sync',
      ...(images !== undefined && { images: resolve(images) }),
      ...(delimiter !== undefined && { delimiter }),
      ...(encoding !== undefined && { encoding }),
    });
  const source = await open();
  const pack = usePack(options.models, options);
  return {
    pack,
    command,
    input,
    source,
    reopen: open,
    typed,
    layout: source,
    photosWithin: source.imagesFolder,
    options: importOptions(
      options,
      {
        ifUserExists: options.ifUserExists,
        missingUsers: options.missingUsers,
      },
      pack.models.liveness !== undefined,
    ),
    remembered: { images: source.imagesFolder, map, startRow, delimiter, encoding, allowOddIds },
  };
}

function remembered(
  input: string,
  { db }: ImportCsvOptions,
  given: (name: keyof ImportCsvOptions) => boolean,
): Partial<ImportCsvOptions> {
  const past = Store.recall(db, input);
  if (!past) return {};
  const taken = REMEMBERED.filter((name) => !given(name) && past.options[name] !== undefined);
  return Object.fromEntries(taken.map((name) => [name, past.options[name]]));
}
