import { statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import {
  excerpt,
  jsonLine,
  messageOf,
  pathText,
  printable,
  printableLines,
} from '../../domain/text.js';
import { byHand, type FetchedFile } from '../../models/by-hand.js';
import { isOwn, type ModelFolders, modelFolders, pathOf } from '../../models/folders.js';
import { discardPack, finishPack, installFrom, isIn, stagePack } from '../../models/install.js';
import { type ModelSpec, type PackSpec, readManifest } from '../../models/manifest.js';
import { ModelPackError } from '../../models/model-pack-error.js';
import { isPinned, modelsOf, packModels, repair } from '../../models/packs.js';
import { verifyModel } from '../../models/verify.js';
import { ExtractionPool } from '../../workers/pool.js';
import type { Io } from '../io.js';
import { fetchModel, modelSources, removeDownloads } from './sources.js';

/** What is installed now. */
interface Installed {
  readonly name: string;
  readonly licence: string;
  /** Null of the liveness model. */
  readonly encoder: string | null;
  readonly models: readonly ModelSpec[];
  /** The same for a person. */
  readonly text: string;
}

/** `faceenroll models install`: the liveness model, a pack of the manifest, or a pack file. */
export async function installModels(
  name: string,
  { from, json }: { readonly from?: string; readonly json?: boolean },
  io: Io,
): Promise<void> {
  const folders = modelFolders();
  const { text, models, ...installed } = await install(name, from, folders, io);
  const files = models.map((model) => pathOf(model, folders));
  io.stdout.write(
    `${json ? jsonLine({ event: 'installed', ...installed, files }) : printable(text)}\n`,
  );
}

async function install(
  name: string,
  from: string | undefined,
  folders: ModelFolders,
  io: Io,
): Promise<Installed> {
  const folder = from === undefined ? undefined : resolve(io.cwd, from);
  const { liveness, packs } = readManifest();
  if (name.endsWith('.json')) return installPackFile(resolve(io.cwd, name), folder, folders, io);
  if (name === 'liveness') {
    await installPinned(name, [liveness], folder, folders, io);
    const { id, licence } = liveness;
    const text = `${id} (licence: ${licence}) is installed: ${pathOf(liveness, folders)}`;
    return { name, licence, encoder: null, models: [liveness], text };
  }
  const spec = Object.hasOwn(packs, name) ? packs[name] : undefined;
  if (!spec) {
    const known = [...Object.keys(packs), 'liveness'].join(', ');
    throw new UsageError(
      `there is no model ${excerpt(name)} to install; there are: ${known}, or the path of a pack file that ends with .json`,
    );
  }
  if (!isPinned(spec)) return installOwn(name, spec, folder, folders, io);
  await installPinned(name, modelsOf(spec), folder, folders, io);
  const text = `${name} (licence: ${spec.licence}) is installed: use it with --models ${name}`;
  return installedPack(name, spec, text);
}

function installedPack(name: string, spec: PackSpec, text: string): Installed {
  const { licence, encoder } = spec;
  return { name, licence, encoder: encoder.id, models: modelsOf(spec), text };
}

/** Installs models whose SHA-256 is known, as far as they are not there. */
async function installPinned(
  pack: string,
  models: readonly ModelSpec[],
  from: string | undefined,
  folders: ModelFolders,
  io: Io,
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
      await installBuilt(pack, model, from, folders, io);
    } else if (addresses && bytes && sha256) {
      const advice = adviceOn(pack, missing.slice(done));
      await fetchModel({ ...model, addresses, bytes, sha256 }, folders, advice, io);
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
  io: Io,
): Promise<void> {
  const { packs } = readManifest();
  for (const source of model.build?.sources ?? []) {
    // What it is built from is installed first, by the same means and under the same name:
    // whoever has to fetch a file by hand runs this very command again.
    if (!('pack' in source)) continue;
    const spec = packs[source.pack];
    if (spec) await installPinned(pack, [spec.encoder], from, folders, io);
  }
  const { buildModel } = await import('../../models/build/build.js');
  const read = modelSources([model], folders, `faceenroll models install ${pack}`, from, io);
  await buildModel(model, read, pathOf(model, folders));
  removeDownloads(model, folders);
}

function installPackFile(
  path: string,
  from: string | undefined,
  folders: ModelFolders,
  io: Io,
): Promise<Installed> {
  return import('../../models/pack-file.js').then(({ readPackFile }) => {
    const { name, spec } = readPackFile(path);
    if (Object.hasOwn(readManifest().packs, name)) {
      throw new UsageError(
        `${pathText(path)}: ${excerpt(name)} is a pack that faceenroll knows already; give yours another name`,
      );
    }
    return installOwn(name, spec, from ?? dirname(path), folders, io);
  });
}

/** Installs files of the operator's own; not before they have shown that they work. */
async function installOwn(
  name: string,
  spec: PackSpec,
  from: string | undefined,
  folders: ModelFolders,
  io: Io,
): Promise<Installed> {
  if (from === undefined) {
    throw new UsageError(
      `${name} is installed from your own files: run "faceenroll models install ${name} --from <folder>"`,
    );
  }
  io.stderr.write(`${name} has this licence: ${printable(spec.licence)}\n`);
  if (spec.notice !== undefined) io.stderr.write(`${printableLines(spec.notice)}\n`);
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
  const text = `${name} is installed: use it with --models ${name}; its encoder is ${staged.spec.encoder.id}`;
  return installedPack(name, staged.spec, text);
}
