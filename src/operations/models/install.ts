import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import { excerpt, messageOf, pathText, printable, printableLines } from '../../domain/text.js';
import { byHand, type FetchedFile } from '../../models/by-hand.js';
import { isOwn, type ModelFolders, modelFolders, pathOf } from '../../models/folders.js';
import { discardPack, finishPack, installFrom, isIn, stagePack } from '../../models/install.js';
import { type ModelSpec, type PackSpec, readManifest } from '../../models/manifest.js';
import { ModelPackError } from '../../models/model-pack-error.js';
import { isPinned, modelsOf, packModels, repair } from '../../models/packs.js';
import { verifyModel } from '../../models/verify.js';
import { ExtractionPool } from '../../workers/pool.js';
import type { HostContext } from '../context.js';
import type { Host } from '../host.js';
import type { ValuesOf } from '../options/row.js';
import type { INSTALL_OPTIONS } from './options.js';
import { fetchModel, modelSources, removeDownloads } from './sources.js';

/** What is installed now. */
export interface Installed {
  readonly name: string;
  readonly license: string;
  /** Null of the liveness model. */
  readonly encoder: string | null;
  readonly models: readonly { readonly id: string; readonly path: string }[];
  /** Whether its files are the operator's own. */
  readonly isOwn: boolean;
}

/**
 * Installs the liveness model, a pack of the manifest, or a pack file.
 *
 * @throws {FatalError} when there is no such pack, or a file cannot be had or is another one.
 */
export async function installModels(
  { host }: HostContext,
  { pack: name, from }: ValuesOf<typeof INSTALL_OPTIONS> & { readonly pack: string },
): Promise<Installed> {
  const folders = modelFolders();
  const folder = from === undefined ? undefined : resolve(host.cwd, from);
  const { liveness, packs } = readManifest();
  if (name.endsWith('.json')) {
    return installPackFile(resolve(host.cwd, name), folder, folders, host);
  }
  if (name === 'liveness') {
    await installPinned(name, [liveness], folder, folders, host);
    return installed(name, liveness.license, null, [liveness], folders);
  }
  const spec = Object.hasOwn(packs, name) ? packs[name] : undefined;
  if (!spec) {
    const known = [...Object.keys(packs), 'liveness'].join(', ');
    throw new UsageError(
      `there is no model ${excerpt(name)} to install; there are: ${known}, or the path of a pack file that ends with .json`,
    );
  }
  if (!isPinned(spec)) return installOwn(name, spec, folder, folders, host);
  await installPinned(name, modelsOf(spec), folder, folders, host);
  return installed(name, spec.license, spec.encoder.id, modelsOf(spec), folders);
}

function installed(
  name: string,
  license: string,
  encoder: string | null,
  specs: readonly ModelSpec[],
  folders: ModelFolders,
): Installed {
  const models = specs.map((model) => ({ id: model.id, path: pathOf(model, folders) }));
  return { name, license, encoder, models, isOwn: false };
}

/** Installs models whose SHA-256 is known, as far as they are not there. */
async function installPinned(
  pack: string,
  models: readonly ModelSpec[],
  from: string | undefined,
  folders: ModelFolders,
  host: Host,
): Promise<void> {
  const missing = models.filter((model) => verifyModel(model, folders).status !== 'ok');
  if (
    from !== undefined &&
    missing.length > 1 &&
    statSync(from, { throwIfNoEntry: false })?.isFile()
  ) {
    throw new UsageError(
      `${pack} lacks ${missing.length} files: name the folder that has them with --from, not one of them`,
    );
  }
  for (const [done, model] of missing.entries()) {
    const { addresses, bytes, sha256 } = model;
    if (isOwn(model)) {
      throw new ModelPackError(`${model.id} is not built: run "${repair(pack, model)}" first`);
    }
    if (from !== undefined && (!model.build || isIn(from, model))) {
      installFrom(model, from, folders, adviceOn(pack, missing.slice(done)));
    } else if (model.build) {
      await installBuilt(pack, model, from, folders, host);
    } else if (addresses && bytes && sha256) {
      const advice = adviceOn(pack, missing.slice(done));
      await fetchModel({ ...model, addresses, bytes, sha256 }, folders, advice, host);
    } else {
      throw new UsageError(
        `${model.id} has no address to download it from: get its file yourself and run "${repair(pack, model)}"`,
      );
    }
  }
}

/** What to do for who cannot download the models that a pack lacks, as the end of a sentence. */
function adviceOn(pack: string, lacking: readonly ModelSpec[]): string {
  const command = `faceenroll models install ${pack}`;
  const files = lacking.flatMap(fetched);
  return files.length > 0 ? byHand(files, command) : `run "${command}" without --from`;
}

/** A model as who cannot download it has to bring it. */
function fetched({ file, publishedAs, addresses, sha256 }: ModelSpec): readonly FetchedFile[] {
  if (!addresses || !sha256) return [];
  return [{ name: publishedAs ?? basename(file), origin: `from ${addresses[0]}`, sha256 }];
}

/** Builds a model from what npm or its publisher has, or from a folder. */
async function installBuilt(
  pack: string,
  model: ModelSpec,
  from: string | undefined,
  folders: ModelFolders,
  host: Host,
): Promise<void> {
  const { packs } = readManifest();
  for (const source of model.build?.sources ?? []) {
    // What it is built from is installed first, by the same means and under the same name:
    // whoever has to fetch a file by hand runs this very command again.
    if (!('pack' in source)) continue;
    const spec = packs[source.pack];
    if (spec) await installPinned(pack, [spec.encoder], from, folders, host);
  }
  const { buildModel } = await import('../../models/build/build.js');
  const read = modelSources([model], folders, `faceenroll models install ${pack}`, from, host);
  await buildModel(model, read, pathOf(model, folders));
  removeDownloads(model, folders);
}

function installPackFile(
  path: string,
  from: string | undefined,
  folders: ModelFolders,
  host: Host,
): Promise<Installed> {
  return import('../../models/pack-file.js').then(({ readPackFile }) => {
    const { name, spec } = readPackFile(path);
    if (Object.hasOwn(readManifest().packs, name)) {
      throw new UsageError(
        `${pathText(path)}: ${excerpt(name)} is a pack that faceenroll knows already; give yours another name`,
      );
    }
    return installOwn(name, spec, from ?? dirname(path), folders, host);
  });
}

/** Installs files of the operator's own; not before they have shown that they work. */
async function installOwn(
  name: string,
  spec: PackSpec,
  from: string | undefined,
  folders: ModelFolders,
  host: Host,
): Promise<Installed> {
  if (from === undefined) {
    throw new UsageError(
      `${name} is installed from your own files: run "faceenroll models install ${name} --from <folder>"`,
    );
  }
  host.tell(`${name} has this license: ${printable(spec.license)}`);
  if (spec.notice !== undefined) host.tell(printableLines(spec.notice));
  const staged = stagePack(name, spec, from, folders);
  const pool = new ExtractionPool(packModels(staged.spec, folders), { threads: 1 });
  try {
    await pool.tryModels();
  } catch (error) {
    discardPack(staged, folders);
    throw new ModelPackError(
      `${excerpt(name)} does not work as described: ${messageOf(error)}; nothing was installed`,
    );
  } finally {
    await pool.close();
  }
  finishPack(staged, folders);
  const { license, encoder } = staged.spec;
  const all = modelsOf(staged.spec);
  return { ...installed(name, license, encoder.id, all, folders), isOwn: true };
}
