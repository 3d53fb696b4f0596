import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ExtractionJob, Sample } from '../../src/domain/sample.js';
import { similarityOf } from '../../src/domain/similarity.js';
import { embed } from '../../src/face/embed.js';
import { extract } from '../../src/face/extract.js';
import { type Point, Pyramid, pack } from '../../src/face/image.js';
import { apply, distance, fitSimilarity } from '../../src/face/transform.js';
import { readManifest } from '../../src/models/manifest.js';
import { temporaryFolder } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { standardModels } from '../support/models.js';

const models = standardModels();
const FIXTURES = join(import.meta.dirname, '../../fixtures');

async function sampleOf(path: string, more: Partial<ExtractionJob> = {}): Promise<Sample> {
  const job = { path, knownDigests: [], profileImage: false, thumbnail: true, policy: POLICY };
  const extraction = await extract({ ...job, ...more }, models);
  if (extraction.kind !== 'sample') throw new Error(`${path}: ${JSON.stringify(extraction)}`);
  return extraction.sample;
}

async function decoded(jpeg: Uint8Array): Promise<Pyramid> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return new Pyramid(pack(data, info.width, info.height));
}

const PHOTOS = ['1001.jpg', '1003.jpg', 'large.jpg'].map((name) => join(FIXTURES, 'photos', name));

describe('a thumbnail', () => {
  it.each(PHOTOS)('of %s gives the embedding of the photo again', async (path) => {
    const { embedding, thumbnail } = await sampleOf(path);
    if (!thumbnail) throw new Error('no thumbnail');
    const again = await embed(
      await decoded(thumbnail.jpeg),
      thumbnail.landmarks as readonly Point[],
      models.encoder,
    );
    expect(similarityOf(embedding, again as Float32Array)).toBeGreaterThan(0.99);
  });

  it.each(PHOTOS)('of %s is a photo that can be imported', async (path) => {
    const { embedding, thumbnail } = await sampleOf(path);
    const file = join(temporaryFolder(), 'thumbnail.jpg');
    await sharp(thumbnail?.jpeg).toFile(file);
    const again = await sampleOf(file);
    expect(similarityOf(embedding, again.embedding)).toBeGreaterThan(0.97);
  });

  it('is upright, square and small, and its landmarks lie in it', async () => {
    for (const path of PHOTOS) {
      const { jpeg, landmarks } = (await sampleOf(path)).thumbnail as NonNullable<
        Sample['thumbnail']
      >;
      expect(await sharp(jpeg).metadata()).toMatchObject({
        format: 'jpeg',
        width: 256,
        height: 256,
      });
      expect(jpeg.length).toBeLessThan(30_000);
      const [left, right, nose] = landmarks as [Point, Point, Point];
      expect(landmarks).toHaveLength(5);
      expect(distance(left, right)).toBeGreaterThan(50);
      expect(Math.abs(right.y - left.y)).toBeLessThan(8);
      expect(nose.y).toBeGreaterThan(left.y);
      for (const { x, y } of landmarks) {
        expect(Math.min(x, y)).toBeGreaterThan(60);
        expect(Math.max(x, y)).toBeLessThan(220);
      }
    }
  });

  it('has all that the chip of any known alignment takes', async () => {
    const { thumbnail } = await sampleOf(PHOTOS[0] as string);
    const alignments = Object.values(readManifest().alignments);
    expect(alignments.length).toBeGreaterThan(1);
    for (const { side, points } of alignments) {
      const chip = points.map(([x, y]) => ({ x, y }));
      const toThumbnail = fitSimilarity(chip, thumbnail?.landmarks as readonly Point[]);
      for (const [x, y] of [
        [0, 0],
        [side, 0],
        [0, side],
        [side, side],
      ] as const) {
        const corner = apply(toThumbnail, { x, y });
        expect(Math.min(corner.x, corner.y)).toBeGreaterThanOrEqual(0);
        expect(Math.max(corner.x, corner.y)).toBeLessThanOrEqual(256);
      }
    }
  });

  it('is not made unless asked for, and changes nothing else of a sample', async () => {
    const [path = ''] = PHOTOS;
    const { thumbnail: _, ...others } = await sampleOf(path);
    expect(await sampleOf(path, { thumbnail: false })).toEqual(others);
  });
});
