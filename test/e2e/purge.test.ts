import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { fixture, Scenario } from '../support/scenario.js';
import { answered, HAS_TERMINAL } from '../support/terminal.js';

/**
 * A database of six users: `over` is past retain_until, `both` that and expired, `expired`
 * has faces that go, `bare` is expired without a face, `odd` has a date that is none, `stays`
 * has time left. It is made once, since enrolling takes its time.
 */
async function people(): Promise<Scenario> {
  const s = new Scenario();
  await s.prepare('people to purge', () => enrolledPeople(s));
  return s;
}

async function enrolledPeople(s: Scenario): Promise<void> {
  const rows = [
    'over,1001.jpg,2020-12-31,',
    'both,1002.jpg,2020-12-31,2019-01-01',
    'expired,1003.jpg,,2020-12-31T18:00:00Z',
    'bare,,,2020-12-31',
    'odd,1004.jpg,,',
    'stays,1005.jpg,2999-12-31,2999-12-31',
  ];
  const headings = 'user_id,face_image_file1,retain_until,expiry_datetime';
  s.write('users.csv', `${headings}\n${rows.join('\n')}\n`);
  const images = ['--images', fixture('photos'), '--profile-image'];
  const { code } = await s.call(['import-csv', 'users.csv', ...images, '--quiet']);
  expect(code).toBe(0);
  // No import takes such a date; an earlier version did, and other programs can write the database.
  s.change("UPDATE users SET expiry_datetime = 'soon' WHERE user_id = 'odd'");
}

const receipts = (s: Scenario) => readdirSync(s.cwd).filter((name) => name.includes('receipt'));
const receipt = (s: Scenario, name: string) => JSON.parse(readFileSync(s.path(name), 'utf8'));
const ids = (s: Scenario, table: string) =>
  s.query(`SELECT DISTINCT user_id AS id FROM ${table} ORDER BY 1`).map(({ id }) => id);

/** The secrets of a user that a file may hold: embeddings, thumbnails and the profile image. */
function secretsOf(s: Scenario, userId: string): Buffer[] {
  const templates = s.query('SELECT embedding AS bytes FROM templates WHERE user_id = ?', userId);
  const images = s.query('SELECT jpeg AS bytes FROM profile_images WHERE user_id = ?', userId);
  const thumbnails = s.query('SELECT jpeg AS bytes FROM thumbnails WHERE user_id = ?', userId);
  return [...templates, ...thumbnails, ...images].map(({ bytes }) => bytes);
}

/** The parts of 48 bytes of a secret that no other one has, as JPEGs have their tables in common. */
function partsOf(secret: Buffer, others: readonly Buffer[]): Buffer[] {
  const all = Array.from({ length: Math.floor(secret.length / 48) }, (_, i) =>
    secret.subarray(i * 48, i * 48 + 48),
  );
  const own = all.filter((part) => !others.some((other) => other.includes(part)));
  expect(own.length).toBeGreaterThan(all.length / 2);
  return own;
}

/** How many of the parts are in any file below the folder. */
function found(folder: string, parts: readonly Buffer[]): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name)));
  return parts.filter((part) => files.some((file) => file.includes(part))).length;
}

