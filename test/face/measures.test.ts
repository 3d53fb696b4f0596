import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Kernel, type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MEASURES, type Measure, type MeasureName } from '../../src/domain/quality.js';
import { extract } from '../../src/face/extract.js';
import { Pyramid } from '../../src/face/image.js';
import type { Landmarks, MeshPoint } from '../../src/face/landmarks.js';
import { measure } from '../../src/face/measures/measure.js';
import { FIXTURES } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { packed, picture } from '../support/images.js';
import { standardModels } from '../support/models.js';

const models = standardModels();
const folder = mkdtempSync(join(tmpdir(), 'faceenroll-'));
afterAll(() => rmSync(folder, { recursive: true }));
const portrait = (): Sharp => sharp(readFileSync(join(FIXTURES, 'photos', 'large.jpg')));

/** What extraction measures on a photo. */
async function measuresOf(photo: Sharp): Promise<ReadonlyMap<MeasureName, Measure>> {
  const path = join(folder, 'photo');
  writeFileSync(path, await photo.jpeg({ quality: 92 }).toBuffer());
  const policy = { ...POLICY, quality: { level: 'off' } as const };
  const job = { path, knownDigests: [], profileImage: false, policy, inspect: {} };
  const { report } = await extract(job, models);
  if (!report?.quality) throw new Error('the photo was not assessed');
  return new Map(report.quality.measures.map((m) => [m.name, m]));
}

let good: ReadonlyMap<MeasureName, Measure>;
beforeAll(async () => {
  good = await measuresOf(portrait());
});

const value = (measures: ReadonlyMap<MeasureName, Measure>, name: MeasureName): number =>
  measures.get(name)?.value ?? Number.NaN;
const component = (measures: ReadonlyMap<MeasureName, Measure>, name: MeasureName): number =>
  measures.get(name)?.component ?? Number.NaN;

describe('the measures of a photo', () => {
  it('are all there, in order, and of a good portrait each is 60 or better or not assessed', () => {
    expect([...good.keys()]).toEqual([...MEASURES]);
    for (const { name, component: c } of good.values()) {
      if (c !== undefined) expect([name, c >= 60 && c <= 100]).toEqual([name, true]);
    }
  });

  const WORSE: readonly (readonly [MeasureName, string, () => Sharp])[] = [
    ['sharpness', 'is blurred', () => portrait().blur(25)],
    ['underExposurePrevention', 'is dark', () => portrait().linear(0.2)],
    ['luminanceMean', 'is dark', () => portrait().linear(0.2)],
    ['overExposurePrevention', 'is burnt out', () => portrait().linear(1.6, 40)],
    ['dynamicRange', 'is pale', () => portrait().linear(0.05, 120)],
    ['luminanceVariance', 'is pale', () => portrait().linear(0.05, 120)],
    [
      'naturalColour',
      'is tinted',
      () =>
        portrait().recomb([
          [0, 0, 1],
          [0, 1, 0],
          [1, 0, 0],
        ]),
    ],
    ['leftwardCrop', 'is cut off at the left', () => cut({ left: 560 })],
    ['rightwardCrop', 'is cut off at the right', () => cut({ width: 1050 })],
    ['marginAbove', 'is cut off above', () => cut({ top: 780 })],
    ['interEyeDistance', 'has few pixels', () => portrait().resize(220)],
  ];

  it.each(WORSE)('tell by %s that it %s', async (name, _, photo) => {
    const worse = await measuresOf(photo());
    expect(component(worse, name)).toBeLessThan(component(good, name) - 10);
  });

  it('tell the tilt of the head in degrees', async () => {
    const tilted = await measuresOf(portrait().rotate(25, { background: '#b9c3cc' }));
    expect(value(tilted, 'headPoseRoll') - value(good, 'headPoseRoll')).toBeCloseTo(25, -1);
  });

  it('do not assess the color of a gray photo, nor the blocks of one that was shrunk', async () => {
    const gray = await measuresOf(portrait().greyscale());
    expect(gray.get('naturalColour')).toMatchObject({ value: undefined, component: undefined });
    expect(good.get('compressionArtifacts')).toMatchObject({ component: undefined });
    const whole = await measuresOf(portrait().resize(500));
    expect(component(whole, 'compressionArtifacts')).toBeGreaterThan(50);
  });
});

