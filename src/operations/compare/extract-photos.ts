import { pMapIterable } from 'p-map';
import { FatalError } from '../../domain/fatal-error.js';
import type { ExtractionJob } from '../../domain/sample.js';
import { quoted } from '../../domain/text.js';
import type { ModelPack } from '../../models/packs.js';
import { type ExtractedPhoto, type Host, reachable } from '../host.js';
import { photoPolicy } from '../imports/import-options.js';
import { photoPool } from '../worker-pool.js';

export type { ExtractedPhoto } from '../host.js';

/** How many threads look at them; one for each core unless told. */
interface Workers {
  readonly workers?: number | undefined;
}

/** What else a photo is looked at for. */
type Extras = Partial<Pick<ExtractionJob, 'edit' | 'inspect' | 'profileImage' | 'thumbnail'>>;

/**
 * Extracts photos that are compared or looked at rather than imported. They come in the order
 * in which they were named, however long each takes.
 *
 * @throws {FatalError} at once when photos cannot be judged as the settings say.
 */
export function extractPhotos(
  host: Host,
  photos: readonly string[],
  { models }: Pick<ModelPack, 'models'>,
  settings: Parameters<typeof photoPolicy>[0] & Workers,
  extras: (file: string) => Extras = () => ({}),
): AsyncGenerator<ExtractedPhoto> {
  const { workers: threads } = settings;
  const policy = photoPolicy(settings, models.liveness !== undefined);
  const jobOf = (file: string): ExtractionJob => ({
    ...{ ...photoOf(host, file), knownDigests: [], profileImage: false, policy },
    ...extras(file),
  });
  return extracted(photos, jobOf, () => photoPool(host, models, { threads }), host.signal);
}

/** Of a host whose photos are sent, no name opens a file. */
function photoOf(host: Host, file: string): Pick<ExtractionJob, 'path' | 'bytes'> {
  if (!host.uploaded) return { path: reachable(host, file) };
  const bytes = host.uploaded(file);
  if (!bytes) throw new FatalError(`no photo ${quoted(file)} was sent`);
  return { path: file, bytes };
}

async function* extracted(
  photos: readonly string[],
  jobOf: (file: string) => ExtractionJob,
  takePool: () => ReturnType<typeof photoPool>,
  signal: AbortSignal,
): AsyncGenerator<ExtractedPhoto> {
  signal.throwIfAborted();
  const pool = takePool();
  const drop = (): void => pool.drop(signal.reason);
  signal.addEventListener('abort', drop);
  const extract = async (file: string): Promise<ExtractedPhoto> => {
    const extraction = await pool.extract(jobOf(file));
    if (extraction.kind === 'known') throw new Error('no digest was told');
    return { file, extraction };
  };
  try {
    yield* pMapIterable(photos, extract, { concurrency: pool.capacity });
  } finally {
    signal.removeEventListener('abort', drop);
    await pool.close();
  }
}
