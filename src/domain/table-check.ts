import type { Similarities } from './calibration.js';
import { fitTail } from './fit-tail.js';
import { suspicion } from './suspicion.js';
import { type FmrTable, similarityAt } from './thresholds.js';

/** How a gallery's rate of similar but different people compares with a table's promise. */
export interface TableCheck {
  /** Deviations beyond natural variation; `fewer` is no danger, but duplicates are missed. */
  readonly finding: 'asPromised' | 'more' | 'fewer';
  /** The false match rate examined, 0 to 1, and its similarity by the table. */
  readonly fmr: number;
  readonly similarity: number;
  /** Pairs of templates of different users that were compared. */
  readonly pairs: number;
  /** The most pairs above the similarity that the table promises, and the number found. */
  readonly promised: number;
  readonly found: number;
  /** Pairs that stand off from all others, probable duplicates, not counted in `found`. */
  readonly leftOut: number;
  /** The data that the table was measured on. */
  readonly measuredOn: string;
  /** Whether it is the collection's own table, as `calibrate` stored it, not the pack's. */
  readonly ownTable: boolean;
  /** Whether the gallery has just become large enough, or has doubled since the last check. */
  readonly isNews: boolean;
}

export interface TableInUse {
  readonly table: FmrTable;
  readonly ownTable: boolean;
}

/** With fewer templates nothing is reported about a collection's people. */
export const LEAST_TEMPLATES = 200;

/**
 * From the rarest to the most frequent; the first with enough pairs is examined. At rarer ones a
 * few duplicates would count as much as all others together.
 */
const RATES = [1e-3, 1e-2, 1e-1];

/**
 * Pairs that a rate must promise: thirty duplicates that do not stand off, and the pairs of one
 * person who looks like many, change a hundred by less than the factors below.
 */
const LEAST_PROMISED = 100;

/**
 * Pairs of users that the rate must promise as well: if users have several templates, two who look
 * alike make many pairs at once. Without this rule, six of 120 galleries of ten people of LFW with
 * twenty templates each caused a warning, by a table of LFW itself.
 */
const LEAST_PROMISED_USERS = 10;

/** Beyond this factor, rates are no longer true. */
const MORE = 3;

/**
 * If fewer than one in this many of the promised pairs are found, thresholds are reported as higher
 * than needed. A pack promises for pairs of one group and one sex: half of the pairs of a company
 * are of two sexes, and often most are of two groups, so it naturally has a few times fewer. A
 * collection's own table was measured on all its pairs.
 */
const FEWER = { pack: 10, own: 3 };

/** What was compared, and how the collection grew. */
export interface CheckedGallery {
  /** Users whose templates were compared. */
  readonly users: number;
  /** Templates now, and before the import; 0 if nothing could be reported then. */
  readonly now: number;
  readonly before: number;
}

/**
 * Compares the similarities of a gallery's different users with the table in use.
 *
 * @returns undefined if there are too few pairs or users
 */
export function checkTable(
  similarities: Similarities,
  { table, ownTable }: TableInUse,
  { users, now, before }: CheckedGallery,
): TableCheck | undefined {
  const { different } = similarities;
  const pairs = different.total;
  const userPairs = (users * (users - 1)) / 2;
  const fmr = RATES.find(
    (rate) => rate * pairs >= LEAST_PROMISED && rate * userPairs >= LEAST_PROMISED_USERS,
  );
  if (fmr === undefined) return undefined;
  const similarity = similarityAt(table, fmr);
  const suspects = suspicion(similarities, { tail: fitTail(different) });
  const above = (least: number): number => Math.round(different.above(least));
  const leftOut = suspects ? above(Math.max(suspects.similarity, similarity)) : 0;
  const found = above(similarity) - leftOut;
  const promised = fmr * pairs;
  return {
    finding: findingOf(found, promised, ownTable ? FEWER.own : FEWER.pack),
    ...{ fmr, similarity, pairs, promised, found, leftOut },
    ...{ measuredOn: table.measuredOn, ownTable },
    isNews: doublings(now) > doublings(before),
  };
}

function findingOf(found: number, promised: number, fewer: number): TableCheck['finding'] {
  if (found > MORE * promised) return 'more';
  return found * fewer < promised ? 'fewer' : 'asPromised';
}

/** How often a gallery of the least size has doubled; -1 for a smaller one. */
function doublings(templates: number): number {
  return templates < LEAST_TEMPLATES ? -1 : Math.floor(Math.log2(templates / LEAST_TEMPLATES));
}
