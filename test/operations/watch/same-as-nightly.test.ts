import { mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { importCsv, importFaces } from '../../../dist/operations/imports.js';
import { perform } from '../../../dist/operations/perform.js';
import {
  IMPORT_CSV_OPTIONS,
  IMPORT_FACES_OPTIONS,
} from '../../../src/operations/options/import.js';
import { withDefaults } from '../../../src/operations/options/row.js';
import { query, temporaryFolder } from '../../support/cli.js';
import { fixture } from '../../support/scenario.js';
import { type Happening, typedHost, watchWhile } from '../../support/watching.js';

const PHOTOS = ['1001.jpg', '1002.jpg', '1003.jpg', '1004.jpg', 'exif-1.jpg', 'png-plain.png'];
const USERS = ['1', '2', '3', '4'];

/** Longer than a photo that has failed waits for the next try. */
const DAY = 25 * 3600;

type Deed =
  | { readonly does: 'put' | 'damage' | 'mend'; readonly file: string; readonly photo: string }
  | { readonly does: 'remove'; readonly file: string };

const file = fc
  .tuple(fc.constantFrom(...USERS), fc.constantFrom('jpg', 'jpg', 'jpg', 'png'))
  .map(([user, extension]) => `${user}.${extension}`);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      does: fc.constant('put' as const),
      file,
      photo: fc.constantFrom(...PHOTOS),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constantFrom('damage' as const, 'mend' as const),
      file,
      photo: fc.constantFrom(...PHOTOS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('remove' as const), file }) },
);

/** What happens in the folder, day by day. */
const days = fc.array(fc.array(deed, { minLength: 0, maxLength: 5 }), {
  minLength: 2,
  maxLength: 4,
});

const policies = fc.record({
  ifFaceExists: fc.constantFrom('preserve' as const, 'overwrite' as const, 'add' as const),
  duplicates: fc.constantFrom('refuse' as const, 'off' as const),
  allowIdentityChange: fc.boolean(),
});

/** Writes a file with a time of its own, as two seconds of a clock would. */
let ticks = 0;
function write(path: string, bytes: Uint8Array | string): void {
  writeFileSync(path, bytes);
  ticks += 1;
  utimesSync(path, ticks, ticks);
}

function happen(folder: string, one: Deed): void {
  const path = join(folder, one.file);
  if (one.does === 'remove') return rmSync(path, { force: true });
  const bytes = readFileSync(fixture('photos', one.photo));
  write(path, one.does === 'put' ? bytes : bytes.subarray(0, bytes.length / 2));
}

/** The deeds of a day; what is mended is so half a minute later, before it is an error. */
function happeningsOf(folder: string, day: readonly Deed[], at: number): readonly Happening[] {
  return day.flatMap((one) => [
    { at, does: () => happen(folder, one) },
    ...(one.does === 'mend'
      ? [{ at: at + 30, does: () => happen(folder, { ...one, does: 'put' }) }]
      : []),
  ]);
}

/** Everything that enrolling has made, but for times and IDs. */
function galleryOf(db: string): object {
  return {
    users: query(db, 'SELECT user_id, name, fields FROM users ORDER BY user_id'),
    templates: query(
      db,
      `SELECT user_id, slot, encoder, quality, photo_digest, file_name, hex(embedding) AS embedding
       FROM templates ORDER BY user_id, slot`,
    ),
    images: query(db, `SELECT user_id, hex(jpeg) AS image FROM profile_images ORDER BY user_id`),
  };
}

const NEVER = new AbortController().signal;

it('enrolls from a folder whom a nightly import enrolls', { timeout: 120_000 }, async () => {
  let enrolled = 0;
  await fc.assert(
    fc.asyncProperty(days, policies, async (all, policy) => {
      const cwd = temporaryFolder();
      const [watched, nightly] = ['photos', 'nightly'].map((name) => join(cwd, name));
      for (const folder of [watched, nightly]) mkdirSync(folder as string);
      const options = { ...policy, createMissing: true, profileImage: true, workers: 1 };
      const happenings = all.flatMap((day, n) =>
        happeningsOf(watched as string, day, n * DAY + 60),
      );
      await watchWhile(cwd, options, happenings);
      for (const day of all) {
        for (const { does } of happeningsOf(nightly as string, day, 0)) does();
        const input = { folder: 'nightly', ...withDefaults(IMPORT_FACES_OPTIONS, options) };
        const place = { db: `${cwd}/nightly.db` };
        await perform(importFaces, input as never, place, typedHost(cwd, NEVER), () => {});
      }
      const expected = galleryOf(`${cwd}/nightly.db`) as { templates: unknown[] };
      enrolled += expected.templates.length;
      expect(galleryOf(`${cwd}/watch.db`)).toEqual(expected);
    }),
    { numRuns: 8, seed: 19, endOnFailure: true },
  );
  expect(enrolled).toBeGreaterThan(8);
});
