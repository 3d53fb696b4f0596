import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync } from 'node:fs';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { FAILURES, type FailureCode } from '../../src/domain/failures.js';
import { endings, fixture, type JsonResult, Scenario } from '../support/scenario.js';

/** What `fixtures/expected.csv` says of a folder's files, in order. */
function expected(folder: string): [string, string][] {
  const [, ...rows] = readFileSync(fixture('expected.csv'), 'utf8').trim().split('\n');
  return rows
    .map((row) => row.split(','))
    .filter((cells) => cells[0] === folder)
    .map(([, file = '', , code]): [string, string] => [file, code || 'NEW_TEMPLATE_CREATED'])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

const byFile = (result: JsonResult) => endings(result).sort(([a], [b]) => (a < b ? -1 : 1));

/** A folder with one file for each failure that a folder can have. */
async function folderRun(): Promise<JsonResult> {
  const s = new Scenario();
  s.photos({ '1001.jpg': '1001.jpg', '1001.png': 'png-plain.png', ' 1.jpg': '1001.jpg' });
  s.photos({ 'nobody.jpg': '1002.jpg', 'old.jpg~': '1002.jpg', 'new.jpg.part': '1002.jpg' });
  s.write('photos/huge.jpg', Buffer.concat([readFileSync(fixture('photos', '1001.jpg')), HUGE]));
  s.write('photos/dim.jpg', await sharp(fixture('photos', '1003.jpg')).linear(0.1).toBuffer());
  symlinkSync('gone', s.path('photos', 'nowhere.jpg'));
  execFileSync('mkfifo', [s.path('photos', 'pipe.jpg')]);
  for (const [file] of expected('broken')) {
    s.write(`photos/${file}`, readFileSync(fixture('broken', file)));
  }
  const known = [
    ...expected('broken').map(([file]) => file.replace(/\.[^.]*$/, '')),
    'huge',
    'dim',
  ];
  s.write('users.csv', `user_id\n1001\nnowhere\npipe\n${known.join('\n')}\n`);
  await s.call(['import-csv', 'users.csv', '--quiet']);
  const result = await s.json(['import-faces', 'photos', '--id-pattern', '^(?<userId>.*?)$']);
  expect(s.count('templates')).toBe(0);
  return result;
}

/** A CSV with one row for each failure that only a CSV can have. */
async function csvRun(): Promise<JsonResult> {
  const s = new Scenario();
  s.photos(['1001.jpg']);
  s.write(
    'users.csv',
    [
      'user_id,name,face_image_file1',
      ',No ID,1001.jpg',
      `${'9'.repeat(257)},Long ID,1001.jpg`,
      'twice,One,1001.jpg',
      'twice,Another,1001.jpg',
      'cells,Too,many,cells',
      'gone,No file,gone.jpg',
      'out,Outside,../users.csv',
      'folder,A folder,.',
      '',
    ].join('\n'),
  );
  const result = await s.json(['import-csv', 'users.csv', '--images', 'photos']);
  expect(s.userIds()).toEqual([]);
  return result;
}

const HUGE = Buffer.alloc(10_000_000);

describe('a photo or row that cannot be enrolled', () => {
  it('has the outcome that fixtures/expected.csv gives, for each broken file', async () => {
    const s = new Scenario();
    const result = await s.json(['import-faces', fixture('broken'), '--create-missing']);
    expect(result.code).toBe(3);
    expect(byFile(result)).toEqual(expected('broken'));
    expect(s.userIds()).toEqual([]);
  });

  it('has the outcome that fixtures/expected.csv gives, for each portrait', async () => {
    const s = new Scenario();
    const result = await s.json([
      'import-faces',
      fixture('photos'),
      '--create-missing',
      '--workers',
      '2',
    ]);
    expect(result.code).toBe(0);
    expect(byFile(result)).toEqual(expected('photos'));
    expect(s.count('users')).toBe(expected('photos').length);
  });

  it('has a code, a message and advice; every code of the table can be met', async () => {
    const [folder, csv] = [await folderRun(), await csvRun()];
    const outcomes = [...folder.outcomes, ...csv.outcomes];
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ outcome: 'failed' });
      expect(outcome.message).toMatch(/\S/);
      expect(outcome.advice).toMatch(/^[A-Z].*\.$/);
    }
    expect(Object.fromEntries(endings(folder))).toMatchObject({
      '\\x201.jpg': 'USER_ID_INVALID',
      'old.jpg~': 'FILE_NAME_INVALID',
      'new.jpg': 'FILE_NOT_DOWNLOADED',
      '1001.jpg': 'MULTIPLE_FILES_FOR_USER',
      'dim.jpg': 'FACE_QUALITY_TOO_LOW',
      'huge.jpg': 'FILE_TOO_LARGE',
      'nobody.jpg': 'USER_NOT_FOUND',
      'nowhere.jpg': 'FILE_UNREADABLE',
      'pipe.jpg': 'FILE_UNREADABLE',
    });
    expect(csv.outcomes.map(({ code }) => code)).toEqual([
      'USER_ID_MISSING',
      'USER_ID_INVALID',
      'USER_ID_DUPLICATED',
      'USER_ID_DUPLICATED',
      'ROW_INVALID',
      'FILE_NOT_FOUND',
      'FILE_OUTSIDE_DIRECTORY',
      'FILE_UNREADABLE',
    ]);
    // No portrait leads to NO_FEATURES, none surely takes a second or crashes anything, and the
    // liveness model is not installed: these have tests of their own, as have identity, consent,
    // metadata, files of templates and profiles.
    const elsewhere = [
      ...['NO_FEATURES', 'TIMED_OUT', 'LIVENESS_CHECK_FAILED', 'WORKER_CRASHED'],
      ...['CONSENT_MISSING', 'DATE_INVALID', 'METADATA_INVALID', 'TAG_INVALID'],
      ...['TEMPLATE_INVALID', 'ENCODER_MISMATCH', 'PHOTO_DOES_NOT_FIT'],
      ...Object.keys(FAILURES).filter((code) => FAILURES[code as FailureCode].stage === 'identity'),
    ];
    const met = new Set([...outcomes.map(({ code }) => code), ...elsewhere]);
    expect([...met].sort()).toEqual(Object.keys(FAILURES).sort());
  });
});
