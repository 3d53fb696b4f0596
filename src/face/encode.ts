import type { Encoding, EncodingJob } from '../domain/encoding.js';
import { fail } from '../domain/failures.js';
import { Deadline, TimedOut } from './deadline.js';
import { isFailure, PhotoFileDecoder } from './decode.js';
import { embed } from './embed.js';
import { Pyramid } from './image.js';
import type { EncoderModel } from './models.js';

/** Milliseconds. A thumbnail takes only a few; this limit is for a machine that hangs. */
const TIMEOUT_MS = 60_000;

/** Embeds the face of a stored thumbnail: decode, align, embed. */
export async function encode(job: EncodingJob, encoder: EncoderModel): Promise<Encoding> {
  const deadline = new Deadline(TIMEOUT_MS);
  const decoder = new PhotoFileDecoder(job.jpeg, deadline);
  try {
    const picture = await decoder.decodeThumbnail();
    if (isFailure(picture)) return { kind: 'failed', failure: picture };
    const embedding = await embed(new Pyramid(picture), job.landmarks, encoder);
    return embedding
      ? { kind: 'encoded', embedding }
      : { kind: 'failed', failure: fail('NO_FEATURES', {}) };
  } catch (error) {
    if (!(error instanceof TimedOut)) throw error;
    return { kind: 'failed', failure: fail('TIMED_OUT', { seconds: TIMEOUT_MS / 1000 }) };
  }
}
