import { z } from 'zod';
import type { DuplicateSummary } from '../../domain/duplicate-summary.js';
import type { NotLookedInto } from '../../domain/entry.js';
import { FAILURES, type Failure, type FailureCode } from '../../domain/failures.js';
import type { TableCheck } from '../../domain/table-check.js';
import type { Count } from '../../domain/tally.js';
import type { RunSummary } from '../../render/summary.js';
import {
  count,
  counts,
  faceId,
  line,
  membersOf,
  number,
  path,
  share,
  shared,
  similarity,
  text,
  userId,
} from './members.js';

export const failureCode = shared(
  'failureCode',
  z.enum(Object.keys(FAILURES) as [FailureCode, ...FailureCode[]]),
);

export const failureMembers = membersOf<Failure>()({
  code: failureCode,
  message: text.describe('what happened, with the actual values'),
  advice: text.describe('what to do'),
});

export const rotated = z
  .literal([0, 90, 180, 270])
  .describe('degrees by which the photo was turned clockwise to stand upright');

export const liveness = z.union([share, z.literal('not assessed')]);

const addedAction = z.literal(['NEW_TEMPLATE_CREATED', 'TEMPLATE_UPDATED', 'TEMPLATE_REPLACED']);

const subject = {
  row: count.nullable().describe('row of the CSV; null for a folder'),
  userId,
  file: text.nullable().describe('as it was written; null for a row without a photo'),
  slot: count.nullable(),
};

export const enrolled = line('outcome', {
  ...subject,
  outcome: z.literal('enrolled'),
  action: addedAction,
  faceId,
  quality: share,
  rotated,
  liveness,
  flag: z
    .strictObject({ code: failureMembers.code, message: text })
    .optional()
    .describe('a possible duplicate that was enrolled all the same'),
  warning: z
    .strictObject({ code: failureMembers.code, message: text })
    .optional()
    .describe('what the photo lacks for the profile; it was enrolled all the same'),
});

export const unchanged = line('outcome', {
  ...subject,
  outcome: z.literal('unchanged'),
  reason: z.literal(['FACE_PRESERVED', 'SAME_PHOTO', 'USER_PRESERVED', 'SAME_DATA']),
});

export const imported = line('outcome', {
  ...subject,
  outcome: z.literal('imported'),
  action: z.literal(['USER_CREATED', 'USER_UPDATED']),
});

export const failed = line('outcome', {
  ...subject,
  outcome: z.literal('failed'),
  ...failureMembers,
});

const tally = shared('tally', z.strictObject(membersOf<Count>()({ total: count, by: counts })));

type Checked = Extract<DuplicateSummary, { checked: true }>;

const duplicates = z.union([
  z.strictObject(
    membersOf<Checked>()({
      checked: z.literal(true),
      similarity,
      fmr: share,
      extrapolated: z.boolean(),
      measuredOn: text,
      fpir: share,
      photos: count,
      expectedFalseAlarms: number,
    }),
  ),
  z.strictObject({ checked: z.literal(false) }),
]);

const tableCheck = z.strictObject(
  membersOf<TableCheck>()({
    finding: z
      .literal(['asPromised', 'more', 'fewer'])
      .describe('how many pairs of different users are alike, beside what the table promises'),
    fmr: share,
    similarity,
    pairs: count.describe('of different users, compared'),
    promised: number.describe('of them above the similarity, by the table'),
    found: count,
    leftOut: count.describe('probable duplicates, which are not among those found'),
    measuredOn: text.describe('what the table was measured on'),
    ownTable: z.boolean().describe("whether it is the collection's own, of calibrate"),
    isNews: z
      .boolean()
      .describe('whether the gallery is just large enough to tell, or has doubled'),
  }),
);

/** The last line of an import. */
export const importSummary = line(
  'summary',
  membersOf<RunSummary>()({
    runId: text.nullable(),
    reference: text.nullable(),
    dryRun: z.boolean(),
    interrupted: z.boolean(),
    enrolled: tally,
    unchanged: tally,
    imported: tally,
    failed: tally,
    flagged: tally.describe('enrolled photos that may be duplicates'),
    warned: tally.describe('enrolled photos that do not fit the profile'),
    usersCreated: count,
    usersUpdated: count,
    extracted: z.strictObject({ done: count, total: count }),
    skipped: count.describe('hidden files, or blank rows'),
    restored: count.describe(
      'cells of an error report that a spreadsheet had altered, and that were read as they were reported',
    ),
    notLookedInto: z
      .strictObject(
        membersOf<NotLookedInto>()({
          folders: count.describe('sub-folders with photos in or below them'),
          links: count.describe('links to such folders'),
          photos: count,
          atLeast: z.boolean().describe('counting was stopped: there may be more'),
        }),
      )
      .nullable(),
    systemFolders: z.array(text).describe('folders of thumbnails or trash that were passed over'),
    shortRows: count.describe('rows with fewer cells than headings'),
    nothingToDo: text.nullable().describe('why there was nothing to do'),
    duplicates: duplicates.nullable(),
    tableCheck: tableCheck.nullable().describe('null where there is too little to tell'),
    seconds: number,
    htmlReport: path.nullable().describe('first page of the HTML report, where one was wanted'),
    errorReport: path.nullable(),
    retry: text.nullable().describe('the command that tries the failed ones again'),
    resume: text.nullable().describe('the command that goes on with an interrupted run'),
    exitCode: z.int(),
  }),
);
