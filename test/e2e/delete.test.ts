import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { events } from '../support/cli.js';
import { DIMENSIONS } from '../support/encoder.js';
import { enroll } from '../support/enrolled.js';
import { enrolledScenario } from '../support/gallery-database.js';
import type { Scenario } from '../support/scenario.js';
import { unit } from '../support/vectors.js';

/** A face that is exactly so in whatever user it is enrolled for. */
const FACE = unit(Array.from({ length: DIMENSIONS }, (_, i) => Math.cos(i)));

/** Users 1001, 1002, 1003 with a face each, and `a` and `b` who have the same one. */
function people(): Scenario {
  const s = enrolledScenario();
  const twins = ['a', 'b'].map((userId) => ({ userId, embedding: FACE }));
  enroll(s.db, twins);
  return s;
}

/** The clusters of users with one face that a search over the whole collection finds. */
async function clusters(s: Scenario): Promise<readonly string[][]> {
  const { stdout } = await s.call(['duplicates', 'scan', '--json', '--similarity', '0.99']);
  const lines = stdout.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line)).flatMap(({ userIds }) => (userIds ? [userIds] : []));
}

const faceOf = (s: Scenario, userId: string): string =>
  s.query('SELECT face_id FROM templates WHERE user_id = ?', userId)[0].face_id;
const receipts = (s: Scenario) => readdirSync(s.cwd).filter((name) => name.includes('receipt'));

describe('users delete', () => {
  it('takes users with their faces out of every search, and tells the audit', async () => {
    const s = people();
    expect(await clusters(s)).toEqual([['a', 'b']]);
    const args = ['users', 'delete', 'b', '1002', '--yes', '--reference', 'CHG-1'];
    const result = await s.call(args);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toMatch(
      /Deleted: 2 users \(2 templates, 0 thumbnails, 0 profile images\)\.\nAudit rows 11 to 14\.\n$/,
    );
    expect(await clusters(s)).toEqual([]);
    expect(s.userIds()).toEqual(['1001', '1003', 'a']);
    const rows = s.query("SELECT action FROM audit WHERE reference = 'CHG-1' ORDER BY position");
    expect(rows.map(({ action }) => action)).toEqual([
      ...['TEMPLATE_DELETED', 'USER_DELETED', 'TEMPLATE_DELETED', 'USER_DELETED'],
    ]);
    expect(receipts(s)).toEqual([]);
  });

  it('writes a receipt where it is told to, and tells it all as JSON', async () => {
    const s = people();
    const result = await s.call([
      ...['users', 'delete', '1001', '--yes', '--json', '--receipt', 'gone.receipt.json'],
    ]);
    expect(events(result)).toMatchObject([
      { event: 'deletion', userId: '1001', what: 'user', reason: 'NAMED', templates: 1 },
      { event: 'deletions', users: 1, templates: 1, receipt: 'gone.receipt.json', exitCode: 0 },
    ]);
    const receipt = JSON.parse(readFileSync(s.path('gone.receipt.json'), 'utf8'));
    expect(receipt).toMatchObject({ command: 'users delete', counts: { users: 1 } });
  });
});

describe('faces delete', () => {
  it('takes a face out of every search, by the beginning of its ID, and keeps the user', async () => {
    const s = people();
    const faceId = faceOf(s, 'b');
    // Face IDs of one moment differ in their last part alone.
    const result = await s.call(['faces', 'delete', faceId.slice(0, 33), '--yes']);
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.stdout).toBe(`To be deleted from the collection "default":
  1 face; the users stay
    ${faceId}  b
Deleted: 1 template, 0 thumbnails, 0 profile images.
Audit rows 11 to 11.
`);
    expect(await clusters(s)).toEqual([]);
    expect(s.userIds()).toContain('b');
    const dry = await s.call(['faces', 'delete', faceOf(s, 'a'), '--dry-run', '--json']);
    const [deletion, summary] = events(dry);
    expect(deletion).toMatchObject({ what: 'templates', userId: 'a', faceIds: [faceOf(s, 'a')] });
    expect(summary).toMatchObject({ dryRun: true, users: 0, faces: 0, templates: 1, audit: null });
    expect(s.count('templates')).toBe(4);
  });
});

describe('collections delete', () => {
  it('takes a collection with its users, and leaves the others', async () => {
    const s = people();
    enroll(s.db, [{ userId: 'v', embedding: FACE }], { collection: 'visitors' });
    const result = await s.call(['collections', 'delete', 'default', '--yes']);
    expect(
      result.stdout,
    ).toBe(`To be deleted: the collection "default" with 5 users (5 templates, 0 thumbnails, 0 profile images).
Deleted: the collection "default" with 5 users (5 templates, 0 thumbnails, 0 profile images).
Audit rows 13 to 23.
`);
    expect(s.query('SELECT name FROM collections')).toEqual([{ name: 'visitors' }]);
    expect(s.userIds()).toEqual(['v']);
    const last = await s.call(['collections', 'delete', 'visitors', '--yes', '--json']);
    expect(events(last)).toMatchObject([
      { event: 'deletion', userId: 'v' },
      { event: 'deletions', deletedCollection: 'visitors', users: 1, audit: { from: 24, to: 26 } },
    ]);
    // An import makes it again.
    expect((await s.call(['collections', 'create', 'default'])).code).toBe(0);
    expect((await s.call(['audit', 'verify'])).code).toBe(0);
  });
});

describe('a deletion', () => {
  it.each([
    [['users', 'delete', '1001', 'nobody'], 'there is no user with the user ID "nobody"'],
    [['faces', 'delete', 'FACE', 'ffff'], 'there is no face with the face ID "ffff"'],
    [['faces', 'delete', 'FACE', ''], 'there is no face with the face ID ""'],
    [['collections', 'delete', 'no\u001bne'], 'there is no collection "no\\u001bne"'],
  ])('of what is not there deletes nothing: %j', async (words, message) => {
    const s = people();
    const args = words.map((word) => (word === 'FACE' ? faceOf(s, '1001') : word));
    const result = await s.call([...args, '--yes']);
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain(message);
    expect(result.stderr).toMatch(/; nothing was deleted\n$/);
    expect([s.count('users'), s.count('templates')]).toEqual([5, 5]);
  });

  it.each([
    [['users', 'delete', '1001']],
    [['faces', 'delete', '0']],
    [['collections', 'delete', 'default']],
  ])('needs --yes in a script: %j', async (args) => {
    const s = people();
    const result = await s.call(args);
    expect(result).toMatchObject({ code: 2, stdout: '' });
    expect(result.stderr).toMatch(/without a terminal.*--yes/);
    expect(s.count('users')).toBe(5);
  });
});
