import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { onTestFinished } from 'vitest';
import { fail } from '../../src/domain/failures.js';
import { randoms } from '../../src/domain/randoms.js';
import type { Extraction, ExtractionJob } from '../../src/domain/sample.js';
import type { Host } from '../../src/operations/host.js';
import {
  type Caller,
  type EnrollRequest,
  type EnrollResult,
  Service,
  type ServiceSettings,
} from '../../src/operations/serving/service.js';
import type { PhotoPool } from '../../src/workers/pool.js';
import { DIMENSIONS } from './encoder.js';
import { sampleOf } from './entries.js';
import { unit } from './vectors.js';

export const NOBODY: Caller = { signal: new AbortController().signal };

/** A host that nobody watches. */
export function quietHost(): Host {
  return {
    ...{ env: {}, cwd: process.cwd(), shownFrom: '', isWatched: false, signal: NOBODY.signal },
    tell: () => {},
    note: () => {},
    progress: () => {},
  };
}

/** The face of a person: those of two people are not alike. */
function faceOf(person: string): Float32Array {
  const seed = createHash('sha256').update(person).digest().readUInt32LE(0);
  const random = randoms(seed + 1);
  return unit(Array.from({ length: DIMENSIONS }, () => 2 * random() - 1));
}

/** A photo for `fakePool`: of a person, and unlike other photos of theirs by its number. */
export function photoOf(person: string, number = 1) {
  return { name: `${person}.jpg`, bytes: Buffer.from(`${person} ${number}`) };
}

/** Gives a sample of whomever a photo of `photoOf` shows, and none of `nobody`. */
export function extractFake({ edit, ...job }: ExtractionJob): Extraction {
  if (!edit || !job.bytes) return extractWhole(job);
  const [person = ''] = Buffer.from(job.bytes).toString().split(' ');
  // Of a tiny crop nothing is left.
  const shown = (edit.crop?.width ?? 1) < 0.1 ? 'nobody' : person;
  const edited = Buffer.from(`${shown} edited ${JSON.stringify(edit)}`);
  return { ...extractWhole({ ...job, bytes: edited }), edited };
}

function extractWhole({ path, bytes: sent, knownDigests }: ExtractionJob): Extraction {
  if (!sent && !existsSync(path)) {
    return {
      kind: 'failed',
      failure: fail('FILE_NOT_FOUND', { file: basename(path), folder: dirname(path) }),
    };
  }
  const bytes = sent ?? readFileSync(path);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (knownDigests.includes(digest)) return { kind: 'known', digest };
  const [person = ''] = Buffer.from(bytes).toString().split(' ');
  if (person === 'nobody') {
    const failure = fail('FACE_NOT_FOUND', { width: 100, height: 100 });
    return { kind: 'failed', failure, measures: { sharpness: 3 } };
  }
  const sample = sampleOf(digest, { embedding: faceOf(person), measures: { sharpness: 80 } });
  return { kind: 'sample', sample };
}

/** Extracts at once, or when `whenExtracting` says. */
export function fakePool(
  whenExtracting: (job: ExtractionJob) => Promise<void> = async () => {},
  capacity = 8,
): PhotoPool & { readonly extracted: ExtractionJob[] } {
  const extracted: ExtractionJob[] = [];
  return {
    ...{ capacity, extracted, start: () => {}, drop: () => {}, close: async () => {} },
    extract: async (job) => {
      extracted.push(job);
      await whenExtracting(job);
      return extractFake(job);
    },
  };
}

/** A service of a test, closed at its end. */
export async function openService(
  db: string,
  settings: Partial<ServiceSettings> = {},
  pool: PhotoPool = fakePool(),
  host: Host = quietHost(),
): Promise<Service> {
  const all = { db, createMissing: true, wait: 5, ...settings };
  const service = await Service.open(all, host, () => pool);
  onTestFinished(() => service.close());
  return service;
}

/** Enrolls a user from photos of `photoOf`. */
export function enrolled(
  service: Service,
  userId: string,
  photos: EnrollRequest['photos'],
  more: Partial<EnrollRequest> = {},
  caller = NOBODY,
): Promise<EnrollResult> {
  return service.enroll({ collection: 'default', userId, photos, ...more }, caller);
}

/** How each photo ended: an action, a reason or a failure's code. */
export function endingsOf({ photos }: EnrollResult): readonly string[] {
  return photos.map(({ outcome }) => {
    if (outcome.kind === 'failed') return outcome.failure.code;
    return outcome.kind === 'unchanged' ? outcome.reason : outcome.action;
  });
}
