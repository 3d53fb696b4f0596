import { opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotLookedInto } from '../domain/entry.js';
import { PHOTO_EXTENSION } from '../domain/photo-extension.js';
import { unfinishedPhoto } from './photo-name.js';
import { pathInside } from './photo-path.js';
import { isSystemFile, isSystemFolder } from './system-names.js';

/**
 * So many names are looked at in all, about a second on a network drive: to say that photos
 * were left out takes no walk through a whole archive.
 */
const MOST_NAMES = 10_000;

/** Counts the photos in folders that are not looked into, by their names, up to a bound. */
export class Unvisited {
  #namesLeft = MOST_NAMES;
  #counts = { folders: 0, links: 0, photos: 0 };
  #atLeast = false;

  /** @param folder the folder of the photos, which is looked into */
  constructor(readonly folder: string) {}

  /** Undefined when there is nothing to tell. */
  get counted(): NotLookedInto | undefined {
    const { folders, links } = this.#counts;
    if (folders + links === 0 && !this.#atLeast) return undefined;
    return { ...this.#counts, atLeast: this.#atLeast };
  }

  /** A sub-folder. */
  async addFolder(path: string | Buffer): Promise<void> {
    if (await this.#hasPhotos(path)) this.#counts.folders += 1;
  }

  /** A link to a folder. One that lies in the folder of the photos, or around it, is no other. */
  async addLink(path: string | Buffer): Promise<void> {
    try {
      const [folder, target] = await Promise.all([realpath(this.folder), realpath(path)]);
      const isSame = pathInside(folder, target) ?? pathInside(target, folder);
      if (isSame === undefined && (await this.#hasPhotos(target))) this.#counts.links += 1;
    } catch {
      // A link to what is gone meanwhile, or may not be seen, hides no photos from us.
    }
  }

  /** Whether there are photos in a folder that is not counted. */
  async holdsPhotos(path: string | Buffer): Promise<boolean> {
    const before = { ...this.#counts };
    const found = await this.#hasPhotos(path);
    this.#counts = before;
    return found;
  }

  async #hasPhotos(path: string | Buffer): Promise<boolean> {
    const before = this.#counts.photos;
    await this.#count(path);
    return this.#counts.photos > before;
  }

  async #count(path: string | Buffer): Promise<void> {
    if (this.#atLeast) return;
    const below: string[] = [];
    try {
      for await (const file of await opendir(path)) {
        if (this.#namesLeft === 0) {
          this.#atLeast = true;
          break;
        }
        this.#namesLeft -= 1;
        const { name } = file;
        if (file.isDirectory()) {
          if (!isSystemFolder(name)) below.push(join(String(path), name));
        } else if (unfinishedPhoto(name) || (PHOTO_EXTENSION.test(name) && !isSystemFile(name))) {
          this.#counts.photos += 1;
        }
      }
    } catch {
      // What may not be read cannot be counted.
    }
    for (const folder of below) await this.#count(folder);
  }
}
