import { type Failure, fail } from '../domain/failures.js';
import type { PhotoReport } from '../domain/inspection.js';
import { MIN_EYE_DISTANCE } from '../domain/limits.js';
import { sniff } from '../domain/photo-format.js';
import { unfitFor } from '../domain/profile-fit.js';
import { MEASURES } from '../domain/quality.js';
import type {
  Extraction,
  ExtractionJob,
  PhotoPolicy,
  PictureWanted,
  Sample,
} from '../domain/sample.js';
import { measuredOf } from '../domain/seen.js';
import { sha256 } from '../system/sha256.js';
import { assess, DECISIVE } from './assess.js';
import { choose } from './choose.js';
import { Deadline, TimedOut } from './deadline.js';
import { isFailure, PhotoFileDecoder } from './decode.js';
import { familyOf } from './detect.js';
import { draw, drawFaces } from './draw.js';
import { editPhoto } from './edit.js';
import { embed } from './embed.js';
import { faultsOf, JUDGED, judge } from './judge.js';
import { assessLiveness } from './liveness.js';
import type { Face } from './locate.js';
import { BorrowedMemory } from './memory.js';
import { type FaceModels, guarded } from './models.js';
import { type FaceSight, lacksFor } from './photo-facts.js';
import { readPhotoFile, sentPhoto } from './photo-file.js';
import { describeFaces } from './report.js';
import { enlarge, type FoundFaces, type SeenPhoto, search } from './search.js';
import { makeThumbnail } from './thumbnail.js';
import { distance } from './transform.js';
import { verdictOf } from './verdict.js';

/** An import takes only these; others would merely be shown. */
const MEASURES_THAT_COUNT = MEASURES.filter(
  (name) => DECISIVE.includes(name) || JUDGED.includes(name),
);

/** Extracts a sample from a photo, turned and cropped before if the job asks for it. */
export async function extract(job: ExtractionJob, models: FaceModels): Promise<Extraction> {
  if (!job.edit) return extractWhole(job, models);
  const edited = await editPhoto(job, job.edit);
  if (isFailure(edited)) return failed(edited);
  return { ...(await extractWhole({ ...job, bytes: edited }, models)), edited };
}

/** Extracts a sample from a photo: read, decode, find the face, align, assess, embed. */
async function extractWhole(job: ExtractionJob, models: FaceModels): Promise<Extraction> {
  const bytes = job.bytes ? sentPhoto(job.bytes) : readPhotoFile(job.path, job.within);
  if (!Buffer.isBuffer(bytes)) return failed(bytes);
  const digest = sha256(bytes);
  if (job.knownDigests.includes(digest)) return { kind: 'known', digest };

  const sniffed = sniff(bytes);
  if (!sniffed.photo) {
    const { format, advice } = sniffed;
    return failed(fail('UNSUPPORTED_FORMAT', { format }, advice));
  }
  const deadline = new Deadline(job.policy.timeoutMs);
  const memory = new BorrowedMemory();
  const decoder = new PhotoFileDecoder(bytes, deadline, memory);
  const photo = { digest, format: sniffed.photo, decoder };
  const observed: { report?: PhotoReport; found?: FoundFaces } = {};
  let extraction: Extraction;
  try {
    const able = guarded(models, deadline);
    const made = await makeSample(photo, job, able, {
      report: (report) => {
        observed.report = report;
      },
      found: (found) => {
        observed.found = found;
      },
    });
    if (!isFailure(made)) extraction = { kind: 'sample', sample: made };
    else if (!job.compare || !observed.found) extraction = failed(made, observed.report);
    else {
      const faces = await facesOf(photo, observed.found, able);
      extraction = { ...failed(made, observed.report), faces };
    }
    // Not after an error: an aborted step may still read from the memory.
    memory.release();
  } catch (error) {
    if (!(error instanceof TimedOut)) throw error;
    extraction = failed(
      fail('TIMED_OUT', { seconds: job.policy.timeoutMs / 1000 }),
      observed.report,
    );
  }
  if (!job.inspect || !observed.report) return extraction;
  // Drawing gets its own time limit, because a photo that exceeded its own is drawn, too.
  const again = () => new PhotoFileDecoder(bytes, new Deadline(job.policy.timeoutMs));
  const picture = await pictureOf(extraction, observed.report, job.inspect.picture, again);
  return { ...extraction, report: { ...observed.report, ...(picture && { picture }) } };
}

/** Undefined if none is wanted. */
async function pictureOf(
  extraction: Extraction,
  report: PhotoReport,
  wanted: PictureWanted | undefined,
  decoder: () => PhotoFileDecoder,
): Promise<Uint8Array | undefined> {
  if (wanted === undefined) return undefined;
  if (wanted !== 'faces') return draw(decoder(), report, verdictOf(extraction, wanted.heading));
  const shows = extraction.kind === 'failed' && report.faces.length > 0;
  return shows ? drawFaces(decoder(), report) : undefined;
}

/** Largest faces of a refused photo to encode; such a photo should show one person. */
const MOST_FACES = 8;

