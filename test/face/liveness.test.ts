import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MIN_LIVENESS } from '../../src/domain/limits.js';
import type { Extraction } from '../../src/domain/sample.js';
import { extract } from '../../src/face/extract.js';
import { ModelSession } from '../../src/models/session.js';
import { FIXTURES, ROOT } from '../support/cli.js';
import { POLICY } from '../support/entries.js';
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
  it('is the probability of the class real; the model sees colours from 0 to 1', async () => {
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

const MODEL = join(ROOT, '..', 'shared', 'models', 'minifasnet_v2se.onnx');
const PHOTOS = join(ROOT, '..', 'shared', 'photos', 'pad');

describe.skipIf(!existsSync(MODEL) || !existsSync(PHOTOS))('MiniFASNet', () => {
  let model: ModelSession;
  beforeAll(async () => {
    model = await ModelSession.open(MODEL);
    return () => model.release();
  });

  it('lets photos of people pass, and not many of prints and screens', async () => {
    const share = async (folder: string): Promise<number> => {
      const files = readdirSync(join(PHOTOS, folder)).slice(0, 12);
      const values = [];
      for (const file of files) {
        const policy = { ...POLICY, quality: { level: 'off' } as const, minLiveness: 0 };
        const path = join(PHOTOS, folder, file);
        const job = { path, knownDigests: [], profileImage: false, policy };
        const extraction = await extract(job, { ...models, liveness: model });
        if (extraction.kind === 'sample') values.push(extraction.sample.liveness ?? Number.NaN);
      }
      return values.filter((value) => value >= MIN_LIVENESS).length / values.length;
    };
    expect(await share('real')).toBeGreaterThan(0.9);
    expect(await share('fake')).toBeLessThan(0.6);
  });
});
