import { chmodSync, existsSync, readFileSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { lockForRun } from '../../src/store/lock.js';
import { DIMENSIONS } from '../support/encoder.js';
import { enrollPeople, photo } from '../support/gallery.js';
import { enrollUsers, filesWith, newKey, randomEmbedding, withRun } from '../support/keys.js';
import { runTyped } from '../support/main.js';
import { endings, expectSound, NOT_ENCRYPTED, Scenario } from '../support/scenario.js';
import { HOLDS, linkHeld, linkPortraits, whenSampled } from '../support/signals.js';

const IMPORT = ['import-faces', 'photos', '--create-missing'];

/** A command on a database that no import wrote, so that it is not what `s.run` expects. */
const bare = (s: Scenario, args: readonly string[]) => runTyped(args, { cwd: s.cwd });

/** Writes the file of a new key; returns the option that names it. */
async function generate(s: Scenario, name = 'faces.key'): Promise<string[]> {
  const { code } = await bare(s, ['key', 'generate', name]);
  expect(code).toBe(0);
  return ['--key-file', name];
}

/** Every command that reads or writes templates. */
const COMMANDS = [
  IMPORT,
  [...IMPORT, '--dry-run'],
  ['import-csv', 'users.csv'],
  ['import-csv', 'users.csv', '--dry-run'],
  ['identify', 'photos/1001.jpg'],
  ['identify', 'photos/1001.jpg', '--auto-enroll'],
  ['verify', 'ann', 'photos/1001.jpg'],
  ['calibrate'],
  ['calibrate', '--store'],
  ['duplicates', 'scan'],
];

describe('an encrypted database', () => {
  it.each(COMMANDS.map((args) => ({ args, command: args.join(' ') })))(
    'is not touched by "$command" without its key, or with a wrong one',
    async ({ args }) => {
      const s = new Scenario();
      s.photos(['1001.jpg']);
      s.write('users.csv', 'user_id,face_image_file1\n7,photos/1001.jpg\n');
      withRun(s.db, newKey(), (run) => enrollUsers(run, { ann: randomEmbedding() }));
      const wrong = await generate(s, 'wrong.key');
      const files = () => [s.db, `${s.db}-keys`].map((file) => readFileSync(file));
      const before = files();

      const without = await bare(s, args);
      expect(without).toMatchObject({ code: 1, stdout: '' });
      expect(without.stderr).toBe(
        'faceenroll: faceenroll.db is encrypted: name its key with --key-file, FACEENROLL_KEY_FILE or FACEENROLL_KEY\n',
      );
      const refused = await bare(s, [...args, ...wrong]);
      expect(refused).toMatchObject({ code: 1, stdout: '' });
      expect(refused.stderr).toBe(
        'faceenroll: the key from "wrong.key" (--key-file) is not the key of faceenroll.db: name the right one\n',
      );
      expect(files()).toEqual(before);
    },
  );

  it('needs no key for what needs no templates', async () => {
    const s = new Scenario();
    withRun(s.db, newKey(), (run) =>
      enrollUsers(run, { ann: randomEmbedding(), bob: randomEmbedding() }),
    );
    const duplicates = (...args: string[]) => bare(s, ['duplicates', ...args]);
    expect((await duplicates('allow', 'ann', 'bob', '--reason', 'twins')).code).toBe(0);
    expect((await duplicates('list')).stdout).toContain('twins');
    expect((await duplicates('revoke', 'ann', 'bob')).code).toBe(0);
  });

  it('serves every command as a plain one does', async () => {
    const s = new Scenario();
    await enrollPeople(s);
    const key = await generate(s);
    const sealed = [...key, '--db', 'sealed.db'];
    expect((await s.call([...IMPORT, ...sealed])).code).toBe(0);
    for (const command of [
      ['identify', photo('exif-2.jpg'), photo('1002.jpg'), '--json'],
      ['verify', '2001', photo('exif-2.jpg'), photo('1001.jpg'), '--json'],
      ['duplicates', 'scan', '--similarity', '0', '--json'],
    ]) {
      const ids = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
      const [plain, encrypted] = [await s.call(command), await s.call([...command, ...sealed])];
      expect(plain.stdout).not.toBe('');
      expect(encrypted.stdout.replace(ids, '')).toBe(plain.stdout.replace(ids, ''));
      expect(encrypted).toMatchObject({ code: plain.code, stderr: '' });
    }
    const enroll = ['identify', photo('exif-3.jpg'), '--auto-enroll', '--json'];
    const { stdout } = await s.call([...enroll, ...sealed]);
    expect(JSON.parse(stdout).autoEnroll).toMatchObject({ outcome: 'enrolled', userId: '2001' });
    expect((await s.call(['key', 'verify', ...sealed])).stdout).toBe(
      '4 templates, 4 thumbnails and 0 profile images open with the key.\n',
    );
  });
});

describe('an import with a key', () => {
  it('ends as one without it does, its dry run and its repetition, too', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg', 'exif-1.jpg', 'exif-2.jpg', 'png-plain.png']);
    const rows = ['1,1001.jpg,', '2,exif-1.jpg,exif-2.jpg', '3,gone.jpg,', '4,,', '5,1001.jpg,'];
    s.write('users.csv', `user_id,face_image_file1,face_image_file2\n${rows.join('\n')}\n`);
    const key = await generate(s);
    const command = ['import-csv', 'users.csv', '--images', 'photos', '--profile-image'];
    for (const more of [
      ['--dry-run'],
      ['--duplicates', 'refuse'],
      ['--duplicates', 'refuse', '--if-face-exists', 'overwrite'],
    ]) {
      const plain = await s.json([...command, ...more]);
      const sealed = await s.json([...command, ...more, ...key, '--db', 'sealed.db']);
      expect(sealed.code).toBe(plain.code);
      expect(endings(sealed)).toEqual(endings(plain));
      expect(plain.outcomes).toHaveLength(6);
    }
    const { embedding } = s.query("SELECT embedding FROM templates WHERE user_id = '2'")[0];
    const { jpeg } = s.query("SELECT jpeg FROM profile_images WHERE user_id = '2'")[0];
    const holding = (bytes: Buffer) => filesWith(s.cwd, bytes).sort();
    // Of the picture a part: the whole lies on several pages of the file.
    expect([holding(embedding), holding(jpeg.subarray(1500, 1700))]).toEqual([
      ['faceenroll.db'],
      ['faceenroll.db'],
    ]);
    expectSound(s.path('sealed.db'));
  });

  it('says once that templates are not encrypted when there is none', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    expect((await s.call([...IMPORT, '--dry-run'], { asTyped: true })).stderr).toBe('');
    expect((await s.call(IMPORT, { asTyped: true })).stderr).toBe(NOT_ENCRYPTED);
    expect((await s.call([...IMPORT, '--quiet'], { asTyped: true })).stderr).toBe('');
    const key = await generate(s);
    expect((await s.call([...IMPORT, ...key], { asTyped: true })).stderr).toBe(
      'faceenroll.db is encrypted from now on: 1 template and 1 thumbnail.\n',
    );
    const env = { FACEENROLL_KEY: readFileSync(s.path('faces.key'), 'utf8') };
    expect(await s.call(IMPORT, { asTyped: true, env })).toMatchObject({ code: 0, stderr: '' });
  });

  it('that is killed goes on from its samples, which are encrypted, too', async () => {
    const s = new Scenario();
    linkPortraits(s, 9);
    linkHeld(s);
    const command = [...IMPORT, ...(await generate(s)), '--workers', '2', '--profile-image'];
    let sent = Promise.resolve();
    const killed = await s.run(command, {
      env: HOLDS,
      onStart: (child) => {
        sent = whenSampled(s, 5).then(() => {
          child.kill('SIGKILL');
        });
      },
    });
    await sent;
    expect(killed.signal).toBe('SIGKILL');
    const kept = s.query('SELECT * FROM samples');
    expect(kept.length).toBeGreaterThanOrEqual(5);
    const verified = await bare(s, ['key', 'verify', '--key-file', 'faces.key']);
    expect(verified.stdout).toBe(
      `0 templates, 0 thumbnails, 0 profile images and ${kept.length} samples open with the key.\n`,
    );
    for (const { embedding, profile_image, thumbnail, thumbnail_landmarks } of kept) {
      expect(embedding).toHaveLength(4 * DIMENSIONS + 29);
      expect(profile_image.includes(Buffer.from('JFIF'))).toBe(false);
      expect(thumbnail.length).toBeGreaterThan(2000);
      expect(thumbnail.includes(Buffer.from('JFIF'))).toBe(false);
      expect(thumbnail_landmarks).toHaveLength(4 * 10 + 29);
    }
    expect((await s.call(['import-faces', 'photos'])).stderr).toContain('is encrypted');
    const again = await s.json(command);
    expect(again.summary).toMatchObject({ enrolled: { total: 10 }, extracted: { total: 10 } });
    const { stdout } = await s.call(['key', 'verify', '--key-file', 'faces.key']);
    expect(stdout).toBe('10 templates, 10 thumbnails and 10 profile images open with the key.\n');
  });
});

