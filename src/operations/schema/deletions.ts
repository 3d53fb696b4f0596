import { z } from 'zod';
import type { AuditSpan, Deletion } from '../../domain/deletion.js';
import type { DeletionSummary } from '../../render/deletions.js';
import { count, faceId, line, membersOf, path, text, userId } from './members.js';

/** One user of the plan. */
export const deletion = line(
  'deletion',
  membersOf<Deletion>()({
    userId,
    what: z.literal(['user', 'faces', 'templates']),
    reason: z.literal(['RETENTION_ENDED', 'EXPIRED', 'NAMED', 'NOT_IN_CSV']),
    date: text.nullable().describe('the date that has passed, as it is stored'),
    templates: count,
    thumbnails: count,
    profileImage: z.boolean(),
    waitingPhoto: z.boolean().describe('a photo that waits for review'),
    faceIds: z.array(faceId).optional().describe('where it is not all of them'),
  }),
);

const span = z.strictObject(membersOf<AuditSpan>()({ from: count, to: count }));

const summaryMembers = {
  ...membersOf<DeletionSummary>()({
    users: count.describe('users who go with everything'),
    faces: count.describe('users who stay without a face'),
    templates: count,
    thumbnails: count,
    profileImages: count,
    waitingPhotos: count.describe('photos that waited for review'),
    dryRun: z.boolean(),
    audit: span.nullable().describe('positions of the audit rows'),
    receipt: path.nullable(),
    kept: z
      .array(userId)
      .optional()
      .describe('of a sync: users who are missing in the CSV, and stay since a row may be theirs'),
  }),
  exitCode: z.int(),
};

/** The last line. */
export const deletions = line('deletions', summaryMembers);

export const collectionDeletions = line('deletions', {
  ...summaryMembers,
  deletedCollection: text,
});
