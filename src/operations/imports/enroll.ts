import { photoName } from '../../render/photo-name.js';
import { NamedPhotos } from '../../source/named-photos.js';
import type { MadeContext } from '../context.js';
import { reachable } from '../host.js';
import type { ENROLL_OPTIONS } from '../options/import.js';
import type { ValuesOf } from '../options/row.js';
import { packFor } from '../pack-for.js';
import { importOptions, knownById } from './import-options.js';
import type { ImportResult } from './import-result.js';
import type { ImportRequest } from './import-run.js';
import { type KnownUser, knownUser } from './known-user.js';
import { runImport } from './run-import.js';

/** How an import of one user ended; or, without photos, what there is of templates. */
export type Enrolled = { readonly kind: 'import'; readonly result: ImportResult } | KnownUser;

/** Enrolls one user from photos; without any, tells the status, and makes an upgrade that is due. */
export async function enrollUser(
  context: MadeContext,
  { userId, photo, ...options }: ValuesOf<typeof ENROLL_OPTIONS> & Named,
): Promise<Enrolled> {
  if (photo.length === 0) return knownUser(context, userId, options);
  const result = await enrollPhotos(context, { userId, photo, ...options });
  return { kind: 'import', result };
}

interface Named {
  readonly userId: string;
  readonly photo: readonly string[];
}

/**
 * Enrolls one user from one or more photos.
 *
 * @throws {FatalError} when the run cannot go on. What is wrong with a photo is an outcome.
 */
export async function enrollPhotos(
  context: MadeContext,
  { userId, photo: photos, ...options }: ValuesOf<typeof ENROLL_OPTIONS> & Named,
): Promise<ImportResult> {
  const { host, collection } = context;
  const { allowOddIds, createMissing } = options;
  const source = new NamedPhotos(userId, photos, host.cwd, allowOddIds);
  const pack = packFor(host, options.models);
  const headings = ['user_id', ...photos.map((_, i) => `face_image_file${i + 1}`)];
  const settings = { ...options, collection };
  const request: ImportRequest = {
    ...{ command: 'enroll', input: source.folder, source, pack },
    layout: { headings, delimiter: ',', fields: headings },
    options: importOptions(settings, knownById(createMissing), pack.models.liveness !== undefined),
    // Many people's photos lie in one folder: these tell one run from another.
    remembered: { images: source.folder, userId, photos, allowOddIds },
  };
  const errors = options.errors ?? (host.typed && reachable(host, reportName(userId)));
  const wanted = errors === undefined ? settings : { ...settings, errors };
  return context.inStore(request, (store) => runImport(context, store, request, wanted));
}

/** The user ID, as far as it can be a file name: the folder of the photos says little. */
function reportName(userId: string): string {
  return photoName(userId, false).replace(/\.jpg$/, '.errors.csv');
}
