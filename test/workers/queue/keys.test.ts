import { describe, expect, test } from 'vitest';
import { encodingMark, extractionMark } from '../../../src/workers/queue/import/marks.js';
import { openOrder, sealOrder, sealReply } from '../../../src/workers/queue/letters.js';
import { QueueKey } from '../../../src/workers/queue/queue-key.js';
import { EXTRACTOR, jobOf, resultOf } from './support.js';

const ONE = new QueueKey(new Uint8Array(32).fill(1));
const OTHER = new QueueKey(new Uint8Array(32).fill(2));
const SALT = Buffer.alloc(16, 3);

/** How many of these are different. */
function different(all: readonly Uint8Array[]): number {
  return new Set(all.map((bytes) => Buffer.from(bytes).toString('hex'))).size;
}

describe('the key of a queue', () => {
  test('gives each run a key of its own, which another queue does not have', () => {
    const salts = [SALT, Buffer.alloc(16, 4)];
    const keys = [ONE, OTHER].flatMap((key) => salts.map((salt) => key.ofRun(salt)));
    expect(different(keys)).toBe(4);
    expect(keys[0]).toHaveLength(32);
    expect(new QueueKey(new Uint8Array(32).fill(1)).ofRun(SALT)).toEqual(keys[0]);
    expect(different([QueueKey.newSalt(), QueueKey.newSalt()])).toBe(2);
  });

  test('opens an order of its own run alone, in its own place', () => {
    const order = { kind: 'extract', job: jobOf(new Uint8Array([1])) } as const;
    const place = { photo: 'p', mark: new Uint8Array([5]) };
    const sealed = sealOrder(ONE.ofRun(SALT), place, order);
    expect(openOrder(ONE.ofRun(SALT), place, sealed)).toEqual(order);
    expect(openOrder(ONE.ofRun(Buffer.alloc(16)), place, sealed)).toBeUndefined();
    expect(openOrder(ONE.ofRun(SALT), { ...place, photo: 'q' }, sealed)).toBeUndefined();
    expect(openOrder(ONE.ofRun(SALT), { ...place, mark: SALT }, sealed)).toBeUndefined();
    const answer = resultOf(new Uint8Array([1]));
    const reply = { kind: 'done', answer, extractor: EXTRACTOR } as const;
    const replied = sealReply(ONE.ofRun(SALT), place, reply);
    expect(openOrder(ONE.ofRun(SALT), place, replied)).toBeUndefined();
  });
});

test('a mark is the same for the same key, queue, photo and wish alone', () => {
  const { bytes: _, ...wanted } = jobOf(new Uint8Array());
  const marks = [
    extractionMark(ONE, 'photos-a', 'digest', wanted),
    extractionMark(OTHER, 'photos-a', 'digest', wanted),
    extractionMark(ONE, 'photos-b', 'digest', wanted),
    extractionMark(ONE, 'photos-a', 'another', wanted),
    extractionMark(ONE, 'photos-a', 'digest', { ...wanted, thumbnail: true }),
  ];
  const face = { jpeg: new Uint8Array([1]), landmarks: [{ x: 1, y: 2 }] };
  const faces = [
    encodingMark(ONE, 'photos-a', face),
    encodingMark(OTHER, 'photos-a', face),
    encodingMark(ONE, 'photos-b', face),
    encodingMark(ONE, 'photos-a', { ...face, jpeg: new Uint8Array([2]) }),
    encodingMark(ONE, 'photos-a', { ...face, landmarks: [{ x: 2, y: 2 }] }),
  ];
  expect(different([...marks, ...faces])).toBe(10);
  expect(extractionMark(ONE, 'photos-a', 'digest', wanted)).toEqual(marks[0]);
});
