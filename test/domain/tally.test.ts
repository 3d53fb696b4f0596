import { describe, expect, it } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import { sumOf, Tallier } from '../../src/domain/tally.js';
import { enrolled, failedWith, itemOutcome } from '../support/outcomes.js';

const NONE = { total: 0, by: {} };

describe('a tally', () => {
  it('of nothing is zero in every kind', () => {
    expect(new Tallier().result()).toEqual({
      enrolled: NONE,
      unchanged: NONE,
      imported: NONE,
      failed: NONE,
      flagged: NONE,
      warned: NONE,
    });
  });

  it('counts each kind, and in it each action, reason or code, the most frequent first', () => {
    const tallier = new Tallier();
    const small = fail('IMAGE_TOO_SMALL', { width: 1, height: 1 });
    for (const outcome of [
      enrolled('TEMPLATE_UPDATED'),
      enrolled('NEW_TEMPLATE_CREATED'),
      enrolled('NEW_TEMPLATE_CREATED'),
      { kind: 'unchanged', reason: 'SAME_PHOTO' } as const,
      { kind: 'imported', action: 'USER_CREATED' } as const,
      failedWith(),
      failedWith(small),
      failedWith(small),
    ]) {
      tallier.add(itemOutcome(outcome));
    }
    const tally = tallier.result();
    expect(tally).toEqual({
      enrolled: { total: 3, by: { NEW_TEMPLATE_CREATED: 2, TEMPLATE_UPDATED: 1 } },
      unchanged: { total: 1, by: { SAME_PHOTO: 1 } },
      imported: { total: 1, by: { USER_CREATED: 1 } },
      failed: { total: 3, by: { IMAGE_TOO_SMALL: 2, FILE_EMPTY: 1 } },
      flagged: NONE,
      warned: NONE,
    });
    expect(Object.keys(tally.enrolled.by)).toEqual(['NEW_TEMPLATE_CREATED', 'TEMPLATE_UPDATED']);
    expect(Object.keys(tally.failed.by)).toEqual(['IMAGE_TOO_SMALL', 'FILE_EMPTY']);
  });

  it('counts what is to be looked at of enrolled photos beside them', () => {
    const tallier = new Tallier();
    const flag = { code: 'DUPLICATE_IN_BATCH', message: 'a twin' } as const;
    const warning = { code: 'PHOTO_DOES_NOT_FIT', message: 'too small' } as const;
    for (const more of [{ flag }, { warning }, { flag, warning }, {}]) {
      tallier.add(itemOutcome({ ...enrolled('NEW_TEMPLATE_CREATED'), ...more }));
    }
    const tally = tallier.result();
    expect(tally).toMatchObject({
      enrolled: { total: 4 },
      flagged: { total: 2, by: { DUPLICATE_IN_BATCH: 2 } },
      warned: { total: 2, by: { PHOTO_DOES_NOT_FIT: 2 } },
    });
    expect(sumOf(tally, tally).warned).toEqual({ total: 4, by: { PHOTO_DOES_NOT_FIT: 4 } });
  });

  it('knows how many failures of a code have passed', () => {
    const tallier = new Tallier();
    tallier.add(itemOutcome(failedWith()));
    tallier.add(itemOutcome(failedWith()));
    expect([tallier.failedOrFlagged('FILE_EMPTY'), tallier.failedOrFlagged('NO_FEATURES')]).toEqual(
      [2, 0],
    );
  });
});
