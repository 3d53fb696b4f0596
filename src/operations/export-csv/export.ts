import type { ProfileName } from '../../domain/photo-profile.js';
import type { ExportSummary } from '../../render/export-csv.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { type Exported, exported } from '../exported.js';
import { reachable } from '../host.js';
import { makePictureFolder } from '../new-file.js';
import { filterOf } from '../options/filter.js';
import { refuseUnknown } from '../users/list.js';
import { CsvExport } from './csv-export.js';
import type { ExportInput } from './options.js';
import { ExportedPictures, type Pictures, withdrawn } from './pictures.js';

/**
 * Exports users as a CSV. Pictures are written with their rows, those that must fit a profile
 * before; of an export that fails none stays.
 *
 * @throws {FatalError} when the file or a picture is there already, or cannot be written.
 */
export function exportUsers(
  context: Context,
  input: ExportInput,
): Exported<ExportSummary> | Promise<Exported<ExportSummary>> {
  const [{ host, store }, gallery] = [context, galleryOf(context)];
  // Which columns there are is found out first; an import must not add one meanwhile.
  store.holdStill();
  const { fields } = filterOf(input);
  refuseUnknown(
    fields.map(({ column }) => column),
    gallery.users,
  );
  const { photos, profile } = input;
  if (photos === undefined) return exportWith(context, input, undefined);
  const folder = reachable(host, photos);
  if (profile === undefined) {
    // Not while the CSV is written: its name is in what is said of errors then.
    makePictureFolder(folder);
    const pictures = new ExportedPictures(gallery, changesOf(context), folder);
    return exportWith(context, input, pictures);
  }
  return exportFitting(context, { ...input, profile }, folder);
}

/** The CSV, with the names of these pictures in it. */
function exportWith(
  context: Context,
  input: ExportInput,
  pictures: Pictures | undefined,
): Exported<ExportSummary> {
  const { file, photos = null } = input;
  const filter = filterOf(input);
  try {
    const csv = new CsvExport(galleryOf(context), changesOf(context), filter, pictures);
    const summary = (): ExportSummary => ({ ...csv.counts(), photos });
    return exported(context.host, file, csv.pieces(input), summary);
  } catch (error) {
    throw pictures ? withdrawn(error, pictures, photos ?? '') : error;
  }
}

/** The same with pictures that fit a profile. */
async function exportFitting(
  context: Context,
  input: ExportInput & { readonly profile: ProfileName },
  folder: string,
): Promise<Exported<ExportSummary>> {
  const { fitForExport } = await import('./fit-for-export.js');
  const { pictures, summary: fitted, remove } = await fitForExport(context, input, folder);
  try {
    const { summary, ...rest } = exportWith(context, input, pictures);
    return { ...rest, summary: () => ({ ...summary(), fitted }) };
  } catch (error) {
    remove();
    throw error;
  }
}
