import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import {
  isMatch,
  type Verification,
  verificationEvent,
  verificationHead,
  verificationText,
} from '../../src/render/verification.js';

const plain = new Chalk({ level: 0 });
const threshold = {
  ...{ similarity: 0.9309, rate: 0.001, measuredOn: 'some photos', extrapolated: true },
};
const compared = { file: 'gate.jpg', userId: '1001' };
const failure = fail('FILE_EMPTY', {});

const text = (one: Verification) => verificationText(one, threshold, plain);
const event = (one: Verification) => verificationEvent(one, threshold);

describe('a photo that was compared with a user', () => {
  it('matches from the threshold on, and never when it failed', () => {
    expect(isMatch({ ...compared, similarity: 0.9309 }, threshold)).toBe(true);
    expect(isMatch({ ...compared, similarity: 0.9308 }, threshold)).toBe(false);
    expect(isMatch({ ...compared, failure }, threshold)).toBe(false);
  });

  it('has a line of 80 columns, aligned', () => {
    const lines = [
      text({ ...compared, similarity: 0.98765 }),
      text({ ...compared, similarity: 0.5 }),
    ];
    expect(lines).toEqual([
      `gate.jpg${' '.repeat(57)}match    0.9877`,
      `gate.jpg${' '.repeat(57)}no match 0.5000`,
    ]);
    expect(lines[0]).toHaveLength(80);
  });

  it('that is hardly below the threshold does not look as if it reached it', () => {
    expect(text({ ...compared, similarity: 0.93087 })).toMatch(/no match 0.93087$/);
    const computed = { ...threshold, similarity: 0.930898765432 };
    const one = { ...compared, similarity: 0.93089 };
    expect(verificationText(one, computed, plain)).toMatch(/no match 0.93089, less than 0.93090$/);
  });

  it('says why it failed and what to do', () => {
    expect(text({ ...compared, failure })).toBe(
      `gate.jpg: FILE_EMPTY, ${failure.message}\n  ${failure.advice}`,
    );
  });

  it('becomes an event with the same fields whatever happened', () => {
    const match = event({ ...compared, similarity: 0.95 });
    expect(match).toEqual({
      ...{ event: 'verification', file: 'gate.jpg', userId: '1001', match: true },
      ...{ similarity: 0.95, threshold: 0.9309, fmr: 0.001, extrapolated: true },
      measuredOn: 'some photos',
      failure: null,
    });
    const failed = event({ ...compared, failure });
    expect(failed).toMatchObject({
      match: false,
      similarity: null,
      failure: { code: 'FILE_EMPTY' },
    });
    expect(Object.keys(failed)).toEqual(Object.keys(match));
  });
});

describe('the head of verify', () => {
  it('tells the user, the threshold and what it means', () => {
    expect(verificationHead(threshold, { userId: '1001', templates: 2 })).toBe(
      'Comparing with user "1001", 2 templates.\n' +
        'Threshold 0.9309: one of 1,000 others would pass for this user, among people as\n' +
        'alike as those it was measured on: some photos. The rate is extrapolated from\n' +
        'those that were measured.\n',
    );
  });
});
