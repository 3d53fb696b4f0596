import { resolve } from 'node:path';
import { EXIT } from '../../domain/exit-codes.js';
import { jsonLine, printable } from '../../domain/text.js';
import type { BuiltModel } from '../../models/build/build.js';
import { modelFolders, pathOf } from '../../models/folders.js';
import { readManifest } from '../../models/manifest.js';
import {
  modelsOf,
  packNames,
  packSpec,
  repair,
  repairAll,
  verifyPack,
} from '../../models/packs.js';
import { ratedPack } from '../../models/rated-packs.js';
import { type ModelStatus, verifyModel } from '../../models/verify.js';
import { strengthLines, strongestLines } from '../../render/strength.js';
import { wrapped } from '../../render/wrapped.js';
import type { Io } from '../io.js';
import { modelSources } from './sources.js';

/** Options of `faceenroll models build`, as commander hands them over. */
interface BuildOptions {
  readonly from?: string;
  readonly missingOnly?: boolean;
  readonly json?: boolean;
}

/** `faceenroll models build`: of all packs only the standard one is built. */
export async function buildModels(options: BuildOptions, io: Io): Promise<void> {
  const built = await buildStandard(options, io);
  if (options.json) {
    for (const { id, bytes, sha256, worstDifference } of built) {
      print(jsonLine({ event: 'built', id, bytes, sha256, worstDifference }), io);
    }
    print(jsonLine({ event: 'summary', built: built.length, exitCode: EXIT.done }), io);
    return;
  }
  for (const model of built) {
    const size = (model.bytes / 1e6).toFixed(1).padStart(5);
    const difference = model.worstDifference.toExponential(1);
    print(`${model.id.padEnd(20)} ${size} MB  sha256 ${model.sha256}`, io);
    print(`${''.padEnd(20)} ${''.padStart(8)}  within ${difference} of the golden figures`, io);
  }
}

/** What was built: every model of the pack, or only those that are not there whole. */
async function buildStandard(
  { from, missingOnly }: BuildOptions,
  io: Io,
): Promise<readonly BuiltModel[]> {
  const folders = modelFolders();
  const models = modelsOf(readManifest().packs.standard).filter(
    (model) => !missingOnly || verifyModel(model, folders).status !== 'ok',
  );
  if (models.length === 0) return [];
  const { buildModel } = await import('../../models/build/build.js');
  const folder = from === undefined ? undefined : resolve(io.cwd, from);
  // One for all: two models come from one package, which is fetched once.
  const read = modelSources(models, folders, 'faceenroll models build', folder, io);
  const built: BuiltModel[] = [];
  for (const model of models) {
    built.push(await buildModel(model, read, pathOf(model, folders)));
  }
  return built;
}

/** `faceenroll models list`. */
export async function listModels(options: { readonly json?: boolean }, io: Io): Promise<void> {
  const packs = packNames().map((name) => {
    const spec = packSpec(name);
    const { description, licence, encoder } = spec;
    const { id, dimensions, thresholds = null, strength = null } = encoder;
    const models = verifyPack(spec);
    const measured = { thresholds, strength };
    return { name, description, licence, encoder: id, dimensions, ...measured, models };
  });
  const { liveness } = readManifest();
  const { description, licence, source } = liveness;
  const extra = { name: 'liveness', description, licence, source, models: [verifyModel(liveness)] };
  if (options.json) {
    const none = {
      encoder: null,
      dimensions: null,
      thresholds: null,
      strength: null,
      source: null,
    };
    for (const pack of [...packs, extra]) print(jsonLine({ event: 'pack', ...none, ...pack }), io);
    return;
  }
  const all = [...packs, extra].flatMap(({ models }) => models);
  for (const pack of packs) {
    printModels(pack, all, pack.name === 'standard' ? '' : ` --models ${pack.name}`, io);
    for (const line of strengthLines(pack.strength)) print(line, io);
    if (!isIntact(pack.models)) print(`  ${howToInstall(pack.name)}`, io);
  }
  printModels(extra, all, '', io);
  if (!isIntact(extra.models)) {
    print(`  optional; published as ${source}`, io);
    print(`  install it with: ${repair('liveness', liveness)}`, io);
  }
  const rated = packs.map(({ name, models }) => ratedPack(name, models));
  for (const line of strongestLines(rated)) print(line, io);
}

interface Listed {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  readonly models: readonly ModelStatus[];
}

function printModels(
  { name, description, licence, models }: Listed,
  all: readonly ModelStatus[],
  use: string,
  io: Io,
): void {
  const title = printable(`${name}: ${description} (licence: ${licence})`);
  for (const line of wrapped(title, '    ')) print(line, io);
  for (const line of statusLines(models, all)) print(`  ${line}`, io);
  if (use !== '' && isIntact(models)) print(`  use it with:${use}`, io);
}

/** `faceenroll models verify`; returns the exit code: 1 when a file is missing or altered. */
export async function verifyModels(
  name: string,
  { json }: { readonly json?: boolean },
  io: Io,
): Promise<number> {
  const models = verifyPack(packSpec(name));
  const exitCode = isIntact(models) ? EXIT.done : EXIT.stopped;
  if (json) {
    for (const model of models) print(jsonLine({ event: 'model', ...model }), io);
    const tally = { ok: 0, missing: 0, altered: 0 };
    for (const { status } of models) tally[status] += 1;
    print(jsonLine({ event: 'summary', pack: name, ...tally, exitCode }), io);
  } else {
    for (const line of statusLines(models)) print(line, io);
  }
  if (!isIntact(models)) io.stderr.write(`faceenroll: ${printable(howToInstall(name))}\n`);
  return exitCode;
}

/** What to do about a pack that is not whole. */
function howToInstall(name: string): string {
  const broken = modelsOf(packSpec(name)).filter((model) => verifyModel(model).status !== 'ok');
  return `install it with: ${repairAll(name, broken)}`;
}

/** A line for each file; IDs are as wide as the longest of all that are `listed`. */
function statusLines(models: readonly ModelStatus[], listed = models): readonly string[] {
  const width = Math.max(...listed.map(({ id }) => id.length));
  return models.map(({ id, path, status }) => `${status.padEnd(8)} ${id.padEnd(width)} ${path}`);
}

function isIntact(models: readonly ModelStatus[]): boolean {
  return models.every((model) => model.status === 'ok');
}

function print(line: string, io: Io): void {
  io.stdout.write(`${printable(line)}\n`);
}
