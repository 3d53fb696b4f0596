import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { fixture, Scenario } from '../support/scenario.js';
import { linkPortraits, whenSampled } from '../support/signals.js';
import { killedAt } from '../support/stopping.js';
import { answered, HAS_TERMINAL } from '../support/terminal.js';

/** Users without photos: nothing of these tests depends on faces, which take their time. */
async function collection(...ids: string[]): Promise<Scenario> {
  const s = new Scenario();
  await s.prepare(`sync ${ids.join(' ')}`, async () => {
    s.write('old.csv', `user_id,name\n${ids.map((id) => `${id},old`).join('\n')}\n`);
    expect((await s.call(['import-csv', 'old.csv', '--quiet'])).code).toBe(0);
  });
  return s;
}

function csv(s: Scenario, ...rows: string[]): void {
  s.write('hr.csv', `user_id,name\n${rows.join('\n')}\n`);
}

const SYNC = ['sync', 'hr.csv'];
const receipts = (s: Scenario) => readdirSync(s.cwd).filter((name) => name.includes('receipt'));
const names = (s: Scenario) =>
  s.query('SELECT user_id, name FROM users ORDER BY 1').map((row) => `${row.user_id} ${row.name}`);

/** Refused: one line why, exit code 1, and everything as before. */
function expectRefused(s: Scenario, result: Awaited<ReturnType<Scenario['run']>>, why: RegExp) {
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(/^faceenroll: [^\n]*\n$/);
  expect(result.stderr).toMatch(why);
  expect(s.query("SELECT count(*) AS n FROM runs WHERE command = 'sync'")).toEqual([{ n: 0 }]);
  expect(receipts(s)).toEqual([]);
}

describe('sync', () => {
  it('enrolls who is new, updates who is in both, and deletes who is missing', async () => {
    const s = new Scenario();
    const row = (id: string, photo: string) => `${id},old,${photo}`;
    const headings = 'user_id,name,face_image_file1';
    const old = [row('leaver', '1001.jpg'), row('mover', '1002.jpg'), row('other', '')];
    s.write('old.csv', `${headings}\n${old.join('\n')}\n`);
    const images = ['--images', fixture('photos'), '--profile-image'];
    await s.call(['import-csv', 'old.csv', ...images, '--quiet']);
    s.write('hr.csv', `${headings}\nmover,new,\nother,new,\njoiner,new,1003.jpg\n`);

    const dry = await s.call([...SYNC, ...images, '--dry-run']);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toMatch(/leaver +not in the CSV +1 template, 1 thumbnail, profile image/);
    expect(dry.stdout).toContain('Dry run: nothing was deleted.');
    expect(names(s)).toEqual(['leaver old', 'mover old', 'other old']);

    const result = await s.call([...SYNC, ...images, '--yes', '--json']);
    expect(result.code).toBe(0);
    const [planned, ...rest] = events(result);
    expect(planned).toMatchObject({ event: 'deletion', userId: 'leaver', reason: 'NOT_IN_CSV' });
    expect(rest.map(({ event, action }) => action ?? event)).toEqual([
      ...['USER_UPDATED', 'USER_UPDATED', 'NEW_TEMPLATE_CREATED', 'summary', 'deletions'],
    ]);
    expect(names(s)).toEqual(['joiner new', 'mover new', 'other new']);
    expect(s.query('SELECT user_id FROM templates ORDER BY 1')).toEqual([
      { user_id: 'joiner' },
      { user_id: 'mover' },
    ]);
    const [, summary, deletions] = [...rest.slice(-3)];
    expect(deletions).toMatchObject({
      users: 1,
      templates: 1,
      thumbnails: 1,
      profileImages: 1,
      exitCode: 0,
    });
    const receipt = JSON.parse(readFileSync(s.path(deletions.receipt), 'utf8'));
    expect(receipt).toMatchObject({ command: 'sync', audit: deletions.audit });
    expect(receipt.deleted).toMatchObject([{ userId: 'leaver', what: 'user' }]);
    const audited = s.query("SELECT DISTINCT run_id FROM audit WHERE action LIKE '%_DELETED'");
    expect(audited).toEqual([{ run_id: summary.runId }]);
  });

  it('leaves exactly the users of the CSV, whatever was there', async () => {
    const s = await collection('0');
    const users = fc.uniqueArray(fc.constantFrom('0', '1', '2', 'a', 'Zoë', '007'), {
      minLength: 1,
    });
    await fc.assert(
      fc.asyncProperty(users, async (ids) => {
        csv(s, ...ids.map((id) => `${id},new`));
        const { code } = await s.call([...SYNC, '--max-deletions', '6', '--quiet']);
        expect(code).toBe(0);
        expect(s.userIds()).toEqual([...ids].sort());
      }),
      { numRuns: 5 },
    );
  });

  it('keeps who is named in another spelling, or by a row that fails', async () => {
    const s = await collection('Zoe\u0308', 'ANN', 'bo', 'twice', 'gone');
    s.write(
      'hr.csv',
      'user_id,face_image_file1,retain_until\nZo\u00eb,,\nann,,\nbo,no.jpg,\ntwice,,\ntwice,,x\n',
    );
    const result = await s.call([...SYNC, '--ignore-case', '--yes']);
    expect(result.code).toBe(3);
    expect(s.userIds()).toEqual(['ANN', 'Zoe\u0308', 'bo', 'twice']);
  });

  it('touches no other collection', async () => {
    const s = await collection('1', '2');
    await s.call(['import-csv', 'old.csv', '--collection', 'other', '--quiet']);
    csv(s, '1,new');
    await s.call([...SYNC, '--max-deletions', '1', '--quiet']);
    expect(s.query('SELECT collection, user_id FROM users ORDER BY 1, 2')).toEqual([
      { collection: 'default', user_id: '1' },
      { collection: 'other', user_id: '1' },
      { collection: 'other', user_id: '2' },
    ]);
  });
});

