import { cosine, few } from '../domain/figures.js';
import type { TableCheck } from '../domain/table-check.js';
import { count, number, printable } from '../domain/text.js';
import { wrapped } from './wrapped.js';

/** A warning; undefined if rates are as promised, or lower. */
export function tableWarning(check: TableCheck | null): string | undefined {
  if (check?.finding !== 'more') return undefined;
  const { found, promised, ownTable } = check;
  const times = few(Number((found / promised).toPrecision(2)));
  const why = ownTable ? 'That table is out of date' : 'People here are more alike than those';
  return wrapped(
    `${factsOf(check)}. ${why}: false matches and false duplicates are more frequent than reported, here ${times} times. Measure your own people with "faceenroll calibrate --store".`,
  ).join('\n');
}

/** A line of the summary, if thresholds have become higher than necessary. */
export function tableLines(check: TableCheck | null): readonly string[] {
  if (check?.finding !== 'fewer' || !check.isNews) return [];
  const rest = check.ownTable
    ? 'That table is out of date: thresholds are higher than they need be, and miss duplicates. Measure your people again with "faceenroll calibrate --store".'
    : 'As in most mixed companies fewer are alike than the table allows for: thresholds are on the safe side, and miss some duplicates. By "faceenroll calibrate --store" more are found, but its rates are averages over everybody: people of one sex and origin are taken for each other more often than it says.';
  return wrapped(`${factsOf(check)}. ${rest}`);
}

function factsOf({ found, pairs, similarity, promised, measuredOn, ownTable }: TableCheck): string {
  const are = found === 1 ? 'has' : 'have';
  const whose = ownTable ? "the collection's own table" : "the pack's table";
  return `${number(found)} of ${count(pairs, 'pair')} of different users ${are} a similarity of ${cosine(similarity)} or more, where ${whose} (measured on ${printable(measuredOn)}) promises ${few(promised)}`;
}
