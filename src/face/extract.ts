import { createHash } from 'node:crypto';
import { type Failure, fail } from '../domain/failures.js';
import { MIN_EYE_DISTANCE } from '../domain/limits.js';
import { sniff } from '../domain/photo-format.js';
import type { Extraction, ExtractionJob } from '../domain/sample.js';
import type { ModelSession } from '../models/session.js';
import { assess } from './assess.js';
import { isFailure, PhotoFileDecoder, type Size } from './decode.js';
import { scaled } from './detect.js';
import { CHIP_EYE_DISTANCE, embed } from './embed.js';
import { Pyramid } from './image.js';
import { findLandmarks, type Landmarks } from './landmarks.js';
import { type Face, locate } from './locate.js';
import { readPhotoFile } from './photo-file.js';
import { distance } from './transform.js';

/** The opened models of a pack. */
export interface FaceModels {
  readonly detector: ModelSession;
  readonly landmarks: ModelSession;
  readonly encoder: ModelSession;
}

/** A photo is decoded to this side first: the detector's 256 px view needs no more. */
const SEARCH_SIDE = 640;

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
  const decoder = new PhotoFileDecoder(bytes);
  const size = await decoder.size();
  if (isFailure(size)) return failed(size);

  const seen = await see(decoder, size, models);
  if (isFailure(seen)) return failed(seen);
  const { pyramid, face, eyeDistance } = seen;
  if (eyeDistance < MIN_EYE_DISTANCE) return failed(fail('FACE_TOO_SMALL', { eyeDistance }));

  const embedding = await embed(pyramid, face.landmarks.five, models.encoder);
  if (!embedding) return failed(fail('NO_FEATURES', {}));
  const sample = { digest, embedding, quality: assess(face, eyeDistance) };
  if (!job.profileImage) return { kind: 'sample', sample };
  const profileImage = await decoder.profileImage();
  if (isFailure(profileImage)) return failed(profileImage);
  return { kind: 'sample', sample: { ...sample, profileImage } };
}

interface Seen {
  readonly pyramid: Pyramid;
  readonly face: Face;
  /** In pixels of the photo. */
  readonly eyeDistance: number;
}

/**
 * Finds the one face of the photo in a small decoding; where that has fewer pixels than
 * the encoder can use, its landmarks are read again from a larger one.
 */
async function see(
  decoder: PhotoFileDecoder,
  size: Size,
  models: FaceModels,
): Promise<Seen | Failure> {
  const longer = Math.max(size.width, size.height);
  const searched = await decoder.decode(Math.min(SEARCH_SIDE, longer));
  if (isFailure(searched)) return searched;
  const pyramid = new Pyramid(searched);
  const faces = await locate(pyramid, models);
  const [face] = faces;
  const scale = longer / Math.max(searched.width, searched.height);
  if (!face) return fail('FACE_NOT_FOUND', size);
  if (faces.length > 1) {
    const widths = faces.map(({ detection }) => Math.round(detection.box.width * scale));
    return fail('MULTIPLE_FACES', { widths });
  }
  const eyes = eyeDistanceOf(face.landmarks);
  if (scale === 1 || eyes >= CHIP_EYE_DISTANCE) {
    return { pyramid, face, eyeDistance: eyes * scale };
  }

  const enlarged = await decoder.decode(
    Math.ceil(longer * Math.min(1, CHIP_EYE_DISTANCE / (eyes * scale))),
  );
  if (isFailure(enlarged)) return enlarged;
  const gain = enlarged.width / searched.width;
  const larger = new Pyramid(enlarged);
  const detection = scaled(face.detection, gain);
  const landmarks = await findLandmarks(larger, detection, models.landmarks);
  return {
    pyramid: larger,
    face: { detection, landmarks },
    eyeDistance: (eyeDistanceOf(landmarks) * scale) / gain,
  };
}

function eyeDistanceOf({ five: [left, right] }: Landmarks): number {
  return distance(left, right);
}

function failed(failure: Failure): Extraction {
  return { kind: 'failed', failure };
}