describe('purge --due', () => {
  it('deletes users past retain_until, and the faces of those past expiry_datetime', async () => {
    const s = await people();
    const dry = await s.call(['purge', '--due', '--dry-run']);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.stdout).toContain('Dry run: nothing was deleted.');
    expect(s.count('users')).toBe(6);

    const result = await s.call(['purge', '--due', '--yes']);
    expect(result.code).toBe(0);
    expect(result.stdout).toContain('Deleted: 2 users and the faces of 1 user');
    expect(result.stdout.split('Deleted')[0]).toBe(dry.stdout.split('Dry run')[0]);
    expect(result.stderr).toBe(
      'User "odd" stays: expiry_datetime is "soon", which is no ISO 8601 date.\n',
    );
    expect(s.userIds()).toEqual(['bare', 'expired', 'odd', 'stays']);
    expect(ids(s, 'templates')).toEqual(['odd', 'stays']);
    expect(ids(s, 'profile_images')).toEqual(['odd', 'stays']);

    const again = await s.call(['purge', '--due', '--yes']);
    expect(again).toMatchObject({
      code: 0,
      stdout: 'Nothing is to be deleted from the collection "default".\n',
    });
    expect(receipts(s)).toHaveLength(1);
  });

  it('leaves a receipt that agrees with the audit, for the owner alone', async () => {
    const s = await people();
    const faces = new Map(
      s.query('SELECT user_id, face_id FROM templates').map((row) => [row.user_id, row.face_id]),
    );
    await s.call(['purge', '--due', '--yes']);
    const [name = ''] = receipts(s);
    expect(name).toMatch(/^purge-\d{8}T\d{6}Z\.receipt\.json$/);
    expect(statSync(s.path(name)).mode & 0o777).toBe(0o600);
    const facts = receipt(s, name);
    expect(facts).toMatchObject({
      command: 'purge --due',
      database: s.db,
      collection: 'default',
      erased: true,
      counts: { users: 2, faces: 1, templates: 3, thumbnails: 3, profileImages: 3 },
    });
    expect(
      // biome-ignore lint/suspicious/noExplicitAny: a document as any program reads it
      facts.deleted.map((one: any) => [one.userId, one.what, one.reason, one.date, one.faceIds]),
    ).toEqual([
      ['both', 'user', 'RETENTION_ENDED', '2020-12-31', [faces.get('both')]],
      ['expired', 'faces', 'EXPIRED', '2020-12-31T18:00:00Z', [faces.get('expired')]],
      ['over', 'user', 'RETENTION_ENDED', '2020-12-31', [faces.get('over')]],
    ]);
    for (const { userId, what, audit } of [...facts.deleted]) {
      const rows = s.query(
        'SELECT action, user_id, os_user, host, at FROM audit WHERE position BETWEEN ? AND ?',
        ...[audit.from, audit.to],
      );
      const user = what === 'user' ? ['USER_DELETED'] : [];
      expect(rows.map(({ action }) => action)).toEqual([
        ...['TEMPLATE_DELETED', 'PROFILE_IMAGE_DELETED', ...user],
      ]);
      const by = { os_user: facts.by.osUser, host: facts.by.host, at: facts.at };
      for (const row of rows) expect(row).toMatchObject({ user_id: userId, ...by });
    }
    const positions = s.query(
      `SELECT min(position) AS "from", max(position) AS "to" FROM audit WHERE action LIKE '%_DELETED'`,
    );
    expect(positions).toEqual([facts.audit]);
  });

  it("leaves no byte of a deleted user's embedding, thumbnail or profile image in any file", async () => {
    const s = await people();
    mkdirSync(s.path('tmp'));
    const [gone, kept] = [
      ['over', 'both', 'expired'].flatMap((id) => secretsOf(s, id)),
      ['odd', 'stays'].flatMap((id) => secretsOf(s, id)),
    ];
    expect([gone.length, kept.length]).toEqual([9, 6]);
    const goneParts = gone.map((secret) => partsOf(secret, kept));
    const keptParts = kept.map((secret) => partsOf(secret, gone));
    // What crosses the border of a page of the database is not found as a whole.
    for (const parts of [...goneParts, ...keptParts]) {
      expect(found(s.cwd, parts), 'they are there').toBeGreaterThan(parts.length / 2);
    }
    const env = { TMPDIR: s.path('tmp'), SQLITE_TMPDIR: s.path('tmp') };
    expect((await s.run(['purge', '--due', '--yes'], { env })).code).toBe(0);
    expect(goneParts.map((parts) => found(s.cwd, parts))).toEqual(gone.map(() => 0));
    for (const parts of keptParts) {
      expect(found(s.cwd, parts)).toBeGreaterThan(parts.length / 2);
    }
    expect(
      s.query("SELECT DISTINCT user_id FROM run_items WHERE user_id IN ('over', 'both')"),
    ).toEqual([]);
  });

  it('counts a day as over when it has ended in the time zone of the machine', async () => {
    const s = new Scenario();
    // It is this day in the westernmost zone for a minute more, and a later one in the easternmost.
    const day = new Date(Date.now() - 12 * 3600_000 + 60_000).toISOString().slice(0, 10);
    s.write('users.csv', `user_id,retain_until\n1,${day}\n`);
    await s.run(['import-csv', 'users.csv', '--quiet']);
    const due = async (zone: string) =>
      (await s.run(['purge', '--due', '--dry-run'], { env: { TZ: zone } })).stdout;
    expect(await due('Etc/GMT+12')).toContain('Nothing is to be deleted');
    expect(await due('Pacific/Kiritimati')).toContain(`retain_until ${day}`);
  });
});

