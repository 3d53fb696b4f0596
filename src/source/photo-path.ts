import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type Failure, fail } from '../domain/failures.js';
import { escapedBytes, nameText, utf8Text } from '../domain/name-text.js';
import { systemProblem } from '../domain/system-problem.js';
import { codeOf } from './fatal.js';

/** Where a photo is, by its real path (no links in it), or why it cannot be used. */
type PhotoPath =
  | { readonly path: string; readonly failure?: never }
  | { readonly failure: Failure; readonly path?: never };

/** The folder that the photos of a CSV lie in. */
export interface PhotoPlace {
  /** Its real path. */
  readonly folder: string;
  /** As the operator named it, where that path has links in it. */
  readonly given?: string;
  /**
   * Whether links in the folder may lead out of it: they may where the operator named the
   * folder itself to be imported, and never because somebody has put them into a list.
   */
  readonly links?: 'inside' | 'anywhere';
}

/**
 * Finds the file that a cell names as the customer wrote it: relative to the folder, or
 * absolute and inside it. The text of the path is checked before the disk is asked, so that
 * the answer does not tell whether a file outside the folder exists; the real path is checked
 * after, for links.
 */
export async function resolvePhoto(place: PhotoPlace, file: string): Promise<PhotoPath> {
  const { folder, given = folder } = place;
  const notFound: PhotoPath = { failure: fail('FILE_NOT_FOUND', { file, folder }) };
  const outside: PhotoPath = { failure: fail('FILE_OUTSIDE_DIRECTORY', { file, folder }) };
  const linkOut: PhotoPath = {
    failure: fail('FILE_OUTSIDE_DIRECTORY', { file, folder, isLink: true }),
  };
  if (file.includes('\0')) return notFound;
  for (const spelling of spellingsOf(file)) {
    const inner = innerPath(folder, given, spelling);
    // A name that begins with an escape is no path of Windows that leads out.
    if (inner === undefined) return spelling === file || !escapedBytes(file) ? outside : notFound;
    const bytes = await lookAtBytes(inner, place);
    for (const name of new Set([inner, inner.normalize('NFC'), inner.normalize('NFD')])) {
      const found = await look(resolve(folder, name), place);
      if (found === 'outside') return linkOut;
      if (found !== undefined) return bytes === undefined ? found : twoFiles(file);
    }
    if (bytes === 'outside') return linkOut;
    if (bytes !== undefined) return bytes;
  }
  return notFound;
}

/** A name with escapes, as a report has it, by the bytes that they stand for. */
async function lookAtBytes(
  inner: string,
  place: PhotoPlace,
): Promise<PhotoPath | 'outside' | undefined> {
  const bytes = sep === '/' ? escapedBytes(inner) : undefined;
  if (bytes === undefined) return undefined;
  return look(Buffer.concat([Buffer.from(place.folder + sep), bytes]), place);
}

function twoFiles(file: string): PhotoPath {
  const problem = 'fits two files: one has it to the letter, the other as escaped bytes';
  return { failure: fail('FILE_NAME_INVALID', { file, problem }, 'Rename one of the two files.') };
}

/** The name as written; then, where `\` is no separator, as the Windows path it may be. */
function spellingsOf(file: string): readonly string[] {
  return sep === '/' && file.includes('\\') ? [file, file.replaceAll('\\', '/')] : [file];
}

/** The path relative to the folder, or undefined where it leads out of it. */
function innerPath(folder: string, given: string, file: string): string | undefined {
  const inner = pathInside(folder, resolve(folder, file));
  if (inner !== undefined || !isAbsolute(file)) return inner;
  return pathInside(given, resolve(file));
}

/** The path relative to the folder, or undefined where it does not lie in it; the disk is not asked. */
export function pathInside(folder: string, path: string): string | undefined {
  const inner = relative(folder, path);
  const leadsOut = inner === '..' || inner.startsWith(`..${sep}`) || isAbsolute(inner);
  return leadsOut ? undefined : inner;
}

/**
 * The path of a regular file, without links unless those may lead anywhere; undefined where
 * there is nothing by this name. Of what is outside the folder nothing is told, not even what
 * kind of file it is.
 */
async function look(
  path: string | Buffer,
  { folder, links }: PhotoPlace,
): Promise<PhotoPath | 'outside' | undefined> {
  try {
    const real = await realpath(path, 'buffer');
    const isInside = pathInside(latin1(Buffer.from(folder)), latin1(real)) !== undefined;
    if (!isInside && links !== 'anywhere') return 'outside';
    const stats = await stat(real);
    if (stats.isFile()) return { path: textOf(links === 'anywhere' ? path : real) };
    return unusable(stats.isDirectory() ? 'it is a folder' : 'it is not a regular file');
  } catch (error) {
    const code = codeOf(error);
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code)) return undefined;
    return unusable(systemProblem(error));
  }
}

/** A character for each byte: so paths are taken apart that are not UTF-8. */
function latin1(path: Buffer): string {
  return path.toString('latin1');
}

function textOf(path: string | Buffer): string {
  return typeof path === 'string' ? path : (utf8Text(path) ?? nameText(path));
}

function unusable(problem: string): PhotoPath {
  return { failure: fail('FILE_UNREADABLE', { problem }) };
}
