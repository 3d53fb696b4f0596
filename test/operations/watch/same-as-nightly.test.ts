import { mkdirSync } from 'node:fs';
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
import type { WatchValues } from '../../../src/operations/watch/options.js';
import { temporaryFolder } from '../../support/cli.js';
import {
  DAY,
  type Deed,
  folderDays,
  galleryOf,
  happenings,
  listDays,
  type Place,
} from '../../support/watched-days.js';
import { typedHost, watchWhile } from '../../support/watching.js';

const NEVER = new AbortController().signal;

const policies = fc.record({
  ifFaceExists: fc.constantFrom('preserve' as const, 'overwrite' as const, 'add' as const),
  duplicates: fc.constantFrom('refuse' as const, 'refuse' as const, 'off' as const),
  allowIdentityChange: fc.boolean(),
});

type Policy = Partial<WatchValues>;

/** Two folders in which the same happens. */
function places(): { readonly watched: Place; readonly nightly: Place } {
  const cwd = temporaryFolder();
  const [watched, nightly] = ['photos', 'nightly'].map((folder) => {
    mkdirSync(join(cwd, folder));
    return { cwd, folder, db: join(cwd, folder === 'photos' ? 'watch.db' : 'nightly.db') };
  });
  return { watched, nightly } as { watched: Place; nightly: Place };
}

async function importNightly(
  { cwd, folder, db, list }: Place & { readonly list: string | undefined },
  policy: Policy,
): Promise<void> {
  const host = typedHost(cwd, NEVER);
  if (list !== undefined) {
    const images = join(cwd, folder);
    const input = { file: list, images, ...withDefaults(IMPORT_CSV_OPTIONS, policy) };
    await perform(importCsv, input as never, { db }, host, () => {});
  } else {
    const input = { folder, ...withDefaults(IMPORT_FACES_OPTIONS, policy) };
    await perform(importFaces, input as never, { db }, host, () => {});
  }
}

async function compare(days: readonly (readonly Deed[])[], policy: Policy, csv?: string) {
  const { watched, nightly: other } = places();
  const all = days.flatMap((day, n) => happenings(watched, day, n * DAY + 60));
  await watchWhile(watched.cwd, { ...policy, ...(csv && { csv }) }, all);
  // A watch makes the database when it begins.
  await importNightly({ ...other, list: undefined }, policy);
  for (const day of days) {
    const deeds = happenings(other, day, 0).toSorted((one, two) => one.at - two.at);
    for (const { does } of deeds) await does();
    await importNightly({ ...other, list: csv && join(other.cwd, 'nightly.csv') }, policy);
  }
  const expected = galleryOf(other.db);
  expect(galleryOf(watched.db)).toEqual(expected);
  return expected.templates.length;
}

// Both enroll for days; each run takes half a second.
it('enrolls from a folder whom a nightly import enrolls', { timeout: 60_000 }, async () => {
  let enrolled = 0;
  await fc.assert(
    fc.asyncProperty(folderDays, policies, fc.boolean(), async (days, policy, createMissing) => {
      const options = { ...policy, createMissing, profileImage: true, workers: 1 };
      enrolled += await compare(days, options);
    }),
    { numRuns: 6, seed: 19, endOnFailure: true },
  );
  expect(enrolled).toBeGreaterThan(3);
});

it('enrolls by a list whom a nightly import enrolls', { timeout: 60_000 }, async () => {
  let enrolled = 0;
  const ifUserExists = fc.constantFrom('preserve' as const, 'overwrite' as const);
  await fc.assert(
    fc.asyncProperty(listDays, policies, ifUserExists, async (days, policy, ifUserExists) => {
      const options = { ...policy, ifUserExists, profileImage: true, workers: 1 };
      enrolled += await compare(days, options, 'photos.csv');
    }),
    { numRuns: 6, seed: 19, endOnFailure: true },
  );
  expect(enrolled).toBeGreaterThan(3);
});
