import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
// Worker threads load JavaScript: the pool is tested as it is built.
import { ExtractionPool } from '../../dist/workers/pool.js';
import { similarityOf } from '../../src/domain/similarity.js';
import { findPack } from '../../src/models/packs.js';
import { FIXTURES } from '../support/cli.js';
import { POLICY } from '../support/entries.js';

const { models } = findPack('standard');

describe('a pool that encodes', () => {
  const extracting = new ExtractionPool(models, { threads: 1 });
  const encoding = new ExtractionPool(models, { threads: 1, work: 'encode' });
  afterAll(() => Promise.all([extracting.close(), encoding.close()]));

  it('makes of a thumbnail the embedding that the photo gave, up to its compression', async () => {
    const extraction = await extracting.extract({
      path: join(FIXTURES, 'photos', '1001.jpg'),
      ...{ knownDigests: [], profileImage: false, thumbnail: true, policy: POLICY },
    });
    if (extraction.kind !== 'sample' || !extraction.sample.thumbnail) throw new Error('no sample');
    const { embedding, thumbnail } = extraction.sample;
    const encoded = await encoding.encode(thumbnail);
    if (encoded.kind !== 'encoded') throw new Error(JSON.stringify(encoded));
    expect(encoded.embedding).toBeInstanceOf(Float32Array);
    expect(similarityOf(encoded.embedding, embedding)).toBeGreaterThan(0.99);
  });

  it('answers a thumbnail that is none with a failure, and goes on', async () => {
    const landmarks = [1, 2, 3, 4, 5].map((n) => ({ x: 20 * n, y: 20 * n }));
    const broken = readFileSync(join(FIXTURES, 'photos', '1001.jpg')).subarray(0, 5000);
    const [failed, encoded] = await Promise.all([
      encoding.encode({ jpeg: broken, landmarks }),
      encoding.encode({ jpeg: readFileSync(join(FIXTURES, 'photos', '1001.jpg')), landmarks }),
    ]);
    expect(failed).toMatchObject({ kind: 'failed', failure: { code: 'IMAGE_CORRUPT' } });
    expect(encoded).toMatchObject({ kind: 'encoded' });
  });

  it('gives many faces at once the embeddings that each has alone', async () => {
    const jpeg = readFileSync(join(FIXTURES, 'photos', '1001.jpg'));
    const jobs = Array.from({ length: 7 }, (_, i) => ({
      jpeg,
      landmarks: [1, 2, 3, 4, 5].map((n) => ({ x: 20 * n + i, y: 15 * n + 30 })),
    }));
    const alone = [];
    for (const job of jobs) alone.push(await encoding.encode(job));
    expect(await Promise.all(jobs.map((job) => encoding.encode(job)))).toEqual(alone);
  });
});
