import type { EncodingJob } from '../../../domain/encoding.js';
import type { ExtractionJob } from '../../../domain/sample.js';
import { sha256 } from '../../../system/sha256.js';
import type { QueueKey } from '../queue-key.js';

/**
 * A mark names what is to be done with which photo, so that an import finds again what a killed one
 * has sent. Only whoever has the key can make it.
 *
 * @param queue its name says which extractor it is for
 * @param digest of the photo's bytes
 * @param wanted all that the result depends on
 */
export function extractionMark(
  key: QueueKey,
  queue: string,
  digest: string,
  wanted: Omit<ExtractionJob, 'bytes' | 'within'>,
): Buffer {
  return key.mark(JSON.stringify(['extract', queue, digest, wanted]));
}

/** The mark of a stored face that is to be encoded. */
export function encodingMark(
  key: QueueKey,
  queue: string,
  { jpeg, landmarks }: EncodingJob,
): Buffer {
  const digest = sha256(jpeg);
  return key.mark(JSON.stringify(['encode', queue, digest, landmarks]));
}
