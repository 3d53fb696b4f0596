import { z } from 'zod';
import { FINDINGS, type Finding, type FindingCode } from '../../domain/findings.js';
import type { Backup } from '../../store/maintenance/backup.js';
import type { Contents } from '../../store/maintenance/contents.js';
import type { RestoreWarning } from '../../store/maintenance/restore-warning.js';
import type { RenamedUser, ReturningUser } from '../../store/maintenance/returning.js';
import type { SecretRow } from '../../store/secrets/secret-rows.js';
import { count, counts, instant, line, membersOf, path, text, userId } from './members.js';

const contents = membersOf<Contents>()({
  users: count,
  templates: count,
  thumbnails: count,
  profileImages: count,
  waitingPhotos: count.describe('photos that wait for review'),
  auditPosition: count.describe('of the last row; 0 when there is none'),
  encrypted: z.boolean(),
});

export const backup = line('backup', {
  file: path,
  database: path,
  keys: path.nullable().describe('the copy of the data keys'),
  ...membersOf<Backup>()({ ...contents, bytes: count }),
  exitCode: z.literal(0),
});

const returning = z.strictObject(
  membersOf<ReturningUser>()({ collection: text, userId, deletedAt: instant }),
);

const renamed = z.strictObject(
  membersOf<RenamedUser>()({ collection: text, userId, renamedTo: userId }),
);

const warning = z.strictObject(
  membersOf<RestoreWarning>()({
    code: z.literal(['KEYS_MISSING', 'NOT_ENCRYPTED_ANY_MORE']),
    message: text,
  }),
);

export const restored = line('restore', {
  database: path,
  file: path,
  ...contents,
  replaced: z.strictObject(contents).nullable().describe('what was there before'),
  keptAs: path.nullable().describe('where it is kept'),
  returningUsers: z
    .array(returning)
    .nullable()
    .describe('deleted since the backup; null where that cannot be known'),
  renamedUsers: z
    .array(renamed)
    .nullable()
    .describe('renamed since the backup; null where that cannot be known'),
  revokedLinks: count.describe('of the backup: all that had not ended'),
  canceledMails: count.describe('of the backup: all that were not sent yet'),
  warning: warning.nullable(),
  exitCode: z.literal(0),
});

export const finding = line('finding', {
  ...membersOf<Finding>()({
    code: z.enum(Object.keys(FINDINGS) as [FindingCode, ...FindingCode[]]),
    message: text,
    collection: text.optional(),
    userId: text.optional(),
    faceId: text.optional(),
  }),
  advice: text,
});

export const checkSummary = line('summary', {
  database: path,
  ...contents,
  secretsOpened: z.boolean().describe('whether encrypted templates and images were looked into'),
  findings: z.strictObject({ total: count, by: counts }),
  exitCode: z.literal([0, 3]),
});

export const newKey = line('key', {
  file: path.nullable(),
  key: text.nullable().describe('32 bytes in base64, where no file was named'),
});

export const rotation = line('rotation', {
  database: path,
  dataKeys: count.describe('wrapped anew'),
  wrappedWith: text.describe('where the new key lies'),
});

/** What does not open with the key. */
export const broken = line(
  'broken',
  membersOf<Omit<SecretRow, 'plain' | 'isPart'>>()({
    kind: z.literal([
      ...(['template', 'thumbnail', 'profile image', 'sample'] as const),
      ...(['waiting photo', 'signing secret', 'answer'] as const),
    ]),
    collection: text.describe('empty for what is of an API key'),
    userId: text.nullable(),
    faceId: text.nullable(),
    keyId: text.nullable().describe('the API key that it is of'),
  }),
);

export const keySummary = line('summary', {
  templates: count,
  thumbnails: count,
  profileImages: count,
  samples: count,
  waitingPhotos: count.describe('photos that wait for review'),
  signingSecrets: count,
  answers: count,
  broken: count,
  exitCode: z.literal([0, 1]),
});
