import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import type { ItemOutcome, Outcome } from '../../src/domain/outcome.js';
import { duration, type RunSummary, subject, summaryText } from '../../src/render/summary.js';
import { enrolled, failedWith, itemOutcome } from '../support/outcomes.js';
import { counted, runSummary } from '../support/summary.js';

const PLAIN = new Chalk({ level: 0 });

function text(summary: Partial<RunSummary>, examples: readonly ItemOutcome[] = []): string {
  return summaryText(runSummary(summary), examples, PLAIN);
}

describe('the summary for people', () => {
  it('tells what became of the items, why the failed ones failed, and what to do next', () => {
    const summary: Partial<RunSummary> = {
      enrolled: counted({ NEW_TEMPLATE_CREATED: 1200, TEMPLATE_REPLACED: 3 }),
      unchanged: counted({ SAME_PHOTO: 40 }),
      failed: counted({ FILE_EMPTY: 7 }),
      usersCreated: 1200,
      skipped: 2,
      seconds: 83,
      errorReport: 'users.errors.csv',
      retry: 'faceenroll import-csv users.errors.csv',
      exitCode: 3,
    };
    const examples = [itemOutcome(failedWith()), itemOutcome(failedWith(), { row: 12, file: '' })];
    expect(text(summary, examples)).toBe(
      `Enrolled    1,203   1,200 new, 3 replaced
Unchanged      40   40 the same photo
Failed          7
  FILE_EMPTY 7
    1001.jpg: the file is empty (0 bytes)
    row 12, 1001: the file is empty (0 bytes)
    and 5 more (in the error report)

1,250 items in 1 min 23 s; 1,200 users created; 2 skipped (hidden or empty)
Error report: users.errors.csv
Correct its rows or their photos, then: faceenroll import-csv users.errors.csv
`,
    );
  });

  it('of a run without failures tells of no next step', () => {
    expect(text({ enrolled: counted({ NEW_TEMPLATE_CREATED: 1 }) })).toBe(
      'Enrolled        1   1 new\nUnchanged       0\nFailed          0\n\n1 item in 1.0 s\n',
    );
  });

  it('does not speak of more failures where all are shown', () => {
    const all = text({ failed: counted({ FILE_EMPTY: 1 }) }, [itemOutcome(failedWith())]);
    expect(all).toContain('  FILE_EMPTY 1\n    1001.jpg: the file is empty (0 bytes)\n\n');
  });

  it('tells of rows without a photo only where there are some', () => {
    expect(text({})).not.toContain('No photo');
    expect(text({ imported: counted({ USER_CREATED: 2 }) })).toContain(
      'No photo        2   2 users created\n',
    );
  });

  it('says where the failures that are not shown are told when there is no report', () => {
    const lines = text({ dryRun: true, failed: counted({ FILE_EMPTY: 3 }) });
    expect(lines).toContain('\n    and 3 more (listed by --verbose or --json)\n');
  });

  it('tells of possible duplicates that were enrolled, and where all of them are told', () => {
    const flag = { code: 'DUPLICATE_IN_BATCH', message: 'the face comes twice' } as const;
    const flagged = { flagged: counted({ DUPLICATE_IN_BATCH: 12_345 }) };
    const examples = [itemOutcome({ ...enrolled(), flag } as Outcome)];
    expect(text(flagged, examples)).toContain(
      `Flagged    12,345   enrolled, but look at them
  DUPLICATE_IN_BATCH 12,345
    1001.jpg: the face comes twice
    and 12,344 more (listed by --verbose or --json, and now by "duplicates scan")
`,
    );
    expect(text({ ...flagged, dryRun: true }, examples)).toContain(
      'more (listed by --verbose or --json)\n',
    );
  });

  it('sets photos that do not fit the profile apart from possible duplicates', () => {
    const flagged = counted({ DUPLICATE_IN_BATCH: 1 });
    const lines = text({ flagged, warned: counted({ PHOTO_DOES_NOT_FIT: 1 }) }).split('\n');
    const end = lines.findIndex((line) => line.startsWith('    and 1 more')) + 1;
    expect(lines[end - 3]).toMatch(/^Warned/);
    expect(lines[end]).toBe('');
    expect(lines[end + 1]).toMatch(/^Flagged/);
  });

  it('of a dry run says so first, and that it writes no error report', () => {
    const lines = text({ dryRun: true, failed: counted({ FILE_EMPTY: 1 }) }).split('\n');
    expect(lines[0]).toBe('Dry run: nothing was changed.');
    expect(lines).toContain('A dry run writes no error report.');
    expect(text({ dryRun: true })).not.toContain('error report');
  });

  it('of an interrupted run tells how far it came and how it goes on', () => {
    const interrupted = text({
      interrupted: true,
      extracted: { done: 1200, total: 20_000 },
      errorReport: 'photos.errors.interrupted.csv',
      resume: 'faceenroll runs resume',
    });
    expect(interrupted).toContain(
      'Interrupted after 1,200 of 20,000 photos; nobody is enrolled yet.',
    );
    expect(interrupted).toContain('Failures known so far: photos.errors.interrupted.csv\n');
    expect(interrupted).toMatch(/^Run the same command again to go on.*faceenroll runs resume$/m);
    expect(interrupted).not.toContain('Correct its rows');
  });

  it('has no escape sequence unless it is asked for colors, whatever the names hold', () => {
    const file = '\u001b[2J\u001b]0;x\u0007.jpg';
    const summary: Partial<RunSummary> = {
      dryRun: true,
      failed: counted({ FILE_EMPTY: 2 }),
      errorReport: file,
      retry: `faceenroll import-csv '${file}'`,
    };
    const examples = [itemOutcome(failedWith(), { file })];
    expect(text(summary, examples)).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    expect(summaryText(runSummary(summary), examples, new Chalk({ level: 1 }))).toContain(
      '\u001b[31m',
    );
  });

  it('fits into 80 columns where it does not quote names', () => {
    const summary: Partial<RunSummary> = {
      enrolled: counted({
        NEW_TEMPLATE_CREATED: 100_000,
        TEMPLATE_UPDATED: 10_000,
        TEMPLATE_REPLACED: 10_000,
      }),
      unchanged: counted({ FACE_PRESERVED: 100_000, SAME_PHOTO: 10_000 }),
      imported: counted({ USER_CREATED: 100_000, USER_UPDATED: 10_000 }),
      failed: counted({ MULTIPLE_FILES_FOR_USER: 10_000 }),
      usersCreated: 10_000,
      usersUpdated: 10_000,
      seconds: 43_000,
      dryRun: true,
    };
    const long = text(summary)
      .split('\n')
      .filter((line) => line.length > 80);
    expect(long).toEqual([]);
  });
});

