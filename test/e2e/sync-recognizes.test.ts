import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { Scenario } from '../support/scenario.js';

const HEADINGS = 'user_id,name,face_image_file1';

/** A collection of people with photos, of which some may show one person. */
async function enrolled(people: Readonly<Record<string, string>>): Promise<Scenario> {
  const s = new Scenario();
  s.photos(Object.fromEntries(Object.entries(people).map(([id, photo]) => [`${id}.jpg`, photo])));
  s.write(
    'old.csv',
    [HEADINGS, ...Object.keys(people).map((id) => `${id},x,${id}.jpg`)].join('\n'),
  );
  const { code } = await s.call(['import-csv', 'old.csv', '--images', 'photos', '--quiet']);
  expect(code).toBe(0);
  return s;
}

async function sync(s: Scenario, rows: readonly string[], ...options: string[]) {
  s.write('hr.csv', `${[HEADINGS, ...rows].join('\n')}\n`);
  const all = ['--images', 'photos', '--max-deletions', '9', '--duplicates', 'refuse', ...options];
  const result = await s.call(['sync', 'hr.csv', '--json', ...all]);
  const lines = events(result);
  return {
    ...result,
    codes: lines.flatMap(({ event, code, action, reason }) =>
      event === 'outcome' ? [code ?? action ?? reason] : [],
    ),
    outcomes: lines.filter(({ event }) => event === 'outcome'),
    deletions: lines.at(-1),
  };
}

describe('a sync deletes nobody whom it recognizes', () => {
  it.each([
    ['E-17', 'e\u201317', "(faceenroll users rename E-17 'e\u201317')"],
    ['123456789012', '1.23457E+11', 'Correct the ID in the list: "123456789012"'],
  ])('by the ID: %j comes as %j', async (before, now, advice) => {
    const s = await enrolled({ [before]: '1001.jpg', other: '1002.jpg' });
    const { code, outcomes, deletions } = await sync(s, [
      `${now},x,${before}.jpg`,
      'other,x,other.jpg',
    ]);
    expect(code).toBe(3);
    expect(outcomes[0]).toMatchObject({ userId: now, code: 'ID_CHANGED' });
    expect(outcomes[0].message).toContain(`"${before}", whom the list does not name`);
    expect(outcomes[0].advice).toContain(advice);
    expect(deletions).toMatchObject({ users: 0, kept: [before] });
    expect(s.userIds()).toEqual([before, 'other'].sort());
    expect(s.count('templates')).toBe(2);
  });

  it('by the face, of a new row, whatever is to become of duplicates', async () => {
    const s = await enrolled({ leaver: '1001.jpg', gone: '1003.jpg', other: '1002.jpg' });
    s.photos({ 'new.jpg': '1001.jpg' });
    const rows = ['joiner,x,new.jpg', 'other,x,other.jpg'];
    const { codes, outcomes, deletions } = await sync(s, rows, '--duplicates', 'flag');
    expect(codes).toEqual(['ID_CHANGED', 'FACE_PRESERVED']);
    expect(outcomes[0].message).toMatch(/^the face is that of user "leaver", whom the list/);
    expect(outcomes[0].advice).toContain('faceenroll users rename leaver joiner');
    expect(deletions).toMatchObject({ users: 1, kept: ['leaver'], exitCode: 3 });
    expect(s.userIds()).toEqual(['leaver', 'other']);
  });

  it('by the face, of a row that fails before its photo is looked at, whose advice can be typed as it stands', async () => {
    const s = new Scenario();
    s.photos({ 'a.jpg': '1001.jpg' });
    const place = ['--db', 'my faces.db', '--collection', 'staff'];
    s.write('old.csv', 'user_id,face_image_file1\nleaver,a.jpg\nother,\n');
    await s.call(['import-csv', 'old.csv', '--images', 'photos', ...place], { asTyped: true });
    s.write(
      'hr.csv',
      'user_id,face_image_file1,expiry_datetime\njoiner,a.jpg,31.12.2020\nother,,\n',
    );
    const sync = ['sync', 'hr.csv', '--images', 'photos', '--yes', '--json', ...place];
    const outcome = events(await s.call(sync, { asTyped: true })).find(
      ({ event }) => event === 'outcome',
    );
    expect(outcome).toMatchObject({ userId: 'joiner', code: 'ID_CHANGED' });
    const command = "users rename leaver joiner --db 'my faces.db' --collection staff";
    expect(outcome.advice).toContain(`(faceenroll ${command})`);
    const { code } = await s.call(['users', 'rename', 'leaver', 'joiner', ...place], {
      asTyped: true,
    });
    expect(code).toBe(0);
  });

  it('by the face, of a row that fails for another reason', async () => {
    const s = await enrolled({ leaver: '1001.jpg', other: '1002.jpg' });
    // The photo of the leaver comes for a user who is somebody else.
    s.photos({ 'other.jpg': '1001.jpg' });
    const options = ['--if-face-exists', 'overwrite'];
    const { codes, deletions } = await sync(s, ['other,x,other.jpg'], ...options);
    expect(codes).toEqual(['ID_CHANGED']);
    expect(deletions).toMatchObject({ users: 0, kept: ['leaver'] });
    expect(s.userIds()).toEqual(['leaver', 'other']);
  });

  it('also when it was stopped before it had told so', async () => {
    const s = await enrolled({ leaver: '1001.jpg', other: '1002.jpg' });
    s.photos({ 'new.jpg': '1001.jpg' });
    const rows = ['joiner,x,new.jpg', 'other,x,other.jpg'];
    // All is applied when it finds that it cannot write its report.
    await sync(s, rows, '--errors', 'nowhere/e.csv');
    const { deletions } = await sync(s, rows);
    expect(deletions).toMatchObject({ users: 0, kept: ['leaver'] });
    expect(s.userIds()).toEqual(['leaver', 'other']);
  });

  it('but deletes whom a row says to be somebody else', async () => {
    const s = await enrolled({ leaver: '1001.jpg', '0101': '1003.jpg', other: '1002.jpg' });
    s.photos({ 'new.jpg': '1001.jpg' });
    s.write(
      'hr.csv',
      [
        `${HEADINGS},allow_duplicate_of`,
        ...['joiner,x,new.jpg,leaver', '101,x,,0101', 'other,x,other.jpg,', ''],
      ].join('\n'),
    );
    const { code } = await s.call([
      'sync',
      'hr.csv',
      '--images',
      'photos',
      '--yes',
      '--max-deletions',
      '9',
    ]);
    expect(code).toBe(0);
    expect(s.userIds()).toEqual(['101', 'joiner', 'other']);
  });

  it('and says on the screen whom it keeps', async () => {
    const s = await enrolled({ '0101': '1001.jpg', other: '1002.jpg' });
    s.write('hr.csv', `${HEADINGS}\n101,x,\nother,x,\n`);
    const { stdout } = await s.call(['sync', 'hr.csv', '--images', 'photos', '--yes']);
    expect(stdout).toMatch(/^Not to be deleted:\n.*\n {4}0101 +row 2$/m);
    expect(stdout).toMatch(/^Kept: 1 user \(0101\), since a row of the CSV may be theirs/m);
    expect(
      stdout.split('\n').filter((line) => line.startsWith('Nothing is to be deleted')),
    ).toHaveLength(1);
  });
});

