import { describe, expect, it } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import { outcomeEvent, summaryEvent } from '../../src/render/events.js';
import { enrolled, failedWith, itemOutcome } from '../support/outcomes.js';
import { counted, runSummary } from '../support/summary.js';

describe('the event of an outcome', () => {
  it('of an enrolled photo has the face ID, the action, the quality and how it was turned', () => {
    expect(JSON.parse(outcomeEvent(itemOutcome(enrolled('TEMPLATE_UPDATED'), { row: 7 })))).toEqual(
      {
        event: 'outcome',
        row: 7,
        userId: '1001',
        file: '1001.jpg',
        slot: 1,
        outcome: 'enrolled',
        action: 'TEMPLATE_UPDATED',
        faceId: 'face',
        quality: 0.5,
        rotated: 0,
        liveness: 'not assessed',
      },
    );
  });

  it('of a failure has the code, the message and the advice', () => {
    const failure = fail('IMAGE_TOO_SMALL', { width: 90, height: 80 });
    expect(JSON.parse(outcomeEvent(itemOutcome(failedWith(failure))))).toEqual({
      event: 'outcome',
      row: null,
      userId: '1001',
      file: '1001.jpg',
      slot: 1,
      outcome: 'failed',
      code: 'IMAGE_TOO_SMALL',
      message: failure.message,
      advice: failure.advice,
    });
  });

  it('of a photo that changed nothing has the reason', () => {
    const event = outcomeEvent(itemOutcome({ kind: 'unchanged', reason: 'SAME_PHOTO' }));
    expect(JSON.parse(event)).toMatchObject({ outcome: 'unchanged', reason: 'SAME_PHOTO' });
  });

  it('of a row without a photo has neither file nor slot', () => {
    const outcome = { kind: 'imported', action: 'USER_CREATED' } as const;
    const event = outcomeEvent(itemOutcome(outcome, { row: 3, file: '', slot: 0 }));
    expect(JSON.parse(event)).toEqual({
      event: 'outcome',
      row: 3,
      userId: '1001',
      file: null,
      slot: null,
      outcome: 'imported',
      action: 'USER_CREATED',
    });
  });

  it('is one line, whatever the names hold', () => {
    const name = 'a\n"b"\u2028\u001b[31m';
    const event = outcomeEvent(itemOutcome(failedWith(), { userId: name, file: name }));
    expect(event).not.toMatch(/[\n\r\x00-\x1f]/);
    expect(JSON.parse(event)).toMatchObject({ userId: name, file: name });
  });
});

describe('the event of the end', () => {
  it('has every figure of the summary under its name', () => {
    const summary = runSummary({
      enrolled: counted({ NEW_TEMPLATE_CREATED: 2 }),
      failed: counted({ FILE_EMPTY: 1 }),
      usersCreated: 2,
      errorReport: 'users.errors.csv',
      exitCode: 3,
    });
    expect(JSON.parse(summaryEvent(summary))).toEqual({ event: 'summary', ...summary });
  });
});
