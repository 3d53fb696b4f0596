import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import type { ExtractionJob } from '../../src/domain/sample.js';
import { extract } from '../../src/face/extract.js';
import { FIXTURES, temporaryFolder } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { standardModels } from '../support/models.js';

const models = standardModels();

/** Portraits of 320 x 400 pixels, and where their faces are. */
const PORTRAITS = {
  '1001.jpg': { x: 92, y: 159, side: 124 },
  '1004.jpg': { x: 85, y: 145, side: 158 },
} as const;

type Portrait = keyof typeof PORTRAITS;

async function extracted(
  name: Portrait,
  change: (photo: Sharp) => Sharp,
  more: Partial<ExtractionJob> = {},
) {
  const path = join(temporaryFolder(), 'photo.jpg');
  const photo = sharp(join(FIXTURES, 'photos', name));
  writeFileSync(path, await change(photo).jpeg().toBuffer());
  return extract({ path, knownDigests: [], profileImage: false, policy: POLICY, ...more }, models);
}

/** Lays rectangles over a face: color, then left, top, width and height in shares of its side. */
type Patch = readonly [color: string, left: number, top: number, width: number, height: number];

const covered = (name: Portrait, patches: readonly Patch[]) => (photo: Sharp) => {
  const { x, y, side } = PORTRAITS[name];
  const px = (share: number): number => Math.max(1, Math.round(share * side));
  return photo.composite(
    patches.map(([background, left, top, width, height]) => ({
      input: { create: { width: px(width), height: px(height), channels: 3, background } },
      left: x + px(left),
      top: y + px(top),
    })),
  );
};

/** A frame of four bars around each eye. */
const GLASSES = [0.12, 0.56].flatMap((left): readonly Patch[] => [
  ['#111111', left, 0.12, 0.32, 0.03],
  ['#111111', left, 0.38, 0.32, 0.03],
  ['#111111', left, 0.12, 0.03, 0.29],
  ['#111111', left + 0.29, 0.12, 0.03, 0.29],
]);
const MASK: readonly Patch[] = [['#7fb2d6', 0.1, 0.52, 0.8, 0.45]];
const BEARD: readonly Patch[] = [
  ['#3a2a1c', 0.08, 0.62, 0.2, 0.35],
  ['#3a2a1c', 0.72, 0.62, 0.2, 0.35],
  ['#3a2a1c', 0.25, 0.88, 0.5, 0.15],
];

describe.each(Object.keys(PORTRAITS) as Portrait[])('the face of %s', (name) => {
  it.each([
    ['in low light', (photo: Sharp) => photo.linear(0.25, 0)],
    ['behind glasses', covered(name, GLASSES)],
    ['behind a beard', covered(name, BEARD)],
  ])('is found %s', async (_, change) => {
    expect(await extracted(name, change)).toMatchObject({ kind: 'sample' });
  });

  it('that is too dark to show anything is refused with what to do', async () => {
    expect(await extracted(name, (photo) => photo.linear(0.12, 0))).toMatchObject({
      failure: {
        code: 'FACE_QUALITY_TOO_LOW',
        message: expect.stringMatching(/too dark to show anything \(\d+%, at most 50%\)/),
        advice: expect.stringContaining('use more light from the front'),
      },
    });
  });

  it('behind a mask is found, and refused for it', async () => {
    expect(await extracted(name, covered(name, MASK))).toMatchObject({
      failure: { code: 'FACE_QUALITY_TOO_LOW', message: expect.stringContaining('is covered') },
    });
  });

  it('behind a mask has places that differ from the skin, and bare has none', async () => {
    const occlusion = async (change: (photo: Sharp) => Sharp) => {
      const { report } = await extracted(name, change, { inspect: {} });
      return report?.quality?.measures.find((m) => m.name === 'faceOcclusion')?.value;
    };
    expect(await occlusion((photo) => photo)).toBe(0);
    expect(await occlusion(covered(name, MASK))).toBeGreaterThanOrEqual(0.2);
  });
});
