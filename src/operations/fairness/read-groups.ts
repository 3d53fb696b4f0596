import { type Breakdowns, breakdownsOf } from '../../domain/fairness/breakdown.js';
import { type GroupColumn, nameOfColumn } from '../../domain/fairness/columns.js';
import type { GroupThreshold } from '../../domain/fairness/report.js';
import { inOneSpelling } from '../../domain/fairness/spellings.js';
import { FatalError } from '../../domain/fatal-error.js';
import { quoted } from '../../domain/text.js';
import { type LoadedPart, loadPart } from '../../enroll/compare-gallery.js';
import { MOST_TEMPLATES } from '../../enroll/measure-gallery.js';
import { sizesOf } from '../../enroll/template-counts.js';
import type { ModelPack } from '../../models/packs.js';
import { otherEncoderAdvice } from '../compare/other-encoder.js';
import { thresholdFor } from '../compare/threshold-for.js';
import type { CollectionStore, Context } from '../context.js';
import type { FairnessSettings } from './options.js';
import { refuseColumns, refuseEmpty } from './refuse-columns.js';
import { type GroupedUser, triedUsers } from './tried-users.js';

/** All that the report is made of, as it was at one moment of the database. */
export interface ReadGroups {
  readonly tried: readonly GroupedUser[];
  readonly divided: Breakdowns;
  /** The templates to compare, and for each of their users the number in `tried`. */
  readonly loaded: LoadedPart;
  readonly compared: readonly number[];
  readonly isSampled: boolean;
  readonly verification: GroupThreshold;
  readonly duplicates: GroupThreshold;
}

/**
 * Reads users, templates and outcomes.
 *
 * @throws {FatalError} when nobody was tried, no group is large enough, or no threshold is known.
 */
export function readGroups(
  { store, collection }: Context,
  columns: readonly GroupColumn[],
  pack: ModelPack,
  { least, seed, fmr, fpir }: FairnessSettings,
): ReadGroups {
  const part = store.collection(collection, pack.encoder);
  return part.transaction(() => {
    const sources = { rows: store.groupRows(collection), runs: store.runs };
    const tried = triedUsers(sources, columns, pack.encoder);
    if (tried.length === 0) throw nobody(collection);
    const names = columns.map(nameOfColumn);
    const values = inOneSpelling(
      tried.map((user) => user.values),
      columns.length,
    );
    refuseEmpty(names, values);
    const divided = breakdownsOf(values, columns.length, least);
    refuseColumns(names, values, divided, least);
    const counts = part.templates.counts();
    const { templates } = sizesOf(counts);
    const advice = templates === 0 ? otherEncoderAdvice(part, pack) : undefined;
    if (advice !== undefined) throw new FatalError(advice);
    const numbers = new Map(divided.kept.map((i) => [tried[i]?.userId ?? '', i]));
    const kept = new Map([...counts].filter(([userId]) => numbers.has(userId)));
    const which = { mostTemplates: MOST_TEMPLATES, seed };
    const loaded = loadPart(part, kept, pack.models.encoder.format.dimensions, which);
    return {
      ...{ tried, divided, loaded, isSampled: loaded.userIds.length < kept.size },
      compared: loaded.userIds.map((userId) => numbers.get(userId) ?? -1),
      verification: thresholdAt(fmr, 1, pack, part),
      duplicates: thresholdAt(fpir, Math.max(1, templates), pack, part),
    };
  });
}

function thresholdAt(
  rate: number,
  templates: number,
  pack: ModelPack,
  part: CollectionStore,
): GroupThreshold {
  const how = 'measure it with "faceenroll calibrate --store"';
  const found = thresholdFor({ rate }, pack, part, templates, how);
  const { similarity, measuredOn = '', extrapolated = false } = found;
  return { similarity, rate, measuredOn, extrapolated };
}

function nobody(collection: string): FatalError {
  return new FatalError(
    `nobody was tried in the collection ${quoted(collection)}: it has neither templates nor failed photos; name another with --collection or --db`,
  );
}
