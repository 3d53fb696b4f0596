import { join, resolve } from 'node:path';
import { UsageError } from '../domain/fatal-error.js';
import { quoted } from '../domain/text.js';
import { installFrom } from '../models/install.js';
import { readManifest } from '../models/manifest.js';
import { packSpec, verifyModel, verifyPack } from '../models/packs.js';

/** `faceenroll models build`. */
export async function buildModels(
  name: string,
  options: { readonly from?: string; readonly missingOnly?: boolean },
): Promise<void> {
  const spec = packSpec(name);
  if (options.missingOnly && verifyPack(spec).every((model) => model.status === 'ok')) return;
  const { buildPack } = await import('../models/build/build.js');
  const { from } = options;
  const locate = from === undefined ? undefined : (pack: string) => join(resolve(from), pack);
  for (const model of await buildPack(spec, undefined, locate)) {
    const size = (model.bytes / 1e6).toFixed(1).padStart(5);
    const difference = model.worstDifference.toExponential(1);
    print(`${model.id.padEnd(20)} ${size} MB  sha256 ${model.sha256}`);
    print(`${''.padEnd(20)} ${''.padStart(8)}  within ${difference} of the golden figures`);
  }
}

/** `faceenroll models install`. */
export function installModel(name: string, { from }: { readonly from: string }): void {
  const { liveness } = readManifest();
  if (name !== 'liveness') {
    throw new UsageError(`there is no model ${quoted(name)} to install; there is: liveness`);
  }
  const path = installFrom(liveness, resolve(from));
  print(`${liveness.id} (licence: ${liveness.licence}) is installed: ${path}`);
}

/** `faceenroll models list`. */
export async function listModels(options: { readonly json?: boolean }): Promise<void> {
  const packs = Object.entries(readManifest().packs).map(([name, spec]) => ({
    name,
    description: spec.description,
    licence: spec.licence,
    encoder: spec.encoder.id,
    models: verifyPack(spec),
  }));
  const { liveness } = readManifest();
  if (options.json) {
    for (const pack of packs) print(JSON.stringify(pack));
    const { description, licence, source } = liveness;
    const models = [verifyModel(liveness)];
    print(JSON.stringify({ name: 'liveness', description, licence, source, models }));
    return;
  }
  for (const pack of packs) {
    print(`${pack.name}: ${pack.description} (licence: ${pack.licence})`);
    for (const model of pack.models)
      print(`  ${model.status.padEnd(8)} ${model.id.padEnd(20)} ${model.path}`);
  }
  const model = verifyModel(liveness);
  print(`liveness: ${liveness.description} (licence: ${liveness.licence})`);
  print(`  ${model.status.padEnd(8)} ${model.id.padEnd(20)} ${model.path}`);
  if (model.status === 'missing') {
    print(`  optional; published as ${liveness.source}`);
    print('  install it with: faceenroll models install liveness --from <folder>');
  }
}

/** `faceenroll models verify`; whether all files are intact. */
export async function verifyModels(name: string): Promise<boolean> {
  const spec = packSpec(name);
  const models = verifyPack(spec);
  for (const model of models)
    print(`${model.status.padEnd(8)} ${model.id.padEnd(20)} ${model.path}`);
  const intact = models.every((model) => model.status === 'ok');
  if (!intact)
    process.stderr.write('faceenroll: run "faceenroll models build" to build them again\n');
  return intact;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
