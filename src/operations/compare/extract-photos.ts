import { pMapIterable } from 'p-map';
import type { Extraction, ExtractionJob } from '../../domain/sample.js';
import type { ModelPack } from '../../models/packs.js';
import type { Context } from '../context.js';
import { reachable } from '../host.js';
import { photoPolicy } from '../imports/import-options.js';
import type { PhotoSettings } from '../options/photo.js';
import { type PoolSize, workerPool } from '../worker-pool.js';

/** A photo, and what extraction made of it. */
export interface ExtractedPhoto {
  /** As it was named. */
  readonly file: string;
  readonly extraction: Exclude<Extraction, { readonly kind: 'known' }>;
}

/** What else a photo is looked at for. */
type Extras = Pick<ExtractionJob, 'inspect' | 'thumbnail'>;

/**
 * Extracts photos that are compared or looked at rather than imported. They come in the order
 * in which they were named, however long each takes.
 *
 * @throws {FatalError} at once when photos cannot be judged as the settings say.
 */
export function extractPhotos(
  context: Pick<Context, 'host' | 'signal'>,
  photos: readonly string[],
  { models }: Pick<ModelPack, 'models'>,
  settings: PhotoSettings & PoolSize,
  extras: (file: string) => Extras = () => ({}),
): AsyncGenerator<ExtractedPhoto> {
  const policy = photoPolicy(settings, models.liveness !== undefined);
  const jobOf = (file: string): ExtractionJob => ({
    ...{ path: reachable(context.host, file), knownDigests: [], profileImage: false, policy },
    ...extras(file),
  });
  return extracted(photos, jobOf, { models, settings, signal: context.signal });
}

interface Work {
  readonly models: ModelPack['models'];
  readonly settings: PoolSize;
  readonly signal: AbortSignal | undefined;
}

async function* extracted(
  photos: readonly string[],
  jobOf: (file: string) => ExtractionJob,
  { models, settings, signal }: Work,
): AsyncGenerator<ExtractedPhoto> {
  signal?.throwIfAborted();
  const pool = workerPool(models, settings);
  const drop = (): void => pool.drop(signal?.reason);
  signal?.addEventListener('abort', drop);
  const extract = async (file: string): Promise<ExtractedPhoto> => {
    const extraction = await pool.extract(jobOf(file));
    if (extraction.kind === 'known') throw new Error('no digest was told');
    return { file, extraction };
  };
  try {
    yield* pMapIterable(photos, extract, { concurrency: pool.capacity });
  } finally {
    signal?.removeEventListener('abort', drop);
    await pool.close();
  }
}
