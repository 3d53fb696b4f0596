import { constants, existsSync } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Entry, PhotoRef } from '../domain/entry.js';
import { FAILURES, type Failure, fail } from '../domain/failures.js';
import { firstInvalidByte } from '../domain/name-text.js';
import { PHOTO_EXTENSION } from '../domain/photo-extension.js';
import { SNIFF_BYTES, sniff } from '../domain/photo-format.js';
import { systemProblem } from '../domain/system-problem.js';
import { excerpt, printable, quoted } from '../domain/text.js';
import { checkUserId } from '../domain/user-id.js';
import type { Listed } from './folder-listing.js';
import { doubtOf, isRemnant, unfinishedPhoto } from './photo-name.js';

/** The folder that a file was found in, and how its names are read. */
export interface FolderContext {
  /** The folder of the photos. */
  readonly folder: string;
  /** Finds the user ID in a file name; has a group named userId. */
  readonly idPattern?: RegExp;
  /** Takes user IDs that hardly any person has. */
  readonly allowOddIds?: boolean;
}

/** Whose photo a file is: the ID is '' where it cannot be told. */
interface Whose {
  readonly userId: string;
  readonly failure?: Failure;
  readonly doubt?: Failure;
}

/** The entry of a file that was listed, or undefined of a link to a folder. */
export async function entryOfFile(
  listed: Listed,
  context: FolderContext,
): Promise<Entry | undefined> {
  const kind = await kindOf(listed);
  // Following it could go round in circles.
  if (kind === 'folder') return undefined;
  const { userId, ...problem } = whoseFile(listed, context, kind === 'photo');
  const path = typeof listed.path === 'string' ? listed.path : join(context.folder, listed.file);
  const entry = { photos: [{ slot: 1, file: listed.file, path }], cells: [] };
  if (kind !== 'photo') {
    return { ...entry, userId: problem.doubt ? '' : userId, failure: kind };
  }
  if (isRemnant(listed.name)) return { ...entry, userId: '', failure: remnant(listed) };
  return { ...entry, userId, ...problem };
}

/**
 * The entry of a file that stands for a photo which is not there yet, or undefined. The
 * report names the photo, so that it can be retried when the photo has come.
 */
export function entryOfUnfinished(
  listed: Listed,
  context: FolderContext,
  isThere: (name: string) => boolean,
): Entry | undefined {
  const unfinished = unfinishedPhoto(listed.name);
  if (!unfinished || (listed.isFolder && !listed.name.endsWith('.download'))) return undefined;
  const { photo, what } = unfinished;
  const photos = (file: string): PhotoRef[] => [{ slot: 1, file }];
  // Beside the photo itself it is only what was left of a download.
  if (isThere(photo)) {
    return { userId: '', photos: photos(listed.file), cells: [], failure: remnant(listed) };
  }
  const { userId, failure, doubt } = whoseFile({ ...listed, name: photo }, context, true);
  return {
    userId: failure || doubt ? '' : userId,
    photos: photos(join(dirname(listed.file), photo)),
    cells: [],
    failure: fail('FILE_NOT_DOWNLOADED', { photo, file: listed.name, what }),
  };
}

/** A file with a photo's name is taken for one, and judged by its bytes when its turn comes. */
async function kindOf({ path, name, isFile }: Listed): Promise<'photo' | 'folder' | Failure> {
  const named = PHOTO_EXTENSION.test(name);
  if (named && isFile) return 'photo';
  try {
    const stats = await stat(path);
    if (stats.isDirectory()) return 'folder';
    if (!stats.isFile()) {
      return fail('FILE_UNREADABLE', { problem: 'it is not an ordinary file' });
    }
    if (named) return 'photo';
    if (stats.size === 0) return fail('FILE_EMPTY', {});
    const { photo, ...other } = sniff(await head(path));
    if (photo || !('format' in other)) return 'photo';
    return fail('UNSUPPORTED_FORMAT', { format: other.format }, other.advice);
  } catch (error) {
    return fail('FILE_UNREADABLE', { problem: systemProblem(error) });
  }
}

