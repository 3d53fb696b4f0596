import { nameOfColumn } from '../../domain/fairness/columns.js';
import { fairnessOf, groupsOf, membershipsOf } from '../../domain/fairness/fairness.js';
import type { FairnessReport } from '../../domain/fairness/report.js';
import { compareGroups } from '../../enroll/compare-groups.js';
import { fairnessDocument } from '../../render/report/fairness/document.js';
import { type Context, galleryOf } from '../context.js';
import { packFor } from '../pack-for.js';
import { lookOf } from '../report/look.js';
import { groupColumns } from './group-columns.js';
import type { FairnessSettings } from './options.js';
import { readGroups } from './read-groups.js';
import { writeDocument } from './write-document.js';

/** A report, and the file that was written. */
export interface MeasuredFairness {
  readonly report: FairnessReport;
  readonly html: string | null;
}

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
      (done) => host.progress({ kind: 'step', step: 'comparing templates', done, of }),
    );
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
    return { report, html: written(report, options) };
  } finally {
    host.progress(undefined);
    await loaded.gallery.release();
  }
}

/** Writes the report to look at, where one is asked for. */
function written(report: FairnessReport, { html, replaceReport }: FairnessSettings): string | null {
  if (html === undefined) return null;
  return writeDocument(html, () => fairnessDocument(report, lookOf({})), replaceReport === true);
}
