import { resolve } from 'node:path';
import type { WrittenGalleryReport } from '../../../domain/written-report.js';
import { galleryReport } from '../../../render/report/gallery-report.js';
import type { Context } from '../../context.js';
import { requireCollection } from '../../database/existing-store.js';
import { refuseHtmlPlace } from '../html-place.js';
import { lookOf } from '../look.js';
import { writeOnePage } from '../one-page.js';
import { gatherGallery } from './gather.js';
import { pictureOf } from './pictures.js';

interface Wanted {
  readonly html: string;
  readonly models?: string | undefined;
  readonly replaceReport?: boolean | undefined;
  readonly anonymous?: boolean | undefined;
  readonly expires?: string | undefined;
}

/**
 * Writes the report on a collection.
 *
 * @throws {FatalError} when there is no such collection, or the file cannot be written.
 */
export async function writeGalleryReport(
  context: Context,
  { html, models, replaceReport = false, ...shown }: Wanted,
): Promise<WrittenGalleryReport> {
  const { store, collection, db, host } = context;
  requireCollection(store, collection, db);
  const path = resolve(host.cwd, html);
  const database = resolve(host.cwd, db);
  refuseHtmlPlace(path, { input: database, database });
  const look = lookOf(shown);
  const report = await gatherGallery(context, models, Date.parse(look.writtenAt));
  const picture = pictureOf(context, look.anonymous);
  const pieces = () => galleryReport(report, look, picture);
  const files = [await writeOnePage(path, pieces, replaceReport)];
  const { users, templates, suspicions } = report;
  const suspectedPairs = 'pairs' in suspicions ? suspicions.pairs : null;
  const { anonymous, expires = null } = look;
  return { collection, files, users, templates, suspectedPairs, anonymous, expires };
}
