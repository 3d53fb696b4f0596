import { resolve } from 'node:path';
import { nameOfColumn } from '../../domain/fairness/columns.js';
import { fairnessOf, groupsOf, membershipsOf } from '../../domain/fairness/fairness.js';
import type { FairnessReport } from '../../domain/fairness/report.js';
import { compareGroups } from '../../enroll/compare-groups.js';
import { fairnessDocument } from '../../render/report/fairness/document.js';
import { type Context, galleryOf } from '../context.js';
import { packFor } from '../pack-for.js';
import { refuseHtmlPlace } from '../report/html-place.js';
import { lookOf } from '../report/look.js';
import { writeOnePage } from '../report/one-page.js';
import { groupColumns } from './group-columns.js';
import type { MeasuredFairness } from './measured-fairness.js';
import type { FairnessSettings } from './options.js';
import { readGroups } from './read-groups.js';

/**
 * Measures enrollment, quality and errors of groups of users, and tells where they differ.
 *
 * @throws {FatalError} when nobody was tried, no group is large enough, or no threshold is known.
 */
export async function measureFairness(
  context: Context,
  options: FairnessSettings,
): Promise<MeasuredFairness> {
  const { host, collection } = context;
  const write = writerOf(context, options);
  const pack = packFor(host, options.models);
  const columns = groupColumns(options.by, galleryOf(context).users);
  const read = readGroups(context, columns, pack, options);
  const { tried, divided, loaded, verification, duplicates } = read;
  const groups = groupsOf(divided);
  const memberships = membershipsOf(groups, tried.length);
  try {
    const of = loaded.groups.length;
    const found = await compareGroups(
      loaded,
      { groupsOf: read.compared.map((i) => memberships[i] ?? []), groups: groups.length },
      { verification: verification.similarity, duplicates: duplicates.similarity },
      (done) => {
        host.signal.throwIfAborted();
        host.progress({ kind: 'step', step: 'comparing templates', done, of });
      },
    );
    host.signal.throwIfAborted();
    const names = columns.map(nameOfColumn);
    const report: FairnessReport = {
      ...{ collection, encoder: pack.encoder, pack: pack.name },
      ...{ columns: names, least: options.least },
      ...{ users: divided.kept.length, leftOut: divided.leftOut },
      ...{ compared: loaded.userIds.length, sampled: read.isSampled, seed: options.seed },
      ...{ exceptions: loaded.exceptions, verification, duplicates },
      suspicion: found.suspicion ?? null,
      ...fairnessOf(names, divided, tried, found.groups),
    };
    return { report, ...(await write(report)) };
  } finally {
    host.progress(undefined);
    await loaded.gallery.release();
  }
}

type Written = Pick<MeasuredFairness, 'html' | 'expires'>;

/**
 * What writes the report to look at, where one is asked for.
 *
 * @throws {UsageError} at once, where its name is another file's.
 */
function writerOf(
  { host, db }: Context,
  { html, expires, replaceReport = false }: FairnessSettings,
): (report: FairnessReport) => Promise<Written> {
  if (html === undefined) return async () => ({ html: null, expires: null });
  const [path, database] = [resolve(host.cwd, html), resolve(host.cwd, db)];
  refuseHtmlPlace(path, { input: database, database });
  return async (report) => {
    const look = lookOf({ expires });
    const written = await writeOnePage(path, () => fairnessDocument(report, look), replaceReport);
    return { html: written, expires: look.expires ?? null };
  };
}
