import { realpath, stat } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { type Failure, fail } from '../domain/failures.js';
import { escapedBytes, nameText, utf8Text } from '../domain/name-text.js';
import { systemProblem } from '../domain/system-problem.js';
import { codeOf } from './fatal.js';

/** The real path of a photo, or why it cannot be used. */
type PhotoPath =
  | { readonly path: string; readonly failure?: never }
  | { readonly failure: Failure; readonly path?: never };

/** The photo folder of a CSV. */
export interface PhotoPlace {
  /** Its real path. */
  readonly folder: string;
  /** As the operator named it, where that path contains links. */
  readonly given?: string;
  /**
   * Whether links in the folder may lead out of it: only where the operator named the folder itself
   * for import, never because a list says so.
   */
  readonly links?: 'inside' | 'anywhere';
}

/**
 * Resolves a file that a cell names: relative to the folder, or absolute and inside it. The text of
 * the path is checked before any disk access, so that the answer does not reveal whether a file
 * outside the folder exists; the real path is checked after that, for links.
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
    // A name that begins with an escape is not a Windows path that leads out.
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

/** Looks up an escaped name, as a report shows it, by the bytes it stands for. */
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

/** The name as written; then, where `\` is not a separator, as a Windows path. */
function spellingsOf(file: string): readonly string[] {
  return sep === '/' && file.includes('\\') ? [file, file.replaceAll('\\', '/')] : [file];
}

/** The path relative to the folder; undefined where it leads out. */
function innerPath(folder: string, given: string, file: string): string | undefined {
  const inner = pathInside(folder, resolve(folder, file));
  if (inner !== undefined || !isAbsolute(file)) return inner;
  return pathInside(given, resolve(file));
}

/** The path relative to the folder; undefined where it is not inside. No disk access. */
export function pathInside(folder: string, path: string): string | undefined {
  const inner = relative(folder, path);
  const leadsOut = inner === '..' || inner.startsWith(`..${sep}`) || isAbsolute(inner);
  return leadsOut ? undefined : inner;
}

/**
 * The path of a regular file, free of links unless they may lead anywhere; undefined where there is
 * nothing. Reveals nothing about files outside the folder, not even their kind.
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

/** One character per byte, so that paths that are not UTF-8 can be split. */
function latin1(path: Buffer): string {
  return path.toString('latin1');
}

function textOf(path: string | Buffer): string {
  return typeof path === 'string' ? path : (utf8Text(path) ?? nameText(path));
}

function unusable(problem: string): PhotoPath {
  return { failure: fail('FILE_UNREADABLE', { problem }) };
}
