import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { OUTPUTS } from '../../src/operations/schema/commands.js';
import { events, query } from '../support/cli.js';
import { printed } from '../support/json-lines.js';
import { expectSound, type Scenario } from '../support/scenario.js';
import { until } from '../support/stopping.js';
import { enrollWithThumbnails, scenarioWithPack, withPacks } from '../support/upgrades.js';

const STANDARD = 'mobilefacenet-tf-192';
const UPGRADE = ['upgrade', '--models', 'small', '--workers', '2'];
const IMPORT = ['import-faces', 'photos', '--create-missing'];

const templates = (s: Scenario, db = s.db) =>
  query(
    db,
    'SELECT face_id, user_id, slot, encoder, hex(embedding) AS embedding, measures, created_at FROM templates ORDER BY face_id',
  );

const encoders = (s: Scenario) =>
  s
    .query('SELECT user_id, encoder FROM templates ORDER BY user_id, encoder')
    .map((row) => [row.user_id, row.encoder.replace(/@.*/, '')]);

async function imported(photos = ['1001.jpg', '1002.jpg', '1003.jpg']) {
  const s = await scenarioWithPack();
  await s.prepare(`upgrade ${photos.join(' ')}`, async () => {
    s.photos(photos);
    expect((await s.call(IMPORT)).code).toBe(0);
  });
  return s;
}

