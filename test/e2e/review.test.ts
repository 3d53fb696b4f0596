import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { fixture, Scenario } from '../support/scenario.js';
import { served } from '../support/served.js';
import { sent } from '../support/submissions.js';

const EMAIL = 'ann@example.com';

const photoOf = (name: string): Buffer => readFileSync(fixture('photos', name));

/** A folder with a database of two users, enrolled from their photos. */
async function scene(): Promise<Scenario> {
  const s = new Scenario();
  await s.prepare('users of reviews', async () => {
    s.photos(['1001.jpg', '1002.jpg']);
    expect((await s.call(['import-faces', 'photos', '--create-missing'])).code).toBe(0);
  });
  return s;
}

const NEW = { userId: '1003', name: 'Ann', email: EMAIL, bytes: photoOf('1003.jpg') };

/** Where nothing is installed. */
const NO_MODELS = { env: { FACEENROLL_MODELS: '/nowhere' } };

/** Mails go to a folder. */
function mailing(s: Scenario): readonly string[] {
  s.write('notice.json', JSON.stringify({ company: 'Example Ltd', contact: 'hr@example.com' }));
  const page = ['--notice', 'notice.json', '--public-url', 'https://faces.example.com'];
  return [...page, '--mail-folder', 'mails'];
}

it('lists and shows what waits, and writes a photo for its owner alone', async () => {
  const s = await scene();
  expect((await s.call(['review', 'list'])).stdout).toBe('No photos wait.\n');
  const [id = ''] = sent(s.db, [NEW]);
  const list = await s.call(['review', 'list'], NO_MODELS);
  expect(list).toMatchObject({ code: 0, stdout: expect.stringMatching(`${id}.*1003.*Ann`) });
  expect(events(await s.call(['review', 'list', '--json']))).toMatchObject([
    { event: 'submission', submissionId: id, userId: '1003', name: 'Ann', state: 'waiting' },
  ]);
  const shown = await s.call(['review', 'show', id, '--output', 'a.jpg']);
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('nobody else') });
  expect(readFileSync(s.path('a.jpg'))).toEqual(NEW.bytes);
  expect(statSync(s.path('a.jpg')).mode & 0o777).toBe(0o600);
  writeFileSync(s.path('a.jpg'), 'mine');
  const again = await s.call(['review', 'show', id, '--output', 'a.jpg']);
  expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });
  expect(readFileSync(s.path('a.jpg'), 'utf8')).toBe('mine');
  expect((await s.call(['review', 'show', id, '--output', 'a.jpg', '--replace'])).code).toBe(0);
  expect(readFileSync(s.path('a.jpg'))).toEqual(NEW.bytes);
  expect((await s.call(['review', 'show', '0123456789ab'])).stderr).toContain('there is no photo');
});

it('approves several photos, and ends with 3 when one is unknown', async () => {
  const s = await scene();
  const ids = sent(s.db, [NEW, { userId: '1004', bytes: photoOf('1004.jpg') }]);
  const words = ['review', 'approve', ...ids, '0123456789ab', '--reference', 'T-1', '--json'];
  const { code, stdout, stderr } = await s.call(words);
  expect(code).toBe(3);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { userId: '1003', result: 'APPROVED', faceId: expect.any(String) },
    { userId: '1004', result: 'APPROVED' },
    { userId: null, result: 'UNKNOWN' },
  ]);
  expect(stderr).toContain('1 e-mail waits');
  expect(s.query('SELECT user_id FROM templates ORDER BY user_id')).toHaveLength(4);
  expect(s.query("SELECT reference FROM audit WHERE action = 'REVIEW_APPROVED'")).toEqual([
    ...[{ reference: 'T-1' }, { reference: 'T-1' }],
  ]);
  const runs = s.query("SELECT status, options FROM runs WHERE command = 'review approve'");
  expect(runs).toEqual([{ status: 'finished', options: expect.not.stringContaining('mail') }]);
  const again = await s.call(['review', 'approve', ids[0] ?? '']);
  expect(again).toMatchObject({ code: 3, stdout: expect.stringContaining('already approved') });
});

it('refuses a face of another user until that user is named', async () => {
  const s = await scene();
  const [id = ''] = sent(s.db, [{ userId: '1009', bytes: photoOf('1001.jpg') }]);
  const shown = await s.call(['review', 'show', id]);
  expect(shown.stderr).toBe('');
  expect(shown.stdout).toMatch(/looks like\s+user "1001"/);
  const refused = await s.call(['review', 'approve', id]);
  expect(refused).toMatchObject({ code: 3, stdout: expect.stringContaining('"1001"') });
  const allowed = await s.call(['review', 'approve', id, '--allow-look-alike', '1001']);
  expect(allowed).toMatchObject({ code: 0, stdout: expect.stringContaining('approved') });
  expect((await s.call(['duplicates', 'list'])).stdout).toContain('1001');
});

