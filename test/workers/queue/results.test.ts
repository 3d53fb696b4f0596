import { expect, test } from 'vitest';
import type { Encoding } from '../../../src/domain/encoding.js';
import { fail } from '../../../src/domain/failures.js';
import type { Extraction } from '../../../src/domain/sample.js';
import { sha256 } from '../../../src/system/sha256.js';
import { isResultOf } from '../../../src/workers/queue/import/results.js';
import { jobOf } from './support.js';

const PHOTO = Buffer.from('photo');
const UNIT = new Float32Array([0.6, 0.8]);
const DIGEST = sha256(PHOTO);

const sample = {
  digest: DIGEST,
  embedding: UNIT,
  quality: 0.5,
  rotated: 0,
  liveness: null,
} as const;
const failure = fail('FACE_NOT_FOUND', { width: 100, height: 100 });
const known = { kind: 'known', digest: 'k' } as const;
const job = jobOf(PHOTO, { knownDigests: ['k'] });
const turned = { ...job, edit: { turn: 90 } } as const;

const extracts =
  (asked = job) =>
  (answer: Extraction | Encoding): boolean =>
    isResultOf({ work: { kind: 'extract', job: asked }, digest: DIGEST }, answer);
const encodes = (answer: Extraction | Encoding): boolean =>
  isResultOf({ work: { kind: 'encode', job: { jpeg: PHOTO, landmarks: [] } }, digest: '' }, answer);

test('a sample, a failure and a photo that is known are results of a photo', () => {
  const edited = Buffer.from('turned');
  expect(extracts()({ kind: 'sample', sample })).toBe(true);
  expect(extracts()({ kind: 'failed', failure, faces: [UNIT] })).toBe(true);
  expect(extracts()(known)).toBe(true);
  const ofTurned = { ...sample, digest: sha256(edited) };
  expect(extracts(turned)({ kind: 'sample', sample: ofTurned, edited })).toBe(true);
  expect(encodes({ kind: 'encoded', embedding: UNIT })).toBe(true);
  expect(encodes({ kind: 'failed', failure })).toBe(true);
});

test.each<readonly [string, Extraction]>([
  [
    'of another photo',
    { kind: 'sample', sample: { ...sample, digest: sha256(Buffer.from('other')) } },
  ],
  ['without a length', { kind: 'sample', sample: { ...sample, embedding: new Float32Array(2) } }],
  ['of no quality', { kind: 'sample', sample: { ...sample, quality: Number.NaN } }],
  ['of a photo that is not known', { ...known, digest: 'x' }],
  ['of no face', { kind: 'failed', failure, faces: [UNIT, new Float32Array([1, 1])] }],
  ['without advice', { kind: 'failed', failure: { ...failure, advice: undefined as never } }],
])('one %s is none', (_, answer) => {
  expect(extracts()(answer)).toBe(false);
});

test('a face is encoded, and to nothing else', () => {
  expect(encodes({ kind: 'encoded', embedding: new Float32Array([1, 1]) })).toBe(false);
  expect(encodes({ kind: 'sample', sample })).toBe(false);
  expect(encodes(known)).toBe(false);
  expect(extracts()({ kind: 'encoded', embedding: UNIT } as never)).toBe(false);
});
