import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { nameText, utf8Text } from '../domain/name-text.js';

/** A file or folder as it was listed. */
export interface Listed {
  /** The way to it from the folder of the photos, as a report names it: see `nameText`. */
  readonly file: string;
  /** Its own name; where that is not UTF-8, as a report has it. */
  readonly name: string;
  readonly bytes: Buffer;
  /** What it is opened by: bytes where a name on the way is not UTF-8. */
  readonly path: string | Buffer;
  /** Whether it is one by itself, not through a link. */
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** The files and folders in a folder, in the order of their names. */
export async function listFolder(
  folder: Pick<Listed, 'file' | 'path'>,
): Promise<readonly Listed[]> {
  const files = await readdir(folder.path, { withFileTypes: true, encoding: 'buffer' });
  const listed = files.map((file) => listedOf(folder, file));
  return listed.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function listedOf(folder: Pick<Listed, 'file' | 'path'>, dirent: Dirent<Buffer>): Listed {
  const bytes = dirent.name;
  const text = nameText(bytes);
  const name = utf8Text(bytes);
  const isText = name !== undefined && typeof folder.path === 'string';
  return {
    file: join(folder.file, text),
    name: name ?? text,
    bytes,
    path: isText
      ? join(folder.path as string, name)
      : Buffer.concat([Buffer.from(folder.path), Buffer.from(sep), bytes]),
    isFile: dirent.isFile(),
    isFolder: dirent.isDirectory(),
  };
}
