import type { Similarities } from './calibration.js';
import { fitTail } from './fit-tail.js';
import { suspicion } from './suspicion.js';
import { type FmrTable, similarityAt } from './thresholds.js';

/** How often different people of a gallery are as similar as a table says that few are. */
export interface TableCheck {
  /** More or fewer by more than what people differ in; `fewer` is no danger, duplicates are missed. */
  readonly finding: 'asPromised' | 'more' | 'fewer';
  /** The false match rate that was looked at, 0 to 1, and its similarity by the table. */
  readonly fmr: number;
  readonly similarity: number;
  /** Pairs of templates of different users that were compared. */
  readonly pairs: number;
  /** How many of them the table promises above the similarity at most, and how many are. */
  readonly promised: number;
  readonly found: number;
  /** Pairs that stand off from all others, probable duplicates: they are not among `found`. */
  readonly leftOut: number;
  /** What the table was measured on. */
  readonly measuredOn: string;
  /** Whether it is the collection's own, as `calibrate` stored it, not the pack's. */
  readonly ownTable: boolean;
  /** Whether the gallery has just become large enough to tell, or has doubled since. */
  readonly isNews: boolean;
}

/** The table that searches in a collection use. */
export interface TableInUse {
  readonly table: FmrTable;
  readonly ownTable: boolean;
}

/** With fewer templates of a collection than these nothing is told of its people. */
export const LEAST_TEMPLATES = 200;

/**
 * From the rarest to the most frequent: the first of which there are enough pairs is looked
 * at. At rarer ones a few duplicates would count as much as all others together.
 */
const RATES = [1e-3, 1e-2, 1e-1];

/**
 * So many pairs a rate must promise: thirty duplicates that do not stand off, and the pairs of
 * one person who looks like many, change a hundred by less than the factors below.
 */
const LEAST_PROMISED = 100;

/**
 * Where users have several templates, two who look alike are many pairs at once: of so many
 * pairs of users the rate must promise, too. Without this rule six of 120 galleries of ten
 * people of LFW with twenty templates each were warned of, by a table of LFW itself.
 */
const LEAST_PROMISED_USERS = 10;

/** Beyond this factor rates are no longer true. */
const MORE = 3;

/**
 * Below one in so many of what is promised it is told that thresholds are higher than they
 * need be. A pack promises for pairs of one group and one sex: half of the pairs of a company
 * are of two sexes, and most are of two groups in many, so that it has a few times fewer by
 * nature. A collection's own table was measured on all its pairs.
 */
const FEWER = { pack: 10, own: 3 };

/** What was compared, and how the collection grew. */
export interface CheckedGallery {
  /** How many users' templates were compared. */
  readonly users: number;
  /** Templates that the collection has now, and had before the import; 0 where nothing could be told of those. */
  readonly now: number;
  readonly before: number;
}

/**
 * Compares the similarities of a gallery's different users with the table that is in use.
 *
 * @returns undefined where there are too few pairs, or users, to tell
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

/** How often a gallery that is just large enough has doubled; -1 for a smaller one. */
function doublings(templates: number): number {
  return templates < LEAST_TEMPLATES ? -1 : Math.floor(Math.log2(templates / LEAST_TEMPLATES));
}
