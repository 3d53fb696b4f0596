import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { extract } from '../../src/face/extract.js';
import { temporaryFolder } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { picture } from '../support/images.js';
import { standardModels } from '../support/models.js';

type Color = readonly [number, number, number];

const [WIDTH, HEIGHT] = [320, 400];

const BLACK: Color = [25, 25, 25];

const fromMiddle = (x: number, y: number) => Math.hypot(x - 160, y - 200);

/** Whether a point is in an ellipse of half axes `a` and `b`. */
const inEllipse = (x: number, y: number, cx: number, cy: number, a: number, b = a) =>
  ((x - cx) / a) ** 2 + ((y - cy) / b) ** 2 < 1;

/** A fruit with three seeds, the upper two `size` beside each other. */
const fruit =
  (seed: number, size: number) =>
  (x: number, y: number): Color => {
    if (!inEllipse(x, y, 160, 200, 100, 130)) return [200, 225, 240];
    const isSeed =
      inEllipse(x, y, 160 - size * 0.8, 170, seed * 0.8, seed * 1.2) ||
      inEllipse(x, y, 160 + size * 0.7, 165, seed * 0.8, seed * 1.2) ||
      inEllipse(x, y, 160, 170 + size, seed, seed * 0.7);
    return isSeed ? [60, 30, 10] : [240, 130, 40];
  };

/** A socket with three holes. */
const socket = (x: number, y: number): Color => {
  if (!inEllipse(x, y, 160, 200, 110)) return [190, 175, 150];
  const holes = [inEllipse(x, y, 100, 180, 8), inEllipse(x, y, 220, 180, 8)];
  return holes.includes(true) || inEllipse(x, y, 160, 240, 6.4) ? [30, 30, 30] : [235, 232, 225];
};

/** A wheel with four bolts. */
const wheel = (x: number, y: number): Color => {
  const far = fromMiddle(x, y);
  if (far > 140) return [120, 120, 125];
  if (far > 110) return BLACK;
  const isBolt = [45, 135, 225, 315].some((degrees) => {
    const angle = (degrees * Math.PI) / 180;
    return inEllipse(x, y, 160 + 60 * Math.cos(angle), 200 + 60 * Math.sin(angle), 8);
  });
  if (far < 8) return [60, 60, 60];
  return isBolt ? [40, 40, 45] : [180, 180, 188];
};

/** Rings around two middles, `apart` from each other. */
const rings =
  (apart: number, width: number) =>
  (x: number, y: number): Color => {
    const sides = [160 - apart / 2, 160 + apart / 2];
    const far = Math.min(...sides.map((cx) => Math.hypot(x - cx, y - 180)));
    return far < 0.45 * apart && Math.floor(far / width) % 2 === 0 ? BLACK : [245, 245, 245];
  };

const models = standardModels();

// In each of these a single reading of the landmark model sees a face with 0.75 to 0.999.
it.each([
  ['a fruit with small seeds', fruit(8, 40)],
  ['a fruit with large seeds', fruit(12, 40)],
  ['a fruit whose seeds lie apart', fruit(8, 60)],
  ['a socket', socket],
  ['a wheel', wheel],
  ['rings', rings(160, 4.8)],
])('%s is not a face', async (_, color) => {
  const { data } = picture(WIDTH, HEIGHT, color);
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const;
  const path = join(temporaryFolder(), 'thing.png');
  writeFileSync(path, await sharp(data, { raw }).blur(0.8).png().toBuffer());
  const job = { path, knownDigests: [], profileImage: false, policy: POLICY };
  expect(await extract(job, models)).toMatchObject({ failure: { code: 'FACE_NOT_FOUND' } });
});
