import { THUMBNAIL_SIDE } from '../../../domain/limits.js';
import type { PictureJob } from '../../../domain/photo-picture.js';
import type { Picture } from '../../../domain/run-report.js';
import type { PhotoPolicy } from '../../../domain/sample.js';
import type { PictureCounts } from '../../../domain/written-report.js';
import type { RunPhoto, RunReportRows } from '../../../store/run-report-rows.js';
import type { CollectionStore } from '../../../store/store.js';
import type { ExtractionPool } from '../../../workers/pool.js';
import { photoState, photosWithin } from './photo-state.js';
import type { ReportedRun } from './reported-run.js';

/** The longer side of a photo in a report, in pixels. */
const SIDE = 320;

/** Makes the pictures of a report. */
export interface Pictures {
  /** How many to ask for at once. */
  readonly atOnce: number;
  /** A photo of the run, read again. */
  photo(photo: Pick<RunPhoto, 'path' | 'seen'>, shows: PictureJob['shows']): Promise<Picture>;
  /** The face of somebody whom a photo resembles: as it is stored, or the photo of the same run. */
  face(of: { readonly faceId?: string; readonly item?: number }): Promise<Picture>;
}

const ANONYMOUS: Picture = { missing: 'anonymous' };

/** Shows nobody. */
export const NO_PICTURES: Pictures = {
  atOnce: 1,
  photo: async () => ANONYMOUS,
  face: async () => ANONYMOUS,
};

/** Pictures of the photos of a run, made by the workers of `pool`. */
export class RunPictures implements Pictures {
  readonly counts: PictureCounts = { shown: 0, missing: 0 };
  readonly #within: string | undefined | null;
  readonly #endedAt: string | null;
  readonly #rows: RunReportRows;
  readonly #part: CollectionStore;

  constructor(
    { run, rows, part }: ReportedRun,
    private readonly pool: Pick<ExtractionPool, 'capacity' | 'picture'>,
    private readonly policy: PhotoPolicy,
    private readonly onDone: () => void,
  ) {
    this.#within = photosWithin(run);
    this.#endedAt = run.endedAt;
    this.#rows = rows;
    this.#part = part;
  }

  get atOnce(): number {
    return this.pool.capacity;
  }

  async photo(...[photo, shows]: Parameters<Pictures['photo']>): Promise<Picture> {
    const picture = await this.#photo(photo, shows);
    this.#count(picture);
    return picture;
  }

  async face({ faceId, item }: Parameters<Pictures['face']>[0]): Promise<Picture> {
    const picture = this.#stored(faceId) ?? (await this.#ofItem(item));
    this.#count(picture);
    return picture;
  }

  #count(picture: Picture): void {
    if ('jpeg' in picture) this.counts.shown += 1;
    else if (picture.missing !== 'no photo') this.counts.missing += 1;
    this.onDone();
  }

  async #photo(...[{ path, seen }, shows]: Parameters<Pictures['photo']>): Promise<Picture> {
    const state = await photoState({ path, seen }, this.#endedAt);
    if (state !== 'same') return { missing: state };
    // The folder that photos had to lie in is gone, or leads elsewhere.
    if (this.#within === null) return { missing: 'gone' };
    const { multipleFaces, timeoutMs } = this.policy;
    const pictured = await this.pool.picture({
      path: path as string,
      ...(this.#within !== undefined && { within: this.#within }),
      ...{ shows, side: shows === 'head' ? THUMBNAIL_SIDE : SIDE, multipleFaces, timeoutMs },
    });
    return pictured.kind === 'pictured' ? pictured.picture : { missing: 'unreadable' };
  }

  #stored(faceId: string | undefined): Picture | undefined {
    const thumbnail = faceId === undefined ? undefined : this.#part.thumbnails.of(faceId);
    return thumbnail && { jpeg: thumbnail.jpeg, width: THUMBNAIL_SIDE, height: THUMBNAIL_SIDE };
  }

  async #ofItem(item: number | undefined): Promise<Picture> {
    const photo = item === undefined ? undefined : this.#rows.photo(item);
    return photo ? this.#photo(photo, 'head') : { missing: 'not kept' };
  }
}
