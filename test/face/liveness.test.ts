import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MIN_LIVENESS } from '../../src/domain/limits.js';
import type { Extraction } from '../../src/domain/sample.js';
import { extract } from '../../src/face/extract.js';
import { Pyramid } from '../../src/face/image.js';
import { livenessCrop } from '../../src/face/liveness.js';
import { ModelSession } from '../../src/models/session.js';
import { FIXTURES, ROOT } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
import { packed, picture, pixel } from '../support/images.js';
import { fakeModel, standardModels } from '../support/models.js';

const models = standardModels();

/** A liveness model that is so sure of a real face, and what it was given. */
function liveness(logitOfReal: number): { model: ModelSession; seen: Float32Array[] } {
  const seen: Float32Array[] = [];
  const model = {
    ...fakeModel(() => ({})),
    runFloats: async (values: Float32Array) => {
      seen.push(values);
      return new Map([['output', { shape: [1, 2], values: Float32Array.of(logitOfReal, 0) }]]);
    },
  };
  return { model: model as unknown as ModelSession, seen };
}

function portrait(model: ModelSession | undefined, minLiveness?: number): Promise<Extraction> {
  const policy = minLiveness === undefined ? POLICY : { ...POLICY, minLiveness };
  const path = join(FIXTURES, 'photos', '1001.jpg');
  const job = { path, knownDigests: [], profileImage: false, policy };
  return extract(job, model ? { ...models, liveness: model } : models);
}

describe('the liveness of a photo', () => {
  it('is the probability of the class real; the model sees colors from 0 to 1', async () => {
    const { model, seen } = liveness(Math.log(3));
    const extraction = await portrait(model, 0.5);
    expect(extraction).toMatchObject({
      kind: 'sample',
      sample: { liveness: expect.closeTo(0.75) },
    });
    const [input] = seen;
    expect(input).toHaveLength(3 * 128 * 128);
    expect(Math.max(...(input ?? []))).toBeLessThanOrEqual(1);
    expect(Math.max(...(input ?? []))).toBeGreaterThan(0.5);
  });

  it('below the least fails with LIVENESS_CHECK_FAILED', async () => {
    expect(await portrait(liveness(-5).model, 0.5)).toMatchObject({
      failure: { code: 'LIVENESS_CHECK_FAILED', message: expect.stringContaining('0.007') },
    });
  });

  it('is null where it was not checked or the model is not there: never live', async () => {
    const { model, seen } = liveness(5);
    for (const extraction of [await portrait(model), await portrait(undefined, 0.5)]) {
      expect(extraction).toMatchObject({ kind: 'sample', sample: { liveness: null } });
    }
    expect(seen).toEqual([]);
  });
});

describe('the crop for liveness', () => {
  const SIDE = 128;
  /** As wide as 1.7 times this face. */
  const [face, size] = [100, 170];
  /** Red tells the column, green the row. */
  const ramp = (width: number, height: number) =>
    new Pyramid(packed(picture(width, height, (x, y) => [x % 256, y % 256, 255])));

  /** The crop of a face of 100 pixels around a point. */
  const around = (photo: Pyramid, x: number, y: number) =>
    livenessCrop(photo, [
      { x: x - face / 2, y: y - face / 2 },
      { x: x + face / 2, y: y + face / 2 - 20 },
      { x, y: y + face / 2 },
    ]);

  /** The column and row of the photo that the middle of the crop shows. */
  const middle = (crop: Uint8Array) => pixel(crop, SIDE, SIDE / 2, SIDE / 2).slice(0, 2);

  it('has the face in its middle', () => {
    const crop = around(ramp(250, 250), 120, 110);
    const [x, y] = middle(crop) as [number, number];
    expect([Math.abs(x - 120) < 2, Math.abs(y - 110) < 2]).toEqual([true, true]);
    expect(pixel(crop, SIDE, 0, 0)).toEqual([120 - size / 2, 110 - size / 2, 255]);
  });

  it('that would leave the photo a little moves to where the photo is, on each side', () => {
    for (const [place, moved] of [
      [80, 85],
      [170, 165],
    ] as const) {
      const crop = around(ramp(250, 250), place, place);
      const [x, y] = middle(crop) as [number, number];
      expect([Math.abs(x - moved) < 2, Math.abs(y - moved) < 2]).toEqual([true, true]);
      expect(pixel(crop, SIDE, 0, 0)).not.toEqual(pixel(crop, SIDE, 2, 2));
      expect(pixel(crop, SIDE, SIDE - 1, SIDE - 1)).not.toEqual(
        pixel(crop, SIDE, SIDE - 3, SIDE - 3),
      );
    }
  });

  it('that would leave it further keeps the face near its middle and repeats the edge', () => {
    const crop = around(ramp(250, 250), 40, 125);
    const [x] = middle(crop) as [number, number];
    expect(Math.abs(x - 50)).toBeLessThan(2);
    // 35 of its 170 pixels lie beyond the left edge.
    const beyond = Math.floor((35 / size) * SIDE);
    for (const row of [0, 64, SIDE - 1]) {
      const edge = pixel(crop, SIDE, beyond, row);
      expect(edge[0]).toBeLessThan(3);
      for (let column = 0; column < beyond; column += 1) {
        expect(pixel(crop, SIDE, column, row)).toEqual(edge);
      }
    }
  });

  it('that is larger than the photo shows no black and does not move', () => {
    const crop = around(ramp(120, 130), 60, 70);
    expect(middle(crop)).toEqual([60, 70]);
    for (let i = 2; i < crop.length; i += 3) expect(crop[i]).toBe(255);
    expect(pixel(crop, SIDE, 0, 0)).toEqual(pixel(crop, SIDE, 5, 5));
  });
});

const MODEL = join(ROOT, '..', 'shared', 'models', 'minifasnet_v2se.onnx');
const PHOTOS = join(ROOT, '..', 'shared', 'photos');

describe.skipIf(!existsSync(MODEL) || !existsSync(PHOTOS))('MiniFASNet', () => {
  let model: ModelSession;
  beforeAll(async () => {
    model = await ModelSession.open(MODEL);
    return () => model.release();
  });

  const livenessOf = async (folder: string, most: number): Promise<readonly number[]> => {
    const values = [];
    for (const file of readdirSync(folder).slice(0, most)) {
      const policy = { ...POLICY, quality: { level: 'off' } as const, minLiveness: 0 };
      const job = { path: join(folder, file), knownDigests: [], profileImage: false, policy };
      const extraction = await extract(job, { ...models, liveness: model });
      if (extraction.kind === 'sample') values.push(extraction.sample.liveness ?? Number.NaN);
    }
    return values;
  };
  const isLive = (value: number) => value >= MIN_LIVENESS;

  it('lets photos of people pass, and not many of prints and screens', async () => {
    const share = async (folder: string): Promise<number> => {
      const values = await livenessOf(join(PHOTOS, 'pad', folder), 12);
      return values.filter(isLive).length / values.length;
    };
    expect(await share('real')).toBeGreaterThan(0.9);
    expect(await share('fake')).toBeLessThan(0.6);
  });

  it('lets heads that fill the photo pass', async () => {
    const values = await livenessOf(join(PHOTOS, 'lfw', 'photos'), 30);
    expect(values.length).toBeGreaterThan(25);
    expect(values.filter((value) => !isLive(value))).toEqual([]);
  });
});
