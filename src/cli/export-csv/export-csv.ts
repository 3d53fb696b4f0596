import { EXIT } from '../../domain/exit-codes.js';
import { UsageError } from '../../domain/fatal-error.js';
import type { GalleryFilter, UserRecord } from '../../domain/gallery.js';
import { count, jsonLine } from '../../domain/text.js';
import type { KeyOptions } from '../../operations/database/open-store.js';
import { makePictureFolder, writeNewFile } from '../../operations/new-file.js';
import { csvText } from '../../render/csv-text.js';
import {
  type ExportedUser,
  type ExportLayout,
  exportHead,
  exportRow,
} from '../../render/export-csv.js';
import { exportHeadings } from '../../source/csv-export.js';
import type { DuplicateException } from '../../store/duplicate-exceptions.js';
import type { CollectionStore, GalleryStore } from '../../store/store.js';
import type { Io } from '../io.js';
import { LineWriter } from '../line-writer.js';
import { type OpenGallery, withGallery } from '../open-gallery.js';
import { refuseUnknown } from '../options/columns.js';
import type { DatabaseOptions } from '../options/database.js';
import { type FilterOptions, filterOf } from '../options/filter.js';

import { ExportedPictures } from './pictures.js';

/** Options of `faceenroll export-csv`, as commander hands them over. */
export interface ExportOptions extends DatabaseOptions, FilterOptions, KeyOptions {
  readonly photos?: string;
  readonly delimiter: string;
  readonly byteOrderMark?: boolean;
  readonly json?: boolean;
}

/** Rows that become CSV at once: a call of csv-stringify costs as much as ten rows. */
const BATCH = 200;

/** `faceenroll export-csv`. */
export function exportCsv(file: string | undefined, options: ExportOptions, io: Io): Promise<void> {
  if (options.json && file === undefined) {
    throw new UsageError('--json needs a file for the CSV: both would go to stdout');
  }
  const write = async ({ store, gallery, changes }: OpenGallery): Promise<void> => {
    // Which columns there are is found out first; an import must not add one meanwhile.
    store.holdStill();
    const filter = filterOf(options);
    refuseUnknown(
      filter.fields.map(({ column }) => column),
      gallery.users,
    );
    const exported = new Export(gallery, changes, filter, options.photos);
    // Not while the CSV is written: its name is in what is said of errors then.
    if (options.photos !== undefined) makePictureFolder(options.photos);
    try {
      await writeOut(exported.pieces(options), file, io);
    } catch (error) {
      exported.removePictures();
      throw error;
    }
    if (options.json) io.stdout.write(`${exported.event(file)}\n`);
    else for (const note of exported.notes(file)) io.stderr.write(`${note}\n`);
  };
  // Only pictures are secret.
  return withGallery(
    io,
    options,
    'read',
    write,
    options.photos === undefined ? undefined : options,
  );
}

async function writeOut(pieces: Iterable<string>, file: string | undefined, io: Io): Promise<void> {
  if (file !== undefined) {
    writeNewFile(file, ended(pieces));
    return;
  }
  const lines = new LineWriter(io.stdout);
  for (const piece of pieces) {
    await lines.write(piece);
    await lines.flush();
  }
}

/** What is told of pictures where none were asked for. */
const NO_PICTURES = { counts: { profileImages: 0, thumbnails: 0, withoutPicture: 0 } };

function* ended(pieces: Iterable<string>): Generator<string> {
  for (const piece of pieces) yield `${piece}\n`;
}

/** A user without a face may have a picture, and it stands in the first column. */
function withFirst(slots: readonly number[]): readonly number[] {
  return slots[0] === 1 ? slots : [1, ...slots];
}

/** One export: its columns, its rows, and what is to be said of it. */
class Export {
  readonly #layout: ExportLayout;
  readonly #mayLookLike: ReadonlyMap<string, readonly string[]>;
  readonly #pictures: ExportedPictures | undefined;
  #users = 0;
  #mixedMetadata = 0;
  #unnamed = 0;

  constructor(
    readonly gallery: GalleryStore,
    changes: CollectionStore,
    readonly filter: GalleryFilter,
    readonly folder: string | undefined,
  ) {
    const { users, exports } = gallery;
    const names = users.headings(filter);
    const headings = exportHeadings(names);
    this.#mayLookLike = this.#pairs(changes.exceptions.all());
    this.#pictures =
      folder === undefined ? undefined : new ExportedPictures(gallery, changes, folder);
    this.#layout = {
      fields: users.fields(filter),
      extra: names.map((name, i) => ({ name, heading: headings[i] ?? name })),
      slots: folder === undefined ? exports.slots(filter) : withFirst(exports.slots(filter)),
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
    this.#pictures?.flush();
  }

  /** What the operator should know. */
  *notes(file: string | undefined): Generator<string> {
    yield `${count(this.#users, 'user')} exported${file === undefined ? '' : ` to ${file}`}.`;
    if (this.#pictures) yield* this.#pictures.notes();
    if (this.#mixedMetadata > 0) {
      yield `${count(this.#mixedMetadata, 'user')} with faces of different metadata: left out, a row has one metadata for all its photos.`;
    }
    if (this.#unnamed > 0) {
      yield `${count(this.#unnamed, 'exception')} left out: both user IDs have a semicolon, which separates IDs in allow_duplicate_of.`;
    }
  }

  removePictures(): void {
    this.#pictures?.removeAll();
  }

  /** The same for a program. */
  event(file: string | undefined): string {
    return jsonLine({
      event: 'export',
      file,
      users: this.#users,
      photos: this.folder ?? null,
      ...(this.#pictures ?? NO_PICTURES).counts,
      mixedMetadata: this.#mixedMetadata,
      exceptionsLeftOut: this.#unnamed,
      exitCode: EXIT.done,
    });
  }

  #exported(user: UserRecord): ExportedUser {
    const photos = this.gallery.exports.photosOf(user.userId, this.filter.encoder);
    const metadata = new Set(photos.map((photo) => photo.metadata));
    if (metadata.size > 1) this.#mixedMetadata += 1;
    const [only = '{}'] = metadata.size === 1 ? metadata : [];
    return {
      user,
      photos:
        this.#pictures?.write(user.userId, photos) ??
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
