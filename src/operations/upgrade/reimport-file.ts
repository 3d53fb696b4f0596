import { basename, dirname, extname, join, resolve } from 'node:path';
import { LAST_IMPORT_SLOT } from '../../domain/slots.js';
import type { DueFace } from '../../domain/upgrade.js';
import { csvText } from '../../render/csv-text.js';
import { type ExportLayout, exportHead, exportRow } from '../../render/export-csv.js';
import { exportHeadings } from '../../source/csv-export.js';
import type { GalleryStore } from '../../store/store.js';
import type { FileContext } from '../context.js';
import { freePath } from '../imports/report-file.js';
import { writeNewFile } from '../new-file.js';
import type { UpgradeOptions } from './options.js';

/** Everybody. */
const ALL = { fields: [] };

/** Rows that become CSV at once: a call of csv-stringify costs as much as ten rows. */
const BATCH = 200;

/**
 * Lists users with the photos of these faces, in the order of the users, as a CSV that
 * imports back; returns its path. An older list is never overwritten.
 */
export function writeReimport(
  gallery: GalleryStore,
  faces: readonly DueFace[],
  context: FileContext,
  { reimport }: Pick<UpgradeOptions, 'reimport'>,
): string {
  const path = reimport ?? freePath(beside(context));
  writeNewFile(path, pieces(gallery, faces));
  return path;
}

/** `faces.db` has its list in `faces.reimport.csv`. */
function beside({ db, host }: FileContext): string {
  const path = resolve(host.cwd, db);
  return join(dirname(path), `${basename(path, extname(path))}.reimport.csv`);
}

function* pieces({ users }: GalleryStore, faces: readonly DueFace[]): Generator<string> {
  const names = users.headings(ALL);
  const headings = exportHeadings(names);
  const layout: ExportLayout = {
    fields: users.fields(ALL),
    extra: names.map((name, i) => ({ name, heading: headings[i] ?? name })),
    slots: [...new Set(faces.map(({ slot }) => slot))]
      .filter((slot) => slot <= LAST_IMPORT_SLOT)
      .sort((p, q) => p - q),
    hasMetadata: false,
    hasExceptions: false,
    hasTags: false,
  };
  // The byte order mark: it goes to a spreadsheet before it comes back.
  yield '\ufeff';
  let rows: (readonly string[])[] = [exportHead(layout)];
  for (const [userId, photos] of byUser(faces)) {
    for (const user of users.find({ ...ALL, userId }).all()) {
      rows.push(exportRow({ user, photos, metadata: '', mayLookLike: [] }, layout));
    }
    if (rows.length < BATCH) continue;
    yield `${csvText(rows)}\n`;
    rows = [];
  }
  if (rows.length > 0) yield `${csvText(rows)}\n`;
}

/** The users in their order, each with the photos by their slots. */
function byUser(faces: readonly DueFace[]): Map<string, Map<number, string>> {
  const users = new Map<string, Map<number, string>>();
  for (const { userId, slot, fileName } of faces) {
    users.set(userId, (users.get(userId) ?? new Map()).set(slot, fileName));
  }
  return users;
}
