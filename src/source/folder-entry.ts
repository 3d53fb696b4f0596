import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Entry, PhotoRef } from '../domain/entry.js';
import { FAILURES, type Failure, fail } from '../domain/failures.js';
import { firstInvalidByte } from '../domain/name-text.js';
import { PHOTO_EXTENSION } from '../domain/photo-extension.js';
import { SNIFF_BYTES, sniff } from '../domain/photo-format.js';
import { MARK_BYTES, reportIdIn } from '../domain/report-mark.js';
import { systemProblem } from '../domain/system-problem.js';
import { excerpt, printable, quoted } from '../domain/text.js';
import { checkUserId } from '../domain/user-id.js';
import type { Listed } from './folder-listing.js';
import { beginningOf } from './own-report.js';
import { doubtOf, isRemnant, unfinishedPhoto } from './photo-name.js';

/** The folder that a file was found in, and how its names are read. */
export interface FolderContext {
  readonly folder: string;
  /** Extracts the user ID from a file name; has a group named userId. */
  readonly idPattern?: RegExp;
  /** Accepts user IDs that are unlikely for a person. */
  readonly allowOddIds?: boolean;
}

/** The user ID for a file; '' when unknown. */
interface Owner {
  readonly userId: string;
  readonly failure?: Failure;
  readonly doubt?: Failure;
}

/** The entry of a listed file; or what it is that is passed over: a link to a folder, a report of ours. */
export async function entryOfFile(
  listed: Listed,
  context: FolderContext,
): Promise<Entry | 'folder' | 'report'> {
  const kind = await kindOf(listed);
  // Links to folders could form cycles.
  if (kind === 'folder' || kind === 'report') return kind;
  const { userId, ...problem } = ownerOf(listed, context, kind === 'photo');
  const path = typeof listed.path === 'string' ? listed.path : join(context.folder, listed.file);
  const entry = { photos: [{ slot: 1, file: listed.file, path }], cells: [] };
  if (kind !== 'photo') {
    return { ...entry, userId: problem.doubt ? '' : userId, failure: kind };
  }
  if (isRemnant(listed.name)) return { ...entry, userId: '', failure: remnant(listed) };
  return { ...entry, userId, ...problem };
}

/**
 * The entry of a placeholder for a photo that has not arrived; undefined for any other file. The
 * report names the photo, so that a retry finds it later.
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
  // Next to the photo itself, it is a leftover of a download.
  if (isThere(photo)) {
    return { userId: '', photos: photos(listed.file), cells: [], failure: remnant(listed) };
  }
  const { userId, failure, doubt } = ownerOf({ ...listed, name: photo }, context, true);
  return {
    userId: failure || doubt ? '' : userId,
    photos: photos(join(dirname(listed.file), photo)),
    cells: [],
    failure: fail('FILE_NOT_DOWNLOADED', { photo, file: listed.name, what }),
  };
}

/** A regular file with a photo's name counts as one until it is decoded; others show their first bytes. */
async function kindOf({
  path,
  name,
  isFile,
}: Listed): Promise<'photo' | 'folder' | 'report' | Failure> {
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
    const beginning = await beginningOf(path, Math.max(SNIFF_BYTES, MARK_BYTES));
    if (reportIdIn(beginning.toString()) !== undefined) return 'report';
    const { photo, ...other } = sniff(beginning);
    if (photo || !('format' in other)) return 'photo';
    return fail('UNSUPPORTED_FORMAT', { format: other.format }, other.advice);
  } catch (error) {
    return fail('FILE_UNREADABLE', { problem: systemProblem(error) });
  }
}

function ownerOf(
  listed: Listed,
  { folder, idPattern, allowOddIds }: FolderContext,
  isPhoto: boolean,
): Owner {
  // macOS returns file names in decomposed form.
  const full = listed.name.normalize('NFC');
  // Only a photo's extension is cut: "jane.doe" is not a file of "jane".
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

/** Turns a failure of an ID into one of the file's name. */
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

/** Refuses a file whose escaped name is another file's real name: a retry would open that one. */
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
