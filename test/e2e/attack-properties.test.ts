import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { fail } from '../../src/domain/failures.js';
import type { ItemOutcome } from '../../src/domain/outcome.js';
import { failedRow } from '../../src/domain/reported.js';
import { reportHead, reportLine } from '../../src/render/error-report.js';
import { outcomeEvent } from '../../src/render/events.js';
import { subject } from '../../src/render/summary.js';
import { openCsv } from '../../src/source/csv.js';
import { events, temporaryFolder } from '../support/cli.js';
import { HOSTILE, obeyed } from '../support/hostile.js';
import { runTyped } from '../support/main.js';

/** The same texts at every run; another seed shows others. */
const SEED = 20_261_121;

const letters = [...HOSTILE, ...'abc 1=+-@;,"\'\\/.\n\r\t\0_%', '\u00eb', '\ud83d\ude00'];
const text = fc.string({ unit: fc.constantFrom(...letters), maxLength: 12 });
const row = fc.tuple(text, text, text, text);
// A heading over several lines that holds a delimiter is refused: it has swallowed rows.
const heading = text.map((words) => `note ${words.replaceAll(/[\r\n]/g, '')}`);

const quotedCell = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** With a byte order mark: zero bytes among the first cells would pass for UTF-16. */
function csvOf(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((cells) => `${cells.map(quotedCell).join(',')}\n`).join('')}`;
}

function headingsOf(last: string): readonly string[] {
  return ['user_id', 'name', 'face_image_file1', last];
}

async function read(file: string) {
  const source = await openCsv({ file, startRow: 2, map: new Map() });
  const entries: Entry[] = [];
  for await (const entry of source.entries()) entries.push(entry);
  return { source, entries };
}

/** What a run says of an entry of which everything failed. */
function outcomeOf({ row = 0, userId, photos, failure }: Entry): ItemOutcome {
  const { file = '', slot = 0, failure: own } = photos[0] ?? {};
  const reason = failure ?? own ?? fail('USER_NOT_FOUND', { userId });
  return { row, userId, file, slot, outcome: { kind: 'failed', failure: reason } };
}

const RUN = '01900000-0000-7000-8000-000000000000';

describe('a list of arbitrary texts', () => {
  it('is read, told and reported; the report reads back to the same cells', async () => {
    const folder = temporaryFolder();
    const [list, report] = [join(folder, 'list.csv'), join(folder, 'list.errors.csv')];
    const lists = fc.tuple(heading, fc.array(row, { minLength: 1, maxLength: 6 }));
    const property = fc.asyncProperty(lists, async ([last, rows]) => {
      writeFileSync(list, csvOf([headingsOf(last), ...rows]));
      const { source, entries } = await read(list);
      const outcomes = entries.map(outcomeOf);
      for (const item of outcomes) {
        const message = item.outcome.kind === 'failed' ? item.outcome.failure.message : '';
        expect(obeyed(outcomeEvent(item))).toEqual([]);
        expect(JSON.parse(outcomeEvent(item))).toMatchObject({ userId: item.userId, message });
        expect(obeyed(subject(item))).toEqual([]);
      }
      const reported = entries.map((entry, i) =>
        reportLine(
          failedRow({ runId: RUN, entry: i }, entry, outcomes.slice(i, i + 1), source),
          source,
        ),
      );
      writeFileSync(report, [reportHead(source), ...reported].join(''));
      const again = await read(report);
      expect(again.source.headings).toEqual(source.headings);
      expect(again.entries.map(({ cells }) => cells)).toEqual(
        entries.map(paddedCells(source.headings)),
      );
    });
    await fc.assert(property, { seed: SEED, numRuns: 300 });
  });

  it('goes through the command: each row told once, a quiet terminal, a report of what failed', async () => {
    const names = text.map((name) => name.replaceAll(/[/\0]/g, ''));
    const lists = fc.tuple(heading, fc.array(row, { minLength: 20, maxLength: 40 }), names);
    const property = fc.asyncProperty(lists, async ([last, rows, name]) => {
      const cwd = temporaryFolder();
      const input = join(cwd, `list${name}.csv`);
      writeFileSync(input, csvOf([headingsOf(last), ...rows]));
      const { entries, source } = await read(input);
      const importing = ['import-csv', input, '--errors', 'e.csv'];
      const plain = await runTyped([...importing, '--verbose', '--dry-run'], { cwd });
      const json = await runTyped([...importing, '--json'], { cwd });
      for (const { code, stdout, stderr } of [plain, json]) {
        expect(code, stderr).toBe(3);
        expect(obeyed(stdout)).toEqual([]);
        expect(obeyed(stderr)).toEqual([]);
      }
      const told = events(json).filter(({ event }) => event === 'outcome');
      expect([...new Set(told.map((event) => event.row))]).toEqual(entries.map((e) => e.row));
      // More, where a line break in a user ID makes two rows of one.
      expect(told.length + source.skipped).toBeGreaterThanOrEqual(rows.length);
      const failed = told.filter(({ outcome }) => outcome === 'failed').map((event) => event.row);
      expect(failed.length).toBeGreaterThan(0);
      expect((await read(join(cwd, 'e.csv'))).entries).toHaveLength(failed.length);
      expect(readFileSync(join(cwd, 'e.csv'), 'utf8')).toContain('error_advice');
    });
    // Shrinking would start the command hundreds of times.
    await fc.assert(property, { seed: SEED, numRuns: 3, endOnFailure: true });
  });
});

/** The report has as many cells in a row as there are headings; what is too much is in the last. */
function paddedCells(headings: readonly string[]) {
  const last = headings.length - 1;
  return ({ cells }: Entry): readonly string[] => [
    ...headings.slice(0, last).map((_, i) => cells[i] ?? ''),
    cells.slice(last).join(','),
  ];
}
