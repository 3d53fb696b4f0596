import { describe, expect, test } from 'vitest';
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
  expect(lines.slice(0, 2)).toEqual([
    'Queue at db.example.com/faces: 1 import, 1 worker, 12.3/s, 12.3 MB of photos and',
    '  results',
  ]);
  const text = lines.join('\n');
  expect(text).toContain(
    'Import on import: pid 4711, for 1 h 2 min, priority -5, by path, waiting 1,200,\n  at work 64, answered 3, done 1,234,567',
  );
  expect(text).toMatch(/w1 +4711 .* 5 +1,234,567 +17 +12\.3/);
  expect(text).not.toContain('w2');
  expect(text).toContain('11 photos and results left by 1 import that ended');
});

test('a queue that nobody uses takes one line', () => {
  const empty = { queue: 'db/faces', imports: [], workers: [], ownerless: 0, bytes: 0 };
  expect(queueStatusLines(empty, 80)).toEqual([
    'Queue at db/faces: 0 imports, no worker, 0.0 MB of photos and results',
  ]);
});

describe('the lines of a queue', () => {
  const linesOf = (changed: Partial<QueueStatus>) =>
    queueStatusLines({ ...STATUS, imports: [], workers: [], ownerless: 0, ...changed }, 80);

  test('tell many workers of long names from each other', () => {
    const domain = 'eu-central-1.compute.internal';
    const addresses = Array.from({ length: 50 }, (_, i) => `ip-10-0-12-${i}.${domain}`);
    const pods = Array.from({ length: 9 }, (_, i) => `faceenroll-worker-7d9f8b6c5-x2k${i}q`);
    for (const hosts of [addresses, pods]) {
      const workers = hosts.map((host) => ({ ...WORKER, host, pid: 1_234_567 }));
      const rows = linesOf({ imports: [IMPORT], workers }).slice(-hosts.length);
      expect(Math.max(...rows.map((row) => row.length))).toBeLessThanOrEqual(80);
      expect(new Set(rows.map((row) => row.split(' ')[0])).size).toBe(hosts.length);
      expect(rows[0]).toMatch(/ 1234567 +1 h 2 min +5 +1,234,567 +17 +12\.3$/);
    }
  });

  test.each([80, 100, 120, 200])('of %i columns tell all values whole, however large', (width) => {
    const host = 'faceenroll-worker-7d9f8b6c5-x2k1q.eu-central-1.compute.internal';
    const large = { ...PROGRAM, host, pid: 4_194_303, seconds: 443_725, done: 98_765_432 };
    const sent = { waiting: 1_234_567, atWork: 2_345_678, answered: 3_456_789 };
    const status = {
      ...STATUS,
      imports: [{ ...IMPORT, ...large, ...sent, priority: -100 }],
      workers: [{ ...WORKER, ...large, slots: 1_024, failed: 5_678_901, rate: 1_234.56 }],
    };
    const [imports = '', workers = ''] = queueStatusLines(status, width)
      .join('\n')
      .split('Worker on');
    const values = ['4194303', '123 h 15 min', '98,765,432'];
    const ofImport = ['-100', 'path', '1,234,567', '2,345,678', '3,456,789'];
    for (const value of [...values, ...ofImport]) expect(imports).toContain(value);
    for (const value of [...values, '1024', '5,678,901', '1234.6'])
      expect(workers).toContain(value);
    const lines = `${imports}${workers}`.split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width);
  });

  test('tell what differs between programs, and not what is usual', () => {
    const usual = { ...IMPORT, priority: 0, transport: 'bytes' as const };
    expect(linesOf({ imports: [usual], workers: [WORKER] }).join()).not.toMatch(
      /priority| {2}photos|encoder/,
    );
    const other = { ...WORKER, encoder: 'dlib-resnet29-128' };
    const told = linesOf({ imports: [usual], workers: [other] });
    expect(told.filter((line) => line.includes(' encoder '))).toHaveLength(2);
  });

  test('tell how to get workers where an import has none', () => {
    const none = 'No worker takes the photos: start some with "faceenroll worker';
    expect(linesOf({ imports: [IMPORT] }).join(' ')).toContain(none);
    expect(linesOf({ imports: [IMPORT], workers: [WORKER] }).join(' ')).not.toContain(none);
    expect(linesOf({}).join(' ')).not.toContain(none);
  });
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
