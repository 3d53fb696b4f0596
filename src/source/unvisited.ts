import { opendir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { NotLookedInto } from '../domain/entry.js';
import { PHOTO_EXTENSION } from '../domain/photo-extension.js';
import { unfinishedPhoto } from './photo-name.js';
import { pathInside } from './photo-path.js';
import { isSystemFile, isSystemFolder } from './system-names.js';

/**
 * Most names to look at, about a second on a network drive: a mere warning must not walk a whole
 * archive.
 */
const MOST_NAMES = 10_000;

/** Counts photos, by name and up to a limit, in folders that are not read. */
export class Unvisited {
  #namesLeft = MOST_NAMES;
  #counts = { folders: 0, links: 0, photos: 0 };
  #atLeast = false;

  /** @param folder the photo folder, which is read */
  constructor(readonly folder: string) {}

  /** Undefined when there is nothing to report. */
  get counted(): NotLookedInto | undefined {
    const { folders, links } = this.#counts;
    if (folders + links === 0 && !this.#atLeast) return undefined;
    return { ...this.#counts, atLeast: this.#atLeast };
  }

  async addFolder(path: string | Buffer): Promise<void> {
    if (await this.#hasPhotos(path)) this.#counts.folders += 1;
  }

  /** Adds a link to a folder, unless that is inside or around the photo folder. */
  async addLink(path: string | Buffer): Promise<void> {
    try {
      const [folder, target] = await Promise.all([realpath(this.folder), realpath(path)]);
      const isSame = pathInside(folder, target) ?? pathInside(target, folder);
      if (isSame === undefined && (await this.#hasPhotos(target))) this.#counts.links += 1;
    } catch {
      // A link whose target is gone or inaccessible hides no photos.
    }
  }

  /** Whether a folder that is not counted contains photos. */
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
      // Unreadable folders cannot be counted.
    }
    for (const folder of below) await this.#count(folder);
  }
}
