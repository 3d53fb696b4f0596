import { join } from 'node:path';
import { FatalError } from '../../domain/fatal-error.js';
import { count, quotedPath } from '../../domain/text.js';
import type { PictureCounts } from '../../render/export-csv.js';
import { photoName } from '../../render/photo-name.js';
import type { ExportedPhoto } from '../../store/gallery-export.js';
import type { CollectionStore, GalleryStore } from '../../store/store.js';
import { flushPictures, removePictures, writeNewPicture } from '../new-file.js';
import { storedPictures } from './stored-pictures.js';

/** The pictures of an export, named in its rows. */
export interface Pictures {
  /** Names of a user's pictures by slot. */
  of(userId: string, photos: readonly ExportedPhoto[]): ReadonlyMap<number, string>;
  /** Before their CSV is whole, they are on the disk. */
  flush(): void;
  /**
   * Without their CSV nobody knows of them: of an export that fails no face stays behind. Returns
   * how many could not be removed.
   */
  removeAll(): number;
  /** How many pictures of each kind, and of how many users with a face there was none. */
  readonly counts: PictureCounts;
}

/** Removes the pictures of an export that failed; the error tells of those that stay behind. */
export function withdrawn(error: unknown, pictures: Pictures, folder: string): unknown {
  const left = pictures.removeAll();
  if (left === 0 || !(error instanceof FatalError)) return error;
  const those = `${count(left, 'picture')} in ${quotedPath(folder)}`;
  const byHand = `remove ${left === 1 ? 'it' : 'them'} by hand`;
  return new FatalError(`${error.message}; ${those} could not be removed: ${byHand}`);
}

/** The pictures that an export writes into a folder, as they are stored. */
export class ExportedPictures implements Pictures {
  readonly #written: string[] = [];
  #profileImages = 0;
  #thumbnails = 0;
  #without = 0;

  constructor(
    readonly gallery: GalleryStore,
    readonly changes: CollectionStore,
    readonly folder: string,
  ) {}

  /** Writes what there is of a user. */
  of(userId: string, photos: readonly ExportedPhoto[]): ReadonlyMap<number, string> {
    const { gallery, changes } = this;
    const names = new Map<number, string>();
    for (const { kind, slot, jpeg } of storedPictures(userId, photos, gallery, changes)) {
      const name = photoName(userId, gallery.exports.isAmbiguous(userId));
      // No other user's picture has a name with this sign before one to three digits.
      const own = names.size === 0 ? name : name.replace(/\.jpg$/, `~${slot}.jpg`);
      const path = join(this.folder, own);
      writeNewPicture(path, jpeg);
      this.#written.push(path);
      names.set(slot, own);
      if (kind === 'thumbnail') this.#thumbnails += 1;
      else this.#profileImages += 1;
    }
    if (photos.length > 0 && names.size === 0) this.#without += 1;
    return names;
  }

  flush(): void {
    flushPictures(this.folder, this.#written);
  }

  removeAll(): number {
    return removePictures(this.#written);
  }

  get counts(): PictureCounts {
    const [profileImages, thumbnails] = [this.#profileImages, this.#thumbnails];
    return { profileImages, thumbnails, withoutPicture: this.#without };
  }
}
