import { type Failure, fail } from '../domain/failures.js';
import type { Fitting, FittingJob } from '../domain/fitting.js';
import { MIN_EYE_DISTANCE, MIN_IMAGE_SIDE } from '../domain/limits.js';
import { sniff } from '../domain/photo-format.js';
import type { Lack, Limit, PhotoFormat, PhotoProfile } from '../domain/photo-profile.js';
import { lacksOf } from '../domain/profile-fit.js';
import { sha256 } from '../system/sha256.js';
import { Deadline, TimedOut } from './deadline.js';
import { isFailure, PhotoFileDecoder } from './decode.js';
import { type BestFit, fitCrop } from './fit-crop.js';
import { FitEncoder } from './fit-encode.js';
import { roomFor } from './fit-room.js';
import { type SeenForProfile, see } from './fit-see.js';
import { type FaceGeometry, type Fit, valuesOf } from './fit-values.js';
import { type FaceModels, guarded } from './models.js';
import { readPhotoFile, sentPhoto } from './photo-file.js';

/** Crops that are tried: each is cut where the last one showed the face to be. Few need a second. */
const TRIES = 4;

const OURS = { source: 'faceenroll', date: '2026-11-30' };

/** A picture that is written is one that could be enrolled. */
const OWN_LIMITS: readonly Limit[] = [
  { of: 'width', least: MIN_IMAGE_SIDE, ...OURS },
  { of: 'height', least: MIN_IMAGE_SIDE, ...OURS },
  { of: 'eyeDistance', least: MIN_EYE_DISTANCE, ...OURS },
];

/**
 * Makes a photo fit a profile: turned upright, cropped on the face, scaled down and encoded again,
 * without metadata. Nothing is added to it. What comes out was measured as any photo is, and fits.
 */
export async function fitPhoto(
  { profile, photo, timeoutMs }: FittingJob,
  models: FaceModels,
): Promise<Fitting> {
  const bytes = 'bytes' in photo ? sentPhoto(photo.bytes) : readPhotoFile(photo.path, photo.within);
  if (!Buffer.isBuffer(bytes)) return failed(bytes);
  if ('digest' in photo && sha256(bytes) !== photo.digest) return { kind: 'changed' };
  const sniffed = sniff(bytes);
  if (!sniffed.photo) {
    const { format, advice } = sniffed;
    return failed(fail('UNSUPPORTED_FORMAT', { format }, advice));
  }
  const deadline = new Deadline(timeoutMs);
  const wanted = { ...profile, limits: [...profile.limits, ...OWN_LIMITS] };
  try {
    return await new Fitter(wanted, deadline, guarded(models, deadline)).fit(bytes, sniffed.photo);
  } catch (error) {
    if (!(error instanceof TimedOut)) throw error;
    return failed(fail('TIMED_OUT', { seconds: timeoutMs / 1000 }));
  }
}

class Fitter {
  readonly #encoder: FitEncoder;

  constructor(
    readonly profile: PhotoProfile,
    readonly deadline: Deadline,
    readonly models: FaceModels,
  ) {
    this.#encoder = new FitEncoder(profile, deadline);
  }

  async fit(bytes: Uint8Array, format: PhotoFormat): Promise<Fitting> {
    const { profile, deadline, models } = this;
    const decoder = new PhotoFileDecoder(bytes, deadline);
    const seen = await see(decoder, format, models);
    if (isFailure(seen)) return failed(seen);
    const lasting = binding(lacksOf(profile, seen.facts)).filter(({ of }) => POSE.has(of));
    if (lasting.length > 0) return { kind: 'unfit', of: 'photo', lacks: lasting };
    let { face } = seen;
    for (let tried = 1; ; tried += 1) {
      const best = fitCrop(face, this.#roomIn(seen), profile.limits);
      if (!best || best.excess > 0)
        return { kind: 'unfit', of: 'crop', lacks: this.#lacksOf(best, face) };
      const picture = await decoder.cut(seen.turn, best.crop);
      if (isFailure(picture)) return failed(picture);
      const made = await this.#encoder.encode(picture, best, face);
      const result = await see(new PhotoFileDecoder(made.bytes, deadline), made.format, models);
      if (isFailure(result)) return { kind: 'unfit', of: 'crop', lacks: [unseen(result)] };
      const lacks = [...notUpright(result), ...lacksOf(profile, result.facts)];
      if (binding(lacks).length === 0) {
        const { bytes, format, size } = made;
        return { kind: 'fitted', photo: { bytes, format, ...size, advice: lacks } };
      }
      if (tried === TRIES) return { kind: 'unfit', of: 'crop', lacks: binding(lacks) };
      face = inPhoto(result.face, { crop: best.crop, size: made.size });
    }
  }

  #roomIn({ face, others, size }: SeenForProfile) {
    const most = this.profile.limits.find(({ of }) => of === 'faces')?.most ?? Infinity;
    return roomFor(face.box, others.length < most ? [] : others, size);
  }

  /** What the best crop would lack. */
  #lacksOf(best: BestFit | undefined, face: FaceGeometry): readonly Lack[] {
    if (!best) return [NO_ROOM];
    const { format } = this.#encoder;
    const lacks = lacksOf(this.profile, { format, measured: valuesOf(best, face) });
    return onceEach(binding(lacks));
  }
}

const NO_ROOM: Lack = {
  of: 'aspect',
  text: 'the photo has no room around the face for a crop of the shape that is accepted',
  isAdvice: false,
};

/** What no crop changes. */
const POSE: ReadonlySet<Lack['of']> = new Set<Lack['of']>(['yaw', 'pitch', 'roll']);

function binding(lacks: readonly Lack[]): readonly Lack[] {
  return lacks.filter(({ isAdvice }) => !isAdvice);
}

/** Our own limits may be on what the profile limits, too. */
function onceEach(lacks: readonly Lack[]): readonly Lack[] {
  return lacks.filter(({ of }, i) => lacks.findIndex((other) => other.of === of) === i);
}

/** The photo shows a face, and its crop none: a detector may need what lies around it. */
function unseen({ code, message }: Failure): Lack {
  const text = code === 'FACE_NOT_FOUND' ? 'it shows no face that is found again' : message;
  return { of: 'faces', text, isAdvice: false };
}

function notUpright({ turn }: SeenForProfile): readonly Lack[] {
  if (turn === 0) return [];
  return [{ of: 'roll', text: 'the face is not upright in the crop', isAdvice: false }];
}

/** A face that was seen in what became of a crop, in pixels of the photo. */
function inPhoto({ box, eyes, crown, chin }: FaceGeometry, { crop, size }: Fit): FaceGeometry {
  const [across, down] = [crop.width / size.width, crop.height / size.height];
  return {
    box: {
      ...{ x: crop.x + box.x * across, y: crop.y + box.y * down },
      ...{ width: box.width * across, height: box.height * down },
    },
    eyes: {
      ...{ x: crop.x + eyes.x * across, y: crop.y + eyes.y * down },
      distance: eyes.distance * across,
    },
    crown: crop.y + crown * down,
    chin: crop.y + chin * down,
  };
}

function failed(failure: Failure): Fitting {
  return { kind: 'failed', failure };
}
