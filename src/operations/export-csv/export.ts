import type { ExportSummary } from '../../render/export-csv.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { type Exported, exported } from '../exported.js';
import { reachable } from '../host.js';
import { makePictureFolder } from '../new-file.js';
import { filterOf } from '../options/filter.js';
import type { ValuesOf } from '../options/row.js';
import { refuseUnknown } from '../users/list.js';
import { CsvExport } from './csv-export.js';
import type { EXPORT_CSV_OPTIONS } from './options.js';

/**
 * Exports users as a CSV. Pictures are written with their rows; of an export that fails none stays.
 *
 * @throws {FatalError} when the file or a picture is there already, or cannot be written.
 */
export function exportUsers(
  context: Context,
  {
    file,
    photos,
    ...options
  }: ValuesOf<typeof EXPORT_CSV_OPTIONS> & { readonly file: string | undefined },
): Exported<ExportSummary> {
  const [{ host, store }, gallery] = [context, galleryOf(context)];
  // Which columns there are is found out first; an import must not add one meanwhile.
  store.holdStill();
  const filter = filterOf(options);
  refuseUnknown(
    filter.fields.map(({ column }) => column),
    gallery.users,
  );
  const folder = photos === undefined ? undefined : reachable(host, photos);
  const csv = new CsvExport(gallery, changesOf(context), filter, folder);
  // Not while the CSV is written: its name is in what is said of errors then.
  if (folder !== undefined) makePictureFolder(folder);
  const summary = (): ExportSummary => ({ ...csv.counts(), photos: photos ?? null });
  try {
    return exported(host, file, csv.pieces(options), summary);
  } catch (error) {
    csv.removePictures();
    throw error;
  }
}