describe('sync changes nothing', () => {
  it.each([
    ['3 are missing where 2 may go', ['1,x', '2,x'], ['--max-deletions', '2'], /3 users.*allows 2/],
    ['more than half is missing', ['1,x', '2,x'], ['--yes'], /more than half.*--max-deletions 3/],
    ['the file has no rows', [], ['--max-deletions', '9'], /5 users.*headings and no rows/],
    ['an ID is missing', ['1,x', '2,x', '3,x', ',x'], ['--yes'], /1 row.*row 5 has no user_id/],
    ['an ID is bad', ['1,x', '2,x', '3,x', '#REF!,x'], ['--yes'], /1 row.*"#REF!" is an error/],
    ['a row is broken', ['1,x', '2,x', '3,x', '4,x', 'x,y,z'], ['--yes'], /1 user.*row 6.*3 cells/],
  ])('when %s', async (_, rows, options, why) => {
    const s = await collection('1', '2', '3', '4', '5');
    csv(s, ...rows);
    expectRefused(s, await s.call([...SYNC, ...options]), why);
    expect(names(s)).toEqual(['1 old', '2 old', '3 old', '4 old', '5 old']);
  });

  it('when the file was cut off', async () => {
    const s = await collection('1', '2', '31');
    s.write('hr.csv', 'user_id,name\n1,x\n2,x\n3');
    const cutOff = /1 user.*row 4.*the file ends in the middle of the row/;
    expectRefused(s, await s.call([...SYNC, '--yes']), cutOff);
    expect(names(s)).toEqual(['1 old', '2 old', '31 old']);
  });

  it('when rows of an edited export stand in the cell of another', async () => {
    const s = await collection('1', '2', '3', '4', '5', '6');
    expect((await s.call(['export-csv', 'hr.csv'])).code).toBe(0);
    const [headings = '', ...rows] = readFileSync(s.path('hr.csv'), 'utf8').split(/\r?\n/);
    const name = headings.split(',').indexOf('name');
    const quoted = (row: string, change: (cell: string) => string) =>
      row
        .split(',')
        .map((cell, i) => (i === name ? change(cell) : cell))
        .join(',');
    const edited = [
      quoted(rows[0] ?? '', (cell) => `"${cell}`),
      rows[1],
      quoted(rows[2] ?? '', (cell) => `${cell}"`),
      ...rows.slice(3),
    ];
    s.write('hr.csv', [headings, ...edited].join('\n'));
    const result = await s.json([...SYNC, '--yes']);
    expect(result.code).toBe(3);
    expect(result.outcomes.flatMap(({ code, userId }) => (code ? [[userId, code]] : []))).toEqual([
      ['1', 'ROW_INVALID'],
      ['3', 'ROW_INVALID'],
    ]);
    expect(s.userIds(), 'nobody is deleted whose row cannot be read').toHaveLength(6);
  });

  it('when it is given an error report', async () => {
    const s = await collection('1', '2', '3');
    s.write('bad.csv', 'user_id,face_image_file1\n1,no.jpg\n');
    await s.call(['import-csv', 'bad.csv', '--quiet']);
    const result = await s.call(['sync', 'bad.errors.csv', '--max-deletions', '9']);
    expectRefused(s, result, /error report.*import-csv/);
    expect(s.userIds()).toEqual(['1', '2', '3']);
  });

  it('without a terminal, unless told that it may delete', async () => {
    const s = await collection('1', '2', '3');
    csv(s, '1,x', '2,x');
    const result = await s.call(SYNC);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/without a terminal.*--max-deletions <n> or --yes.*--dry-run/);
    expect(names(s)).toEqual(['1 old', '2 old', '3 old']);
  });
});

