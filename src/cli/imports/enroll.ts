import { UsageError } from '../../domain/fatal-error.js';
import { openForImport } from '../../operations/database/open-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import type { Typed } from '../../operations/host.js';
import { reachable } from '../../operations/host.js';
import { importOptions } from '../../operations/imports/import-options.js';
import { photoName } from '../../render/photo-name.js';
import { NamedPhotos } from '../../source/named-photos.js';

import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { usePack } from '../use-pack.js';
import { enrollWithoutPhotos } from './enroll-without-photos.js';
import type { EnrollOptions } from './options.js';
import { runImport } from './run-import.js';

/** `faceenroll enroll`: an import of one user; returns the exit code. */
export async function enroll(
  userId: string,
  photos: readonly string[],
  options: EnrollOptions,
  typed: Typed,
  io: Io,
): Promise<number> {
  if (photos.length === 0) {
    if (options.tag) {
      throw new UsageError(
        '--tag is for users who are enrolled, and there are no photos: see "faceenroll users update"',
      );
    }
    return enrollWithoutPhotos(userId, options, typed, io);
  }
  const { allowOddIds } = options;
  const source = new NamedPhotos(userId, photos, io.cwd, allowOddIds);
  const pack = usePack(options.models, io, options);
  const headings = ['user_id', ...photos.map((_, i) => `face_image_file${i + 1}`)];
  const request = {
    pack,
    command: 'enroll' as const,
    input: source.folder,
    source,
    typed,
    layout: { headings, delimiter: ',', fields: headings },
    options: importOptions(
      options,
      {
        ifUserExists: 'preserve',
        missingUsers: options.createMissing ? 'create' : 'refuse',
      },
      pack.models.liveness !== undefined,
    ),
    // Many people's photos lie in one folder: these tell one run from another.
    remembered: { images: source.folder, userId, photos, allowOddIds },
  };
  const errors = options.errors ?? reachable(io, reportName(userId));
  const store = await whenFree(
    () => openForImport(options.db, options, hostOf(io)),
    options,
    hostOf(io),
  );
  try {
    return await runImport(request, { ...options, errors }, store, io);
  } finally {
    store.close();
  }
}

/** The user ID, as far as it can be a file name: the folder of the photos says little. */
function reportName(userId: string): string {
  return photoName(userId, false).replace(/\.jpg$/, '.errors.csv');
}
