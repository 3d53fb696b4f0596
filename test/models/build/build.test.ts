import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPack } from '../../../src/models/build/build.js';
import { checkAgainstGolden, type GoldenModel } from '../../../src/models/build/golden.js';
import { WeightFileError } from '../../../src/models/build/weights.js';
import {
  type BuildSpec,
  MODELS_FOLDER,
  readManifest,
  type StandardPackSpec,
} from '../../../src/models/manifest.js';
import { findPack, modelsOf, verifyPack } from '../../../src/models/packs.js';
import { ROOT, temporaryFolder } from '../../support/cli.js';

const { standard } = readManifest().packs;
const build = standard.detector.build as BuildSpec;
const [graph, weights] = build.sources;

/** A folder that holds what the detector is built from, and nothing else. */
function detectorSources(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'models'));
  for (const { package: name, path } of [graph, weights]) {
    copyFileSync(join(ROOT, 'node_modules', name, path), join(folder, path));
  }
  return folder;
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** The standard pack with another SHA-256 for the weights of the detector. */
function withWeights(sum: string): StandardPackSpec {
  const sources = [graph, { ...weights, sha256: sum }] as const;
  return { ...standard, detector: { ...standard.detector, build: { ...build, sources } } };
}

/** Overwrites weights in the middle of the file with those from its beginning. */
function alterWeights(path: string): void {
  const bytes = readFileSync(path);
  bytes.copyWithin(bytes.length / 2, 0, 20_000);
  writeFileSync(path, bytes);
}

describe('building a model pack', () => {
  it('gives the pinned files, every time', async () => {
    for (const folder of [temporaryFolder(), temporaryFolder()]) {
      const built = await buildPack(standard, folder);
      for (const [i, spec] of modelsOf(standard).entries()) {
        const path = join(folder, spec.file);
        expect(sha256(path)).toBe(spec.sha256);
        expect(built[i]).toMatchObject({ id: spec.id, path, sha256: spec.sha256 });
      }
      expect(
        verifyPack(standard, { own: folder, installed: folder }).map(({ status }) => status),
      ).toEqual(['ok', 'ok', 'ok']);
    }
  });

  it('stops at a missing weight file, names it and says how to get it', async () => {
    const sources = temporaryFolder();
    const building = buildPack(standard, temporaryFolder(), () => sources);
    await expect(building).rejects.toThrow(WeightFileError);
    await expect(building).rejects.toThrow(
      `${join(sources, graph.path)} is missing: the models are built from @vladmandic/human 3.3.6; run "npm ci"`,
    );
  });

  it('stops at an altered weight file, names it and says how to get the right one', async () => {
    const [sources, folder] = [detectorSources(), temporaryFolder()];
    const path = join(sources, weights.path);
    alterWeights(path);
    const building = buildPack(standard, folder, () => sources);
    await expect(building).rejects.toThrow(WeightFileError);
    await expect(building).rejects.toThrow(
      `${path} is not the file of @vladmandic/human 3.3.6 (SHA-256 ${sha256(path)}, expected ${weights.sha256}): reinstall that package`,
    );
    expect(existsSync(join(folder, standard.detector.file))).toBe(false);
  });

  it('refuses a model whose outputs are not the golden ones, and leaves the old file', async () => {
    const [sources, folder] = [detectorSources(), temporaryFolder()];
    alterWeights(join(sources, weights.path));
    const spec = withWeights(sha256(join(sources, weights.path)));
    const path = join(folder, spec.detector.file);
    await expect(buildPack(spec, folder, () => sources)).rejects.toThrow(
      /^blazeface-back-256: output \w+ differs from the golden figures by/,
    );
    expect(existsSync(path)).toBe(false);

    writeFileSync(path, 'the old file');
    await expect(buildPack(spec, folder, () => sources)).rejects.toThrow('golden');
    expect(readFileSync(path, 'utf8')).toBe('the old file');
  });

  it('refuses a model that is not the pinned one, and does not put it in place', async () => {
    const folder = temporaryFolder();
    const pinned = '0'.repeat(64);
    const spec = { ...standard, detector: { ...standard.detector, sha256: pinned } };
    await expect(buildPack(spec, folder)).rejects.toThrow(
      `blazeface-back-256: the built file has the SHA-256 ${standard.detector.sha256}, models/manifest.json names ${pinned}`,
    );
    expect(existsSync(join(folder, spec.detector.file))).toBe(false);
  });
});

describe('the comparison with the golden figures', () => {
  const { path: detector } = findPack('standard').models.detector;
  const all: Record<string, GoldenModel> = JSON.parse(
    readFileSync(join(MODELS_FOLDER, 'golden.json'), 'utf8'),
  );
  const id = 'blazeface-back-256';
  const golden = all[id] as GoldenModel;
  const identity = golden.Identity as GoldenModel[string];
  const check = (altered: GoldenModel[string]) =>
    checkAgainstGolden(detector, id, { ...golden, Identity: altered });

  it('accepts the model that it was made from', async () => {
    expect(await check(identity)).toBeLessThan(2e-3);
  });

  it.each([
    ['a value', { ...identity, first: identity.first.map((v, i) => (i === 7 ? v + 0.01 : v)) }],
    ['the sum', { ...identity, sum: identity.sum + 1 }],
    ['a value that is none', { ...identity, first: [Number.NaN] }],
  ])('refuses a model that differs in %s, and names the output', async (_, altered) => {
    await expect(check(altered)).rejects.toThrow(`${id}: output Identity differs`);
  });

  it('refuses a model with another shape', async () => {
    await expect(check({ ...identity, shape: [1, 2, 3] })).rejects.toThrow(
      `${id}: output Identity has the shape [1,512,1], not [1,2,3]`,
    );
  });

  it('refuses a model that it has no figures for', async () => {
    await expect(checkAgainstGolden(detector, id, undefined)).rejects.toThrow(
      `${id}: models/golden.json has no figures`,
    );
  });
});
