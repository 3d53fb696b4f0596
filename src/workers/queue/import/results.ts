import type { Encoding } from '../../../domain/encoding.js';
import { FAILURES, type Failure } from '../../../domain/failures.js';
import type { Extraction, ExtractionJob } from '../../../domain/sample.js';
import { sha256 } from '../../../system/sha256.js';
import type { Flight } from './flights.js';

/** How far the squared length of an embedding may be from 1: rounding of 32-bit values is 1e-6. */
const TOLERANCE = 1e-3;

/**
 * Whether an answer can be the result of what was asked. A worker that has the key is trusted, but its
 * memory or processor may be faulty: a person must not get another one's template, nor one that is
 * like nobody or everybody.
 */
export function isResultOf(
  { work, digest }: Pick<Flight, 'work' | 'digest'>,
  answer: Extraction | Encoding,
): boolean {
  if (answer.kind === 'failed') return isFailure(answer.failure) && areUnits(answer);
  if (work.kind === 'encode') return answer.kind === 'encoded' && isUnit(answer.embedding);
  if (answer.kind === 'known') return work.job.knownDigests.includes(answer.digest);
  if (answer.kind !== 'sample') return false;
  const { sample } = answer;
  const isOfPhoto = sample.digest === digestWanted(work.job, digest, answer.edited);
  return isOfPhoto && isUnit(sample.embedding) && Number.isFinite(sample.quality);
}

/** A photo that is turned or cropped first becomes another one. */
function digestWanted({ edit }: ExtractionJob, digest: string, edited?: Uint8Array): string {
  return edit && edited ? sha256(edited) : digest;
}

function isFailure({ code, message, advice }: Failure): boolean {
  return Object.hasOwn(FAILURES, code) && typeof message === 'string' && typeof advice === 'string';
}

function areUnits(failed: Extract<Extraction | Encoding, { kind: 'failed' }>): boolean {
  return !('faces' in failed) || (failed.faces ?? []).every(isUnit);
}

function isUnit(embedding: Float32Array): boolean {
  let square = 0;
  for (const value of embedding) square += value * value;
  // NaN is none either.
  return Math.abs(square - 1) < TOLERANCE;
}
