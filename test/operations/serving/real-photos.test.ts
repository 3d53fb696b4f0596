import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
// Worker processes load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../../dist/workers/pool.js';
import { findPack } from '../../../src/models/packs.js';
import { inspect, verify } from '../../../src/operations/compare.js';
import { withDefaults } from '../../../src/operations/options/row.js';
import { temporaryFolder } from '../../support/cli.js';
import { photo as fixturePhoto } from '../../support/gallery.js';
import { enrolled, NOBODY, openService } from '../../support/service.js';

const photo = (name: string) => ({ name, bytes: readFileSync(fixturePhoto(name)) });

it('a service enrolls photos that were sent, tells what it saw in them, and compares others', async () => {
  const db = join(temporaryFolder(), 'served.db');
  const pool = new ExtractionPool(findPack('standard').models, { threads: 1 });
  const service = await openService(db, {}, pool);
  const photos = [photo('1001.jpg'), photo('exif-1.jpg')];
  const result = await enrolled(service, '1001', photos.slice(0, 1), { wantsReport: true });
  const [first] = result.photos;
  expect(first).toMatchObject({
    ...{ name: '1001.jpg', outcome: { kind: 'enrolled' }, face: { fileName: '1001.jpg' } },
    report: { rotated: 0, chosen: 0, quality: { quality: expect.any(Number) } },
  });
  expect(first?.report?.faces[0]?.landmarks).toHaveLength(5);

  // A report is made of a photo that need not be embedded, too.
  const again = await enrolled(service, '1001', photos.slice(0, 1), { wantsReport: true });
  expect(again.photos[0]).toMatchObject({
    outcome: { kind: 'unchanged' },
    report: { chosen: 0 },
    face: first?.face,
  });

  const sent = new Map(photos.map((one) => [one.name, one]));
  const place = { caller: NOBODY, photos: sent };
  const names = photos.map(({ name }) => name);
  const verifying = { ...withDefaults(verify.options, {}), userId: '1001', photo: names };
  const verified = await service.perform(
    verify,
    verifying,
    place,
    async ({ results, threshold }) => {
      const all: boolean[] = [];
      for await (const { similarity = 0 } of results) all.push(similarity >= threshold.similarity);
      return all;
    },
  );
  expect(verified).toEqual([true, false]);
  const inspecting = { ...withDefaults(inspect.options, {}), photo: names };
  const faces = await service.perform(inspect, inspecting, place, async (inspections) => {
    const all: unknown[] = [];
    for await (const one of inspections as AsyncIterable<object>) all.push(one);
    return all;
  });
  expect(faces).toHaveLength(2);
}, 60_000);
