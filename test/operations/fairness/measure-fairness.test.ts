import { readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
// Compiled, as a caller has it.
import { fairness, openGallery } from '../../../dist/index.js';
import { query } from '../../support/cli.js';
import { type PlannedGroup, writeGroups } from '../../support/grouped-gallery.js';
import { newKey } from '../../support/keys.js';
import { Scenario } from '../../support/scenario.js';

// biome-ignore lint/suspicious/noExplicitAny: tests look at whatever fields they expect
type Found = any;

/** Sales are as they should be; Works fail often, and are alike. */
const PLANTED = [
  { users: 300, department: 'Sales', site: 'Lyon', tags: ['day'], failed: 9, templates: 2 },
  ...[{ users: 60, department: 'Works', site: 'Lyon', failed: 10, neverCreated: 6, alike: 1.2 }],
  ...[{ users: 60, department: 'Works', site: 'Paris', failed: 10, alike: 1.2, quality: 0.7 }],
  { users: 12, department: 'Office', site: 'Paris' },
  { users: 10, department: 'Post', site: 'Paris' },
  { users: 30 },
];

/** A folder whose database has the planted groups. */
async function planted(): Promise<Scenario> {
  const s = new Scenario();
  await s.prepare('planted-groups', async () => writeGroups(s.db, PLANTED));
  return s;
}

async function found(s: Scenario, ...args: string[]): Promise<Found> {
  const { code, stdout } = await s.call(['fairness', ...args, '--json']);
  expect(code).toBe(0);
  return JSON.parse(stdout);
}

function group(report: Found, by: string, ...values: (string | null)[]): Found {
  const { groups } = report.breakdowns.find((one: Found) => one.by.join() === by);
  return groups.find((one: Found) => JSON.stringify(one.values) === JSON.stringify(values));
}

describe('fairness', () => {
  it('counts who has no template, also of rows that made no user', async () => {
    const s = await planted();
    const report = await found(s, '--by', 'department');
    expect(report).toMatchObject({ users: 472, leftOut: 0, columns: ['department'] });
    expect(group(report, 'department', 'Works').failureToEnroll).toMatchObject({
      ...{ events: 20, of: 120, rate: 20 / 120 },
    });
    expect(group(report, 'department', 'Works').failures).toEqual([
      { code: 'FACE_NOT_FOUND', users: 20 },
    ]);
    expect(group(report, 'department', null).users).toBe(30);
    const [sales, works, none, pooled] = report.breakdowns[0].groups;
    expect([sales, works, none].map(({ pooled }) => pooled)).toEqual([0, 0, 0]);
    expect(pooled).toMatchObject({ values: [], pooled: 2, users: 22 });
    // Pairs of 12 users, and of 10.
    expect(pooled.verificationFmr.of).toBe(66 + 45);
  });

  it('tells planted differences, in the terms of the standards', async () => {
    const s = await planted();
    const report = await found(s, '--by', 'department');
    const differing = report.comparisons
      .filter(({ differs, values }: Found) => differs && values[0] === 'Works')
      .map(({ statistic }: Found) => statistic);
    expect(differing).toEqual(
      expect.arrayContaining(['failureToEnroll', 'quality', 'verificationFmr']),
    );
    const { stdout } = await s.call(['fairness', '--by', 'department']);
    expect(stdout).toMatch(/^Differences\n=+\n\d+ of \d+ comparisons show a difference/);
    expect(stdout).toMatch(/\(FTE\).*\n- Higher in Works \(16\.7%, 120 users\)/);
    expect(stdout).toMatch(/of verification, a false positive\s+differential\n- Higher in Works/);
    const long = stdout.split('\n').filter((line) => [...line].length > 80);
    expect(long).toEqual([]);
  });

  it('measures pairs of templates of one user', async () => {
    const s = await planted();
    const { fnmr } = group(await found(s, '--by', 'department'), 'department', 'Sales');
    expect(fnmr).toMatchObject({ of: 291, events: 0, rate: 0 });
    // No more than the 291 users say.
    expect(fnmr.interval.high).toBeGreaterThan(3 / 291);
  });

  it('groups by a column of the customer and by all together, and leaves out who could be told', async () => {
    const s = await planted();
    const report = await found(s, '--by', 'department', 'Site');
    expect(report.breakdowns.map(({ by }: Found) => by)).toEqual([
      ['department'],
      ['Site'],
      ['department', 'Site'],
    ]);
    expect(group(report, 'department,Site', 'Works', 'Paris').users).toBe(60);
    const alone = await found(s, '--by', 'Site', '--least', '70');
    // Those without a site are the rest of the others.
    expect(alone.leftOut).toBe(30);
  });

  it('groups by tag, and compares two groups once', async () => {
    const s = await planted();
    const report = await found(s, '--by', 'tag');
    expect(report.columns).toEqual(['tags']);
    // Only users in the table have tags: those who failed are among them.
    expect(group(report, 'tags', 'day').users).toBe(300);
    const compared = new Set(report.comparisons.map(({ values }: Found) => values[0]));
    expect([...compared]).toEqual(['day']);
  });

  it('tells no user ID', async () => {
    const s = await planted();
    const { stdout } = await s.call(['fairness', '--by', 'department', '--json']);
    const ids = query(s.db, 'SELECT user_id FROM users').map(({ user_id }) => `"${user_id}"`);
    expect(ids.filter((id) => stdout.includes(id))).toEqual([]);
  });

  it('gives the same figures again, and changes nothing', async () => {
    const s = await planted();
    const before = readFileSync(s.db);
    expect(await found(s, '--by', 'department')).toEqual(await found(s, '--by', 'department'));
    expect(readFileSync(s.db).equals(before)).toBe(true);
  });

  it('--html writes a report that only its owner can read, and never over another file', async () => {
    const s = await planted();
    const html = s.path('groups.html');
    const written = await s.call(['fairness', '--by', 'department', '--html', html]);
    expect(written.stderr).toMatch(/groups\.html" holds the report.*no user IDs, names or faces/);
    expect(statSync(html).mode & 0o777).toBe(0o600);
    const document = readFileSync(html, 'utf8');
    expect(document).toContain('default-src &#39;none&#39;');
    expect(document).toMatch(/Higher in \W*Works/);
    expect(document.match(/<svg/g)?.length).toBeGreaterThan(5);
    expect(document).not.toMatch(/>U\d+</);
    const again = await found(s, '--by', 'department', '--html', html);
    expect(again.html).toMatch(/groups\.2\.html$/);
    const args = ['--by', 'department', '--html', html, '--replace-report'];
    expect((await found(s, ...args)).html).toMatch(/groups\.html$/);
    // Another file is never replaced.
    s.write('notes.html', 'my notes');
    const other = ['--by', 'department', '--html', s.path('notes.html'), '--replace-report'];
    expect((await found(s, ...other)).html).toMatch(/notes\.2\.html$/);
    const database = await s.call(['fairness', '--by', 'department', '--html', s.db]);
    expect(database.code).toBe(2);
  });
});

/** A folder whose database has these groups. */
function grouped(groups: readonly PlannedGroup[]): Scenario {
  const s = new Scenario();
  writeGroups(s.db, groups);
  return s;
}

describe('fairness takes', () => {
  it('values that differ only in case or spaces for one group', async () => {
    const departments = ['Sales', ' sales', 'SALES', 'Field  Service', 'field service'];
    const s = grouped(departments.map((department, i) => ({ users: 40 - i, department })));
    const [breakdown] = (await found(s, '--by', 'department')).breakdowns;
    expect(breakdown.groups.map(({ values, users }: Found) => [values[0], users])).toEqual([
      ['Sales', 40 + 39 + 38],
      ['Field  Service', 37 + 36],
    ]);
  });

  it('one group, and says that there is nothing to compare', async () => {
    const s = grouped([{ users: 50, department: 'Sales' }]);
    const { code, stdout } = await s.call(['fairness', '--by', 'department']);
    expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing could be compared')]);
  });

  it('a collection without any template', async () => {
    const s = grouped([
      { users: 40, failed: 40, department: 'Sales' },
      { users: 30, failed: 30, department: 'Works' },
    ]);
    const report = await found(s, '--by', 'department');
    expect(group(report, 'department', 'Sales')).toMatchObject({
      failureToEnroll: { rate: 1 },
      ...{ compared: 0, quality: null, verificationFmr: { rate: null } },
    });
    expect((await s.call(['fairness', '--by', 'department'])).code).toBe(0);
  });

  it('three columns, and tells that their combined groups are too small', async () => {
    const places = Array.from({ length: 12 }, (_, i) => ({
      ...{ users: 10, department: `D${i % 2}`, site: `S${i % 3}`, tags: [`T${i % 4}`] },
    }));
    const s = grouped(places);
    const args = ['--by', 'department', 'Site', 'tag'];
    expect((await found(s, ...args)).breakdowns).toHaveLength(3);
    const { stdout } = await s.call(['fairness', ...args]);
    expect(stdout).toContain('No group by department / Site / tags together is large enough');
  });

  it('values that most users have alone, and says what would tell more', async () => {
    const salaries = Array.from({ length: 80 }, (_, i) => ({ users: 1, site: `${30_000 + i}` }));
    const s = grouped([{ users: 30, site: '30000' }, ...salaries]);
    const { stdout } = await s.call(['fairness', '--by', 'Site']);
    expect(stdout).toMatch(/79 of 110 users are in 79\s+groups that are too small/);
    expect(stdout.split('\n').length).toBeLessThan(120);
  });
});

describe('fairness of the library', () => {
  it('gives the figures of the command, and writes a report where one is named', async () => {
    const s = await planted();
    const html = s.path('library.html');
    const gallery = openGallery({ database: s.db, readOnly: true });
    const written = await fairness(gallery, { by: ['department'], html, expires: '2027-01-31' });
    const { report } = await fairness(gallery, { by: ['department'] });
    gallery.close();
    expect(written).toMatchObject({ html, expires: '2027-01-31', report });
    expect(await found(s, '--by', 'department')).toMatchObject(JSON.parse(JSON.stringify(report)));
    expect(readFileSync(html, 'utf8')).toContain('Delete this file after January 31, 2027.');
  });

  it('stops when it is told to', async () => {
    const s = await planted();
    const gallery = openGallery({ database: s.db, readOnly: true });
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(fairness(gallery, { by: ['tag'], signal })).rejects.toThrow('enough');
    await expect(fairness(gallery, { by: [] })).rejects.toThrow('by is empty');
    gallery.close();
  });
});

describe('fairness refuses', () => {
  it.each([
    [['--by', 'Floor'], 2, 'no user has a column "Floor"; there are: "department", "Site"'],
    [['--by', 'department', 'Department'], 2, '"department" is named twice'],
    [['--by', 'user_id'], 2, '"user_id" is no field of a user'],
    [['--by', 'department', '--least', '4'], 2, '5 to'],
    [['--by', 'department', '--html', 'x.pdf'], 2, 'write an .html'],
    [['--by', 'department', '--replace-report'], 2, 'nothing without --html'],
    [['--by', 'department', '--expires', '2027-01-31'], 2, 'nothing without --html'],
    [['--by', 'department', '--least', '500'], 1, 'no group by "department" can be shown'],
    [[], 2, '--by'],
  ] as const)('%j', async (args, code, problem) => {
    const s = await planted();
    const result = await s.call(['fairness', ...args]);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(problem);
  });

  it.each([
    ['numbers', (i: number) => `${30_000 + 7 * i}`],
    ['dates', (i: number) => `19${50 + (i % 50)}-0${1 + (i % 9)}-1${i % 10}`],
    ['values', (i: number) => `Person ${i}`],
  ])('a column of %s that nearly everybody has alone', async (kind, salaryOf) => {
    const s = grouped(Array.from({ length: 60 }, (_, i) => ({ users: 1, site: salaryOf(i) })));
    const { code, stdout, stderr } = await s.call(['fairness', '--by', 'Site']);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(new RegExp(`different ${kind} of 60 users, and is none to group by`));
  });

  it('a column without groups beside one that has them, and more groups than anybody reads', async () => {
    const many = Array.from({ length: 101 }, (_, i) => ({
      ...{ users: 5, department: 'Sales', site: `Site ${i}` },
    }));
    const s = grouped(many);
    const small = await s.call(['fairness', '--by', 'department', 'Site']);
    expect(small.code).toBe(1);
    expect(small.stderr).toContain('no group by "Site" can be shown');
    const large = await s.call(['fairness', '--by', 'Site', '--least', '5']);
    expect(large.code).toBe(1);
    expect(large.stderr).toContain('there are 101 groups by "Site"');
  });

  it('a field in which nobody has a value', async () => {
    const s = await planted();
    const { code, stderr } = await s.call(['fairness', '--by', 'name']);
    expect([code, stderr]).toEqual([1, expect.stringContaining('has a value in "name"')]);
  });

  it('a collection in which nobody was tried', async () => {
    const s = await planted();
    await s.call(['collections', 'create', 'new']);
    const { code, stderr } = await s.call(['fairness', '--by', 'tag', '--collection', 'new']);
    expect(code).toBe(1);
    expect(stderr).toContain('nobody was tried in the collection "new"');
  });
});

it('fairness opens encrypted templates with their key', async () => {
  const secret = new Scenario();
  const key = newKey();
  secret.write('faces.key', key.bytes.toString('base64'));
  const planned = ['Sales', 'Works'].map((department) => ({ users: 40, department }));
  writeGroups(secret.db, planned, key);
  const args = ['fairness', '--by', 'department', '--json'];
  const open = await secret.call([...args, '--key-file', 'faces.key']);
  expect(open.code).toBe(0);
  expect(JSON.parse(open.stdout).compared).toBe(80);
  const closed = await secret.call(args);
  expect(closed.code).toBe(1);
  expect(closed.stderr).toContain('key');
});
