import { join } from 'node:path';
import type { FittedPicture, MadeFrom, UnfitCode, UnfitPicture } from '../../domain/fitted.js';
import type { FittedPhoto } from '../../domain/fitting.js';
import { matchKey } from '../../domain/match-key.js';
import type { PhotoFormat, PhotoProfile } from '../../domain/photo-profile.js';
import { writtenFormat } from '../../domain/profile-fit.js';
import { quoted } from '../../domain/text.js';
import type { PictureCounts } from '../../render/export-csv.js';
import type { GalleryStore } from '../../store/store.js';
import { flushPictures, refuseExisting, removePictures, writeNewPicture } from '../new-file.js';
import { type FitName, fitName } from './fit-name.js';
import type { Pictures } from './pictures.js';

/** A photo of a user. */
export interface PhotoPlace {
  readonly userId: string;
  readonly slot: number;
  /** Whether it is the user's first, whose file is named by the user ID alone. */
  readonly isFirst: boolean;
  /** What is to be known of it whatever becomes of it. */
  readonly note?: string;
}

/** The pictures of an export that fit a profile; they are all written before its first row. */
export class FittedPictures implements Pictures {
  readonly #written: string[] = [];
  readonly #fitted = new Map<string, FittedPicture[]>();
  readonly #unfit: UnfitPicture[] = [];
  /** File names in lower case, as many file systems compare them, with whose they are. */
  readonly #taken = new Map<string, string>();
  #isGivenUp = false;
  readonly #made = { original: 0, 'profile image': 0, thumbnail: 0 };

  constructor(
    readonly gallery: GalleryStore,
    readonly profile: PhotoProfile,
    readonly folder: string,
  ) {}

  /**
   * Refuses a picture whose name is taken in the folder: before hours of work, and not after them.
   *
   * @throws {FatalError} naming the file.
   */
  expect(place: PhotoPlace): void {
    refuseExisting(join(this.folder, this.#nameOf(place, writtenFormat(this.profile)).file));
  }

  #nameOf({ userId, slot, isFirst }: PhotoPlace, format: PhotoFormat): FitName {
    const isAmbiguous = this.gallery.exports.isAmbiguous(userId);
    const own = { slot: isFirst ? undefined : slot, format };
    return fitName(this.profile, { userId, isAmbiguous }, own);
  }

  /** Writes a picture, unless another user has its name, or the export has failed meanwhile. */
  add(place: PhotoPlace, madeFrom: MadeFrom, { bytes, advice, ...photo }: FittedPhoto): void {
    if (this.#isGivenUp) return;
    const { userId, slot } = place;
    const { file, isChanged } = this.#nameOf(place, photo.format);
    const key = matchKey(file, true);
    const owner = this.#taken.get(key);
    if (owner !== undefined) {
      const message = `${quoted(file)} is the name of the picture of ${quoted(owner)}`;
      this.refuse(place, madeFrom, 'NAME_TAKEN', message);
      return;
    }
    const path = join(this.folder, file);
    writeNewPicture(path, bytes);
    this.#written.push(path);
    this.#taken.set(key, userId);
    this.#made[madeFrom] += 1;
    const { width, height } = photo;
    const renamed = isChanged && this.profile.fileName ? [NO_SAFE_NAME] : [];
    const own = place.note === undefined ? [] : [place.note];
    const note = [...advice.map(({ text }) => text), ...renamed, ...own].join('; ');
    const picture = { userId, slot, madeFrom, file, width, height, bytes: bytes.length, note };
    this.#fitted.set(userId, [...(this.#fitted.get(userId) ?? []), picture]);
  }

  /** Notes a photo of which no picture is written. */
  refuse(
    { userId, slot, note }: PhotoPlace,
    madeFrom: MadeFrom | null,
    code: UnfitCode,
    problem: string,
  ): void {
    const message = note === undefined ? problem : `${problem}; ${note}`;
    this.#unfit.push({ userId, slot, madeFrom, code, message });
  }

  of(userId: string): ReadonlyMap<number, string> {
    return new Map((this.#fitted.get(userId) ?? []).map(({ slot, file }) => [slot, file]));
  }

  flush(): void {
    flushPictures(this.folder, this.#written);
  }

  removeAll(): number {
    this.#isGivenUp = true;
    return removePictures(this.#written);
  }

  /** In the order of the users. */
  get fitted(): readonly FittedPicture[] {
    return [...this.#fitted.values()].flat().sort(byUser);
  }

  get unfit(): readonly UnfitPicture[] {
    return this.#unfit.toSorted(byUser);
  }

  get counts(): PictureCounts {
    const { 'profile image': profileImages, thumbnail: thumbnails } = this.#made;
    const withoutPicture = this.#unfit.filter(({ code }) => code === 'NO_PICTURE').length;
    return { profileImages, thumbnails, withoutPicture };
  }
}

function byUser(p: FittedPicture | UnfitPicture, q: FittedPicture | UnfitPicture): number {
  if (p.userId === q.userId) return p.slot - q.slot;
  return p.userId < q.userId ? -1 : 1;
}

const NO_SAFE_NAME =
  'the user ID is no safe file name, or another user has it in another case: the file has another name';