/** Embeds the faces of a photo that was refused for one of them or for their number. */
async function facesOf(
  { decoder }: Photo,
  found: FoundFaces,
  models: FaceModels,
): Promise<readonly Float32Array[]> {
  const size = await decoder.size();
  if (isFailure(size)) return [];
  const embeddings: Float32Array[] = [];
  for (const chosen of found.faces.slice(0, MOST_FACES).keys()) {
    const photo = await enlarge(decoder, size, found, { chosen, thumbnail: false }, models);
    if (isFailure(photo)) continue;
    const face = await embed(photo.pyramid, photo.face.landmarks.five, models.encoder);
    if (face) embeddings.push(face);
  }
  return embeddings;
}

/** Callbacks for intermediate results. */
interface Observer {
  readonly report: (report: PhotoReport) => void;
  readonly found: (found: FoundFaces) => void;
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
  { report, found: onFound }: Observer,
): Promise<Sample | Failure> {
  const size = await decoder.size();
  if (isFailure(size)) return size;
  const found = await search(decoder, size, models);
  if (isFailure(found)) return found;
  const { profile } = job.policy;
  const compared = (seen: PhotoReport, sight?: FaceSight): PhotoReport =>
    profile ? { ...seen, lacks: lacksFor(profile.of, seen, decoder.bytes.length, sight) } : seen;
  const seen = describeFaces(found, { format, size });
  report(compared(seen));
  onFound(found);
  if (found.faces.length === 0) return fail('FACE_NOT_FOUND', size);
  const { width } = found.pyramid.image;
  const chosen = choose(found.faces, job.policy.multipleFaces, { width, scale: found.scale });
  if (typeof chosen !== 'number') return chosen;
  report(compared({ ...seen, chosen }, { face: found.faces[chosen] as Face, scale: found.scale }));

  const thumbnail = job.thumbnail ?? false;
  const photo = await enlarge(decoder, size, found, { chosen, thumbnail }, models);
  if (isFailure(photo)) return photo;
  const eyeDistance = eyeDistanceOf(photo) * photo.scale;
  if (eyeDistance < MIN_EYE_DISTANCE) return fail('FACE_TOO_SMALL', { eyeDistance });
  const input = {
    ...photo,
    format,
    rival: rivalOf(found.faces, chosen),
    turned: found.turn !== 0,
    scores: familyOf(models.detector).scores.quality,
  };
  const quality = assess(input, job.inspect ? MEASURES : MEASURES_THAT_COUNT);
  const assessed = compared({ ...seen, chosen, quality }, photo);
  report(assessed);
  const poor = judge(quality, job.policy.quality);
  if (poor) {
    const faults = faultsOf(quality, job.policy.quality);
    const problems = faults.map(({ measure, side }) => ({ measure, side }));
    report({ ...assessed, problems });
    return poor;
  }
  const { lacks } = assessed;
  const unfit = profile?.refuses ? unfitFor(profile.of, lacks) : undefined;
  if (unfit) return unfit;
  const liveness = await checkLiveness(photo, job.policy, models);
  if (liveness !== null) report({ ...assessed, liveness });
  const { minLiveness = 0 } = job.policy;
  if (liveness !== null && liveness < minLiveness) {
    return fail('LIVENESS_CHECK_FAILED', { liveness, least: minLiveness });
  }
  const embedding = await embed(photo.pyramid, photo.face.landmarks.five, models.encoder);
  if (!embedding) return fail('NO_FEATURES', {});
  const sample = {
    ...{ digest, embedding, quality: quality.quality, rotated: found.turn, liveness },
    ...(lacks && { lacks }),
    measures: measuredOf(quality, MEASURES_THAT_COUNT),
    ...(thumbnail && { thumbnail: await makeThumbnail(photo.pyramid, photo.face.landmarks.five) }),
  };
  if (!job.profileImage) return sample;
  const profileImage = await decoder.profileImage(found.turn);
  return isFailure(profileImage) ? profileImage : { ...sample, profileImage };
}

/** Null when the operator has disabled the check. */
async function checkLiveness(
  { pyramid, face }: SeenPhoto,
  { minLiveness }: PhotoPolicy,
  { liveness }: FaceModels,
): Promise<number | null> {
  return minLiveness === undefined || !liveness ? null : assessLiveness(pyramid, face, liveness);
}

/** Width of the widest other face, as a share of the chosen one's. */
function rivalOf(faces: readonly Face[], chosen: number): number {
  const widths = faces.map(({ detection }) => detection.box.width);
  const others = widths.filter((_, i) => i !== chosen);
  return Math.max(0, ...others) / (widths[chosen] as number);
}

function eyeDistanceOf({ face }: SeenPhoto): number {
  const [left, right] = face.landmarks.five;
  return distance(left, right);
}

/** @param report what was seen of the photo, with its measures if it got that far */
function failed(
  failure: Failure,
  { quality }: Pick<PhotoReport, 'quality'> = {},
): Extraction & { readonly kind: 'failed' } {
  const measures = quality && measuredOf(quality, MEASURES_THAT_COUNT);
  return { kind: 'failed', failure, ...(measures && { measures }) };
}
