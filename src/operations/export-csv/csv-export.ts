import type { DuplicateException } from '../../domain/duplicates.js';
import type { GalleryFilter, UserRecord } from '../../domain/gallery.js';
import { csvText } from '../../render/csv-text.js';
import {
  type ExportedUser,
  type ExportLayout,
  type ExportSummary,
  exportHead,
  exportRow,
  type PictureCounts,
} from '../../render/export-csv.js';
import { exportHeadings } from '../../source/csv-export.js';
import type { CollectionStore, GalleryStore } from '../../store/store.js';
import type { ValuesOf } from '../options/row.js';
import type { EXPORT_CSV_OPTIONS } from './options.js';
import type { Pictures } from './pictures.js';

type CsvForm = Pick<ValuesOf<typeof EXPORT_CSV_OPTIONS>, 'delimiter' | 'byteOrderMark'>;

/** Rows that become CSV at once: a call of csv-stringify costs as much as ten rows. */
const BATCH = 200;

/** What is told of pictures where none were asked for. */
const NO_PICTURES: PictureCounts = { profileImages: 0, thumbnails: 0, withoutPicture: 0 };

/** A user without a face may have a picture, and it stands in the first column. */
function withFirst(slots: readonly number[]): readonly number[] {
  return slots[0] === 1 ? slots : [1, ...slots];
}

/** The CSV of some users: its columns, its rows, and what is left out of it. */
export class CsvExport {
  readonly #layout: ExportLayout;
  readonly #mayLookLike: ReadonlyMap<string, readonly string[]>;
  readonly #pictures: Pictures | undefined;
  #users = 0;
  #mixedMetadata = 0;
  #unnamed = 0;

  constructor(
    readonly gallery: GalleryStore,
    changes: CollectionStore,
    readonly filter: GalleryFilter,
    pictures: Pictures | undefined,
  ) {
    const { users, exports } = gallery;
    const names = users.headings(filter);
    const headings = exportHeadings(names);
    this.#mayLookLike = this.#pairs(changes.exceptions.all());
    this.#pictures = pictures;
    this.#layout = {
      fields: users.fields(filter),
      extra: names.map((name, i) => ({ name, heading: headings[i] ?? name })),
      slots: pictures === undefined ? exports.slots(filter) : withFirst(exports.slots(filter)),
      hasTags: exports.hasTags(filter),
      hasMetadata: exports.hasMetadata(),
      hasExceptions: this.#mayLookLike.size > 0,
    };
  }

  /** The CSV, some rows at a time. Whoever does not read it to its end has no pictures. */
  *pieces(form: CsvForm): Generator<string> {
    let isWhole = false;
    try {
      yield* this.#rows(form);
      this.#pictures?.flush();
      isWhole = true;
    } finally {
      if (!isWhole) this.removePictures();
    }
  }

  *#rows({ delimiter, byteOrderMark }: CsvForm): Generator<string> {
    const head = exportHead(this.#layout);
    let rows: (readonly string[])[] = [];
    yield `${byteOrderMark ? '\ufeff' : ''}${csvText([head], delimiter)}\n`;
    for (const user of this.gallery.users.find(this.filter).all()) {
      this.#users += 1;
      rows.push(exportRow(this.#exported(user), this.#layout));
      if (rows.length < BATCH) continue;
      yield `${csvText(rows, delimiter)}\n`;
      rows = [];
    }
    if (rows.length > 0) yield `${csvText(rows, delimiter)}\n`;
  }

  removePictures(): void {
    this.#pictures?.removeAll();
  }

  /** What has been exported so far. */
  counts(): Omit<ExportSummary, 'photos'> {
    return {
      users: this.#users,
      ...(this.#pictures?.counts ?? NO_PICTURES),
      mixedMetadata: this.#mixedMetadata,
      exceptionsLeftOut: this.#unnamed,
    };
  }

  #exported(user: UserRecord): ExportedUser {
    const photos = this.gallery.exports.photosOf(user.userId, this.filter.encoder);
    const metadata = new Set(photos.map((photo) => photo.metadata));
    if (metadata.size > 1) this.#mixedMetadata += 1;
    const [only = '{}'] = metadata.size === 1 ? metadata : [];
    return {
      user,
      photos:
        this.#pictures?.of(user.userId, photos) ??
        new Map(photos.map(({ slot, fileName }) => [slot, fileName])),
      metadata: only === '{}' ? '' : only,
      mayLookLike: this.#mayLookLike.get(user.userId) ?? [],
    };
  }

  /** Each exception in the rows of both its users; not in that of one where the other's ID has a semicolon. */
  #pairs(exceptions: readonly DuplicateException[]): ReadonlyMap<string, readonly string[]> {
    const others = new Map<string, string[]>();
    const name = (userId: string, other: string): void => {
      others.set(userId, [...(others.get(userId) ?? []), other]);
    };
    for (const { userId, otherUserId } of exceptions) {
      if (userId.includes(';') && otherUserId.includes(';')) this.#unnamed += 1;
      if (!otherUserId.includes(';')) name(userId, otherUserId);
      if (!userId.includes(';')) name(otherUserId, userId);
    }
    return others;
  }
}
