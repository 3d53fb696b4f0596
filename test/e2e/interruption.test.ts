import { copyFileSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { expectSound, fixture, Scenario } from '../support/scenario.js';
import { HOLDS, linkHeld, linkPortraits, whenSampled } from '../support/signals.js';
import { hasSystemSqlite, systemSqlite } from '../support/system-sqlite.js';

/** With the one that is held: no run comes to its end before the signal. */
const PHOTOS = 12;
const IMPORT = ['import-faces', 'photos', '--create-missing', '--workers', '2'];

/** Runs an import of many photos and sends it a signal when some of them are extracted. */
async function interrupted(signal: NodeJS.Signals) {
  const s = new Scenario();
  linkPortraits(s, PHOTOS - 1);
  linkHeld(s);
  let sent = Promise.resolve();
  const result = await s.run(IMPORT, {
    env: HOLDS,
    onStart: (child) => {
      sent = whenSampled(s, 5).then(() => {
        child.kill(signal);
      });
    },
  });
  await sent;
  const kept = s.query('SELECT path, photo_digest, embedding FROM samples ORDER BY path');
  return { s, result, kept };
}

/** What a run leaves, without what differs from run to run. */
const gallery = (s: Scenario, db = s.db) => {
  const connection = new Database(db, { readonly: true });
  try {
    return connection
      .prepare(
        `SELECT u.collection, u.user_id, t.slot, t.encoder, t.photo_digest, t.file_name, t.quality,
                hex(t.embedding) AS embedding
         FROM users AS u LEFT JOIN templates AS t USING (collection, user_id) ORDER BY 1, 2, 3`,
      )
      .all();
  } finally {
    connection.close();
  }
};

describe.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('a run that is interrupted by %s', (signal, code) => {
  it(`ends with ${code}, keeps its work, and goes on from there`, async () => {
    const { s, result, kept } = await interrupted(signal);
    expect(result).toMatchObject({ code, signal: null });
    expect(result.stdout).toContain('Interrupted');
    expect(result.stdout).toMatch(/run the same command again/i);
    expect(kept.length).toBeGreaterThanOrEqual(5);
    expect(kept.length).toBeLessThan(PHOTOS);
    expect(s.count('users')).toBe(0);
    expect(s.count('templates')).toBe(0);
    expect(s.query('SELECT status FROM runs')).toEqual([{ status: 'interrupted' }]);

    // A mark in the samples shows in the templates that were made of them.
    const db = new Database(s.db);
    db.exec('UPDATE samples SET quality = 0.125');
    db.close();
    // One of the photos is another one by now: its sample must not be used.
    rmSync(s.path('photos', '001.jpg'));
    copyFileSync(fixture('photos', '1001.jpg'), s.path('photos', '001.jpg'));
    const changed = kept.some(({ path }) => path.endsWith('/001.jpg')) ? 1 : 0;

    const again = await s.json(IMPORT, { asTyped: true });
    expect(again).toMatchObject({ code: 0, summary: { enrolled: { total: PHOTOS } } });
    const used = s.query('SELECT count(*) AS n FROM templates WHERE quality = 0.125');
    expect(used).toEqual([{ n: kept.length - changed }]);
    const digests = s.query(
      'SELECT user_id FROM templates WHERE photo_digest <> ?',
      kept[0].photo_digest,
    );
    expect(digests).toEqual([{ user_id: '001' }]);
    expectSound(s.db);
  });
});

describe('a run that is killed', () => {
  it('gives the same result as an undisturbed one when it is run again', async () => {
    const { s, result, kept } = await interrupted('SIGKILL');
    expect(result).toMatchObject({ code: null, signal: 'SIGKILL' });
    expect(kept.length).toBeGreaterThanOrEqual(5);
    expect(statSync(s.db).mode & 0o777).toBe(0o600);
    if (hasSystemSqlite) expect(systemSqlite(s.db, 'PRAGMA integrity_check')).toBe('ok\n');

    expect((await s.call(IMPORT, { asTyped: true })).code).toBe(0);
    expect((await s.call([...IMPORT, '--db', 'undisturbed.db'], { asTyped: true })).code).toBe(0);
    expectSound(s.path('undisturbed.db'));
    expect(gallery(s)).toHaveLength(PHOTOS);
    expect(gallery(s)).toEqual(gallery(s, s.path('undisturbed.db')));
    expect(s.query('SELECT status FROM runs ORDER BY run_id')).toEqual([
      { status: 'interrupted' },
      { status: 'finished' },
    ]);
  });
});