describe('faceenroll upgrade', () => {
  it('rehearses without a change that another command sees, switches, goes back and commits', async () => {
    const s = await imported();
    const before = templates(s);
    const seen = await s.call(['status', '--json']);
    const rehearsal = await s.call([...UPGRADE, '--rehearse'], withPacks(s));
    expect(rehearsal).toMatchObject({ code: 0, stderr: '' });
    expect(rehearsal.stdout).toMatch(/3 faces\sof 3 users/);
    expect(rehearsal.stdout).toContain('Nothing was switched.');
    expect(templates(s)).toEqual(before);
    expect(await s.call(['status', '--json'])).toEqual(seen);
    expect(s.count('template_versions')).toBe(3);

    const switched = await s.call([...UPGRADE, '--yes', '--json'], withPacks(s));
    expect(switched).toMatchObject({ code: 0, stderr: '' });
    const told = events(switched);
    expect(told.slice(0, -1)).toMatchObject(
      ['1001', '1002', '1003'].map((userId) => ({ userId, action: 'TEMPLATE_UPGRADED' })),
    );
    expect(told.at(-1)).toMatchObject({ event: 'summary', upgraded: 3, reimport: null });
    const upgraded = templates(s);
    expect(upgraded.map(({ face_id }) => face_id)).toEqual(before.map(({ face_id }) => face_id));
    // Of the photos, which are the same.
    expect(upgraded.map(({ measures }) => measures)).toEqual(before.map((row) => row.measures));
    expect(before[0].measures).toContain('sharpness');
    expect(encoders(s)).toEqual([
      ['1001', 'small'],
      ['1002', 'small'],
      ['1003', 'small'],
    ]);
    const found = await s.call(
      ['identify', 'photos/1002.jpg', '--models', 'small', '--similarity', '0.99', '--json'],
      withPacks(s),
    );
    expect(events(found)[0]).toMatchObject({ matches: [{ userId: '1002' }] });

    const back = await s.call(['upgrade', '--rollback']);
    expect(back).toMatchObject({ code: 0, stderr: '' });
    expect(back.stdout).toContain(`3 faces have their templates of ${STANDARD} again`);
    expect(templates(s)).toEqual(before);

    expect((await s.call([...UPGRADE, '--yes'], withPacks(s))).code).toBe(0);
    expect(templates(s)).toEqual(upgraded);
    expect((await s.call(['upgrade', '--commit', '--yes'])).code).toBe(0);
    expect(s.count('template_versions')).toBe(0);
    expect(templates(s)).toEqual(upgraded);
    const nothing = await s.call(['upgrade', '--rollback']);
    expect(nothing).toMatchObject({ code: 1, stdout: '' });
    expect(nothing.stderr).toContain('keeps no templates of before');
    expect((await s.call(['check'])).code).toBe(0);
  });

  it('lists who has no thumbnail as a CSV that imports with the new pack', async () => {
    const s = await imported(['1001.jpg']);
    s.write('users.csv', 'user_id,name,face_image_file1\n1002,"Lee, Ann",1002.jpg\n');
    s.photos(['1002.jpg']);
    const without = ['--missing-users', 'create', '--store-thumbnails', 'none'];
    await s.call(['import-csv', 'users.csv', '--images', 'photos', ...without]);
    const result = await s.call([...UPGRADE, '--yes'], withPacks(s));
    expect(result).toMatchObject({ code: 3 });
    expect(result.stdout).toContain('1 face without a thumbnail');
    expect(encoders(s)).toEqual([
      ['1001', 'small'],
      ['1002', STANDARD],
    ]);
    const list = s.path('faceenroll.reimport.csv');
    expect(readFileSync(list, 'utf8')).toBe(
      '\ufeffuser_id,name,face_image_file1,faceenroll_missing\n1002,"Lee, Ann",1002.jpg,\n',
    );
    const again = await s.call(
      ['import-csv', list, '--images', 'photos', '--models', 'small'],
      withPacks(s),
    );
    expect(again.code).toBe(0);
    expect(encoders(s)).toContainEqual(['1002', 'small']);
    const done = await s.call([...UPGRADE, '--yes'], withPacks(s));
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toContain('Nothing to upgrade');
  });

  it('does not begin what would end in a question to nobody, nor without a pack', async () => {
    const s = await imported(['1001.jpg']);
    const unasked = await s.call(UPGRADE, withPacks(s));
    expect(unasked).toMatchObject({ code: 2, stdout: '' });
    expect(unasked.stderr).toContain('say --yes');
    expect((await s.call(['upgrade', '--commit'])).code).toBe(2);
    const unnamed = await s.call(['upgrade', '--yes']);
    expect(unnamed).toMatchObject({ code: 2, stdout: '' });
    expect(unnamed.stderr).toContain('--models');
    expect(s.count('template_versions')).toBe(0);
  });

  it('is followed by no import that enrolls everybody once more with the pack of before', async () => {
    const s = await imported(['1001.jpg', '1002.jpg']);
    await s.call([...UPGRADE, '--yes'], withPacks(s));
    const before = templates(s);
    const refused = await s.call(IMPORT, withPacks(s));
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toContain('name --models small, or put "models": "small" into');
    // Before a commit it would be refused, and nobody knows that it finds more.
    expect(refused.stderr).not.toContain('--rehearse');
    const identified = await s.call(['identify', 'photos/1001.jpg'], withPacks(s));
    expect(identified).toMatchObject({ code: 1, stdout: '' });
    expect(identified.stderr).toContain(
      `${STANDARD} (model pack standard), of which there are none: `,
    );
    expect(identified.stderr).toContain('name --models small');
    expect((await s.call(['verify', '1001', 'photos/1001.jpg'], withPacks(s))).stderr).toContain(
      'name --models small',
    );
    expect(templates(s)).toEqual(before);
    s.write('faceenroll.config.json', '{ "models": "small" }');
    const same = await s.json(IMPORT, withPacks(s));
    expect(same.outcomes).toMatchObject([
      { reason: 'FACE_PRESERVED' },
      { reason: 'FACE_PRESERVED' },
    ]);
  });

  it('tells at a rollback of a face that was enrolled since, which the old pack can encode', async () => {
    const s = await imported(['1001.jpg']);
    await s.call([...UPGRADE, '--yes'], withPacks(s));
    s.photos(['1002.jpg']);
    await s.call([...IMPORT, '--models', 'small'], withPacks(s));
    const back = await s.call(['upgrade', '--rollback'], withPacks(s));
    expect(back).toMatchObject({ code: 3 });
    expect(back.stdout).toContain('1 face enrolled since the switch');
    expect(back.stdout).toContain('faceenroll upgrade --models standard');
    expect(encoders(s)).toEqual([
      ['1001', STANDARD],
      ['1002', 'small'],
    ]);
    await s.call(['upgrade', '--models', 'standard', '--yes'], withPacks(s));
    expect(encoders(s)).toEqual([
      ['1001', STANDARD],
      ['1002', STANDARD],
    ]);
  });
});

