import { stat } from 'node:fs/promises';
import { systemProblem } from '../../domain/system-problem.js';
import { quotedPath } from '../../domain/text.js';
import { type Found, watchedListing } from '../../source/watched-listing.js';
import { unreadable } from './problems.js';
import type { Troubles } from './troubles.js';

export type Files = ReadonlyMap<string, Found>;

interface Place {
  /** Absolute. */
  readonly folder: string;
  /** The list, absolute, if there is one. */
  readonly csv: string | undefined;
  readonly recursive: boolean;
  /** Its files are left out. */
  readonly database: string;
}

/** Lists a watched folder, and tells once that it, or its list, is away. */
export class FolderSight {
  constructor(
    private readonly place: Place,
    private readonly troubles: Troubles,
  ) {}

  /**
   * The files that are there, and whether the folder was away before; undefined while it is.
   *
   * @param hadPhotos whether any were seen: an empty folder counts as away then
   */
  async look(
    hadPhotos: boolean,
  ): Promise<{ readonly files: Files; readonly isBack: boolean } | undefined> {
    const { folder, csv } = this.place;
    try {
      const files = new Map(await watchedListing(this.place));
      if (files.size === 0 && hadPhotos) {
        // What a network drive leaves behind that is gone.
        this.#isAway(`${quotedPath(folder)} is empty: waiting for its photos`);
        return undefined;
      }
      const isBack = this.troubles.end(
        'FOLDER_AWAY',
        'FOLDER_BACK',
        `${quotedPath(folder)} is back`,
      );
      if (csv !== undefined) await this.#addList(csv, files);
      return { files, isBack };
    } catch (error) {
      this.#isAway(`${unreadable(error, folder)}: waiting for it`);
      return undefined;
    }
  }

  async #addList(csv: string, files: Map<string, Found>): Promise<void> {
    try {
      const { size, mtimeMs } = await stat(csv);
      files.set(csv, { stamp: { size, modifiedMs: mtimeMs }, path: csv });
      this.troubles.end('LIST_AWAY');
    } catch (error) {
      this.troubles.begin(
        'LIST_AWAY',
        `${quotedPath(csv)} cannot be read (${systemProblem(error)}): waiting for it`,
      );
    }
  }

  #isAway(message: string): void {
    this.troubles.begin('FOLDER_AWAY', message);
  }
}
