import { expect, test } from 'vitest';
import type { QueueStatus } from '../../src/domain/queue-status.js';
import { isNothing, purgeText } from '../../src/render/queue-purge.js';
import { queueStatusEvents, queueStatusLines } from '../../src/render/queue-status.js';

const PROGRAM = {
  ...{ host: 'import.example.com', pid: 4711, encoder: 'mobilefacenet-tf-192', pipeline: 4 },
  ...{ seconds: 3_725, silentSeconds: 1, isGone: false, done: 1_234_567 },
};
const IMPORT = {
  ...{ ...PROGRAM, priority: -5, transport: 'path' as const },
  ...{ waiting: 1_200, atWork: 64, answered: 3 },
};
const WORKER = { ...PROGRAM, host: 'w1', slots: 5, failed: 17, rate: 12.345 };

const STATUS: QueueStatus & { readonly queue: string } = {
  queue: 'db.example.com/faces',
  imports: [IMPORT, { ...IMPORT, isGone: true, waiting: 5, atWork: 0, answered: 2 }],
  workers: [WORKER, { ...WORKER, host: 'w2', isGone: true }],
  ...{ ownerless: 4, bytes: 12_300_000 },
};

test('a queue is told in lines of 80 columns, those who are gone apart', () => {
  const lines = queueStatusLines(STATUS, 80);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines[0]).toBe(
    'Queue at db.example.com/faces: 1 import, 1 worker, 12.3 MB of photos and results',
  );
  const text = lines.join('\n');
  expect(text).toMatch(/4711 +1 h 2 m\S* +-5 +path +1,200 +64 +3 +1,234…?\S*/);
  expect(text).toMatch(/w1 +4711 .* 5 +1,234,567 +17 +12\.3/);
  expect(text).not.toContain('w2');
  expect(text).toContain('11 photos and results left by 1 import that ended');
});

test('a queue that nobody uses takes one line', () => {
  const empty = { queue: 'db/faces', imports: [], workers: [], ownerless: 0, bytes: 0 };
  expect(queueStatusLines(empty, 80)).toEqual([
    'Queue at db/faces: 0 imports, 0 workers, 0.0 MB of photos and results',
  ]);
});

test('a program is told of those who are gone, too', () => {
  const events = queueStatusEvents(STATUS).map((line) => JSON.parse(line));
  expect(events.map(({ event, isGone }) => [event, isGone])).toEqual([
    ...[
      ['import', false],
      ['import', true],
      ['worker', false],
      ['worker', true],
    ],
    ['summary', undefined],
  ]);
  expect(events.at(-1)).toMatchObject({ imports: 1, workers: 1, rate: 12.345, left: 11 });
});

test('what a purge deletes is told in words', () => {
  const nothing = { photos: 0, answers: 0, imports: 0, jobs: 0, workers: 0 };
  expect(isNothing(nothing)).toBe(true);
  expect(purgeText({ ...nothing, photos: 3, jobs: 3, answers: 1, imports: 2 })).toBe(
    '3 photos, 1 result and 2 entries of imports',
  );
  expect(purgeText({ ...nothing, jobs: 3 })).toBe('3 turns of photos');
  expect(purgeText({ ...nothing, workers: 1 })).toBe('1 entry of a worker');
});