describe('faceenroll enroll without photos', () => {
  it('upgrades the template of one user where that is due, and tells its status', async () => {
    const s = await imported(['1001.jpg', '1002.jpg']);
    // Not the first by its ID: two of one millisecond have no order.
    const faceId = templates(s).find(({ user_id }) => user_id === '1001')?.face_id;
    const args = ['enroll', '1001', '--models', 'small', '--json'];
    const upgraded = events(await s.call(args, withPacks(s)));
    expect(upgraded).toMatchObject([
      { event: 'outcome', faceId, action: 'TEMPLATE_UPGRADED' },
      { event: 'status', userId: '1001', available: true, upgradeDue: false },
    ]);
    expect(encoders(s)).toEqual([
      ['1001', 'small'],
      ['1002', STANDARD],
    ]);
    expect(events(await s.call(args, withPacks(s)))).toMatchObject([{ event: 'status' }]);
    expect((await s.call(['upgrade', '--rollback'], withPacks(s))).code).toBe(0);
    expect(encoders(s)[0]).toEqual(['1001', STANDARD]);
  });

  it('does not take a user back to the pack of before', async () => {
    const s = await imported(['1001.jpg']);
    await s.call([...UPGRADE, '--yes'], withPacks(s));
    const enroll = await s.call(['enroll', '1001', '--json'], withPacks(s));
    const [status, ...more] = events(enroll);
    expect(more).toEqual([]);
    expect(status).toMatchObject({ available: false, upgradeDue: false, otherPack: 'small' });
    expect(enroll.stderr).toMatch(
      /^"1001" is not upgraded: the collection "default" is of \S+ \(model pack small\): name --models small, or first end its upgrade/,
    );
    const text = await s.call(['status', '1001', '--models', 'standard'], withPacks(s));
    expect(text.stdout).toMatch(/^1001: of another pack \(--models small\), since /);
    expect(encoders(s)).toEqual([['1001', 'small']]);
  });

  it('goes by the pack that is named where a collection is of another one, and by no other', async () => {
    const s = await imported(['1001.jpg', '1002.jpg']);
    await s.call([...UPGRADE, '--yes'], withPacks(s));
    await s.call(['upgrade', '--commit', '--yes']);
    const left = await s.call(['enroll', '1001'], withPacks(s));
    expect(left.stderr).toContain('or say --models standard to upgrade this user alone');
    expect(left.stdout).toContain('1001: of another pack (--models small), ');
    const named = await s.call(['enroll', '1001', '--models', 'standard'], withPacks(s));
    expect(named).toMatchObject({ code: 0, stderr: '' });
    expect(encoders(s)).toEqual([
      ['1001', STANDARD],
      ['1002', 'small'],
    ]);
    await s.call(['upgrade', '--commit', '--yes']);
    const db = new Database(s.db);
    db.exec("DELETE FROM thumbnails WHERE user_id = '1002'");
    db.close();
    const without = await s.call(['enroll', '1002', '--models', 'standard'], withPacks(s));
    expect(without.stderr).toContain('no face of the user has a thumbnail');
  });
});