describe('sync goes on', () => {
  it('with bad rows where nobody is missing, as an import does', async () => {
    const s = await collection('1');
    csv(s, '1,new', ',x', '2,new');
    expect((await s.call([...SYNC, '--yes'])).code).toBe(3);
    expect(names(s)).toEqual(['1 new', '2 new']);
  });

  it('with a file that lacks most users, when --max-deletions says so', async () => {
    const s = await collection('1', '2', '3');
    csv(s, '4,new');
    expect((await s.call([...SYNC, '--max-deletions', '3', '--quiet'])).stdout).toBe('');
    expect(s.userIds()).toEqual(['4']);
    expect(receipts(s)).toHaveLength(1);
  });
});

describe('a sync that is interrupted', () => {
  it('deletes nobody; the next one does', async () => {
    const s = await collection('leaver', '000', '001');
    linkPortraits(s, 30);
    const rows = Array.from({ length: 30 }, (_, i) => String(i).padStart(3, '0'));
    s.write(
      'hr.csv',
      `user_id,face_image_file1\n${rows.map((id) => `${id},${id}.jpg`).join('\n')}\n`,
    );
    const command = [...SYNC, '--images', 'photos', '--yes'];
    let sent = Promise.resolve();
    const result = await s.run(command, {
      onStart: (child) => {
        sent = whenSampled(s, 2).then(() => {
          child.kill('SIGINT');
        });
      },
    });
    await sent;
    expect(result.code).toBe(130);
    expect(s.userIds()).toEqual(['000', '001', 'leaver']);
    expect(receipts(s)).toEqual([]);

    expect((await s.call([...command, '--quiet'])).code).toBe(0);
    expect(s.userIds()).toEqual(rows);
  });
});

describe('a sync that is killed between its import and its deletions', () => {
  async function killed(): Promise<Scenario> {
    const s = await collection('ann', 'bob', 'eve');
    csv(s, 'ann,new', 'bob,new');
    const result = await s.run([...SYNC, '--yes'], { env: killedAt('report', 1, s.cwd) });
    expect(result.signal).toBe('SIGKILL');
    expect(names(s)).toEqual(['ann new', 'bob new', 'eve old']);
    return s;
  }

  it('deletes when the same is run again', async () => {
    const s = await killed();
    const again = await s.call([...SYNC, '--yes'], { asTyped: true });
    expect(again.code).toBe(0);
    expect(again.stderr).toContain('had ended before it was reported; nothing in it had failed.\n');
    expect(names(s)).toEqual(['ann new', 'bob new']);
    expect(receipts(s)).toHaveLength(1);
  });

  it('is said to have deleted nobody, before another command is run', async () => {
    const s = await killed();
    s.write('more.csv', 'user_id,name\nzoe,new\n');
    const other = await s.call(['import-csv', 'more.csv'], { asTyped: true });
    expect(other.code).toBe(0);
    expect(other.stderr).toContain('It had deleted nobody yet: run that sync again');
    expect(names(s)).toEqual(['ann new', 'bob new', 'eve old', 'zoe new']);
  });
});

describe.runIf(HAS_TERMINAL)('on a terminal', () => {
  it('shows whom it asks about, also with --quiet', async () => {
    const s = await collection('leaver', 'stays', 'stays2');
    csv(s, 'stays,new', 'stays2,new');
    const { code, output } = await answered(s, 'sync hr.csv --quiet', 'n\r');
    expect(code).toBe(1);
    expect(output).toMatch(/leaver +not in the CSV[\s\S]*\[y\/N\]/);
    expect(names(s)).toEqual(['leaver old', 'stays old', 'stays2 old']);
    const agreed = await answered(s, 'sync hr.csv --quiet --yes', '');
    expect(agreed.code).toBe(0);
    expect(agreed.output).not.toContain('leaver');
    expect(names(s)).toEqual(['stays new', 'stays2 new']);
  });
});
