import { rmSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { FittedSummary } from '../../domain/fitted.js';
import { DEFAULT_PACK } from '../../domain/option-values.js';
import type { PhotoProfile, ProfileName } from '../../domain/photo-profile.js';
import { readProfile } from '../../models/profiles.js';
import { fittedCsv } from '../../render/fitted-pictures.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import { type Host, reachable } from '../host.js';
import { makePictureFolder, refuseExisting, writeNewFile } from '../new-file.js';
import { filterOf } from '../options/filter.js';
import { packFor } from '../pack-for.js';
import { workerPool } from '../worker-pool.js';
import { fitPictures, originalsIn } from './fit-pictures.js';
import type { FittedPictures } from './fitted-pictures.js';
import type { ExportInput } from './options.js';
import { withdrawn } from './pictures.js';

/** Pictures that fit a profile, and the list of them. */
export interface FittedExport {
  readonly pictures: FittedPictures;
  readonly summary: FittedSummary;
  /** Deletes what was written. */
  remove(): void;
}

/**
 * Makes the pictures of an export fit a profile, writes them, and lists them in a file beside the
 * CSV; where that goes to stdout there is none.
 *
 * @throws {FatalError} when the CSV, the list or a picture is there already.
 */
export async function fitForExport(
  context: Context,
  input: ExportInput & { readonly profile: ProfileName },
  folder: string,
): Promise<FittedExport> {
  const { host } = context;
  const profile = readProfile(input.profile);
  const list = input.file === undefined ? undefined : listBeside(input.file);
  // Before hours of work, and not after them.
  for (const path of [input.file, list]) if (path) refuseExisting(reachable(host, path));
  const pictures = await inPool(context, input, profile, folder);
  const remove = (): void => {
    pictures.removeAll();
    if (list) rmSync(reachable(host, list), { force: true });
  };
  const { name, title } = profile;
  const { fitted, unfit, counts } = pictures;
  const summary = { profile: { name, title }, list: list ?? null, fitted, unfit, ...counts };
  try {
    pictures.flush();
    if (list) writeNewFile(reachable(host, list), fittedCsv({ fitted, unfit }, input.delimiter));
    return { pictures, summary, remove };
  } catch (error) {
    throw withdrawn(error, pictures, folder);
  }
}

/** `users.csv` has the list of its pictures in `users.photos.csv`. */
function listBeside(file: string): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}.photos${ext || '.csv'}`);
}

async function inPool(
  context: Context,
  input: ExportInput,
  profile: PhotoProfile,
  folder: string,
): Promise<FittedPictures> {
  const { host } = context;
  const { workers: threads, maxMemory, originals, models = DEFAULT_PACK } = input;
  const sources = {
    ...{ gallery: galleryOf(context), changes: changesOf(context), filter: filterOf(input) },
    originals: originals === undefined ? undefined : originalsIn(reachable(host, originals)),
  };
  const { signal }: Pick<Host, 'signal'> = host;
  signal.throwIfAborted();
  makePictureFolder(folder);
  const pool = workerPool(host, packFor(host, models).models, { threads, maxMemory });
  const drop = (): void => pool.drop(signal.reason);
  signal.addEventListener('abort', drop);
  try {
    const place = { folder, signal, progress: host.progress.bind(host) };
    return await fitPictures(sources, profile, pool, place);
  } finally {
    host.progress(undefined);
    signal.removeEventListener('abort', drop);
    await pool.close();
  }
}
