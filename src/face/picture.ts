import { type Failure, fail } from '../domain/failures.js';
import type { PhotoReport } from '../domain/inspection.js';
import { sniff } from '../domain/photo-format.js';
import type { Pictured, PictureJob, SmallPicture } from '../domain/photo-picture.js';
import type { PhotoFormat } from '../domain/photo-profile.js';
import { sizeWithin } from './annotate.js';
import { choose } from './choose.js';
import { Deadline, TimedOut } from './deadline.js';
import { isFailure, PhotoFileDecoder } from './decode.js';
import { drawFaces, drawHead } from './draw.js';
import type { SearchModels } from './locate.js';
import { BorrowedMemory } from './memory.js';
import { type FaceModels, guarded } from './models.js';
import { readPhotoFile } from './photo-file.js';
import { describeFaces } from './report.js';
import { search } from './search.js';

/** Makes a small picture of a photo: no more is done than it shows. */
export async function picturePhoto(job: PictureJob, models: FaceModels): Promise<Pictured> {
  const { path, within, timeoutMs } = job;
  const bytes = readPhotoFile(path, within);
  if (!Buffer.isBuffer(bytes)) return failed(bytes);
  const sniffed = sniff(bytes);
  if (!sniffed.photo) return failed(fail('UNSUPPORTED_FORMAT', { format: sniffed.format }));
  const deadline = new Deadline(timeoutMs);
  const memory = new BorrowedMemory();
  const decoder = new PhotoFileDecoder(bytes, deadline, memory);
  try {
    const seen = await seenIn(decoder, sniffed.photo, job, guarded(models, deadline));
    // Not after an error: an aborted step may still read from the memory.
    memory.release();
    if (isFailure(seen)) return failed(seen);
    return { kind: 'pictured', picture: await drawn(decoder, seen, job) };
  } catch (error) {
    if (!(error instanceof TimedOut)) throw error;
    return failed(fail('TIMED_OUT', { seconds: timeoutMs / 1000 }));
  }
}

/** The photo, with its faces if they are wanted. */
async function seenIn(
  decoder: PhotoFileDecoder,
  format: PhotoFormat,
  { shows, multipleFaces }: PictureJob,
  models: SearchModels,
): Promise<PhotoReport | Failure> {
  const size = await decoder.size();
  if (isFailure(size)) return size;
  if (shows === 'photo') return { ...size, format, rotated: 0, faces: [] };
  const found = await search(decoder, size, models);
  if (isFailure(found)) return found;
  const report = describeFaces(found, { format, size });
  if (found.faces.length === 0) return report;
  const { width } = found.pyramid.image;
  const chosen = choose(found.faces, multipleFaces, { width, scale: found.scale });
  return typeof chosen === 'number' ? { ...report, chosen } : report;
}

async function drawn(
  decoder: PhotoFileDecoder,
  seen: PhotoReport,
  { shows, side }: PictureJob,
): Promise<SmallPicture> {
  const face = seen.faces[seen.chosen ?? 0];
  if (shows === 'head' && face) return drawHead(decoder, seen, face, side);
  return { jpeg: await drawFaces(decoder, seen, side), ...sizeWithin(seen, side) };
}

function failed(failure: Failure): Pictured {
  return { kind: 'failed', failure };
}
