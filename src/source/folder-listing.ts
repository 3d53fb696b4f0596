import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { nameText, utf8Text } from '../domain/name-text.js';

/** A listed folder, or the photo folder itself. */
export interface Folder {
  /** Path relative to the photo folder, as a report shows it (see `nameText`). */
  readonly file: string;
  /** Path for opening it; bytes where a name in it is not UTF-8. */
  readonly path: string | Buffer;
}

/** A listed file or folder. */
export interface Listed extends Folder {
  /** Its own name; escaped as in a report where it is not UTF-8. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether it is a regular file itself, not through a link. */
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** Kept small while a folder is listed: a folder may hold a million photos. */
export interface Named {
  readonly name: string;
  /** Set where the name is not UTF-8. */
  readonly bytes?: Buffer;
  readonly kind: 'file' | 'folder' | 'other';
}

/** The names in a folder, sorted. */
export async function namesIn({ path }: Folder): Promise<readonly Named[]> {
  const names: Named[] = [];
  // @types/node lacks the overload for names as bytes.
  const folder = await opendir(path, { encoding: 'buffer' as BufferEncoding });
  for await (const file of folder as unknown as AsyncIterable<Dirent<Buffer>>) {
    names.push(named(file));
  }
  return names.sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/** Puts a real name before one that is only escaped to the same text. */
function isBefore(a: Named, b: Named): boolean {
  return a.name === b.name ? a.bytes === undefined : a.name < b.name;
}

function named(file: Dirent<Buffer>): Named {
  const kind = file.isFile() ? 'file' : file.isDirectory() ? 'folder' : 'other';
  const name = utf8Text(file.name);
  if (name !== undefined) return { name, kind };
  return { name: nameText(file.name), bytes: file.name, kind };
}

export function listed(folder: Folder, { name, bytes, kind }: Named): Listed {
  const isText = bytes === undefined && typeof folder.path === 'string';
  const own = bytes ?? Buffer.from(name);
  return {
    file: join(folder.file, nameText(own)),
    name,
    bytes: own,
    path: isText
      ? join(folder.path as string, name)
      : Buffer.concat([Buffer.from(folder.path), Buffer.from(sep), own]),
    isFile: kind === 'file',
    isFolder: kind === 'folder',
  };
}
