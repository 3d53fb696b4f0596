import type { Entry, PhotoRef, UserData } from '../../src/domain/entry.js';
import type { PhotoPolicy, Sample } from '../../src/domain/sample.js';
import type { KnownFace } from '../../src/enroll/match.js';
import type { ImportOptions } from '../../src/enroll/options.js';
import type { KeptSample } from '../../src/store/samples.js';

/** What the command asks of a photo unless told otherwise. */
export const POLICY: PhotoPolicy = {
  multipleFaces: 'dominant',
  quality: { level: 'standard' },
  timeoutMs: 60_000,
};

/** The options that an import has unless told otherwise. */
export const DEFAULTS: ImportOptions = {
  collection: 'default',
  ifFaceExists: 'preserve',
  ifUserExists: 'preserve',
  missingUsers: 'create',
  ignoreCase: false,
  profileImage: false,
  storeThumbnails: 'none',
  policy: POLICY,
  duplicates: 'refuse',
  duplicateFpir: 0.001,
  allowIdentityChange: false,
  requireConsent: false,
};

/** A photo that the row names in its column face_image_file<slot>. */
export function photoRef(slot: number, file = `photo-${slot}.jpg`): PhotoRef {
  return { slot, file, path: `/photos/${file}` };
}

/** One file of a folder. */
export function fileEntry(file: string, more: Partial<Entry> = {}): Entry {
  const userId = file.replace(/\.\w+$/, '');
  return { userId, photos: [photoRef(1, file)], cells: [], ...more };
}

/** One row of a CSV. */
export function rowEntry(row: number, userId: string, more: Partial<Entry> = {}): Entry {
  return { row, userId, user: userData(), photos: [photoRef(1)], cells: [userId], ...more };
}

export function userData(known: UserData['known'] = {}, extra: UserData['extra'] = {}): UserData {
  return { known, extra };
}

/** A sample whose embedding follows from its digest. */
export function sampleOf(digest: string, more: Partial<Sample> = {}): Sample {
  const values = [...digest.padEnd(4)].slice(0, 4).map((c) => c.charCodeAt(0));
  const norm = Math.hypot(...values);
  const embedding = Float32Array.from(values, (v) => v / norm);
  return { digest, embedding, quality: 0.5, rotated: 0, liveness: null, ...more };
}

/** A sample as it is decided on. */
export function keptSample(digest: string, hasProfileImage = false): KeptSample {
  return { number: digest.codePointAt(0) ?? 0, digest, hasProfileImage };
}

/** A face that the database has of a user, named after its slot. */
export function knownFace(slot: number, digest: string): KnownFace {
  return { faceId: `f${slot}`, slot, digest };
}
