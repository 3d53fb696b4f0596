import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { TableCheck } from '../../src/domain/table-check.js';
import { summaryText } from '../../src/render/summary.js';
import { tableLines, tableWarning } from '../../src/render/table-check.js';
import { runSummary } from '../support/summary.js';

const check = (more: Partial<TableCheck>): TableCheck => ({
  ...{ finding: 'asPromised', fmr: 1e-3, similarity: 0.4312, pairs: 179_700, promised: 179.7 },
  ...{ found: 180, leftOut: 0, measuredOn: '538 adults', ownTable: false, isNews: true },
  ...more,
});
const plain = (text: string | undefined) => text?.replace(/\s+/g, ' ');

describe('what is told of a gallery beside its table', () => {
  it('is nothing where the table holds', () => {
    expect(tableWarning(check({}))).toBe(undefined);
    expect(tableLines(check({}))).toEqual([]);
    expect(tableWarning(null)).toBe(undefined);
  });

  it('is a warning when more are alike: how many, by which table, and what to do', () => {
    expect(plain(tableWarning(check({ finding: 'more', found: 3100 })))).toBe(
      `3,100 of 179,700 pairs of different users have a similarity of 0.4312 or more, where the pack's table (measured on 538 adults) promises 180. People here are more alike than those: false matches and false duplicates are more frequent than reported, here 17 times. Measure your own people with "faceenroll calibrate --store".`,
    );
    const own = check({ finding: 'more', found: 3100, ownTable: true, isNews: false });
    expect(plain(tableWarning(own))).toContain('That table is out of date: false matches');
  });

  it('is a line of the summary when fewer are alike, as long as it is news', () => {
    const fewer = check({ finding: 'fewer', found: 1 });
    expect(plain(tableLines(fewer).join(' '))).toMatch(
      /^1 of 179,700 pairs of different users has a .* promises 180\. As in most mixed companies .* its rates are averages over everybody/,
    );
    const own = check({ finding: 'fewer', found: 1, ownTable: true });
    expect(plain(tableLines(own).join(' '))).toContain('That table is out of date: thresholds');
    expect(summaryText(runSummary({ tableCheck: fewer }), [], new Chalk({ level: 0 }))).toContain(
      tableLines(fewer).join('\n'),
    );
    expect(tableLines({ ...fewer, isNews: false })).toEqual([]);
    expect(tableWarning(fewer)).toBe(undefined);
  });
});
