import { z } from 'zod';
import type { AuditFinding, AuditRow } from '../../domain/audit.js';
import type { WrittenGalleryReport } from '../../domain/written-report.js';
import type { ToldReport } from '../../render/html-report.js';
import type { RewrittenReport } from '../../render/report-again.js';
import type { ShownRun } from '../../render/runs.js';
import {
  anyObject,
  count,
  counts,
  instant,
  line,
  membersOf,
  path,
  sha256,
  text,
} from './members.js';

export const run = line(
  'run',
  membersOf<ShownRun>()({
    runId: text,
    collection: text,
    command: text,
    input: path,
    options: anyObject,
    status: z.literal(['running', 'finished', 'interrupted', 'failed']),
    counts: anyObject.describe('the summary of the run, as far as it came to it'),
    failures: counts.describe('by code, the most frequent first'),
    errorReport: path.nullable(),
    errorReportExists: z.boolean().nullable(),
    rowsLost: count.describe(
      'rows that failed and that its error report can no longer be written with',
    ),
    reference: text.nullable(),
    osUser: text,
    host: text,
    processId: z.int(),
    startedAt: instant,
    endedAt: instant.nullable(),
    workingFolder: path.nullable(),
    commandText: text.nullable(),
    applied: z.boolean(),
    finishedBy: text.nullable(),
  }),
);

export const report = line(
  'report',
  membersOf<RewrittenReport>()({
    runId: text,
    errorReport: path.nullable().describe('null when nothing had failed'),
    rows: count,
    rowsLost: count.describe('rows that failed and are not kept'),
    retry: text.nullable().describe('the command that tries its rows again'),
  }),
);

/** An HTML report on a run. */
export const htmlReport = line(
  'html-report',
  membersOf<ToldReport>()({
    runId: text,
    files: z.array(path).describe('its pages; the first is the one to open'),
    failed: count.describe('failed photos and rows in it'),
    pictures: count,
    picturesMissing: count.describe('photos that are gone, were changed, or cannot be read'),
    anonymous: z.boolean(),
    expires: text.nullable().describe('the day that is printed on it'),
  }),
);

/** An HTML report on a collection. */
export const galleryReport = line(
  'gallery-report',
  membersOf<WrittenGalleryReport>()({
    collection: text,
    files: z.array(path).describe('its one page'),
    users: count,
    templates: count.describe('of every encoder'),
    suspectedPairs: count
      .nullable()
      .describe('users who may be one person; null when nothing was compared'),
    anonymous: z.boolean(),
    expires: text.nullable().describe('the day that is printed on it'),
  }),
);

const rowMembers = membersOf<AuditRow>()({
  position: z.int(),
  at: instant,
  osUser: text,
  host: text,
  runId: text.nullable(),
  action: text,
  collection: text,
  userId: text.nullable(),
  faceId: text.nullable(),
  detail: text,
  reference: text.nullable(),
  previousHash: sha256.nullable(),
  hash: sha256.nullable(),
});

export const auditRow = line('audit', {
  ...rowMembers,
  detail: z
    .union([anyObject, z.array(z.unknown()), text])
    .describe('an object, unless another program wrote the row'),
});

const findingMembers = membersOf<Omit<AuditFinding, 'row' | 'shift'>>()({
  kind: z.literal([
    'altered',
    'moved',
    'inserted',
    'missing',
    'replaced',
    'truncated',
    'rewritten',
  ]),
  from: z.int(),
  to: z.int(),
  expected: text.nullable(),
  found: text.nullable(),
});

export const auditFinding = line('finding', { ...findingMembers, message: text });

const head = text.describe('position, a colon, hash');

export const auditVerdict = line('verification', {
  intact: z.boolean(),
  rows: count,
  findings: count,
  head: head.nullable(),
  keptHead: head.nullable(),
  exitCode: z.literal([0, 3]),
});

export const auditHead = line('head', { head, position: count, hash: sha256 });
