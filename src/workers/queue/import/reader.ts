import { isAbsolute, relative, sep } from 'node:path';
import { workerData } from 'node:worker_threads';
import type { Extraction, ExtractionJob } from '../../../domain/sample.js';
import { readPhotoFile, sentPhoto } from '../../../face/photo-file.js';
import { sha256 } from '../../../system/sha256.js';
import { type Order, type SharedFile, sealOrder } from '../letters.js';
import { QueueKey } from '../queue-key.js';
import { extractionMark } from './marks.js';

/** What a reader knows from its start. */
export interface ReaderSetup {
  /** Of the queue. */
  readonly key: Uint8Array;
  readonly salt: Uint8Array;
  /** The folder that all machines see; undefined where bytes are sent. */
  readonly sharedFolder: string | undefined;
  /** Says which extractor marks are for. */
  readonly queue: string;
}

/** A photo to be read. */
export interface ReaderTask {
  /** The ID that it will have on the queue. */
  readonly photo: string;
  readonly job: ExtractionJob;
  /** Whether its bytes are to be sent although there is a folder that all see. */
  readonly sendsBytes: boolean;
}

/** What became of it. */
export type ReadPhoto =
  | { readonly kind: 'done'; readonly extraction: Extraction }
  | {
      readonly kind: 'sealed';
      readonly sealed: Uint8Array;
      readonly mark: Uint8Array;
      readonly digest: string;
    };

const { key: keyBytes, salt, sharedFolder, queue } = workerData as ReaderSetup;
const key = new QueueKey(keyBytes);
const runKey = key.ofRun(Buffer.from(salt));

/**
 * Entry point of a thread that reads photos for the queue; what takes time of the processor is done
 * here, too.
 */
export default function ({ photo, job, sendsBytes }: ReaderTask): ReadPhoto {
  const bytes = job.bytes ? sentPhoto(job.bytes) : readPhotoFile(job.path, job.within);
  if (!Buffer.isBuffer(bytes)) {
    return { kind: 'done', extraction: { kind: 'failed', failure: bytes } };
  }
  const digest = sha256(bytes);
  if (!job.edit && job.knownDigests.includes(digest)) {
    return { kind: 'done', extraction: { kind: 'known', digest } };
  }
  const { bytes: _, within: __, knownDigests, ...asked } = job;
  const wanted = { ...asked, knownDigests: job.edit ? knownDigests : [] };
  const file = sendsBytes || job.bytes ? undefined : sharedFile(job.path, digest);
  const order: Order = file
    ? { kind: 'extract', job: wanted, file }
    : { kind: 'extract', job: { ...wanted, bytes } };
  const mark = extractionMark(key, queue, digest, wanted);
  return { kind: 'sealed', sealed: sealOrder(runKey, { photo, mark }, order), mark, digest };
}

/** Where workers find it; undefined for a photo outside the folder. */
function sharedFile(path: string, digest: string): SharedFile | undefined {
  if (sharedFolder === undefined) return undefined;
  const below = relative(sharedFolder, path);
  const isBelow = below !== '' && !isAbsolute(below) && below.split(sep)[0] !== '..';
  // Workers may run on another system.
  return isBelow ? { path: below.split(sep).join('/'), digest } : undefined;
}
