import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PhotoReport } from '../../src/domain/inspection.js';
import type { Limit, Limited, PhotoProfile } from '../../src/domain/photo-profile.js';
import type { Extraction, PhotoPolicy } from '../../src/domain/sample.js';
import { extract } from '../../src/face/extract.js';
import type { Face } from '../../src/face/locate.js';
import { photoFacts } from '../../src/face/photo-facts.js';
import { FIXTURES } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { standardModels } from '../support/models.js';

const SEEN: PhotoReport = { width: 300, height: 400, format: 'jpeg', rotated: 0, faces: [] };

/** A face in a picture of half the photo's size: eyes at (50, 80) and (90, 80), chin at (70, 130). */
function faceWith(chin = { x: 70, y: 130 }): Face {
  const mesh = Array.from({ length: 468 }, (_, i) => ({
    x: 0,
    y: 0,
    z: 0,
    ...(i === 152 && chin),
  }));
  const five = [
    { x: 50, y: 80 },
    { x: 90, y: 80 },
    { x: 70, y: 95 },
    { x: 55, y: 110 },
    { x: 85, y: 110 },
  ] as const;
  const box = { x: 40, y: 60, width: 60, height: 75 };
  return {
    detection: { box, score: 1 },
    landmarks: { presence: 1, mesh, five },
  } as unknown as Face;
}

describe('what is measured of a photo', () => {
  it('is of the file and the photo alone, where no face was chosen', () => {
    const faces = [{}, {}] as unknown as PhotoReport['faces'];
    expect(photoFacts({ ...SEEN, faces }, 36_000)).toEqual({
      format: 'jpeg',
      measured: { bytes: 36_000, compression: 10, width: 300, height: 400, aspect: 0.75, faces: 2 },
    });
  });

  it('is in pixels of the photo, and in shares of it', () => {
    const quality = {
      quality: 1,
      measures: [
        { name: 'headPoseYaw', value: -7, unit: 'degrees', component: 100 },
        { name: 'headPosePitch', value: undefined, unit: 'degrees', component: undefined },
      ],
    } as const;
    const { measured } = photoFacts({ ...SEEN, quality }, 1000, { face: faceWith(), scale: 2 });
    expect(measured).toMatchObject({ faceWidth: 120, faceHeight: 150, faceArea: 0.15 });
    // The eyes are 160 of 400 pixels from above, and the chin 100 pixels below them.
    expect(measured).toMatchObject({ eyeDistance: 80, eyesFromBottom: 0.6, headHeight: 0.5 });
    expect(measured).toMatchObject({ yaw: -7, roll: 0 });
    expect(measured).not.toHaveProperty('pitch');
  });
});

const PUBLISHED = { source: 'https://example.com', date: '2026-01-31' };

function policyFor(refuses: boolean, ...limits: Omit<Limit, 'source' | 'date'>[]): PhotoPolicy {
  const all = limits.map((limit) => ({ ...limit, ...PUBLISHED }));
  const of: PhotoProfile = { name: 'onguard', title: 'a door', limits: all };
  return { ...POLICY, profile: { of, refuses } };
}