describe('what the summary says of duplicates', () => {
  const checked = {
    ...{ checked: true, similarity: 0.95312, fmr: 1e-6, extrapolated: false },
    ...{ measuredOn: 'some photos of many people', fpir: 0.001, photos: 5000 },
    expectedFalseAlarms: 5,
  } as const;
  const said = (more: Partial<typeof checked> | Record<string, unknown> = {}) =>
    text({ duplicates: { ...checked, ...more } as RunSummary['duplicates'] });

  it('is the threshold and what it means, although none was found', () => {
    expect(said()).toContain(
      '\nDuplicates are faces with a similarity of 0.9531 or more: a false alarm for one\n' +
        'of 1,000 photos, so about 5 false alarms among 5,000 photos; measured on some\n' +
        'photos of many people.\n',
    );
  });

  it('is no 1.000 for a threshold that is less, and says when it is extrapolated', () => {
    expect(said({ similarity: 0.99996 })).toContain('a similarity of 0.999960 or more');
    expect(said({ extrapolated: true }).replaceAll('\n', ' ')).toContain(
      '; extrapolated beyond what was measured on some photos of many people.',
    );
  });

  it('tells any rate, and few false alarms, in words', () => {
    expect(said({ fpir: 0.7 }).replaceAll('\n', ' ')).toContain(
      'a false alarm for 70 of 100 photos',
    );
    expect(said({ expectedFalseAlarms: 0.001, photos: 1 }).replaceAll('\n', ' ')).toContain(
      'so fewer than 0.1 false alarms among 1 photo;',
    );
  });

  it('is that they were not looked for where nobody knows what similarities mean', () => {
    expect(text({ duplicates: { checked: false } })).toContain(
      'photos that disagree were not looked for',
    );
    expect(text({ duplicates: null })).not.toContain('Duplicates');
  });
});

describe('what an outcome is about', () => {
  it.each([
    [{}, '1001.jpg'],
    [{ file: '' }, '1001'],
    [{ row: 7 }, 'row 7, 1001.jpg'],
    [{ row: 7, file: '' }, 'row 7, 1001'],
    [{ row: 7, file: '', userId: '' }, 'row 7'],
    [{ file: 'a\nb.jpg' }, 'a\\u000ab.jpg'],
  ])('%j is shown as %j', (more, shown) => {
    expect(subject(itemOutcome(failedWith(), more))).toBe(shown);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0.0 s'],
    [0.44, '0.4 s'],
    [9.9, '9.9 s'],
    [10, '10 s'],
    [58.4, '58 s'],
    [60, '1 min 0 s'],
    [725, '12 min 5 s'],
    [3599.7, '1 h 0 min'],
    [7384, '2 h 3 min'],
  ])('of %d seconds is "%s"', (seconds, shown) => {
    expect(duration(seconds)).toBe(shown);
  });
});