describe('purge --user', () => {
  it('deletes the named users with everything, each once', async () => {
    const s = await people();
    const result = await s.call(['purge', '--user', 'stays', 'over', 'stays', '--yes', '--json']);
    expect(result.code).toBe(0);
    const [stays, over, summary, ...more] = events(result);
    expect(more).toEqual([]);
    const named = { event: 'deletion', what: 'user', reason: 'NAMED', date: null };
    expect(stays).toEqual({
      ...named,
      userId: 'stays',
      templates: 1,
      thumbnails: 1,
      profileImage: true,
      waitingPhoto: false,
    });
    expect(over).toMatchObject({ ...named, userId: 'over' });
    expect(summary).toMatchObject({
      ...{ event: 'deletions', dryRun: false, users: 2, faces: 0, exitCode: 0 },
      ...{ templates: 2, thumbnails: 2, profileImages: 2, receipt: receipts(s)[0] },
    });
    expect(receipt(s, summary.receipt).audit).toEqual(summary.audit);
    expect(s.userIds()).toEqual(['bare', 'both', 'expired', 'odd']);
  });

  it('deletes nobody when one of them does not exist, and names that one', async () => {
    const s = await people();
    const result = await s.call(['purge', '--user', 'over', 'nobody\u001b[2J', '--yes']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toBe(
      'faceenroll: there is no user with the user ID "nobody\\u001b[2J" in the collection "default"; nothing was deleted\n',
    );
    expect(s.count('users')).toBe(6);
    expect(receipts(s)).toEqual([]);
  });

  it('lets the user be enrolled again', async () => {
    const s = await people();
    await s.call(['purge', '--user', 'over', '--yes']);
    s.write('again.csv', 'user_id,face_image_file1\nover,1001.jpg\n');
    const result = await s.json(['import-csv', 'again.csv', '--images', fixture('photos')]);
    expect(result.outcomes).toMatchObject([{ action: 'NEW_TEMPLATE_CREATED' }]);
  });
});

describe('a receipt', () => {
  it('goes where it is told, and never takes the place of a file', async () => {
    const s = await people();
    for (const id of ['over', 'both']) {
      await s.call(['purge', '--user', id, '--yes', '--receipt', 'gone.json']);
    }
    expect(receipt(s, 'gone.json').deleted[0].userId).toBe('over');
    expect(receipt(s, 'gone.2.json').deleted[0].userId).toBe('both');
  });

  it('that cannot be written stops the deletion', async () => {
    const s = await people();
    const result = await s.call(['purge', '--due', '--yes', '--receipt', 'no/such/folder.json']);
    expect(result.code).toBe(1);
    expect(result.stderr).toMatch(/receipt cannot be written, so nothing was deleted.*--receipt/);
    expect(s.count('users')).toBe(6);
  });
});

describe('purge', () => {
  it.each([
    [['--yes'], /--due.*--user/],
    [['--due', '--user', '1', '--yes'], /--due.*cannot be used with.*--user/],
    [['--due'], /without a terminal.*--yes.*--dry-run/],
    [['--user', '1'], /without a terminal.*--yes/],
  ])('%j is wrong usage', async (args, reason) => {
    const result = await new Scenario().call(['purge', ...args]);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(reason);
  });

  it('refuses a collection that is not there: nobody would be deleted, night after night', async () => {
    const s = await people();
    for (const what of [['--due'], ['--due', '--dry-run'], ['--user', 'over']]) {
      const result = await s.call(['purge', ...what, '--yes', '--collection', 'stuff']);
      expect(result).toMatchObject({ code: 1, stdout: '' });
      expect(result.stderr).toMatch(/there is no collection "stuff" in .*; nothing was deleted\n$/);
    }
    expect(s.count('users')).toBe(6);
  });

  it('makes no database where there is none', async () => {
    const s = new Scenario();
    expect(await s.call(['purge', '--due', '--yes'])).toMatchObject({ code: 1 });
    expect(existsSync(s.db)).toBe(false);
  });
});

describe.runIf(HAS_TERMINAL)('on a terminal', () => {
  it.each([
    ['n\r', 1, 6],
    ['\r', 1, 6],
    ['\u0003', 1, 6],
    ['\u0004', 1, 6],
    ['y\r', 0, 5],
  ])('it asks, and the answer %j gives %i', async (answer, code, users) => {
    const s = await people();
    expect((await answered(s, 'purge --user over', answer)).code).toBe(code);
    expect(s.count('users')).toBe(users);
    expect(receipts(s)).toHaveLength(6 - users);
  });
});
