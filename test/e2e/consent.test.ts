import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { endings, fixture, Scenario } from '../support/scenario.js';

const REQUIRED = ['--images', fixture('photos'), '--require-consent'];

/** Writes `users.csv` of one user with the cells `row` under the headings. */
function csv(s: Scenario, headings: string, ...rows: string[]): void {
  s.write('users.csv', `${headings}\n${rows.join('\n')}\n`);
}

const consents = (s: Scenario) =>
  s.query('SELECT user_id, consent_at, consent_reference FROM users ORDER BY 1');

describe('--require-consent', () => {
  it('enrolls who has agreed, and refuses the others before a photo is opened', async () => {
    const s = new Scenario();
    csv(
      s,
      'user_id,face_image_file1,consent_at,consent_reference',
      '1,1001.jpg,2020-01-01,F-1',
      '2,1002.jpg,2020-01-01T08:00:00Z,',
      '3,1003.jpg,,F-3',
      '4,1004.jpg,2999-01-01,F-4',
      '5,,,',
    );
    const result = await s.json(['import-csv', 'users.csv', ...REQUIRED]);
    expect(result.code).toBe(3);
    expect(endings(result)).toEqual([
      ['1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1002.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1003.jpg', 'CONSENT_MISSING'],
      ['1004.jpg', 'CONSENT_MISSING'],
      ['5', 'CONSENT_MISSING'],
    ]);
    expect(result.summary.extracted).toEqual({ done: 2, total: 2 });
    expect(s.userIds()).toEqual(['1', '2']);
  });

  it('takes the consent that the database has', async () => {
    const s = new Scenario();
    csv(s, 'user_id,consent_at', '1001,2020-01-01', '1002,');
    await s.call(['import-csv', 'users.csv']);
    s.photos(['1001.jpg', '1002.jpg']);
    const result = await s.json(['import-faces', 'photos', '--require-consent']);
    expect(endings(result)).toEqual([
      ['1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1002.jpg', 'CONSENT_MISSING'],
    ]);
  });

  it.each([
    ['import-csv', 'user_id,face_image_file1,consent_at,consent_reference,row,'],
    ['import-faces', 'user_id,face_image_file1,consent_at,consent_reference,row,'],
  ])('has %s leave a report that is filled in and imported again', async (command, headings) => {
    const s = new Scenario();
    s.photos(['1001.jpg', '1002.jpg']);
    csv(s, 'user_id', '1001', '1002');
    await s.call(['import-csv', 'users.csv']);
    if (command === 'import-csv') {
      csv(s, 'user_id,face_image_file1', '1001,1001.jpg', '1002,1002.jpg');
    }
    const input = command === 'import-csv' ? ['users.csv', '--images', 'photos'] : ['photos'];
    const errors = ['--errors', 'report.csv'];
    expect((await s.call([command, ...input, '--require-consent', ...errors])).code).toBe(3);
    const report = readFileSync(s.path('report.csv'), 'utf8');
    expect(report).toContain(headings);
    s.write('report.csv', report.replace('1001,1001.jpg,,,', '1001,1001.jpg,2020-01-01,F-7,'));

    // The report remembers that consent is required, and the users' data is preserved.
    const retry = await s.json(['import-csv', 'report.csv']);
    expect(endings(retry)).toEqual([
      ['1001.jpg', 'NEW_TEMPLATE_CREATED'],
      ['1002.jpg', 'CONSENT_MISSING'],
    ]);
    expect(retry.summary.usersUpdated).toBe(1);
    expect(consents(s)).toEqual([
      { user_id: '1001', consent_at: '2020-01-01', consent_reference: 'F-7' },
      { user_id: '1002', consent_at: null, consent_reference: null },
    ]);
    expect(s.query("SELECT user_id, detail FROM audit WHERE action = 'USER_UPDATED'")).toEqual([
      { user_id: '1001', detail: '{"fields":["consent_at","consent_reference"]}' },
    ]);
  });

  it('adds nothing but the consent to a user whose data is preserved', async () => {
    const s = new Scenario();
    csv(s, 'user_id,name', '1,Ann');
    await s.call(['import-csv', 'users.csv']);
    csv(s, 'user_id,name,consent_at', '1,Other,2020-01-01');
    const dry = await s.json(['import-csv', 'users.csv', '--require-consent', '--dry-run']);
    expect(endings(dry)).toEqual([['1', 'USER_UPDATED']]);
    expect(s.query('SELECT consent_at FROM users')).toEqual([{ consent_at: null }]);
    const result = await s.json(['import-csv', 'users.csv', '--require-consent']);
    expect(endings(result)).toEqual([['1', 'USER_UPDATED']]);
    expect(s.query('SELECT name, consent_at FROM users')).toEqual([
      { name: 'Ann', consent_at: '2020-01-01' },
    ]);
    expect(endings(await s.json(['import-csv', 'users.csv', '--require-consent']))).toEqual([
      ['1', 'USER_PRESERVED'],
    ]);
  });

  it('records no consent for a row whose photo fails', async () => {
    const s = new Scenario();
    csv(s, 'user_id', '1');
    await s.call(['import-csv', 'users.csv']);
    csv(s, 'user_id,face_image_file1,consent_at', '1,gone.jpg,2020-01-01');
    const result = await s.json(['import-csv', 'users.csv', ...REQUIRED]);
    expect(endings(result)).toEqual([['gone.jpg', 'FILE_NOT_FOUND']]);
    expect(s.query('SELECT consent_at FROM users')).toEqual([{ consent_at: null }]);
  });
});

