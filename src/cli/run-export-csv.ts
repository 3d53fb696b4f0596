import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { GalleryFilter, UserRecord } from '../domain/gallery.js';
import { count } from '../domain/text.js';
import { csvText } from '../report/csv-text.js';
import {
  type ExportedUser,
  type ExportLayout,
  exportHead,
  exportRow,
} from '../report/export-csv.js';
import { photoName } from '../report/photo-name.js';
import { exportHeadings } from '../source/csv-export.js';
import type { DuplicateException } from '../store/duplicate-exceptions.js';
import type { GalleryStore } from '../store/store.js';
import type { DatabaseOptions } from './database-options.js';
import { type FilterOptions, filterOf } from './filter-options.js';
import type { KeyOptions } from './key-option.js';
import { LineWriter } from './line-writer.js';
import { refuseUnknown } from './list-columns.js';
import { makePictureFolder, writeNewFile, writeNewPicture } from './new-file.js';
import { type OpenGallery, withGallery } from './open-gallery.js';

/** Options of `faceenroll export-csv`, as commander hands them over. */
export interface ExportOptions extends DatabaseOptions, FilterOptions, KeyOptions {
  readonly photos?: string;
  readonly delimiter: string;
  readonly byteOrderMark?: boolean;
}

/** Rows that become CSV at once: a call of csv-stringify costs as much as ten rows. */
const BATCH = 200;

/** `faceenroll export-csv`. */
export function exportCsv(file: string | undefined, options: ExportOptions): Promise<void> {
  const write = async ({ store, gallery, changes }: OpenGallery): Promise<void> => {
    // Which columns there are is found out first; an import must not add one meanwhile.
    store.holdStill();
    const filter = filterOf(options);
    refuseUnknown(
      filter.fields.map(({ column }) => column),
      gallery.users,
    );
    const exported = new Export(gallery, filter, changes.exceptions.all(), options.photos);
    // Not while the CSV is written: its name is in what is said of errors then.
    if (options.photos !== undefined) makePictureFolder(options.photos);
    try {
      await writeOut(exported.pieces(options), file);
    } catch (error) {
      exported.removePictures();
      throw error;
    }
    for (const note of exported.notes(file)) process.stderr.write(`${note}\n`);
  };
  // Only pictures are secret.
  return withGallery(options, 'read', write, options.photos === undefined ? undefined : options);
}

async function writeOut(pieces: Iterable<string>, file: string | undefined): Promise<void> {
  if (file !== undefined) {
    writeNewFile(file, ended(pieces));
    return;
  }
  const lines = new LineWriter(process.stdout);
  for (const piece of pieces) {
    await lines.write(piece);
    await lines.flush();
  }
}

function* ended(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield `${piece}\n`;
}

/** One export: its columns, its rows, and what is to be said of it. */
class Export {
  readonly #layout: ExportLayout;
  readonly #mayLookLike: ReadonlyMap<string, readonly string[]>;
  readonly #written: string[] = [];
  #users = 0;
  #pictures = 0;
  #withoutPicture = 0;
  #mixedMetadata = 0;
  #unnamed = 0;

  constructor(
    readonly gallery: GalleryStore,
    readonly filter: GalleryFilter,
    exceptions: readonly DuplicateException[],
    readonly folder: string | undefined,
  ) {
    const { users, exports } = gallery;
    const names = users.headings(filter);
    const headings = exportHeadings(names);
    this.#mayLookLike = this.#pairs(exceptions);
    this.#layout = {
      fields: users.fields(filter),
      extra: names.map((name, i) => ({ name, heading: headings[i] ?? name })),
      slots: folder === undefined ? exports.slots(filter) : [1],
      hasTags: exports.hasTags(filter),
      hasMetadata: exports.hasMetadata(),
      hasExceptions: this.#mayLookLike.size > 0,
    };
  }

  /** The CSV, some rows at a time, each piece without its last line break. */
  *pieces({
    delimiter,
    byteOrderMark,
  }: Pick<ExportOptions, 'delimiter' | 'byteOrderMark'>): Generator<string> {
    const head = exportHead(this.#layout);
    let rows: (readonly string[])[] = [];
    yield (byteOrderMark ? '\ufeff' : '') + csvText([head], delimiter);
    for (const user of this.gallery.users.find(this.filter).all()) {
      this.#users += 1;
      rows.push(exportRow(this.#exported(user), this.#layout));
      if (rows.length < BATCH) continue;
      yield csvText(rows, delimiter);
      rows = [];
    }
    if (rows.length > 0) yield csvText(rows, delimiter);
  }

  /** What the operator should know. */
  *notes(file: string | undefined): Generator<string> {
    yield `${count(this.#users, 'user')} exported${file === undefined ? '' : ` to ${file}`}.`;
    if (this.folder !== undefined) {
      yield `${count(this.#pictures, 'profile image')} written to ${this.folder}.`;
    }
    if (this.#withoutPicture > 0) {
      yield `${count(this.#withoutPicture, 'user')} with a face but without a profile image: imports keep one with --profile-image.`;
    }
    if (this.#mixedMetadata > 0) {
      yield `${count(this.#mixedMetadata, 'user')} with faces of different metadata: left out, a row has one metadata for all its photos.`;
    }
    if (this.#unnamed > 0) {
      yield `${count(this.#unnamed, 'exception')} left out: both user IDs have a semicolon, which separates IDs in allow_duplicate_of.`;
    }
  }

  /** Without their CSV nobody knows of them. */
  removePictures(): void {
    for (const path of this.#written) rmSync(path, { force: true });
  }

  #exported(user: UserRecord): ExportedUser {
    const photos = this.gallery.exports.photosOf(user.userId, this.filter.encoder);
    const metadata = new Set(photos.map((photo) => photo.metadata));
    if (metadata.size > 1) this.#mixedMetadata += 1;
    const [only = '{}'] = metadata.size === 1 ? metadata : [];
    return {
      user,
      photos:
        this.folder === undefined
          ? new Map(photos.map(({ slot, fileName }) => [slot, fileName]))
          : this.#picture(user, this.folder),
      metadata: only === '{}' ? '' : only,
      mayLookLike: this.#mayLookLike.get(user.userId) ?? [],
    };
  }

  /** Writes the profile image of a user, who may have none. */
  #picture({ userId, faces }: UserRecord, folder: string): ReadonlyMap<number, string> {
    const { users, exports } = this.gallery;
    const jpeg = users.profileImage(userId);
    if (!jpeg) {
      if (faces > 0) this.#withoutPicture += 1;
      return new Map();
    }
    const name = photoName(userId, exports.isAmbiguous(userId));
    writeNewPicture(join(folder, name), jpeg);
    this.#written.push(join(folder, name));
    this.#pictures += 1;
    return new Map([[1, name]]);
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
