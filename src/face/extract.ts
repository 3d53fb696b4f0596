import { createHash } from 'node:crypto';
import { type Failure, fail } from '../domain/failures.js';
import type { PhotoReport } from '../domain/inspection.js';
import { MIN_EYE_DISTANCE } from '../domain/limits.js';
import { sniff } from '../domain/photo-format.js';
import type { Extraction, ExtractionJob, Sample } from '../domain/sample.js';
import type { ModelSession } from '../models/session.js';
import { assess } from './assess.js';
import { choose } from './choose.js';
import { Deadline, TimedOut } from './deadline.js';
import { isFailure, PhotoFileDecoder } from './decode.js';
import { embed } from './embed.js';
import { readPhotoFile } from './photo-file.js';
import { describeFaces } from './report.js';
import { enlarge, type SeenPhoto, search } from './search.js';
import { distance } from './transform.js';

/** The opened models of a pack. */
export interface FaceModels {
  readonly detector: ModelSession;
  readonly landmarks: ModelSession;
  readonly encoder: ModelSession;
}

/** From a photo's file to its sample: read, decode, find the face, align, assess, embed. */
export async function extract(job: ExtractionJob, models: FaceModels): Promise<Extraction> {
  const bytes = readPhotoFile(job.path);
  if (!Buffer.isBuffer(bytes)) return failed(bytes);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (job.knownDigests.includes(digest)) return { kind: 'known', digest };

  const sniffed = sniff(bytes);
  if (!sniffed.photo) {
    const { format, advice } = sniffed;
    return failed(fail('UNSUPPORTED_FORMAT', { format }, advice));
  }
  const told: { report?: PhotoReport } = {};
  try {
    const deadline = new Deadline(job.policy.timeoutMs);
    const photo = { digest, format: sniffed.photo, decoder: new PhotoFileDecoder(bytes, deadline) };
    const made = await makeSample(photo, job, guarded(models, deadline), (report) => {
      told.report = report;
    });
    const extraction = isFailure(made) ? failed(made) : ({ kind: 'sample', sample: made } as const);
    return job.inspect ? { ...extraction, ...told } : extraction;
  } catch (error) {
    if (!(error instanceof TimedOut)) throw error;
    return { ...failed(fail('TIMED_OUT', { seconds: job.policy.timeoutMs / 1000 })), ...told };
  }
}

interface Photo {
  readonly digest: string;
  readonly format: 'jpeg' | 'png';
  readonly decoder: PhotoFileDecoder;
}

async function makeSample(
  { digest, format, decoder }: Photo,
  job: ExtractionJob,
  models: FaceModels,
  tell: (report: PhotoReport) => void,
): Promise<Sample | Failure> {
  const size = await decoder.size();
  if (isFailure(size)) return size;
  const found = await search(decoder, size, models);
  if (isFailure(found)) return found;
  const seen = describeFaces(found, format);
  tell(seen);
  if (found.faces.length === 0) return fail('FACE_NOT_FOUND', size);
  const { width } = found.pyramid.image;
  const chosen = choose(found.faces, job.policy.multipleFaces, { width, scale: found.scale });
  if (typeof chosen !== 'number') return chosen;
  tell({ ...seen, chosen });

  const photo = await enlarge(decoder, size, found, chosen, models);
  if (isFailure(photo)) return photo;
  const eyeDistance = eyeDistanceOf(photo) * photo.scale;
  if (eyeDistance < MIN_EYE_DISTANCE) return fail('FACE_TOO_SMALL', { eyeDistance });
  const quality = assess(photo.face, eyeDistance);
  const embedding = await embed(photo.pyramid, photo.face.landmarks.five, models.encoder);
  if (!embedding) return fail('NO_FEATURES', {});
  const sample = { digest, embedding, quality, rotated: found.turn };
  if (!job.profileImage) return sample;
  const profileImage = await decoder.profileImage(found.turn);
  return isFailure(profileImage) ? profileImage : { ...sample, profileImage };
}

function eyeDistanceOf({ face }: SeenPhoto): number {
  const [left, right] = face.landmarks.five;
  return distance(left, right);
}

function guarded(models: FaceModels, deadline: Deadline): FaceModels {
  return {
    detector: deadline.guard(models.detector),
    landmarks: deadline.guard(models.landmarks),
    encoder: deadline.guard(models.encoder),
  };
}

function failed(failure: Failure): Extraction {
  return { kind: 'failed', failure };
}
