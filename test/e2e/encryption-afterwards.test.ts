import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { Store } from '../../src/store/store.js';
import { events } from '../support/cli.js';
import { readStore } from '../support/keys.js';
import { runTyped } from '../support/main.js';
import { Scenario } from '../support/scenario.js';

/** Two users with faces and pictures in an encrypted database; returns what names its key. */
async function encrypted(s: Scenario): Promise<readonly string[]> {
  const key = ['--key-file', 'faces.key'];
  await s.prepare('encrypted', async () => {
    s.photos(['1001.jpg', '1002.jpg']);
    await run(s, 'key', 'generate', 'faces.key');
    const enrolled = await s.call([
      ...['import-faces', 'photos', '--create-missing', '--profile-image'],
      ...key,
    ]);
    expect(enrolled.code).toBe(0);
  });
  return key;
}

const run = (s: Scenario, ...args: string[]) => runTyped(args, { cwd: s.cwd });

/** How many data keys of users a key store has. */
function keysIn(file: string): number {
  const db = new Database(file, { readonly: true });
  try {
    return db.prepare<[], number>('SELECT count(*) FROM user_keys').pluck().get() ?? 0;
  } finally {
    db.close();
  }
}

describe('a user who is deleted from an encrypted database', () => {
  it('loses the data key at once, so that no backup brings the face back', async () => {
    const s = new Scenario();
    const key = await encrypted(s);
    expect((await run(s, 'backup', 'before.db')).code).toBe(0);
    expect(keysIn(`${s.db}-keys`)).toBe(2);

    // Deleting takes no key.
    expect((await run(s, 'purge', '--user', '1001', '--yes')).code).toBe(0);
    expect(keysIn(`${s.db}-keys`)).toBe(1);

    const restored = await run(s, 'restore', 'before.db', '--yes');
    expect(restored.code).toBe(0);
    expect(restored.stdout).toContain('1001');
    const verified = await run(s, 'key', 'verify', ...key, '--json');
    expect(verified.code).toBe(1);
    const broken = events(verified).filter(({ event }) => event === 'broken');
    expect(broken.map(({ userId }) => userId)).toEqual(['1001', '1001', '1001', '1001']);

    // Deleted once more, all is as it should be.
    expect((await run(s, 'purge', '--user', '1001', '--yes')).code).toBe(0);
    expect((await run(s, 'check', ...key)).stdout).toContain('Nothing is wrong.');
    expect((await run(s, 'identify', 'photos/1002.jpg', ...key)).code).toBe(0);
  });
});

describe('backup --keys', () => {
  it('copies the data keys with which the backup opens elsewhere', async () => {
    const s = new Scenario();
    const key = await encrypted(s);
    const without = await run(s, 'backup', 'faces.copy');
    expect(without.stdout).toContain('copy them with --keys');
    const made = await run(s, 'backup', 'faces.copy', '--force', '--keys', 'keys.copy', '--json');
    expect(events(made)).toMatchObject([{ encrypted: true, keys: 'keys.copy', templates: 2 }]);

    const restored = await run(s, 'restore', 'faces.copy', '--db', 'moved.db', '--json');
    expect(restored.code).toBe(0);
    expect(restored.stderr).toMatch(/^Warning: .*moved\.db-keys is missing/m);
    expect(events(restored)).toMatchObject([{ warning: { code: 'KEYS_MISSING' } }]);
    const checked = await run(s, 'check', '--db', 'moved.db', '--json');
    expect(checked.code).toBe(3);
    expect(events(checked)).toMatchObject([{ code: 'KEYS_MISSING' }, { event: 'summary' }]);
    copyFileSync(s.path('keys.copy'), s.path('moved.db-keys'));
    const verified = await run(s, 'key', 'verify', '--db', 'moved.db', ...key);
    expect(verified.code).toBe(0);
  });

  it('keeps only the newest copy', async () => {
    const s = new Scenario();
    await encrypted(s);
    await run(s, 'backup', 'one.db', '--keys', 'keys.copy');
    await run(s, 'purge', '--user', '1001', '--yes');
    await run(s, 'backup', 'two.db', '--keys', 'keys.copy');
    expect(keysIn(s.path('keys.copy'))).toBe(1);
  });

  it.each([
    ['faceenroll.db-keys', /belongs to the database itself/],
    ['nowhere/keys.copy', /no folder .*nowhere for the keys/],
    ['faces.key', /faces\.key already exists, and is not a copy of data keys/],
    ['faces.copy', /faces\.copy is where the backup goes/],
  ])('refuses %s', async (file, problem) => {
    const s = new Scenario();
    await encrypted(s);
    const before = readFileSync(`${s.db}-keys`);
    const refused = await run(s, 'backup', 'faces.copy', '--keys', file);
    expect(refused.code).toBeGreaterThan(0);
    expect(refused.stderr).toMatch(problem);
    expect(readFileSync(`${s.db}-keys`)).toEqual(before);
    expect(existsSync(s.path('faces.copy'))).toBe(false);
  });
});

describe('check of an encrypted database', () => {
  it('looks into templates and images with the key, and says so when it has none', async () => {
    const s = new Scenario();
    const key = await encrypted(s);
    const locked = await run(s, 'check');
    expect(locked.code).toBe(0);
    expect(locked.stderr).toContain('no key was named');
    expect((await run(s, 'check', ...key)).stderr).toBe('');

    const db = new Database(s.db);
    db.exec(
      "UPDATE templates SET embedding = (SELECT embedding FROM templates WHERE user_id = '1002')",
    );
    db.close();
    const found = await run(s, 'check', ...key, '--json');
    expect(found.code).toBe(3);
    expect(events(found)[0]).toMatchObject({ code: 'TEMPLATE_UNREADABLE', userId: '1001' });
  });
});

describe('export-csv --photos of an encrypted database', () => {
  it('writes the pictures themselves, with the key alone', async () => {
    const s = new Scenario();
    const key = await encrypted(s);
    const refused = await run(s, 'export-csv', 'a.csv', '--photos', 'a');
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('is encrypted: name its key');
    expect((await run(s, 'export-csv', 'b.csv', '--photos', 'b', ...key)).code).toBe(0);
    const picture = readFileSync(s.path('b', '1001.jpg'));
    expect([...picture.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    // Without pictures nothing is secret.
    expect((await run(s, 'export-csv', 'c.csv')).code).toBe(0);
  });
});

describe('a batch of an encrypted database that is taken back', () => {
  it('stores nothing, and the next one enrolls as if it had not been', async () => {
    const s = new Scenario();
    await encrypted(s);
    const bytes = Buffer.from(readFileSync(s.path('faces.key'), 'utf8').trim(), 'base64');
    const key = { bytes, source: 'a test' };
    const store = Store.open(s.db, false, { key });
    const { users, templates, transaction } = store.collection('default', 'other');
    expect(() =>
      transaction(() => {
        users.create('new', { known: {}, extra: {} }, 'now');
        const sample = {
          ...{ digest: 'd', embedding: Float32Array.of(1, 0), quality: 1 },
          ...{ rotated: 0 as const, liveness: null },
        };
        templates.add({ faceId: 'f', userId: 'new', slot: 1, fileName: 'x' }, sample, 'now');
        throw new Error('no');
      }),
    ).toThrow('no');
    store.close();
    expect(keysIn(`${s.db}-keys`)).toBe(2);
    expect(readStore(s.db, key).collection('default', 'other').templates.ofUser('new')).toEqual([]);
  });
});
