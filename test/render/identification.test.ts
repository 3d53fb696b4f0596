import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import type { AutoEnrollment } from '../../src/domain/identification.js';
import {
  type Identification,
  identificationEvent,
  identificationHead,
  identificationText,
} from '../../src/render/identification.js';

const plain = new Chalk({ level: 0 });
const FACE = '01a1fd18-b2f4-78ab-9119-ea2b37463824';
const OTHER = '01a1fd18-b2f4-7d32-bc95-0fc27b1bd463';
const threshold = {
  ...{ similarity: 0.94712, rate: 0.001, measuredOn: 'some photos', extrapolated: false },
};
const match = { userId: '1001', faceId: FACE, similarity: 0.98765 };
const found: Identification = { file: 'gate.jpg', matches: [match] };
const failure = fail('FILE_EMPTY', {});

const text = (one: Identification) => identificationText(one, threshold, plain);

describe('the head of identify', () => {
  it('tells what was searched, the threshold and what it means', () => {
    expect(identificationHead(threshold, { templates: 5200, users: 1 })).toBe(
      'Searching 5,200 templates of 1 user.\n' +
        'Threshold 0.9471: a false alarm in one of 1,000 searches, among people as alike\n' +
        'as those it was measured on: some photos.\n',
    );
  });

  it('tells rates in words, whatever their size', () => {
    const rated = (rate: number) =>
      identificationHead({ ...threshold, rate }, { templates: 1, users: 1 });
    expect(rated(0.5)).toContain('in 50 of 100 searches');
    expect(rated(0.05)).toContain('in one of 20 searches');
    expect(rated(0.0003)).toContain('in one of 3,330 searches');
    expect(rated(1e-6)).toContain('in one of 1,000,000 searches');
  });

  it('does not pretend to know what was not measured', () => {
    const head = identificationHead({ similarity: 0.4 }, { templates: 2, users: 2 });
    expect(head).toContain('Threshold 0.4000; what it means was not measured.\n');
  });

  it('says when the rate is beyond what was measured', () => {
    const beyond = { ...threshold, similarity: 0.999999, extrapolated: true };
    expect(identificationHead(beyond, { templates: 2, users: 2 })).toContain(
      'as those it was measured on: some photos. The rate is extrapolated from\nthose that were measured.\n',
    );
    const event = identificationEvent(found, beyond);
    expect(event).toMatchObject({
      ...{ threshold: 0.999999, extrapolated: true, measuredOn: 'some photos' },
    });
    const unknown = identificationEvent(found, { similarity: 0.4 });
    expect(unknown).toMatchObject({ fpir: null, extrapolated: null, measuredOn: null });
  });

  it('has 80 columns at most', () => {
    const measuredOn = 'a rather long list of photos of people '.repeat(5).trim();
    const head = identificationHead({ ...threshold, measuredOn }, { templates: 2, users: 2 });
    const lengths = head.split('\n').map((line) => line.length);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(80);
    expect(head.replaceAll('\n', ' ')).toContain(measuredOn);
  });
});

describe('the block of a photo', () => {
  it('has a line of 80 columns for each user, aligned', () => {
    const second = { userId: 'a longer user ID', faceId: OTHER, similarity: 0.95 };
    const lines = text({ file: 'gate.jpg', matches: [match, second] }).split('\n');
    expect(lines).toEqual([
      'gate.jpg: 2 users of similarity 0.9471 or more',
      `  1001                               0.9877 ${FACE}`,
      `  a longer user ID                   0.9500 ${OTHER}`,
      '',
    ]);
    expect(lines[1]).toHaveLength(80);
  });

  it('says when it is nobody, and why a photo failed and what to do', () => {
    expect(text({ file: 'gate.jpg', matches: [] })).toBe(
      'gate.jpg: nobody of similarity 0.9471 or more\n',
    );
    expect(text({ file: 'gate.jpg', matches: [], failure })).toBe(
      `gate.jpg: FILE_EMPTY, ${failure.message}\n  ${failure.advice}\n`,
    );
  });

  it('shows names that would command the terminal as text', () => {
    const matches = [{ ...match, userId: 'a\u001b[2Jb' }];
    const shown = text({ file: '\u001b]0;x.jpg', matches });
    expect(shown).toContain('\\u001b[2Jb');
    expect(shown).not.toContain('\u001b');
  });

  it('says what --auto-enroll did, or why it did nothing', () => {
    const done = (autoEnroll: AutoEnrollment) => text({ ...found, autoEnroll });
    const enrolled = { outcome: 'enrolled', userId: '1001', faceId: OTHER } as const;
    expect(done({ ...enrolled, action: 'TEMPLATE_UPDATED' })).toContain(
      `\n  added to 1001 as template ${OTHER}\n`,
    );
    expect(done({ ...enrolled, action: 'TEMPLATE_REPLACED', replaces: FACE })).toContain(
      `\n  added to 1001 as template ${OTHER}\n  in place of ${FACE}\n`,
    );
    const reasons = (['NOT_SURE_ENOUGH', 'AMBIGUOUS', 'SAME_PHOTO', 'NOTHING_NEW'] as const).map(
      (reason) => done({ outcome: 'unchanged', reason }).split('\n').at(-2),
    );
    for (const reason of reasons) expect(reason).toMatch(/^ {2}not added: [a-z]/);
    expect(new Set(reasons).size).toBe(4);
  });
});

describe('the event of a photo', () => {
  it('has the same fields whatever happened', () => {
    const event = (one: Identification) => identificationEvent(one, threshold);
    expect(event(found)).toEqual({
      event: 'identification',
      file: 'gate.jpg',
      matches: [match],
      threshold: 0.94712,
      fpir: 0.001,
      extrapolated: false,
      measuredOn: 'some photos',
      failure: null,
      autoEnroll: null,
    });
    const failed = event({ file: 'gate.jpg', matches: [], failure });
    expect(failed).toMatchObject({ matches: [], failure: { code: 'FILE_EMPTY' } });
    expect(Object.keys(failed)).toEqual(Object.keys(event(found)));
  });
});
