import { breakdownsOf } from '../../domain/fairness/breakdown.js';
import { type GroupColumn, meansTags, nameOfColumn } from '../../domain/fairness/columns.js';
import { fairnessOf, groupsOf, membershipsOf } from '../../domain/fairness/fairness.js';
import type { FairnessReport } from '../../domain/fairness/report.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { invalidInput } from '../../domain/refusals.js';
import { count, quoted } from '../../domain/text.js';
import { loadPart } from '../../enroll/compare-gallery.js';
import { compareGroups } from '../../enroll/compare-groups.js';
import { MOST_TEMPLATES } from '../../enroll/measure-gallery.js';
import { sizesOf } from '../../enroll/template-counts.js';
import { fairnessDocument } from '../../render/report/fairness/document.js';
import { otherEncoderAdvice } from '../compare/other-encoder.js';
import { thresholdFor } from '../compare/threshold-for.js';
import { type Context, galleryOf } from '../context.js';
import { fieldColumn } from '../options/parse/columns.js';
import { ValueError } from '../options/parse/value-error.js';
import { packFor } from '../pack-for.js';
import { refuseUnknown } from '../users/list.js';
import type { FairnessSettings } from './options.js';
import { triedUsers } from './tried-users.js';
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
  const { host, store, collection } = context;
  const pack = packFor(host, options.models);
  const part = store.collection(collection, pack.encoder);
  const columns = options.by.map(columnNamed);
  refuseTwice(columns);
  const own = columns.flatMap((column) => (column.kind === 'tags' ? [] : [column]));
  refuseUnknown(own, galleryOf(context).users);
  // Everything is read at one moment of the database.
  const read = part.transaction(() => {
    const tried = triedUsers(
      { rows: store.groupRows(collection), runs: store.runs },
      columns,
      pack.encoder,
    );
    if (tried.length === 0) throw nobody(collection);
    const divided = breakdownsOf(
      tried.map(({ values }) => values),
      columns.length,
      options.least,
    );
    if (divided.breakdowns.every(({ shown }) => shown.length === 0)) {
      throw tooSmall(columns.map(nameOfColumn), options.least);
    }
    const counts = part.templates.counts();
    const { templates } = sizesOf(counts);
    const advice = templates === 0 ? otherEncoderAdvice(part, pack) : undefined;
    if (advice !== undefined) throw new FatalError(advice);
    const kept = new Map(divided.kept.map((i) => [tried[i]?.userId ?? '', i]));
    const compared = new Map([...counts].filter(([userId]) => kept.has(userId)));
    const { dimensions } = pack.models.encoder.format;
    const { seed } = options;
    const loaded = loadPart(part, compared, dimensions, { mostTemplates: MOST_TEMPLATES, seed });
    return {
      ...{ tried, divided, kept, loaded, isSampled: loaded.userIds.length < compared.size },
      verification: thresholdFor({ rate: options.fmr }, pack, part, 1),
      duplicates: thresholdFor({ rate: options.fpir }, pack, part, templates),
    };
  });
  const { tried, divided, kept, loaded, verification, duplicates } = read;
  const groups = groupsOf(divided);
  const memberships = membershipsOf(groups, tried.length);
  const groupsOfCompared = loaded.userIds.map(
    (userId) => memberships[kept.get(userId) ?? -1] ?? [],
  );
  try {
    const found = await compareGroups(
      loaded,
      { groupsOf: groupsOfCompared, groups: groups.length },
      { verification: verification.similarity, duplicates: duplicates.similarity },
      (row) =>
        host.progress({
          kind: 'step',
          step: 'comparing templates',
          done: row,
          of: loaded.groups.length,
        }),
    );
    const names = columns.map(nameOfColumn);
    const report: FairnessReport = {
      collection,
      encoder: pack.encoder,
      pack: pack.name,
      columns: names,
      least: options.least,
      users: divided.kept.length,
      leftOut: divided.leftOut,
      compared: loaded.userIds.length,
      sampled: read.isSampled,
      seed: options.seed,
      exceptions: loaded.exceptions,
      verification,
      duplicates,
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
  const look = {
    anonymous: false,
    expires: undefined,
    writtenAt: new Date().toISOString(),
    version: VERSION,
  };
  return writeDocument(html, () => fairnessDocument(report, look), replaceReport === true);
}

/** @throws {UsageError} where it cannot be a column of users. */
function columnNamed(name: string): GroupColumn {
  if (meansTags(name)) return { kind: 'tags' };
  try {
    return fieldColumn(name);
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    throw new UsageError(error.message, invalidInput('by', error.message));
  }
}

/** @throws {UsageError} when a column is named twice. */
function refuseTwice(columns: readonly GroupColumn[]): void {
  const names = columns.map(nameOfColumn);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  const problem = `${quoted(twice)} is named twice`;
  throw new UsageError(`--by: ${problem}`, invalidInput('by', problem));
}

function nobody(collection: string): FatalError {
  return new FatalError(
    `nobody was tried in the collection ${quoted(collection)}: it has neither templates nor failed photos; name another with --collection or --db`,
  );
}

function tooSmall(columns: readonly string[], least: number): FatalError {
  return new FatalError(
    `no group by ${columns.map(quoted).join(' or ')} can be shown: each has fewer than ${count(least, 'user')}, or could be told by subtraction; name a column with fewer values, or a lower --least`,
  );
}
