import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { NotFoundError } from '../../domain/fatal-error.js';
import { matchKey } from '../../domain/match-key.js';
import { PIPELINE_VERSION } from '../../domain/sample.js';
import type { GalleryNews } from '../../store/gallery-news.js';
import type { WatchedFile, WatchedFiles } from '../../store/watched-files.js';
import type { Context, Store } from '../context.js';

/** What is watched, and where it is remembered. */
export interface WatchPlace {
  readonly db: string;
  readonly collection: string;
  /** Absolute. */
  readonly folder: string;
  /** Tells the options; see `WatchedFiles`. */
  readonly rules: string;
}

/** Tells one set of options, models and code from another. */
export function rulesOf(...parts: readonly string[]): string {
  const text = JSON.stringify([PIPELINE_VERSION, ...parts]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

/** What the database has of a watched folder, and what others change there. */
export class WatchMemory {
  #position = 0;
  #stamp = '';

  constructor(readonly place: WatchPlace) {}

  files(store: Store): WatchedFiles {
    const { collection, folder, rules } = this.place;
    return store.watchedFiles(collection, folder, rules);
  }

  /** From here on, what others change is news. */
  begin(store: Store): readonly WatchedFile[] {
    this.#position = store.auditLog.last().position;
    return this.files(store).all();
  }

  /** What has changed since this was asked last, but for the changes of a run of the watch's own. */
  news(store: Store, runId?: string): GalleryNews {
    const { collection } = this.place;
    const news = store.galleryNews(collection, { since: this.#position, runId });
    this.#position = news.position;
    return news;
  }

  /**
   * The news, and what is still remembered, if somebody has written to the database: most often
   * nobody has, and it is not opened.
   */
  async newsFrom(
    inExisting: <T>(access: 'read', use: (open: Context) => T) => Promise<T>,
  ): Promise<{ readonly news: GalleryNews; readonly kept: readonly WatchedFile[] } | undefined> {
    const stamp = this.#stampNow();
    if (stamp === this.#stamp) return undefined;
    try {
      const read = ({ store }: Context) => ({
        news: this.news(store),
        kept: this.files(store).all(),
      });
      const heard = await inExisting('read', read);
      this.#stamp = stamp;
      return heard;
    } catch (error) {
      // Made by the first batch.
      if (error instanceof NotFoundError) return undefined;
      throw error;
    }
  }

  #stampNow(): string {
    const files = [this.place.db, `${this.place.db}-wal`];
    return files
      .map((path) => statSync(path, { throwIfNoEntry: false }))
      .map((stats) => (stats ? `${stats.ino} ${stats.size} ${stats.mtimeMs}` : ''))
      .join();
  }
}

/** As the state has them: with the keys of their users. */
export function stateOf(
  kept: readonly WatchedFile[],
  ignoreCase: boolean,
): readonly (readonly [string, { size: number; modifiedMs: number; key: string }])[] {
  return kept.map(({ file, userId, size, modifiedMs }) => [
    file,
    { size, modifiedMs, key: userId === '' ? '' : matchKey(userId, ignoreCase) },
  ]);
}