/** A portrait of 800 x 1000 pixels, its eyes 120 apart. */
const small = (): Promise<Buffer> => portrait().resize(800).png().toBuffer();

/** What moves so many pixels in a direction while the shutter is open. */
function motion(pixels: number, degrees: number): Kernel {
  const kernel = new Array<number>(pixels * pixels).fill(0);
  const angle = (degrees * Math.PI) / 180;
  const middle = (pixels - 1) / 2;
  for (let i = 0; i < pixels; i += 1) {
    const column = Math.round(middle + (i - middle) * Math.cos(angle));
    const row = Math.round(middle + (i - middle) * Math.sin(angle));
    kernel[row * pixels + column] = 1;
  }
  return { width: pixels, height: pixels, kernel };
}

describe('the sharpness', () => {
  const of = async (photo: Sharp) => value(await measuresOf(photo), 'sharpness');
  const blurredBy = (sigma: number) => async () => sharp(await small()).blur(sigma);

  it('falls with every step of blur, also where hardly anything is left', async () => {
    const values: number[] = [value(good, 'sharpness')];
    for (const sigma of [2.5, 5, 9, 14]) values.push(await of(await blurredBy(sigma)()));
    expect(values).toEqual(values.toSorted((p, q) => q - p));
    expect(values.at(-1)).toBeLessThan(0.045);
  });

  it.each([0, 45, 90, 135])(
    'sees motion at %i degrees, which leaves the other edges',
    async (degrees) => {
      const moved = sharp(await small()).convolve(motion(41, degrees));
      expect(await of(moved)).toBeLessThan(value(good, 'sharpness') / 2);
    },
  );

  it('sees that a thumbnail was enlarged', async () => {
    const thumbnail = await portrait().resize(40).png().toBuffer();
    expect(await of(sharp(thumbnail).resize(800))).toBeLessThan(0.065);
  });

  it('is not that of the edge of the photo which cuts the face off', async () => {
    const whole = await (await blurredBy(9)()).png().toBuffer();
    const cutBelowTheNose = { left: 0, top: 0, width: 800, height: 590 };
    const ratio = (await of(sharp(whole).extract(cutBelowTheNose))) / (await of(sharp(whole)));
    expect(ratio).toBeLessThan(1.2);
  });

  it.each([
    ['darker', (photo: Sharp) => photo.linear(0.4, 0)],
    ['paler', (photo: Sharp) => photo.linear(0.5, 90)],
    ['gray', (photo: Sharp) => photo.greyscale()],
  ])('is much the same when the photo is %s', async (_, change) => {
    const ratio = (await of(change(portrait()))) / value(good, 'sharpness');
    expect(ratio).toBeGreaterThan(0.8);
    expect(ratio).toBeLessThan(1.2);
  });

  it('is not raised by the noise and the blocks of a blurred photo', async () => {
    const blurred = await of(await blurredBy(11)());
    const { data, info } = await (await blurredBy(11)())
      .raw()
      .toBuffer({ resolveWithObject: true });
    // Noise of a known sequence, from -16 to 16.
    for (let i = 0, state = 1; i < data.length; i += 1) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const noisy = (data[i] as number) + (state / 2 ** 32) * 32 - 16;
      data[i] = Math.max(0, Math.min(255, Math.round(noisy)));
    }
    const noisy = sharp(data, { raw: { ...info, channels: 3 } });
    const file = await noisy.jpeg({ quality: 30 }).toBuffer();
    expect(await of(sharp(file))).toBeLessThan(blurred + 0.02);
  });
});