describe('a photo that is compared with a profile', () => {
  const models = standardModels();
  const path = join(FIXTURES, 'photos', '1001.jpg');
  const look = (policy: PhotoPolicy, file = path, bytes?: Uint8Array): Promise<Extraction> =>
    extract(
      {
        ...{ path: file, knownDigests: [], profileImage: false, policy, inspect: {} },
        ...(bytes && { bytes }),
      },
      models,
    );
  const lacking = async (extraction: Promise<Extraction>): Promise<readonly string[]> =>
    ((await extraction).report?.lacks ?? []).map(({ of }) => of);

  let lying: Buffer;
  beforeAll(async () => {
    // 400 x 300 pixels in the file, and a portrait of 300 x 400 for whoever heeds EXIF.
    const wide = await sharp(path).resize(300, 400, { fit: 'fill' }).rotate(270).toBuffer();
    lying = await sharp(wide).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  });

  it('is enrolled with what it lacks, or refused', async () => {
    const wide = { of: 'width', least: 321 } as const;
    const warned = await look(policyFor(false, wide));
    expect(warned).toMatchObject({ kind: 'sample', sample: { lacks: [{ of: 'width' }] } });
    expect(await look(policyFor(true, wide))).toMatchObject({
      kind: 'failed',
      failure: {
        code: 'PHOTO_DOES_NOT_FIT',
        message:
          'the photo does not fit a door: the width is 320 pixels (at least 321 pixels needed)',
      },
      report: { lacks: [{ of: 'width' }] },
    });
    const fits = await look(policyFor(true, { of: 'width', least: 320, most: 320 }));
    expect(fits).toMatchObject({ kind: 'sample', sample: { lacks: [] } });
    expect(await look(POLICY)).not.toHaveProperty('sample.lacks');
  });

  it('is not refused for a recommendation', async () => {
    const advised = policyFor(true, { of: 'width', least: 321, isAdvice: true });
    expect(await look(advised)).toMatchObject({
      kind: 'sample',
      sample: { lacks: [{ of: 'width', isAdvice: true }] },
    });
  });

  it('is measured upright, as its EXIF data say', async () => {
    const upright = policyFor(false, { of: 'width', most: 300 }, { of: 'height', least: 400 });
    expect(await lacking(look(upright, path, lying))).toEqual([]);
    const asInFile = policyFor(false, { of: 'width', least: 400 }, { of: 'height', most: 300 });
    expect(await lacking(look(asInFile, path, lying))).toEqual(['width', 'height']);
  });

  it('is measured upright where it lies on its side and no EXIF data say so', async () => {
    const turned = await sharp(path).rotate(90).jpeg({ quality: 95 }).toBuffer();
    const upright = policyFor(false, { of: 'aspect', most: 0.8 });
    expect(await lacking(look(upright, path, turned))).toEqual([]);
  });

  it('has a face of the same measures whatever the size of the photo', async () => {
    const all: Limited[] = ['headHeight', 'eyesFromBottom', 'faceArea', 'roll', 'yaw', 'pitch'];
    const impossible = all.map((of) => ({ of, least: 1000 }) as const);
    const policy = policyFor(false, ...impossible);
    const large = await sharp(path).resize(1280).jpeg({ quality: 95 }).toBuffer();
    const valuesIn = async (bytes?: Uint8Array): Promise<number[]> => {
      const { report } = await look(policy, path, bytes);
      return (report?.lacks ?? []).map(({ text }) => Number(/ is (-?[\d.]+)/.exec(text)?.[1]));
    };
    const [small, big] = [await valuesIn(), await valuesIn(large)];
    expect(small).toHaveLength(all.length);
    for (const [i, value] of small.entries()) {
      expect(Math.abs((big[i] as number) - value), all[i]).toBeLessThanOrEqual(3);
    }
    // A drawn portrait: the head takes between a third and two thirds, the eyes are above half.
    const [head, eyes] = small as [number, number];
    expect([head > 33 && head < 67, eyes > 40 && eyes < 67]).toEqual([true, true]);
  });

  it('without a face lacks what its file shows, and the face', async () => {
    const policy = policyFor(
      true,
      { of: 'width', least: 1000 },
      { of: 'faces', least: 1 },
      { of: 'eyeDistance', least: 100 },
    );
    const seen = await look(policy, join(FIXTURES, 'broken', 'landscape.jpg'));
    expect(seen).toMatchObject({ failure: { code: 'FACE_NOT_FOUND' } });
    expect(seen.report?.lacks?.map(({ of }) => of)).toEqual(['width', 'faces']);
  });

  it('is told of quality first: another photo is needed anyhow', async () => {
    const policy = policyFor(true, { of: 'width', least: 1000 });
    const poor = { ...policy, quality: { level: 'standard', least: 0.99 } } as const;
    expect(await look(poor)).toMatchObject({ failure: { code: 'FACE_QUALITY_TOO_LOW' } });
  });
});
