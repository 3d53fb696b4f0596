import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type Failure, fail } from '../domain/failures.js';
import { codeOf } from './fatal.js';

/** Where a photo is, by its real path (no links in it), or why it cannot be used. */
type PhotoPath =
  | { readonly path: string; readonly failure?: never }
  | { readonly failure: Failure; readonly path?: never };

/**
 * Finds the file that a cell names.
 *
 * folder    the photo folder by its real path; nothing outside it is ever read
 * file      as the customer wrote it: relative to the folder, or absolute and inside it
 * given     the folder as the operator named it, where that path has links in it
 *
 * The text of the path is checked before the disk is asked, so that the answer does not
 * tell whether a file outside the folder exists; the real path is checked after, for links.
 */
export async function resolvePhoto(
  folder: string,
  file: string,
  given: string = folder,
): Promise<PhotoPath> {
  const notFound: PhotoPath = { failure: fail('FILE_NOT_FOUND', { file, folder }) };
  const outside: PhotoPath = { failure: fail('FILE_OUTSIDE_DIRECTORY', { file, folder }) };
  if (file.includes('\0')) return notFound;
  for (const spelling of spellingsOf(file)) {
    const inner = innerPath(folder, given, spelling);
    if (inner === undefined) return outside;
    for (const name of new Set([inner, inner.normalize('NFC'), inner.normalize('NFD')])) {
      const found = await look(resolve(folder, name), folder);
      if (found === 'outside') return outside;
      if (found !== undefined) return found;
    }
  }
  return notFound;
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
 * The real path of a regular file; undefined where there is nothing by this name. Of what
 * is outside the folder nothing is told, not even what kind of file it is.
 */
async function look(path: string, folder: string): Promise<PhotoPath | 'outside' | undefined> {
  try {
    const real = await realpath(path);
    if (pathInside(folder, real) === undefined) return 'outside';
    const stats = await stat(real);
    if (stats.isFile()) return { path: real };
    return unusable(stats.isDirectory() ? 'it is a folder' : 'it is not a regular file');
  } catch (error) {
    const code = codeOf(error);
    if (['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(code)) return undefined;
    return unusable(PROBLEMS[code] ?? code);
  }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'its links lead in a circle',
};

function unusable(problem: string): PhotoPath {
  return { failure: fail('FILE_UNREADABLE', { problem }) };
}