it('denies without models, and says that the mail waits where no server is set', async () => {
  const s = await scene();
  const [id = ''] = sent(s.db, [NEW]);
  const { code, stdout, stderr } = await s.call(
    ['review', 'deny', id, '--reason', 'OTHER', '--note', 'A cat.'],
    NO_MODELS,
  );
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('denied') });
  expect(stderr).toMatch(/1 e-mail waits: .*serve/);
  const history = await s.call(['review', 'history', '1003'], NO_MODELS);
  expect(history.stdout).toMatch(/denied at .*: OTHER \(A cat\.\)/);
  expect(events(await s.call(['review', 'history', '1003', '--json']))).toMatchObject([
    { state: 'denied', denial: { reason: 'OTHER', note: 'A cat.' }, decidedAt: expect.anything() },
  ]);
  expect((await s.call(['review', 'history', '1001'])).stdout).toContain('No photo');
  expect((await s.call(['review', 'history', '1010'])).code).toBe(1);
});

it('mails a denial at once where a mail server is set, with a fresh link', async () => {
  const s = await scene();
  const ids = sent(s.db, [
    { ...NEW, terms: { attempts: 3, review: true } },
    { userId: '1004', bytes: photoOf('1004.jpg') },
  ]);
  const words = ['review', 'deny', ...ids, '--reason', 'BLURRED', ...mailing(s)];
  const { code, stdout, stderr } = await s.call(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('there is no e-mail address');
  const [mail = '', ...others] = readdirSync(s.path('mails'));
  expect(others).toEqual([]);
  expect(readFileSync(s.path('mails', mail), 'utf8')).toMatch(/The photo is blurred/);
  expect(
    s.query("SELECT user_id, terms ->> '$.attempts' AS n FROM links WHERE ended_at IS NULL"),
  ).toEqual([{ user_id: '1003', n: 3 }]);
});

it.each([
  [['--reason', 'OTHER'], /needs a note/],
  [['--reason', 'UGLY'], /FACE_COVERED/],
  [[], /--reason/],
])('does not deny with %j', async (words, problem) => {
  const s = await scene();
  const [id = ''] = sent(s.db, [NEW]);
  const { code, stderr } = await s.call(['review', 'deny', id, ...words]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(problem) });
  expect(s.query('SELECT state FROM submissions')).toEqual([{ state: 'waiting' }]);
});

it('makes no database where there is none', async () => {
  const s = new Scenario();
  for (const words of [['list'], ['show', 'a'], ['approve', 'a'], ['history', 'a']]) {
    expect((await s.call(['review', ...words])).code).toBe(1);
  }
  expect((await s.call(['review', 'deny', 'a', '--reason', 'BLURRED'])).code).toBe(1);
  expect(s.names()).toEqual([]);
});

it('decides in an encrypted database, and needs the key to see a photo', async () => {
  const s = new Scenario();
  const key = randomBytes(32);
  writeFileSync(s.path('a.key'), key.toString('base64'), { mode: 0o600 });
  s.photos(['1001.jpg']);
  const named = ['--key-file', 'a.key'];
  await s.call(['import-faces', 'photos', '--create-missing', ...named]);
  const ids = sent(s.db, [NEW, { userId: '1004', bytes: photoOf('1004.jpg') }], key);
  const [approved = '', denied = ''] = ids;
  for (const { photo } of s.query('SELECT photo FROM submissions')) {
    expect([NEW.bytes, photoOf('1004.jpg')].some((bytes) => bytes.equals(photo))).toBe(false);
  }
  expect((await s.call(['review', 'show', approved])).code).toBe(1);
  expect((await s.call(['review', 'show', approved, ...named])).stderr).toBe('');
  expect((await s.call(['review', 'approve', approved, ...named])).code).toBe(0);
  expect((await s.call(['review', 'list'])).stdout).toContain(denied);
  expect((await s.call(['review', 'deny', denied, '--reason', 'BLURRED'])).code).toBe(0);
  expect((await s.call(['key', 'verify', ...named])).code).toBe(0);
});

it('decides beside a server', async () => {
  const s = await scene();
  const ids = sent(s.db, [NEW, { userId: '1004', bytes: photoOf('1004.jpg') }]);
  const server = await served(['--db', s.db], { cwd: s.cwd });
  expect((await s.call(['review', 'approve', ids[0] ?? ''])).code).toBe(0);
  expect((await s.call(['review', 'deny', ids[1] ?? '', '--reason', 'BLURRED'])).code).toBe(0);
  expect((await s.call(['review', 'list'])).stdout).toBe('No photos wait.\n');
  server.child.kill('SIGTERM');
  expect((await server.ended).code).toBe(0);
});