describe('a list that a spreadsheet has saved', () => {
  it('makes no second user of one whom it no longer names as before', async () => {
    const s = await enrolled({ '001003': '1001.jpg', E7: '1002.jpg' });
    s.write('hr.csv', 'user_id,name\n1003,x\nE07,x\n1004,x\n');
    const result = await s.json(['import-csv', 'hr.csv']);
    expect(result.outcomes.map(({ code, action }) => code ?? action)).toEqual([
      ...['ID_CHANGED', 'ID_CHANGED', 'USER_CREATED'],
    ]);
    expect(s.userIds()).toEqual(['001003', '1004', 'E7']);
    // The retry as it is fails again; by the other ID, or as somebody else, it does not.
    const again = await s.json(['import-csv', 'hr.errors.csv']);
    expect(again.outcomes.map(({ code }) => code)).toEqual(['ID_CHANGED', 'ID_CHANGED']);
    s.write('both.csv', 'user_id,name\n1003,x\n001003,x\n');
    expect((await s.json(['import-csv', 'both.csv'])).outcomes[0].action).toBe('USER_CREATED');
    s.write('twins.csv', 'user_id,allow_duplicate_of\nE07,E7\n');
    expect((await s.json(['import-csv', 'twins.csv'])).outcomes[0].action).toBe('USER_CREATED');
  });
});

describe('a list that is older than a renaming', () => {
  it('makes no second user of who was renamed, and a sync deletes nobody for it', async () => {
    const s = await enrolled({ ann: '1001.jpg', other: '1002.jpg' });
    s.photos({ 'new.jpg': '1003.jpg' });
    expect((await s.call(['users', 'rename', 'ann', 'A-1'])).code).toBe(0);
    const { outcomes, deletions } = await sync(s, ['ann,x,new.jpg', 'other,x,other.jpg']);
    expect(outcomes[0]).toMatchObject({
      code: 'ID_CHANGED',
      message: 'user "ann" has been renamed: now it is user "A-1", whom the list does not name',
      advice: expect.stringContaining('(faceenroll users rename A-1 ann)'),
    });
    expect(deletions).toMatchObject({ users: 0, kept: ['A-1'] });
    const folder = await s.json(['import-faces', 'photos']);
    const ann = folder.outcomes.find(({ file }) => file === 'ann.jpg');
    expect(ann).toMatchObject({ code: 'ID_CHANGED' });
    // Who is named by the new ID as well is somebody else by the old one.
    const both = await sync(s, ['ann,x,new.jpg', 'A-1,x,ann.jpg', 'other,x,other.jpg']);
    expect(both.codes).toEqual(['NEW_TEMPLATE_CREATED', 'FACE_PRESERVED', 'FACE_PRESERVED']);
  });

  it('is put right by the command that ID_CHANGED tells', async () => {
    const s = await enrolled({ '0101': '1001.jpg', other: '1002.jpg' });
    const rows = ['101,y,0101.jpg', 'other,x,other.jpg'];
    expect((await sync(s, rows)).codes[0]).toBe('ID_CHANGED');
    expect((await s.call(['users', 'rename', '0101', '101'])).code).toBe(0);
    const { code, codes } = await sync(s, rows);
    expect([code, ...codes]).toEqual([0, 'FACE_PRESERVED', 'FACE_PRESERVED']);
    expect(s.query('SELECT user_id, name FROM users ORDER BY 1')).toEqual([
      { user_id: '101', name: 'y' },
      { user_id: 'other', name: 'x' },
    ]);
  });
});
