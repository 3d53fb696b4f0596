import { describe, expect, it } from 'vitest';
import type { Outcome } from '../../src/domain/outcome.js';
import { outcomeLine } from '../../src/render/outcome-line.js';
import { enrolled, failedWith, itemOutcome } from '../support/outcomes.js';

const flag = { code: 'DUPLICATE_IN_BATCH', message: 'the face comes under "\u001b[2J", too' };

describe('the line of --verbose', () => {
  it.each<[Outcome, string]>([
    [enrolled(), 'NEW_TEMPLATE_CREATED'],
    [
      { ...enrolled(), flag } as Outcome,
      'NEW_TEMPLATE_CREATED, but DUPLICATE_IN_BATCH the face comes under "\\u001b[2J", too',
    ],
    [failedWith(), 'FILE_EMPTY the file is empty (0 bytes)'],
    [{ kind: 'unchanged', reason: 'SAME_PHOTO' }, 'unchanged, SAME_PHOTO'],
    [{ kind: 'imported', action: 'USER_CREATED' }, 'USER_CREATED'],
  ])('of %j', (outcome, ending) => {
    expect(outcomeLine(itemOutcome(outcome, { row: 7 }))).toBe(`row 7, 1001.jpg: ${ending}`);
  });
});
