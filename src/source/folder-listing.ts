import type { Dirent } from 'node:fs';
import { opendir } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { nameText, utf8Text } from '../domain/name-text.js';

/** A folder as it was listed, or the one that the photos are in. */
export interface Folder {
  /** The way to it from the folder of the photos, as a report names it: see `nameText`. */
  readonly file: string;
  /** What it is opened by: bytes where a name on the way is not UTF-8. */
  readonly path: string | Buffer;
}

/** A file or folder as it was listed. */
export interface Listed extends Folder {
  /** Its own name; where that is not UTF-8, as a report has it. */
  readonly name: string;
  readonly bytes: Buffer;
  /** Whether it is one by itself, not through a link. */
  readonly isFile: boolean;
  readonly isFolder: boolean;
}

/** What is kept of each while a folder is listed: a folder may hold a million photos. */
export interface Named {
  readonly name: string;
  /** Where it is not UTF-8. */
  readonly bytes?: Buffer;
  readonly kind: 'file' | 'folder' | 'other';
}

/** The names in a folder, sorted. */
export async function namesIn({ path }: Folder): Promise<readonly Named[]> {
  const names: Named[] = [];
  // @types/node has no overload for names as bytes.
  const folder = await opendir(path, { encoding: 'buffer' as BufferEncoding });
  for await (const file of folder as unknown as AsyncIterable<Dirent<Buffer>>) {
    names.push(named(file));
  }
  return names.sort((a, b) => (isBefore(a, b) ? -1 : 1));
}

/** A name that another one is only written as comes first. */
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
