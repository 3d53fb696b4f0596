import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Entry } from '../../src/domain/entry.js';
import { fail } from '../../src/domain/failures.js';
import type { Outcome } from '../../src/domain/outcome.js';
import type { RunStore, Store } from '../../src/store/store.js';
import { query } from '../support/cli.js';
import { fileEntry, photoRef, rowEntry } from '../support/entries.js';
import { BEFORE_REPORT_DUE, FORMER_RUNS } from '../support/former-schema.js';
import { newPath } from '../support/keys.js';
import { enrolled, failedWith } from '../support/outcomes.js';
import { newStore } from '../support/store.js';

const LOOK = { headings: ['user_id', 'face_image_file1'], delimiter: ';' };
const LONG = 'x'.repeat(5000);

/** A run whose report looks so. */
function reportedRun(store: Store): RunStore {
  const start = { collection: 'default', command: 'import-csv', input: '/users.csv', options: {} };
  const parts = { encoder: 'e', extractor: 'x', ignoreCase: false };
  return store.runLife.start({ ...start, reportLayout: LOOK }, parts, '2026-01-01');
}

/** Works on entries of one item each; those with an outcome have ended. */
function work(
  { work: list, transaction }: RunStore,
  ends: readonly (readonly [Entry, Outcome?])[],
) {
  transaction(() => {
    for (const [entry, outcome] of ends) {
      const item = list.add(entry);
      if (outcome) list.items.setOutcome(item, entry.userId, outcome);
    }
  });
}

const rowsOf = (store: Store, runId: string) => [...store.reportRows.failed(runId, LOOK)];

describe('the rows of an error report', () => {
  it('are the same while the run is at work, when it has ended, and when others have run', () => {
    const store = newStore();
    const run = reportedRun(store);
    const unknownRow = { row: '7', key: 'R-another' };
    work(run, [
      [rowEntry(2, 'ann', { cells: ['ann', '=1+1\r\n', 'more', LONG] }), failedWith()],
      [rowEntry(3, 'bo'), enrolled()],
      [fileEntry('cy.jpg'), failedWith(fail('FACE_NOT_FOUND', { width: 200, height: 200 }))],
      [rowEntry(5, '', { cells: ['', 'z.jpg'], unknownRow }), failedWith()],
      [rowEntry(6, 'dee')],
    ]);
    const before = rowsOf(store, run.runId);
    expect(before.map(({ entry, cells }) => [entry, cells])).toEqual([
      [1, ['ann', `=1+1\r\n;more;${LONG}`]],
      [3, ['cy', 'cy.jpg']],
      [4, ['', 'z.jpg']],
    ]);
    expect(before[2]?.unknownRow).toEqual(unknownRow);
    store.runLife.finish(run);
    expect(rowsOf(store, run.runId)).toEqual(before);
    store.runLife.close(run);
    reportedRun(store);
    expect(rowsOf(store, run.runId)).toEqual(before);
    expect(store.reportRows.counts(run.runId)).toEqual({ failed: 3, lost: 0 });
  });

  it('of a killed run are kept when the next one begins', () => {
    const store = newStore();
    const killed = reportedRun(store);
    work(killed, [[rowEntry(2, 'ann'), failedWith()], [rowEntry(3, 'bo')]]);
    const before = rowsOf(store, killed.runId);
    reportedRun(store);
    expect(before).toHaveLength(1);
    expect(rowsOf(store, killed.runId)).toEqual(before);
  });

  it('come in the order of the input, over many pages, each once', () => {
    const store = newStore();
    const run = reportedRun(store);
    const rows = Array.from({ length: 1203 }, (_, i) => rowEntry(i + 2, `${i}`));
    work(
      run,
      rows.map((row, i) => [row, i % 2 ? enrolled() : failedWith()] as const),
    );
    const expected = rows.filter((_, i) => i % 2 === 0).map(({ row }) => row);
    expect(rowsOf(store, run.runId).map(({ row }) => row)).toEqual(expected);
    store.runLife.finish(run);
    expect(rowsOf(store, run.runId).map(({ row }) => row)).toEqual(expected);
  });

  it('tell of each photo that failed why, and not of those that did not', () => {
    const store = newStore();
    const run = reportedRun(store);
    run.work.add(rowEntry(2, 'ann', { photos: [photoRef(1, 'a.jpg'), photoRef(2, 'b.jpg')] }));
    run.work.items.setOutcome(1, 'ann', enrolled());
    run.work.items.setOutcome(2, 'ann', failedWith());
    store.runLife.finish(run);
    expect(rowsOf(store, run.runId)[0]?.failures.map(({ file }) => file)).toEqual(['b.jpg']);
  });

  it('are not those of a retry to know that are unknown to it', () => {
    const store = newStore();
    const run = reportedRun(store);
    work(run, [[rowEntry(2, 'ann', { unknownRow: { row: '', key: '' } }), failedWith()]]);
    store.runLife.finish(run);
    const known = store.reportRows.ofRun(run.runId, LOOK.headings);
    expect([known.byEntry(1), known.byRow(2), ...known.userIds()]).toEqual([undefined, undefined]);
  });

  it('are not kept when the changes of the run are taken back', () => {
    const store = newStore();
    const run = reportedRun(store);
    work(run, [[rowEntry(2, 'ann'), failedWith()]]);
    const taking = (): void =>
      run.transaction(() => {
        store.runLife.finish(run);
        throw new Error('taken back');
      });
    expect(taking).toThrow('taken back');
    store.runLife.breakOff(run, 'interrupted');
    expect(store.journal('').newest(1)[0]?.status).toBe('interrupted');
    expect(rowsOf(store, run.runId)).toHaveLength(1);
  });
});

