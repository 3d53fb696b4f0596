import { resolve } from 'node:path';
import type { Source } from '../../domain/entry.js';
import { FOLDER_HEADINGS } from '../../render/error-report.js';
import { FolderSource } from '../../source/folder.js';
import type { MadeContext } from '../context.js';
import type { IMPORT_FACES_OPTIONS } from '../options/import.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { importOptions, knownById } from './import-options.js';
import type { ImportResult } from './import-result.js';
import type { ImportRequest } from './import-run.js';
import { runImport } from './run-import.js';

/**
 * Enrolls the photos of a folder; the file name is the user ID.
 *
 * @param taken what is taken of the folder: all of it unless told
 * @throws {FatalError} when the run cannot go on. What is wrong with a photo is an outcome.
 */
export async function importFolder(
  context: MadeContext,
  { folder, ...options }: ValuesOf<typeof IMPORT_FACES_OPTIONS> & { readonly folder: string },
  taken: (whole: Source) => Source = (whole) => whole,
): Promise<ImportResult> {
  const { host, db, collection } = context;
  const { recursive = false, idPattern, allowOddIds = false, createMissing } = options;
  const input = resolve(host.cwd, folder);
  const settings = { ...options, collection };
  const whole = await FolderSource.open({
    ...{ folder: input, recursive, allowOddIds, database: resolve(host.cwd, db) },
    ...(idPattern && { idPattern }),
  });
  const pack = packFor(host, options.models);
  const request: ImportRequest = {
    ...{ command: 'import-faces', input, source: taken(whole), pack },
    layout: { headings: FOLDER_HEADINGS, delimiter: ',', fields: FOLDER_HEADINGS },
    options: importOptions(settings, knownById(createMissing), pack.models.liveness !== undefined),
    remembered: {
      ...{ images: input, recursive, idPattern: idPattern?.source, allowOddIds },
      ...(options.allowEmpty && { allowEmpty: true }),
    },
  };
  return context.inStore(request, (store) => runImport(context, store, request, settings));
}
