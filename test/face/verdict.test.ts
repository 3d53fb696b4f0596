import { describe, expect, it } from 'vitest';
import { FAILURES, type FailureCode } from '../../src/domain/failures.js';
import { verdictOf } from '../../src/face/verdict.js';

const failed = (code: FailureCode, message = 'what happened', advice = FAILURES[code].advice) =>
  verdictOf({ kind: 'failed', failure: { code, message, advice } }, '1001.jpg');

const CODES = Object.keys(FAILURES) as FailureCode[];

describe('the verdict on a photo', () => {
  it.each(CODES)('that is %s speaks to the person in it, of no code and no option', (code) => {
    const { accepted, words, details } = failed(code);
    expect(accepted).toBe(false);
    expect(words).toMatch(/^[A-Z].*\.$/);
    expect(words).not.toMatch(/[A-Z]_|--/);
    expect(details).toEqual(['1001.jpg', `${code}: what happened`]);
  });

  it('says of a poor photo what to do about it', () => {
    const { words } = failed('FACE_QUALITY_TOO_LOW', '', 'Use another photo: open the eyes.');
    expect(words).toBe('The photo is not good enough. Use another photo: open the eyes.');
    expect(failed('FACE_QUALITY_TOO_LOW').words).not.toContain('this person');
  });

  it('cuts a message of any length, but not the name of the file', () => {
    const message = 'x'.repeat(9000);
    const failure = { code: 'FACE_NOT_FOUND', message, advice: '' } as const;
    const name = `${'n'.repeat(250)}.jpg`;
    const { details } = verdictOf({ kind: 'failed', failure }, name);
    expect(details[0]).toBe(name);
    expect(details[1]?.length).toBeLessThan(400);
  });

  it('shows control characters of a name as they are', () => {
    const failure = { code: 'FACE_NOT_FOUND', message: '', advice: '' } as const;
    const { details } = verdictOf({ kind: 'failed', failure }, '\u001b[31m\u202e.jpg');
    expect(details[0]).toBe('\\u001b[31m\\u202e.jpg');
  });
});
