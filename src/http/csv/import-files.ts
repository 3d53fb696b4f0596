import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileField, onlyFile } from '../form.js';
import { invalidField } from '../issues.js';
import { MAX_BATCH_BYTES, MAX_BATCH_PHOTOS, MAX_CSV_BYTES } from '../limits.js';
import type { Form, FormLimits, Upload } from '../uploads.js';

const CSV = 'file';
const PHOTOS = 'images[]';

export const IMPORT_LIMITS: FormLimits = {
  ...{ fileBytes: MAX_CSV_BYTES, files: 1 + MAX_BATCH_PHOTOS, fields: 200 },
  bytes: MAX_BATCH_BYTES,
};

/** The files of an import, for its description. */
export const importFiles = {
  [CSV]: fileField.describe('the CSV, with a heading row'),
  [PHOTOS]: fileField
    .array()
    .optional()
    .describe('the photos that the CSV names, by their file names and without folders'),
};

/** Where the files of an import lie while it runs. */
export interface ImportPlace {
  readonly csv: string;
  readonly photos: string;
  /** Where its error report goes. */
  readonly errors: string;
}

/**
 * Writes the files of an import into a folder.
 *
 * @throws {Problem} when there is no CSV, or two photos have one name, or a name that none can have.
 */
export function written(form: Form, folder: string): ImportPlace {
  const csv = onlyFile(form, CSV);
  const photos = form.files.filter((file) => file !== csv);
  refuseNames(photos);
  const place = {
    csv: join(folder, 'import.csv'),
    // Messages name the folder as the form has it.
    photos: join(folder, PHOTOS),
    errors: join(folder, 'errors.csv'),
  };
  write(place.csv, csv);
  mkdirSync(place.photos, { mode: 0o700 });
  for (const photo of photos) write(join(place.photos, photo.name), photo);
  return place;
}

function write(path: string, { bytes }: Upload): void {
  writeFileSync(path, bytes, { flag: 'wx', mode: 0o600 });
}

/** File systems take 255 bytes; some take upper and lower case for one. */
const MOST_BYTES = 255;

function refuseNames(photos: readonly Upload[]): void {
  const taken = new Set<string>();
  for (const { field, name } of photos) {
    if (field !== PHOTOS) throw invalidField(field, `is no file that is asked for: send ${PHOTOS}`);
    if (name === '.' || name === '..' || Buffer.byteLength(name) > MOST_BYTES) {
      throw invalidField(PHOTOS, 'has a file name that no file can have');
    }
    const folded = name.normalize('NFC').toLowerCase();
    if (taken.has(folded)) throw invalidField(PHOTOS, `has two files of the name "${name}"`);
    taken.add(folded);
  }
}
