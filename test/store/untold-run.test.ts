import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDatabase } from '../../src/store/check/check.js';
import { openDatabase } from '../../src/store/database.js';
import { backUp } from '../../src/store/maintenance/backup.js';
import { query, temporaryFolder } from '../support/cli.js';
import { rowEntry } from '../support/entries.js';
import { enrolled } from '../support/outcomes.js';
import { newStore, startRun } from '../support/store.js';

/** A database whose last run has applied all and failed before it could tell so. */
function withUntoldRun(): string {
  const path = join(temporaryFolder(), 'test.db');
  const store = newStore(path);
  const run = startRun(store);
  run.work.add(rowEntry(2, 'ann'));
  run.work.items.setOutcome(1, 'ann', enrolled());
  store.setApplied(run, { usersCreated: 1 });
  store.endRun(run, { status: 'failed', canContinue: false, untold: true });
  expect(store.untold()).toBeDefined();
  store.close();
  return path;
}

/** The codes of what the check finds of runs. */
function findings(path: string): readonly string[] {
  const view = { onStep: () => {}, onRows: () => {} };
  return [...checkDatabase(path, undefined, view)].map(({ code }) => code);
}

describe('a run that failed before it told its end', () => {
  it('has rows that the check does not take for left over, until it is told', async () => {
    const path = withUntoldRun();
    expect(query(path, 'SELECT user_id FROM run_entries')).toEqual([{ user_id: 'ann' }]);
    expect(findings(path)).toEqual([]);
    const db = openDatabase(path);
    db.exec('UPDATE runs SET applied = NULL');
    db.close();
    expect(findings(path)).toEqual(['WORK_LEFT']);
  });

  it('is not to be told from a copy, in which its rows are not', async () => {
    const path = withUntoldRun();
    const copy = join(temporaryFolder(), 'copy.db');
    const view = { signal: new AbortController().signal, onProgress: () => {} };
    await backUp({ database: path, file: copy, force: false, ...view });
    expect(query(copy, 'SELECT status FROM runs')).toEqual([{ status: 'failed' }]);
    expect(newStore(copy).untold()).toBeUndefined();
    expect(findings(copy)).toEqual([]);
  });
});
