import type { PhotoRef } from '../domain/entry.js';
import { type Failure, fail } from '../domain/failures.js';
import { PICTURE_EXTENSION } from '../domain/photo-extension.js';
import { number, quoted } from '../domain/text.js';
import { MeantFiles } from './meant-files.js';
import { type PhotoPlace, resolvePhoto } from './photo-path.js';

/** Longest path of a file, in characters; a longer cell is not kept as a name. */
const LONGEST_PATH = 4096;

/** Enough of an invalid cell to recognize it by. */
const SHOWN = 60;

/** Resolves the cells of photo columns to photos. */
export class PhotoCells {
  readonly #meant: MeantFiles;

  constructor(readonly place: PhotoPlace) {
    this.#meant = new MeantFiles(place.folder);
  }

  /** Finds the photo that a cell names: as written, then without surrounding spaces. */
  async photo(cell: string, slot: number): Promise<PhotoRef> {
    const trimmed = cell.trim();
    const embedded = embeddedPhoto(trimmed);
    if (embedded) return { slot, file: beginningOf(trimmed), failure: embedded };
    if (cell !== trimmed) {
      const found = await resolvePhoto(this.place, cell);
      if (found.path !== undefined) return { slot, file: cell, path: found.path };
    }
    const found = await resolvePhoto(this.place, trimmed);
    const file = trimmed.length > LONGEST_PATH ? beginningOf(trimmed) : trimmed;
    if (found.path !== undefined) return { slot, file, path: found.path };
    return { slot, file, failure: await this.#explained(trimmed, found.failure) };
  }

  /** Adds a suggestion to a failure, if there is one. */
  async #explained(file: string, failure: Failure): Promise<Failure> {
    const { code } = failure;
    if (code !== 'FILE_NOT_FOUND' && code !== 'FILE_OUTSIDE_DIRECTORY') return failure;
    const other = webAddress(file) ?? severalPhotos(file);
    if (other) return other;
    const { files: meant, unfinished } = await this.#meant.find(file);
    if (unfinished) return fail('FILE_NOT_DOWNLOADED', unfinished);
    // A link that leads out exists under this very name.
    if (meant.length === 0 || meant.includes(file)) return failure;
    return fail(code, { file, folder: this.place.folder, meant }, adviceOf(meant));
  }
}

function adviceOf(meant: readonly string[]): string {
  const [file = ''] = meant;
  const write = meant.length === 1 ? quoted(file) : 'the one that is meant';
  const orElse = file.includes('/') ? ', or name the folder that it lies in with --images' : '';
  return `Write ${write} into the cell${orElse}.`;
}

function beginningOf(cell: string): string {
  return `${cell.slice(0, SHOWN)}...`;
}

/** Start of base64 JPEG, PNG, GIF, WebP and TIFF; other long text may be anything. */
const BASE64_BEGINNING = /^(\/9j\/|iVBORw0KGgo|R0lGOD|UklGR|SUkqA|TU0AK)[\w+/-]{8}/;
const BASE64 = /^[\w+/\r\n-]{256,}={0,2}$/;
const HEXADECIMAL = /^(0x|\\x|x')?(ffd8ff|89504e47)[0-9a-f]{16}/i;

/** Whether a cell contains the photo itself, as some systems export it. */
export function isEmbedded(cell: string): boolean {
  return encodingOf(cell) !== undefined;
}

function encodingOf(cell: string): string | undefined {
  return /^data:[\w.+/-]*[;,]/i.test(cell)
    ? 'as a data: URL'
    : BASE64_BEGINNING.test(cell) || BASE64.test(cell)
      ? 'in base64'
      : HEXADECIMAL.test(cell)
        ? 'in hexadecimal digits'
        : undefined;
}

function embeddedPhoto(cell: string): Failure | undefined {
  const how = encodingOf(cell);
  if (how === undefined) return undefined;
  const problem = `the cell holds a photo itself ${how} (${number(cell.length)} characters), not the name of a file`;
  const advice = 'Save the photos as files, and put their names into the column.';
  return fail('FILE_NOT_FOUND', { problem }, advice);
}

function webAddress(cell: string): Failure | undefined {
  if (!/^(https?|ftps?|sftp|s3|gs|smb):\/\//i.test(cell)) return undefined;
  const problem = `${quoted(cell)} is an address, and photos are not downloaded`;
  const advice = 'Download the photos into the photo folder, and put their names into the column.';
  return fail('FILE_NOT_FOUND', { problem }, advice);
}

function severalPhotos(cell: string): Failure | undefined {
  const names = cell
    .split(/[;,|\n]|(?<=\.\w{3,4})\s/)
    .filter((name) => PICTURE_EXTENSION.test(name));
  if (names.length < 2) return undefined;
  const problem = `the cell names several photos (${quoted(cell)}), and one cell takes one`;
  const advice = 'Put each into a column of its own: face_image_file1, face_image_file2 and so on.';
  return fail('FILE_NOT_FOUND', { problem }, advice);
}
