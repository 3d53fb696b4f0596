import { z } from 'zod';
import type { WatchEnd, WatchedBatch, WatchNotice, WatchStart } from '../../domain/watch.js';
import { count, counts, instant, line, membersOf, number, path, text } from './members.js';

export const watchStart = line(
  'watching',
  membersOf<Omit<WatchStart, 'kind'>>()({
    at: instant,
    folder: path,
    csv: path.nullable(),
    every: number.describe('seconds between two looks'),
    settle: number.describe('seconds that a file must not have changed'),
    remembered: count.describe('files that an earlier watch was done with'),
  }),
);

export const watchedBatch = line(
  'batch',
  membersOf<Omit<WatchedBatch, 'kind'>>()({
    at: instant,
    runId: text.nullable(),
    items: count.describe('photos, and rows without one'),
    enrolled: count,
    unchanged: count,
    imported: count.describe('rows without a photo that changed the data of a user'),
    failed: count,
    failures: counts.describe('by code'),
    seconds: number,
    errorReport: path.nullable(),
    interrupted: z.boolean().describe('nobody was enrolled; the next start goes on'),
  }),
);

export const watchNotice = line(
  'notice',
  membersOf<Omit<WatchNotice, 'kind'>>()({
    at: instant,
    code: z.literal([
      ...(['FOLDER_AWAY', 'FOLDER_BACK', 'LIST_AWAY', 'LIST_BROKEN', 'WAITING'] as const),
      ...(['PROBLEM', 'COMMAND_FAILED'] as const),
    ]),
    message: text,
  }),
);

export const watchEnd = line(
  'stopped',
  membersOf<Omit<WatchEnd, 'kind'>>()({ at: instant, batches: count }),
);
