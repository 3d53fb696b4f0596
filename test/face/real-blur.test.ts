import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { extract } from '../../src/face/extract.js';
import { ROOT, temporaryFolder } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { standardModels } from '../support/models.js';

const PHOTOS = join(ROOT, '..', 'shared', 'photos', 'lfw', 'photos');

/** Every so many of the photos, whose eyes are some 120 pixels apart. */
const EVERY = 240;

/** A camera that moved level by 70 pixels. */
const LEVEL = { width: 71, height: 3, kernel: [...zeros(71), ...Array(71).fill(1), ...zeros(71)] };

function zeros(n: number): number[] {
  return Array<number>(n).fill(0);
}

describe.skipIf(!existsSync(PHOTOS))('photos of people (../shared/photos)', () => {
  const models = standardModels();
  const files = existsSync(PHOTOS) ? readdirSync(PHOTOS).filter((_, i) => i % EVERY === 0) : [];

  it.each(files)('are refused as blurred once they are, and not before: %s', async (file) => {
    const outcomeOf = async (change: (photo: Sharp) => Sharp) => {
      const path = join(temporaryFolder(), 'photo.jpg');
      writeFileSync(
        path,
        await change(sharp(join(PHOTOS, file)))
          .jpeg()
          .toBuffer(),
      );
      const job = { path, knownDigests: [], profileImage: false, policy: POLICY };
      const outcome = await extract(job, models);
      return outcome.kind === 'failed' ? outcome.failure.message : outcome.kind;
    };
    const refused =
      /^no face was found|the face is blurred \(sharpness 0\.0\d\d, at least 0\.065\)/;
    expect(await outcomeOf((photo) => photo)).toBe('sample');
    expect(await outcomeOf((photo) => photo.blur(12))).toMatch(refused);
    expect(await outcomeOf((photo) => photo.convolve(LEVEL))).toMatch(refused);
  });
});