describe('an upgrade that is stopped', () => {
  const FACES = 300;

  /** Runs it with a signal when so many faces are staged. */
  async function stopped(s: Scenario, signal: NodeJS.Signals, after: number) {
    let sent = Promise.resolve();
    const result = await s.run([...UPGRADE, '--yes'], {
      ...withPacks(s),
      onStart: (child) => {
        sent = until(`${after} staged faces`, () => s.count('template_versions') >= after).then(
          () => {
            child.kill(signal);
          },
        );
      },
    });
    await sent;
    return { result, staged: s.count('template_versions') };
  }

  it('by a kill, wherever it is, goes on to the same end as one that was not', async () => {
    const s = await scenarioWithPack();
    enrollWithThumbnails(s.db, FACES);
    const before = templates(s);
    copyFileSync(s.db, s.path('undisturbed.db'));
    for (const after of [1, 100, 200]) {
      const { result, staged } = await stopped(s, 'SIGKILL', after);
      expect(result.signal).toBe('SIGKILL');
      expect(staged).toBeGreaterThanOrEqual(after);
      expect(staged).toBeLessThanOrEqual(FACES);
      expect(templates(s)).toEqual(before);
    }
    expect((await s.call([...UPGRADE, '--yes'], withPacks(s))).code).toBe(0);
    const other = [...UPGRADE, '--yes', '--db', 'undisturbed.db'];
    expect((await s.call(other, withPacks(s))).code).toBe(0);
    const embeddings = templates(s);
    expect(embeddings).toEqual(templates(s, s.path('undisturbed.db')));
    expect(new Set(embeddings.map(({ embedding }) => embedding)).size).toBe(FACES);
    expectSound(s.path('undisturbed.db'));
  });

  it('by SIGINT keeps what is encoded, tells so, and ends with 130', async () => {
    const s = await scenarioWithPack();
    enrollWithThumbnails(s.db, FACES);
    const before = templates(s);
    const { result, staged } = await stopped(s, 'SIGINT', 20);
    expect(result).toMatchObject({ code: 130, signal: null, stdout: '' });
    expect(result.stderr).toContain(`Nothing was switched. ${staged} of ${FACES} faces`);
    expect(staged).toBeLessThan(FACES);
    expect(templates(s)).toEqual(before);
    expect(existsSync(s.path('faceenroll.reimport.csv'))).toBe(false);
  });
});

describe('what an upgrade prints with --json', () => {
  it('is what its JSON Schema says, of every kind', async () => {
    const s = await scenarioWithPack();
    enrollWithThumbnails(s.db, 40);
    const db = new Database(s.db);
    db.exec("UPDATE thumbnails SET jpeg = x'ffd8ff00' WHERE user_id = '1001'");
    db.exec("DELETE FROM thumbnails WHERE user_id = '1002'");
    db.close();
    const kinds = async (args: string[]) => {
      const told = events(
        await s.call(
          [...args, '--json', ...(args[0] === 'upgrade' ? ['--yes'] : [])],
          withPacks(s),
        ),
      );
      return [...new Set(told.map(({ action, upgrade, event }) => action ?? upgrade ?? event))];
    };
    expect(await kinds([...UPGRADE, '--rehearse'])).toEqual(['rehearsal']);
    expect(await kinds(['upgrade', '--forget'])).toEqual(['FORGOTTEN']);
    const outcomes = ['ENROLLMENT_FAILED', 'NONE', 'TEMPLATE_UPGRADED'];
    const enroll = (userId: string) => ['enroll', userId, '--models', 'small'];
    const failing = await s.call([...enroll('1001'), '--json'], withPacks(s));
    expect(failing.code).toBe(3);
    expect(events(failing)).toMatchObject([{ action: 'ENROLLMENT_FAILED' }, { event: 'status' }]);
    expect(await kinds(enroll('1003'))).toEqual(['TEMPLATE_UPGRADED', 'status']);
    expect(await kinds(['upgrade', '--rollback'])).toEqual(['ROLLED_BACK']);
    expect(await kinds(UPGRADE)).toEqual([...outcomes, 'summary']);
    expect(await kinds(['upgrade', '--rollback'])).toEqual(['ROLLED_BACK']);
    await kinds(UPGRADE);
    expect(await kinds(['upgrade', '--commit'])).toEqual(['COMMITTED']);
    const upgrades = Object.keys(OUTPUTS.upgrade?.lines ?? {}).map((kind) => `upgrade: ${kind}`);
    const all = [...upgrades, 'enroll: upgradedFace', 'enroll: failedFace'];
    expect(all.filter((kind) => !printed.has(kind))).toEqual([]);
  });
});
