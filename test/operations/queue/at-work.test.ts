import { afterEach, expect, test, vi } from 'vitest';
import type { Extraction } from '../../../src/domain/sample.js';
import { AtWork } from '../../../src/operations/queue/at-work.js';
import { waitingCounter } from '../../../src/operations/queue/waiting.js';
import type { Link } from '../../../src/postgres/link.js';
import { jobOf } from '../../workers/queue/support.js';

afterEach(() => void vi.restoreAllMocks());

test('photos and faces are counted while they are at work, and timed in seconds, however they end', async () => {
  const now = vi.spyOn(performance, 'now');
  const taken: number[] = [];
  const atWork = new AtWork((seconds) => void taken.push(seconds));
  const photo = Promise.withResolvers<Extraction>();
  const pool = atWork.extracting({ capacity: 2, extract: () => photo.promise });
  const encoder = atWork.encoding({ encode: () => Promise.reject(new Error('broken')) });
  now.mockReturnValue(1_000);
  const extraction = pool.extract(jobOf(new Uint8Array()));
  expect([pool.capacity, atWork.count]).toEqual([2, 1]);
  now.mockReturnValue(3_500);
  photo.resolve({ kind: 'known', digest: 'd' });
  expect(await extraction).toEqual({ kind: 'known', digest: 'd' });
  await expect(encoder.encode({ jpeg: new Uint8Array(), landmarks: [] })).rejects.toThrow('broken');
  expect([atWork.count, taken]).toEqual([0, [2.5, 0]]);
});

test('a queue that cannot be asked is asked once at a time, and tells no number', async () => {
  const query = vi.fn(() => Promise.reject(new Error('away')));
  const count = waitingCounter({ query } as unknown as Link, 'encoder');
  expect(await Promise.all([count(), count()])).toEqual([Number.NaN, Number.NaN]);
  expect(query).toHaveBeenCalledTimes(1);
});
