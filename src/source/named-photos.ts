import { stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { Entry, PhotoRef, Source } from '../domain/entry.js';
import { fail } from '../domain/failures.js';
import { checkUserId } from '../domain/user-id.js';
import { pathInside } from './photo-path.js';

/** One user and the photos named for them, in slot order. */
export class NamedPhotos implements Source {
  readonly skipped = 0;
  /** Absolute path of the folder that photo names are relative to. */
  readonly folder: string;
  readonly #paths: readonly string[];

  constructor(
    readonly userId: string,
    photos: readonly string[],
    workingFolder = '.',
    readonly allowOddIds = false,
  ) {
    this.#paths = photos.map((photo) => resolve(workingFolder, photo));
    this.folder = folderOf(this.#paths, resolve(workingFolder));
  }

  async *entries(): AsyncGenerator<Entry> {
    const { userId, allowOddIds } = this;
    const photos = await Promise.all(this.#paths.map((path, i) => this.#photo(path, i + 1)));
    const failure = checkUserId(userId, allowOddIds);
    yield { userId, photos, cells: [], ...(failure && { failure }) };
  }

  async #photo(path: string, slot: number): Promise<PhotoRef> {
    const { folder } = this;
    const file = relative(folder, path);
    const exists = await stat(path).then(
      () => true,
      // Any other error appears when the file is opened.
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
    );
    if (exists) return { slot, file, path };
    return { slot, file, failure: fail('FILE_NOT_FOUND', { file, folder }) };
  }
}

/** The working folder if it contains all paths, else their deepest common folder. */
function folderOf(paths: readonly string[], workingFolder: string): string {
  // pathInside returns '' for a path equal to the folder, so a folder does not contain itself.
  const holdsAll = (folder: string) => paths.every((path) => pathInside(folder, path));
  let folder = holdsAll(workingFolder) ? workingFolder : dirname(paths[0] ?? workingFolder);
  while (!holdsAll(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
