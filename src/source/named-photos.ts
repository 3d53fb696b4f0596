import { stat } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import type { Entry, PhotoRef, Source } from '../domain/entry.js';
import { fail } from '../domain/failures.js';
import { checkUserId } from '../domain/user-id.js';
import { pathInside } from './photo-path.js';

/** One user and the photos that were named for that user, in the order of the slots. */
export class NamedPhotos implements Source {
  readonly skipped = 0;
  /** The folder that the names of the photos begin in, absolute. */
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
      // Whatever else keeps the file from being read is found out when it is opened.
      (error: NodeJS.ErrnoException) => error.code !== 'ENOENT' && error.code !== 'ENOTDIR',
    );
    if (exists) return { slot, file, path };
    return { slot, file, failure: fail('FILE_NOT_FOUND', { file, folder }) };
  }
}

/** The working folder where all paths lie in it, else the innermost one that they all lie in. */
function folderOf(paths: readonly string[], workingFolder: string): string {
  // A folder does not lie in itself: the path of one inside it is ''.
  const holdsAll = (folder: string) => paths.every((path) => pathInside(folder, path));
  let folder = holdsAll(workingFolder) ? workingFolder : dirname(paths[0] ?? workingFolder);
  while (!holdsAll(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