function cut(more: { left?: number; top?: number; width?: number }): Sharp {
  const { left = 0, top = 0 } = more;
  return portrait().extract({ left, top, width: more.width ?? 1600 - left, height: 2000 - top });
}

/** A frontal head: a mesh on an egg, wide open eyes 50 px apart. */
function head(change: (index: number, p: MeshPoint) => MeshPoint = (_, p) => p): Landmarks {
  const named: Record<number, readonly [number, number, number]> = {
    10: [0, -70, 8],
    152: [0, 70, 0],
    234: [-60, 0, 40],
    454: [60, 0, 40],
    127: [-58, -15, 42],
    356: [58, -15, 42],
    33: [-40, -25, 5],
    133: [-15, -25, 0],
    159: [-27, -30, 0],
    145: [-27, -20, 0],
    263: [40, -25, 5],
    362: [15, -25, 0],
    386: [27, -30, 0],
    374: [27, -20, 0],
    61: [-20, 35, 0],
    291: [20, 35, 0],
    13: [0, 35, 0],
    14: [0, 36, 0],
    168: [0, -25, -5],
  };
  const mesh = Array.from({ length: 468 }, (_, index) => {
    const [x, y, z] = named[index] ?? [0, 0, 0];
    return change(index, { x: x + 150, y: y + 150, z });
  });
  const at = (index: number): MeshPoint => mesh[index] as MeshPoint;
  const middle = (a: number, b: number) => ({
    x: (at(a).x + at(b).x) / 2,
    y: (at(a).y + at(b).y) / 2,
  });
  const five = [middle(33, 133), middle(263, 362), at(168), at(61), at(291)] as const;
  return { presence: 1, mesh, five };
}

/** Turned about its vertical axis; positive shows the right half of the picture going away. */
const turnedBy =
  (degrees: number) =>
  (_: number, { x, y, z }: MeshPoint): MeshPoint => {
    const angle = (degrees * Math.PI) / 180;
    const across = x - 150;
    return {
      x: 150 + across * Math.cos(angle) - z * Math.sin(angle),
      y,
      z: across * Math.sin(angle) + z * Math.cos(angle),
    };
  };

function of(landmarks: Landmarks): ReadonlyMap<MeasureName, Measure> {
  const gray = picture(300, 300, (x, y) => [100 + ((x * 7 + y * 3) % 60), 110, 100]);
  const box = { x: 90, y: 80, width: 120, height: 140 };
  const eyes = [landmarks.five[0], landmarks.five[1]] as const;
  const face = { detection: { score: 0.9, box, eyes }, landmarks };
  const input = { pyramid: new Pyramid(packed(gray)), scale: 1, face, rival: 0 };
  return new Map(
    measure(
      { ...input, format: 'png', turned: false, scores: { worst: 0.5, ideal: 0.95 } },
      MEASURES,
    ).map((m) => [m.name, m] as const),
  );
}

describe('the measures of the landmarks', () => {
  it.each([-40, -15, 0, 15, 40])('tell a head that is turned by %i degrees', (degrees) => {
    expect(value(of(head(turnedBy(degrees))), 'headPoseYaw')).toBeCloseTo(degrees, 0);
  });

  it('tell a nod: the hairline goes away from the camera when the head looks up', () => {
    const nod = (z: number) => head((i, p) => (i === 10 ? { ...p, z } : p));
    const [down, up] = [of(nod(-60)), of(nod(60))].map((m) => value(m, 'headPosePitch'));
    expect(up as number).toBeGreaterThan(20);
    expect(down as number).toBeLessThan(-10);
  });

  it('tell an open mouth', () => {
    const open = head((i, p) => (i === 14 ? { ...p, y: p.y + 40 } : p));
    expect(component(of(open), 'mouthClosed')).toBe(0);
    expect(component(of(head()), 'mouthClosed')).toBe(100);
  });
});
