import { join, resolve } from 'node:path';
import { jsonLine, printable } from '../domain/text.js';
import { readManifest } from '../models/manifest.js';
import { modelsOf, packNames, packSpec, repair, verifyPack } from '../models/packs.js';
import { type ModelStatus, verifyModel } from '../models/verify.js';

/** `faceenroll models build`: of all packs only the standard one is built. */
export async function buildModels(options: {
  readonly from?: string;
  readonly missingOnly?: boolean;
}): Promise<void> {
  const { standard } = readManifest().packs;
  if (options.missingOnly && isIntact(verifyPack(standard))) return;
  const { buildPack } = await import('../models/build/build.js');
  const { from } = options;
  const locate = from === undefined ? undefined : (pack: string) => join(resolve(from), pack);
  for (const model of await buildPack(standard, undefined, locate)) {
    const size = (model.bytes / 1e6).toFixed(1).padStart(5);
    const difference = model.worstDifference.toExponential(1);
    print(`${model.id.padEnd(20)} ${size} MB  sha256 ${model.sha256}`);
    print(`${''.padEnd(20)} ${''.padStart(8)}  within ${difference} of the golden figures`);
  }
}

/** `faceenroll models list`. */
export async function listModels(options: { readonly json?: boolean }): Promise<void> {
  const packs = packNames().map((name) => {
    const spec = packSpec(name);
    const { description, licence, encoder } = spec;
    const { id, dimensions, thresholds } = encoder;
    const models = verifyPack(spec);
    return { name, description, licence, encoder: id, dimensions, thresholds, models };
  });
  const { liveness } = readManifest();
  const { description, licence, source } = liveness;
  const extra = { name: 'liveness', description, licence, source, models: [verifyModel(liveness)] };
  if (options.json) {
    for (const pack of [...packs, extra]) print(jsonLine(pack));
    return;
  }
  for (const pack of packs) {
    printModels(pack, pack.name === 'standard' ? '' : ` --models ${pack.name}`);
    if (!isIntact(pack.models)) print(`  ${howToInstall(pack.name)}`);
  }
  printModels(extra, '');
  if (!isIntact(extra.models)) {
    print(`  optional; published as ${source}`);
    print(`  install it with: ${repair('liveness', liveness)}`);
  }
}

interface Listed {
  readonly name: string;
  readonly description: string;
  readonly licence: string;
  readonly models: readonly ModelStatus[];
}

function printModels({ name, description, licence, models }: Listed, use: string): void {
  print(`${name}: ${description} (licence: ${licence})`);
  for (const model of models) print(`  ${statusLine(model)}`);
  if (use !== '' && isIntact(models)) print(`  use it with:${use}`);
}

/** `faceenroll models verify`; whether all files are intact. */
export async function verifyModels(name: string): Promise<boolean> {
  const models = verifyPack(packSpec(name));
  for (const model of models) print(statusLine(model));
  if (isIntact(models)) return true;
  process.stderr.write(`faceenroll: ${printable(howToInstall(name))}\n`);
  return false;
}

/** What to do about a pack that is not whole. */
function howToInstall(name: string): string {
  const broken = modelsOf(packSpec(name)).find((model) => verifyModel(model).status !== 'ok');
  return `install it with: ${repair(name, broken ?? packSpec(name).encoder)}`;
}

function statusLine({ id, path, status }: ModelStatus): string {
  return `${status.padEnd(8)} ${id.padEnd(20)} ${path}`;
}

function isIntact(models: readonly ModelStatus[]): boolean {
  return models.every((model) => model.status === 'ok');
}

function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}
