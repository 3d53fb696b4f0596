import { z } from 'zod';
import type { QueuedImport, QueuePurge, QueueWorkerStatus } from '../../domain/queue-status.js';
import { count, line, membersOf, number, text } from './members.js';

const program = {
  host: text,
  pid: count,
  encoder: text.describe('of the templates that it makes'),
  pipeline: count.describe('version of what makes a sample of a photo'),
  seconds: number.describe('since it started'),
  silentSeconds: number.describe('since it was heard of'),
  isGone: z.boolean().describe('whether it has ended without saying so'),
  done: count.describe('photos since it started'),
};

const onQueue = count.describe('of its photos on the queue');

export const queuedImport = line(
  'import',
  membersOf<QueuedImport>()({
    ...program,
    priority: z.int(),
    transport: z.literal(['bytes', 'path']),
    waiting: onQueue,
    atWork: onQueue,
    answered: onQueue,
  }),
);

export const queueWorker = line(
  'worker',
  membersOf<QueueWorkerStatus>()({
    ...program,
    slots: count.describe('photos that it takes at once'),
    failed: count,
    rate: number.describe('photos a second, lately'),
  }),
);

const queue = text.describe('host, port and database');

export const queueSummary = line('summary', {
  queue,
  imports: count.describe('that are there'),
  workers: count.describe('that are there'),
  rate: number.describe('photos a second of all workers'),
  left: count.describe('photos and results of imports that are gone'),
  bytes: count.describe('of photos and results, as PostgreSQL stores them'),
});

export const queuePurged = line('purged', {
  ...membersOf<QueuePurge>()({
    photos: count.describe('that waited or were at work'),
    answers: count.describe('results of photos'),
    jobs: count.describe('turns of photos'),
    imports: count,
    workers: count,
  }),
  dryRun: z.boolean().describe('whether it was only counted'),
});

export const queueTables = line('queueTables', {
  queue,
  isMade: z.boolean().describe('false if the tables were there'),
});

export const worked = line('worked', {
  pack: text,
  encoder: text,
  threads: count,
  queue,
  done: count.describe('photos, and faces of upgrades'),
  failed: count,
  seconds: number,
});
