import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/findings.js';
import { checkDatabase } from '../../../src/store/check/check.js';
import { query } from '../../support/cli.js';
import { sampleOf, userData } from '../../support/entries.js';
import { newKey, newPath, randomEmbedding, withRun } from '../../support/keys.js';
import { fixture } from '../../support/scenario.js';
import { unit } from '../../support/vectors.js';

const JPEG = readFileSync(fixture('photos', '1001.jpg'));
const LANDMARKS = [1, 2, 3, 4, 5].map((n) => ({ x: 20.5 * n, y: 30.25 * n }));

/** A database with two users, each with a template, a thumbnail and a profile image. */
function database(key?: ReturnType<typeof newKey>): string {
  const path = newPath();
  withRun(path, key, (run) =>
    run.transaction(() => {
      for (const userId of ['ann', 'bob']) {
        const face = { faceId: `face of ${userId}`, userId, slot: 1, fileName: 'x.jpg' };
        const thumbnail = { jpeg: JPEG, landmarks: LANDMARKS };
        const embedding = unit([...randomEmbedding()]);
        run.users.create(userId, userData(), 'now');
        run.templates.add(face, sampleOf(userId, { embedding, thumbnail }), 'now');
        run.templates.setProfileImage(userId, JPEG, 'digest', 'now');
      }
    }),
  );
  return path;
}

function findings(path: string, key?: ReturnType<typeof newKey>): Finding[] {
  return [...checkDatabase(path, key, { onStep: () => {}, onRows: () => {} })];
}

/** Flips one bit of what is stored of ann, as a disk does; the same again takes it back. */
function flip(path: string, { table, column }: Place, bit: number): void {
  const db = new Database(path);
  const where = `user_id = 'ann'`;
  const bytes = db.prepare(`SELECT ${column} FROM ${table} WHERE ${where}`).pluck().get() as Buffer;
  bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
  db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(bytes);
  db.close();
}

interface Place {
  readonly table: string;
  readonly column: string;
}

/** So many bits of a place, from its first to its last, each at another place in its byte. */
function bitsOf(path: string, { table, column }: Place, count: number): number[] {
  const [{ n }] = query(path, `SELECT 8 * length(${column}) - 1 AS n FROM ${table} LIMIT 1`);
  return Array.from({ length: count }, (_, i) => Math.floor((i * n) / (count - 1)));
}

const PLACES = [
  ['thumbnails', 'jpeg', 22, /^THUMBNAIL_/],
  ['thumbnails', 'landmarks', 22, /^THUMBNAIL_/],
  ['templates', 'embedding', 22, /^TEMPLATE_/],
  ['profile_images', 'jpeg', 22, /^PROFILE_IMAGE_/],
] as const;

describe.each(PLACES)('a flipped bit in %s.%s', (table, column, count, code) => {
  it('is found, wherever it is', async () => {
    const path = database();
    expect(findings(path)).toEqual([]);
    for (const bit of bitsOf(path, { table, column }, count)) {
      flip(path, { table, column }, bit);
      const found = findings(path);
      expect(found, `bit ${bit}`).toMatchObject([
        { code: expect.stringMatching(code), userId: 'ann', collection: 'default' },
      ]);
      flip(path, { table, column }, bit);
    }
    expect(findings(path)).toEqual([]);
  });

  it('is found of an encrypted database with and without its key', async () => {
    const key = newKey();
    const path = database(key);
    expect(findings(path)).toEqual([]);
    for (const bit of bitsOf(path, { table, column }, 3)) {
      flip(path, { table, column }, bit);
      for (const named of [key, undefined]) {
        const expected = [{ code: expect.stringMatching(code), userId: 'ann' }];
        expect(findings(path, named), `bit ${bit}`).toMatchObject(expected);
      }
      flip(path, { table, column }, bit);
    }
    expect(findings(path, key)).toEqual([]);
  });
});

it('a thumbnail that was altered is named with its user and face', async () => {
  const path = database();
  flip(path, { table: 'thumbnails', column: 'jpeg' }, 30_000);
  expect(findings(path)).toEqual([
    {
      code: 'THUMBNAIL_ALTERED',
      message:
        'the thumbnail of the template face of ann of "ann": it is not exactly what was stored',
      ...{ collection: 'default', userId: 'ann', faceId: 'face of ann' },
    },
  ]);
});
