import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { writePack } from '../support/packs.js';
import { endings, Scenario } from '../support/scenario.js';

const ON = ['--duplicates', 'refuse'];
const FOLDER = ['import-faces', 'photos', '--create-missing'];

/** A folder in which a and b have two photos of one person, and c one of another. */
function twoOfOne(): Scenario {
  const s = new Scenario();
  s.photos({ 'a.jpg': 'exif-1.jpg', 'b.jpg': 'exif-6.jpg', 'c.jpg': '1002.jpg' });
  return s;
}

describe('one face under two user IDs', () => {
  it('is refused for both when they come in one import, each named to the other', async () => {
    const s = twoOfOne();
    const result = await s.json([...FOLDER, ...ON]);
    expect(endings(result)).toEqual([
      ['a.jpg', 'DUPLICATE_IN_BATCH'],
      ['b.jpg', 'DUPLICATE_IN_BATCH'],
      ['c.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(result.outcomes[0].message).toMatch(
      /^the face also appears under other user IDs: "b" \(similarity (0\.9\d\d|1\.000), false alarms: one of 1,000 photos by the pack's table\)$/,
    );
    expect(result.summary.duplicates).toMatchObject({ checked: true, fpir: 0.001, photos: 3 });
    expect(s.query('SELECT user_id FROM users')).toEqual([{ user_id: 'c' }]);
  });

  it('is refused for the one that comes later, and the enrolled user named', async () => {
    const s = twoOfOne();
    s.photos({ 'b.jpg': 'exif-6.jpg' }, 'later');
    expect((await s.call(FOLDER)).code).toBe(0);
    s.photos({ 'd.jpg': 'exif-3.jpg' }, 'later');
    const result = await s.json(['import-faces', 'later', '--create-missing', ...ON]);
    expect(endings(result)).toEqual([
      ['b.jpg', 'FACE_PRESERVED'],
      ['d.jpg', 'DUPLICATE_OF_ENROLLED_USER'],
    ]);
    expect(result.outcomes[1].message).toMatch(/that of the enrolled user "[ab]" \(similarity/);
  });

  it('is refused by default', async () => {
    const { stdout } = await new Scenario().call(['import-faces', '--help']);
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '(choices: "refuse", "flag", "off", default: "refuse")',
    );
  });

  it('is enrolled and told of with flag', async () => {
    const s = twoOfOne();
    const result = await s.json([...FOLDER, '--duplicates', 'flag']);
    expect(result.code).toBe(0);
    expect(result.outcomes.map(({ flag }) => flag?.code)).toEqual([
      'DUPLICATE_IN_BATCH',
      'DUPLICATE_IN_BATCH',
      undefined,
    ]);
    expect(result.summary.flagged).toEqual({ total: 2, by: { DUPLICATE_IN_BATCH: 2 } });
    expect(s.count('templates')).toBe(3);
  });

  it('is told of on the screen, with what the similarity means', async () => {
    const s = twoOfOne();
    const { stdout, stderr } = await s.call([...FOLDER, '--duplicates', 'flag', '--verbose']);
    expect(stderr).toMatch(/a\.jpg: NEW_TEMPLATE_CREATED, but DUPLICATE_IN_BATCH the face .*"b"/);
    expect(stdout).toMatch(/^Flagged +2 +enrolled, but look at them$/m);
    expect(stdout).toMatch(/^Duplicates are faces with a similarity of 0\.\d{4} or more/m);
  });

  it('is found at the rate of false alarms that is asked for', async () => {
    const s = twoOfOne();
    const threshold = async (rate: string) => {
      const command = [...FOLDER, ...ON, '--duplicate-fpir', rate, '--dry-run'];
      return (await s.json(command)).summary.duplicates.similarity;
    };
    expect(await threshold('0.1')).toBeLessThan(await threshold('0.0001'));
    const wrong = await s.call([...FOLDER, '--duplicate-fpir', '1']);
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('between 0 and 1') });
  });

  it('is allowed in the column that the error report brings, and never asked again', async () => {
    const s = twoOfOne();
    expect((await s.call([...FOLDER, ...ON])).code).toBe(3);
    const report = readFileSync(s.path('photos.errors.csv'), 'utf8');
    expect(report).toMatch(
      /^\ufeffuser_id,face_image_file1,allow_duplicate_of,row,error_code,error_message,error_advice,report_row\r?\n/,
    );
    s.write('photos.errors.csv', report.replace('a,a.jpg,,', 'a,a.jpg,b,'));
    const retry = await s.json(['import-csv', 'photos.errors.csv', ...ON]);
    expect(endings(retry)).toEqual([
      ['a.jpg', 'NEW_TEMPLATE_CREATED'],
      ['b.jpg', 'NEW_TEMPLATE_CREATED'],
    ]);
    expect(s.query('SELECT user_id, other_user_id, reason FROM duplicate_exceptions')).toEqual([
      { user_id: 'a', other_user_id: 'b', reason: 'allow_duplicate_of in row 2' },
    ]);
    const audit = s.query("SELECT user_id FROM audit WHERE action = 'DUPLICATE_ALLOWED'");
    expect(audit).toEqual([{ user_id: 'a' }]);
    s.photos({ 'b.jpg': 'exif-3.jpg' });
    const again = await s.json([...FOLDER, ...ON, '--if-face-exists', 'overwrite']);
    expect(Object.fromEntries(endings(again))['b.jpg']).toBe('TEMPLATE_REPLACED');
  });

  it('is not looked for with models of which nobody knows what similarities mean', async () => {
    const s = twoOfOne();
    const env = { FACEENROLL_MODELS: s.path('models') };
    await s.call(['models', 'install', writePack(s)], { env });
    const command = [...FOLDER, ...ON, '--models', 'small'];
    const result = await s.json(command, { env });
    expect(result.code).toBe(0);
    expect(result.summary.duplicates).toEqual({ checked: false });
  });
});

describe('a face that is not the one enrolled', () => {
  const OVERWRITE = ['import-faces', 'photos', '--if-face-exists', 'overwrite', ...ON];

  it('is refused, unless the user ID may have a new owner', async () => {
    const s = new Scenario();
    s.photos({ 'a.jpg': '1001.jpg' });
    await s.call([...FOLDER, ...ON]);
    s.photos({ 'a.jpg': '1003.jpg' });
    const refused = await s.json(OVERWRITE);
    expect(endings(refused)).toEqual([['a.jpg', 'IDENTITY_CHANGED']]);
    expect(refused.outcomes[0].message).toMatch(
      /^the face is not that of user "a" \(similarity 0\.\d{3,4}, at least 0\.\d{3,4} is needed\)$/,
    );
    const allowed = await s.json([...OVERWRITE, '--allow-identity-change']);
    expect(endings(allowed)).toEqual([['a.jpg', 'TEMPLATE_REPLACED']]);
  });

  it('is called swapped when two users have the photos of each other', async () => {
    const s = new Scenario();
    s.photos({ 'a.jpg': '1001.jpg', 'b.jpg': '1003.jpg' });
    await s.call([...FOLDER, ...ON]);
    s.photos({ 'a.jpg': '1003.jpg', 'b.jpg': '1001.jpg' });
    const refused = await s.json(OVERWRITE);
    expect(refused.outcomes.map(({ message }) => message)).toEqual([
      expect.stringMatching(/not that of user "a".*it looks like user "b".*may be swapped$/),
      expect.stringMatching(/not that of user "b".*it looks like user "a".*may be swapped$/),
    ]);
    const allowed = await s.json([...OVERWRITE, '--allow-identity-change']);
    expect(allowed.code).toBe(0);
  });

  it('of one of several photos is the odd one out', async () => {
    const s = new Scenario();
    s.photos(['exif-1.jpg', 'exif-2.jpg', '1006.jpg']);
    const photos = 'exif-1.jpg,exif-2.jpg,1006.jpg';
    s.write(
      'users.csv',
      `user_id,face_image_file1,face_image_file2,face_image_file3\na,${photos}\n`,
    );
    const result = await s.json(['import-csv', 'users.csv', '--images', 'photos', ...ON]);
    expect(endings(result)).toEqual([
      ['exif-1.jpg', 'NEW_TEMPLATE_CREATED'],
      ['exif-2.jpg', 'TEMPLATE_UPDATED'],
      ['1006.jpg', 'PHOTOS_DISAGREE'],
    ]);
  });
});
