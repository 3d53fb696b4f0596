import { resolve } from 'node:path';
import { FOLDER_HEADINGS } from '../report/error-report.js';
import { FolderSource } from '../source/folder.js';
import { Store } from '../store/store.js';
import { type ImportFacesOptions, importOptions } from './options.js';
import { runImport } from './run-import.js';
import { usePack } from './use-pack.js';

/** `faceenroll import-faces`; returns the exit code. */
export async function importFaces(folder: string, options: ImportFacesOptions): Promise<number> {
  const input = resolve(folder);
  const { recursive, idPattern } = options;
  const source = await FolderSource.open({
    folder: input,
    recursive: Boolean(recursive),
    database: resolve(options.db),
    ...(idPattern && { idPattern }),
  });
  const pack = usePack(options.models, options);
  const request = {
    pack,
    command: 'import-faces' as const,
    input,
    source,
    layout: {
      headings: FOLDER_HEADINGS,
      delimiter: ',',
      byteOrderMark: false,
      hasDuplicatesColumn: false,
    },
    options: importOptions(
      options,
      {
        ifUserExists: 'preserve',
        missingUsers: options.createMissing ? 'create' : 'refuse',
      },
      pack.models.liveness !== undefined,
    ),
    remembered: { images: input },
  };
  const store = Store.open(options.db, Boolean(options.dryRun));
  try {
    return await runImport(request, options, store);
  } finally {
    store.close();
  }
}
