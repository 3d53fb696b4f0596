import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { newStore, startRun } from '../support/store.js';

describe('the book of runs', () => {
  it('finds the run that wrote an error report, the newest one', () => {
    const store = newStore();
    for (const delimiter of [',', ';']) {
      const parts = { encoder: 'e', extractor: 'x', ignoreCase: false };
      const start = {
        collection: 'default',
        command: 'import-csv',
        input: '/users.csv',
        options: { delimiter },
      };
      const run = store.startRun(start, parts, '2026-01-01');
      store.endRun(run, {
        status: 'finished',
        canContinue: false,
        counts: { failed: 1 },
        errorReport: 'users.errors.csv',
      });
      // Run IDs of one millisecond have no order.
      const before = Date.now();
      while (Date.now() === before);
    }
    expect(store.runs.byErrorReport(resolve('users.errors.csv'))).toEqual({
      command: 'import-csv',
      input: '/users.csv',
      options: { delimiter: ';' },
    });
    expect(store.runs.byErrorReport('/another.csv')).toBeUndefined();
  });

  it('calls a run interrupted that was running when the next one began', () => {
    const store = newStore();
    startRun(store);
    const second = startRun(store);
    expect(store.runs.startOf(process.pid)).toBeDefined();
    store.endRun(second, { status: 'finished', canContinue: false });
    expect(store.runs.startOf(process.pid)).toBeUndefined();
  });
});