describe('the file of a key', () => {
  it('is read once, however long the database is waited for', async () => {
    const s = new Scenario();
    s.write('users.csv', 'user_id,name\n1001,Ann\n');
    const key = await generate(s);
    const command = ['import-csv', 'users.csv', ...key];
    expect(await s.call(command)).toMatchObject({ code: 0 });
    chmodSync(s.path('faces.key'), 0o644);
    const lock = lockForRun(s.db);
    const waiting = s.call([...command, '--wait', '60']);
    await setTimeout(1000);
    lock.release();
    const { code, stderr } = await waiting;
    expect(code).toBe(0);
    expect(stderr.match(/warning: others can read the key file/g)).toHaveLength(1);
  });
});

describe('faceenroll key', () => {
  it('generate prints a key, or writes it for the owner alone and overwrites nothing', async () => {
    const s = new Scenario();
    const printed = await s.call(['key', 'generate'], { asTyped: true });
    expect(printed).toMatchObject({ code: 0, stderr: '' });
    expect(printed.stdout).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    await generate(s);
    const key = readFileSync(s.path('faces.key'), 'utf8');
    expect(key).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
    expect(key).not.toBe(printed.stdout);
    expect(statSync(s.path('faces.key')).mode & 0o777).toBe(0o600);
    const again = await s.call(['key', 'generate', 'faces.key'], { asTyped: true });
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('"faces.key" is there already');
    expect(readFileSync(s.path('faces.key'), 'utf8')).toBe(key);
    expect((await s.call(['key', 'generate', 'no/folder.key'], { asTyped: true })).code).toBe(1);
  });

  it('rotate changes the key of a database', async () => {
    const s = new Scenario();
    s.photos(['1001.jpg']);
    const [old, next] = [await generate(s, 'old.key'), await generate(s, 'new.key')];
    await s.call([...IMPORT, ...old], { asTyped: true });
    const rotated = await s.call(['key', 'rotate', ...old, '--new-key-file', 'new.key'], {
      asTyped: true,
    });
    expect(rotated).toMatchObject({ code: 0, stderr: '' });
    expect(rotated.stdout).toContain('1 data key wrapped with "new.key" (--new-key-file)');
    expect((await s.call(['identify', photo('1001.jpg'), ...old], { asTyped: true })).code).toBe(1);
    expect((await s.call(['identify', photo('1001.jpg'), ...next], { asTyped: true })).code).toBe(
      0,
    );
    const again = await s.call(['key', 'rotate', ...old, '--new-key-file', 'new.key'], {
      asTyped: true,
    });
    expect(again.stderr).toContain('it was rotated already');
    const without = await s.call(['key', 'rotate', '--new-key-file', 'new.key'], { asTyped: true });
    expect(without.stderr).toContain('no key is given');
  });

  it('verify names what does not open', async () => {
    const s = new Scenario();
    await generate(s);
    const bytes = Buffer.from(readFileSync(s.path('faces.key'), 'utf8'), 'base64');
    withRun(s.db, { bytes, source: '' }, (run) =>
      enrollUsers(run, { ann: randomEmbedding(), bob: randomEmbedding() }),
    );
    const verify = (...args: string[]) =>
      bare(s, ['key', 'verify', '--key-file', 'faces.key', ...args]);
    expect(await verify()).toEqual({
      ...{ code: 0, signal: null, stderr: '' },
      stdout: '2 templates, 0 thumbnails and 2 profile images open with the key.\n',
    });
    const db = new Database(s.db);
    db.exec("UPDATE templates SET embedding = zeroblob(157) WHERE user_id = 'bob'");
    db.close();
    const keys = new Database(`${s.db}-keys`);
    keys.exec("UPDATE user_keys SET wrapped_key = zeroblob(61) WHERE user_id = 'ann'");
    keys.close();
    const found = await verify();
    expect(found.code).toBe(1);
    expect(found.stdout.split('\n')).toEqual([
      'does not open: template face of ann of the user "ann" in the collection "default"',
      'does not open: template face of bob of the user "bob" in the collection "default"',
      'does not open: profile image of the user "ann" in the collection "default"',
      '3 secrets of 2 templates, 0 thumbnails and 2 profile images do not open.',
      '',
    ]);
    const lines = (await verify('--json')).stdout.trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { event: 'broken', kind: 'template', userId: 'ann', faceId: 'face of ann' },
      { event: 'broken', kind: 'template', userId: 'bob' },
      { event: 'broken', kind: 'profile image', userId: 'ann', faceId: null },
      { event: 'summary', templates: 2, profileImages: 2, samples: 0, broken: 3, exitCode: 1 },
    ]);
  });

  it('verify refuses a database that is not encrypted, and makes no key store', async () => {
    const s = new Scenario();
    const key = await generate(s);
    withRun(s.db, undefined, (run) => enrollUsers(run, { ann: randomEmbedding() }));
    const { code, stderr } = await bare(s, ['key', 'verify', ...key]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: 'faceenroll: "faceenroll.db" is not encrypted: an import with a key encrypts it\n',
    });
    const rotated = await bare(s, ['key', 'rotate', ...key, '--new-key-file', 'faces.key']);
    expect(rotated.stderr).toContain('is not encrypted');
    expect(existsSync(`${s.db}-keys`)).toBe(false);
  });
});