async function head(path: string | Buffer): Promise<Uint8Array> {
  // Without O_NONBLOCK a pipe that took the file's place would be waited for.
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(SNIFF_BYTES), 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function whoseFile(
  listed: Listed,
  { folder, idPattern, allowOddIds }: FolderContext,
  isPhoto: boolean,
): Whose {
  // In Unicode normal form C: macOS hands out file names in the decomposed form.
  const full = listed.name.normalize('NFC');
  // A photo without one of the usual endings has none: "jane.doe" is no file of "jane".
  const cut = !isPhoto || PHOTO_EXTENSION.test(full);
  const extension = cut ? extname(full) : '';
  const stem = full.slice(0, full.length - extension.length);
  const userId = idPattern ? idIn(idPattern, stem, full) : stem;
  const isPlain = typeof listed.path === 'string';
  const failure =
    (isPlain ? undefined : alike(listed, folder)) ??
    (idPattern ? undefined : notUtf8(listed)) ??
    (userId === '' ? noUserId(full, idPattern) : checkUserId(userId, allowOddIds));
  if (failure) return { userId: '', failure: forAFile(failure) };
  const doubt = idPattern || allowOddIds ? undefined : doubtOf(userId);
  return doubt ? { userId, doubt: oddName(listed, doubt, extension || '.jpg') } : { userId };
}

/** What is wrong with the ID is wrong with the name of the file. */
function forAFile(failure: Failure): Failure {
  const advice = 'Rename the file, or fill in the user_id in the error report.';
  return { ...failure, advice: failure.advice.replace(FAILURES.USER_ID_INVALID.advice, advice) };
}

function idIn(idPattern: RegExp, stem: string, full: string): string {
  const match = idPattern.exec(stem) ?? idPattern.exec(full);
  return match?.groups?.userId ?? '';
}

function noUserId(name: string, idPattern: RegExp | undefined): Failure {
  const problem = idPattern
    ? `the file name ${quoted(name)} does not fit --id-pattern ${printable(idPattern.source)}`
    : `the file name ${quoted(name)} holds no user ID`;
  return fail('USER_ID_MISSING', { problem }, 'Rename the file, or correct --id-pattern.');
}

function notUtf8({ file, bytes }: Listed): Failure | undefined {
  const byte = firstInvalidByte(bytes);
  if (byte === undefined) return undefined;
  const hex = byte.toString(16).toUpperCase().padStart(2, '0');
  const problem = `is not UTF-8: it has the byte 0x${hex}, written \\x${hex} here`;
  return fail('FILE_NAME_INVALID', { file, problem });
}

/** By the name that reports have, another file would be opened. */
function alike({ file }: Listed, folder: string): Failure | undefined {
  if (!existsSync(join(folder, file))) return undefined;
  const problem = 'is not UTF-8, and another file has the name that is shown here';
  return fail('FILE_NAME_INVALID', { file, problem }, 'Rename one of the two files.');
}

function remnant({ file }: Listed): Failure {
  const problem = 'is that of a backup, or of a file that is not finished';
  const advice = 'Remove the file, or name it after its user (1001.jpg) if the photo is wanted.';
  return fail('FILE_NAME_INVALID', { file, problem }, advice);
}

function oddName(
  { file }: Listed,
  { problem, meant }: { readonly problem: string; readonly meant: string },
  extension: string,
): Failure {
  const name = excerpt(`${meant}${extension}`);
  return fail(
    'FILE_NAME_INVALID',
    { file, problem: `${problem}: is it a photo of ${quoted(meant)}?` },
    `If it is, name the file "${name}" and import the folder again, or fill in the user_id in the error report. If people do have such IDs: --allow-odd-ids.`,
  );
}