describe('the end of a run', () => {
  it('stays as it is, whatever goes wrong later', () => {
    const store = newStore();
    const run = reportedRun(store);
    work(run, [[rowEntry(2, 'ann'), enrolled()]]);
    store.runLife.finish(run, { usersCreated: 1 });
    store.runLife.breakOff(run, 'failed');
    expect(store.journal('').newest(1)[0]).toMatchObject({
      status: 'finished',
      counts: { usersCreated: 1, enrolled: { total: 1 } },
    });
  });

  it('is due to be reported until it is, or its operator was told once', () => {
    const store = newStore();
    const [closed, killed] = [reportedRun(store), reportedRun(store)];
    store.runLife.finish(closed);
    store.runLife.close(closed, { failed: 0 });
    store.runLife.finish(killed);
    expect(store.runs.takeDueReports().map(({ runId }) => runId)).toEqual([killed.runId]);
    expect(store.runs.takeDueReports()).toEqual([]);
  });
});

/** A database of the version before, as it was after `sql`. */
function former(sql: string): string {
  const path = newPath();
  const db = new Database(path);
  db.close();
  const store = newStore(path);
  store.close();
  const old = new Database(path);
  old.exec(`${FORMER_RUNS};
            PRAGMA user_version = ${BEFORE_REPORT_DUE};
            ${sql}`);
  old.close();
  return path;
}

const RUN = `INSERT INTO runs (run_id, collection, command, input, options, status, os_user, host,
                               process_id, started_at, applied)`;
const ITEM =
  'INSERT INTO run_items (run_id, item, entry, user_id, slot, file, outcome, code, detail)';
const FAILED = JSON.stringify(failedWith());

describe('a database of before', () => {
  it('has a finished run where all was applied, whose report is due', () => {
    const path = former(`${RUN} VALUES
      ('r1', 'default', 'import-csv', '/a.csv', '{}', 'finished', 'u', 'h', 1, 'then', '{}'),
      ('r2', 'default', 'import-csv', '/b.csv', '{}', 'running', 'u', 'h', 1, 'then', '{"skipped":1}'),
      ('r3', 'default', 'import-csv', '/c.csv', '{}', 'interrupted', 'u', 'h', 1, 'then', NULL);
      ${ITEM} VALUES ('r2', 1, 1, 'ann', 1, 'a.jpg', 'failed', 'FILE_EMPTY', '${FAILED}');`);
    const store = newStore(path);
    expect(query(path, 'SELECT run_id, status, counts, report_due FROM runs')).toEqual([
      { run_id: 'r1', status: 'finished', counts: '{}', report_due: 0 },
      { run_id: 'r2', status: 'finished', counts: '{"skipped":1}', report_due: 1 },
      { run_id: 'r3', status: 'interrupted', counts: '{}', report_due: 0 },
    ]);
    expect(store.runs.takeDueReports()).toMatchObject([{ runId: 'r2', input: '/b.csv' }]);
  });

  it('has no rows that were kept in part', () => {
    const path = former(`${RUN} VALUES
      ('r1', 'default', 'import-csv', '/a.csv', '{}', 'finished', 'u', 'h', 1, 'then', '{}');
      ${[1, 2, 3].map((n) => `${ITEM} VALUES ('r1', ${n}, ${n}, 'u${n}', 1, 'a.jpg', 'failed', 'FILE_EMPTY', '${FAILED}');`).join('\n')}
      INSERT INTO report_rows VALUES ('r1', 1, 2, 'u1', 'u1', '["u1","a.jpg"]'),
                                     ('r1', 2, 3, 'u2', 'u2', '["u2",null]');`);
    const store = newStore(path);
    expect(rowsOf(store, 'r1').map(({ cells }) => cells)).toEqual([['u1', 'a.jpg']]);
    expect(store.reportRows.counts('r1')).toEqual({ failed: 3, lost: 2 });
    // A retry still knows whose they are.
    const known = store.reportRows.ofRun('r1', LOOK.headings);
    expect(known.byEntry(2)).toMatchObject({ userId: 'u2', cells: ['u2', undefined] });
  });
});
