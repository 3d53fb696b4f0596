import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PictureCounts } from '../../render/export-csv.js';
import { photoName } from '../../render/photo-name.js';
import type { ExportedPhoto } from '../../store/gallery-export.js';
import type { CollectionStore, GalleryStore } from '../../store/store.js';
import { flushPictures, writeNewPicture } from '../new-file.js';

/** The pictures that an export writes into a folder. */
export class ExportedPictures {
  readonly #written: string[] = [];
  #profileImages = 0;
  #thumbnails = 0;
  #without = 0;

  constructor(
    readonly gallery: GalleryStore,
    readonly changes: CollectionStore,
    readonly folder: string,
  ) {}

  /**
   * Writes what there is of a user: the profile image in place of the photo that it was made
   * from (or of the first), thumbnails in place of the others. Returns their names by slot.
   */
  write(userId: string, photos: readonly ExportedPhoto[]): ReadonlyMap<number, string> {
    const { users, exports } = this.gallery;
    const names = new Map<number, string>();
    const write = (slot: number, jpeg: Uint8Array): void => {
      const name = photoName(userId, exports.isAmbiguous(userId));
      // No other user's picture has a name with this sign before one to three digits.
      const own = names.size === 0 ? name : name.replace(/\.jpg$/, `~${slot}.jpg`);
      const path = join(this.folder, own);
      writeNewPicture(path, jpeg);
      this.#written.push(path);
      names.set(slot, own);
    };
    const profileImage = users.profileImage(userId);
    const itsSlot = profileImage && this.#slotOfProfileImage(userId, photos);
    if (profileImage && itsSlot !== undefined) {
      write(itsSlot, profileImage);
      this.#profileImages += 1;
    }
    for (const { slot, faceId } of photos) {
      const thumbnail = slot === itsSlot ? undefined : this.changes.thumbnails.of(faceId);
      if (!thumbnail) continue;
      write(slot, thumbnail.jpeg);
      this.#thumbnails += 1;
    }
    if (photos.length > 0 && names.size === 0) this.#without += 1;
    return names;
  }

  /** Before their CSV is whole, they are on the disk. */
  flush(): void {
    flushPictures(this.folder, this.#written);
  }

  /** Without their CSV nobody knows of them: of an export that fails no face stays behind. */
  removeAll(): void {
    for (const path of this.#written) rmSync(path, { force: true });
  }

  #slotOfProfileImage(userId: string, photos: readonly ExportedPhoto[]): number {
    const digest = this.changes.holdings.imageDigestOf(userId);
    const [first] = photos;
    return (photos.find(({ photoDigest }) => photoDigest === digest) ?? first)?.slot ?? 1;
  }

  /** How many pictures of each kind, and of how many users with a face there was none. */
  get counts(): PictureCounts {
    const [profileImages, thumbnails] = [this.#profileImages, this.#thumbnails];
    return { profileImages, thumbnails, withoutPicture: this.#without };
  }
}
