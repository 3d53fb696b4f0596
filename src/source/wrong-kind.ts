import { closeSync, constants, openSync, readSync } from 'node:fs';
import { DOCUMENT_BYTES, type DocumentKind, documentKind } from '../domain/document-kind.js';
import { quoted } from '../domain/text.js';
import { SourceError } from './fatal.js';

const SAVE_AS_CSV = 'open it in a spreadsheet, save it as "CSV UTF-8", and import that file';

/** Advice for a file given in place of a CSV. */
const FOR_A_CSV: Readonly<Record<DocumentKind['family'], string>> = {
  table: SAVE_AS_CSV,
  archive: 'unpack it first; import-csv reads the CSV in it, import-faces a folder of photos',
  photo: 'import-faces enrolls the photos of a folder, enroll those of one user',
  templates: '"faceenroll templates import" reads it',
  other: 'export the list of users as a CSV, and import that file',
};

/** Advice for a file given in place of a folder of photos. */
const FOR_A_FOLDER: Readonly<Record<DocumentKind['family'], string>> = {
  table: 'name the folder of the photos; import-csv reads a list of them that is saved as a CSV',
  archive: 'unpack it, and name the folder',
  photo: 'name the folder that it lies in; enroll takes single photos',
  templates: '"faceenroll templates import" reads it',
  other: 'name the folder of the photos',
};

/**
 * Refuses a file that is not a CSV by its first bytes.
 *
 * @throws {SourceError} naming its kind and what to do.
 */
export function refuseUnlessCsv(file: string, bytes: Uint8Array): void {
  const kind = documentKind(bytes);
  if (kind === undefined) return;
  throw new SourceError(`${quoted(file)} is ${kind.format}, not a CSV: ${FOR_A_CSV[kind.family]}`);
}

/** Completes the name of a file that was given as a folder: what it is, and what to do. */
export function notAFolder(file: string): string {
  const kind = kindOf(file);
  if (kind === undefined)
    return 'is a file, not a folder: name the folder of the photos; import-csv reads a CSV';
  return `is ${kind.format}, not a folder: ${FOR_A_FOLDER[kind.family]}`;
}

function kindOf(file: string): DocumentKind | undefined {
  let opened: number | undefined;
  try {
    // Opening a pipe without O_NONBLOCK would block.
    opened = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    const bytes = Buffer.alloc(DOCUMENT_BYTES);
    return documentKind(bytes.subarray(0, readSync(opened, bytes, 0, DOCUMENT_BYTES, 0)));
  } catch {
    return undefined;
  } finally {
    if (opened !== undefined) closeSync(opened);
  }
}
