import { resolve } from 'node:path';
import { openForImport } from '../../operations/database/open-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import type { Typed } from '../../operations/host.js';
import { importOptions } from '../../operations/imports/import-options.js';
import { FOLDER_HEADINGS } from '../../render/error-report.js';
import { FolderSource } from '../../source/folder.js';

import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { usePack } from '../use-pack.js';
import type { ImportFacesOptions } from './options.js';
import { runImport } from './run-import.js';

/** `faceenroll import-faces`; returns the exit code. */
export async function importFaces(
  folder: string,
  options: ImportFacesOptions,
  typed: Typed,
  io: Io,
): Promise<number> {
  const input = resolve(io.cwd, folder);
  const { recursive, idPattern, allowOddIds } = options;
  const source = await FolderSource.open({
    folder: input,
    recursive: Boolean(recursive),
    allowOddIds: Boolean(allowOddIds),
    database: resolve(io.cwd, options.db),
    ...(idPattern && { idPattern }),
  });
  const pack = usePack(options.models, io, options);
  const request = {
    pack,
    command: 'import-faces' as const,
    input,
    source,
    typed,
    layout: {
      headings: FOLDER_HEADINGS,
      delimiter: ',',
      fields: ['user_id', 'face_image_file1'],
    },
    options: importOptions(
      options,
      {
        ifUserExists: 'preserve',
        missingUsers: options.createMissing ? 'create' : 'refuse',
      },
      pack.models.liveness !== undefined,
    ),
    remembered: {
      ...{ images: input, recursive: Boolean(recursive), idPattern: idPattern?.source },
      ...{ allowOddIds },
      ...(options.allowEmpty && { allowEmpty: true }),
    },
  };
  const store = await whenFree(
    () => openForImport(options.db, options, hostOf(io)),
    options,
    hostOf(io),
  );
  try {
    return await runImport(request, options, store, io);
  } finally {
    store.close();
  }
}