describe('consent and retention of a user', () => {
  it('are kept to the letter, and an empty cell takes no consent back', async () => {
    const s = new Scenario();
    const headings = 'user_id,Consent At,consent_reference,retain_until';
    csv(s, headings, '1,2020-01-01T08:00:00+01:00,Form 7,2030-12-31');
    await s.call(['import-csv', 'users.csv']);
    csv(s, headings, '1,,,');
    const again = await s.json(['import-csv', 'users.csv', '--if-user-exists', 'overwrite']);
    expect(endings(again)).toEqual([['1', 'USER_UPDATED']]);
    expect(s.query('SELECT consent_at, consent_reference, retain_until FROM users')).toEqual([
      {
        consent_at: '2020-01-01T08:00:00+01:00',
        consent_reference: 'Form 7',
        retain_until: '',
      },
    ]);
  });

  it('fail as DATE_INVALID where a date is none, which the report has corrected and retried', async () => {
    const s = new Scenario();
    csv(s, 'user_id,consent_at,retain_until', '1,01/02/2020,', '2,,31.12.2030', '3,2020-01-01,');
    const result = await s.json(['import-csv', 'users.csv']);
    expect(endings(result)).toEqual([
      ['1', 'DATE_INVALID'],
      ['2', 'DATE_INVALID'],
      ['3', 'USER_CREATED'],
    ]);
    expect(result.outcomes[1]).toMatchObject({
      message: 'row 3: retain_until is "31.12.2030"; in ISO 8601 that is 2030-12-31',
      advice: 'Write the date as 2026-12-31 or 2026-12-31T18:00:00+01:00.',
    });
    const report = readFileSync(s.path('users.errors.csv'), 'utf8');
    s.write('users.errors.csv', report.replace('2,,31.12.2030,', '2,,2030-12-31,'));
    expect(endings(await s.json(['import-csv', 'users.errors.csv']))).toEqual([
      ['1', 'DATE_INVALID'],
      ['2', 'USER_CREATED'],
    ]);
  });
});

describe('every date of a user', () => {
  it('takes the same forms and refuses the same ones, at import and by hand', async () => {
    const s = new Scenario();
    const fields = ['start_datetime', 'expiry_datetime', 'consent_at', 'retain_until'];
    const rows = fields.map(
      (_, i) => `${i},${fields.map((__, j) => (i === j ? '46387' : '2026-12-31')).join(',')}`,
    );
    csv(s, `user_id,${fields.join(',')}`, ...rows, '9,2020-01-01T08:00Z,2999-12-31 18:00,,');
    const result = await s.json(['import-csv', 'users.csv']);
    expect(endings(result)).toEqual([
      ...fields.map((_, i) => [`${i}`, 'DATE_INVALID']),
      ['9', 'USER_CREATED'],
    ]);
    const messages = result.outcomes.slice(0, 4).map(({ message }) => message);
    expect(messages).toEqual(
      fields.map(
        (field, i) =>
          `row ${i + 2}: ${field} is "46387", as spreadsheets count days; in ISO 8601 that is 2026-12-31`,
      ),
    );
    for (const field of fields) {
      const option = `--${field.replace('_', '-')}`;
      const { code, stderr } = await s.call(['users', 'update', '9', option, '31.12.2020']);
      expect(code).toBe(2);
      expect(stderr).toContain(`${option} "31.12.2020"; in ISO 8601 that is 2020-12-31`);
    }
  });
});
