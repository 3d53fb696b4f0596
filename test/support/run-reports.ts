import sharp from 'sharp';
import { FAILURES, type FailureCode } from '../../src/domain/failures.js';
import { Histogram } from '../../src/domain/histogram.js';
import type { JournalRun } from '../../src/domain/journal-run.js';
import { MEASURES } from '../../src/domain/quality.js';
import {
  type FailedPhoto,
  PAGE_SIZE,
  type Picture,
  pageSizeOf,
  type ReportedPair,
  type ReportLook,
  type RunReport,
} from '../../src/domain/run-report.js';
import { type RunReportFile, runReport } from '../../src/render/report/run-report.js';

const JPEG = await sharp({
  create: { width: 24, height: 32, channels: 3, background: '#c08060' },
})
  .jpeg()
  .toBuffer();

export const FACE: Picture = { jpeg: JPEG, width: 240, height: 320 };

export const LOOK: ReportLook = {
  reportId: '7d1f6f0e-5b0c-4a27-9f6e-2f5c1a3b4d5e',
  ...{ anonymous: false, expires: undefined },
  ...{ writtenAt: '2026-11-30T07:00:00.000Z', version: '0.1.0' },
};

/** User IDs that would do harm in a document, each with a name that says so. */
export const HOSTILE_IDS: Readonly<Record<string, string>> = {
  markup: '<img src=https://example.com/x onerror=alert(1)>',
  attribute: `" onload='alert(1)' x="`,
  entity: '&lt;script&gt;',
  turned: 'user\u202egpj.exe',
  'right to left': 'عبد الله 12',
  long: 'x'.repeat(300),
  emoji: '👩🏽‍💻 Zoë',
  none: '',
};

/** What is wished for a report that is made up. */
export interface MadeUp {
  readonly run?: Partial<JournalRun>;
  readonly look?: Partial<ReportLook>;
  readonly report?: Partial<RunReport>;
  readonly failures?: readonly (readonly [FailureCode, number])[];
  readonly pairs?: readonly ReportedPair[];
  /** Of the failed photo of a number. */
  readonly photo?: (n: number) => Partial<FailedPhoto>;
}

/** The texts of all files of a report, by their names. */
export async function madeUpReport(wanted: MadeUp = {}): Promise<ReadonlyMap<string, string>> {
  const files = filesOf(wanted);
  const texts = new Map<string, string>();
  for (const [at, name] of files.entries()) {
    let text = '';
    for await (const chunk of runReport(fileOf(wanted, at))) text += chunk;
    texts.set(name, text);
  }
  return texts;
}

/** What a file of the report is drawn from. */
export function fileOf(wanted: MadeUp = {}, at = 0): RunReportFile {
  return {
    report: reportOf(wanted),
    look: { ...LOOK, ...wanted.look },
    files: filesOf(wanted),
    at,
    pairs: each(wanted.pairs ?? []),
    failed: failedPhotos(wanted, at * sizeOf(wanted), (at + 1) * sizeOf(wanted)),
  };
}

function sizeOf({ look }: MadeUp): number {
  return pageSizeOf({ ...LOOK, ...look });
}

function filesOf(wanted: MadeUp): readonly string[] {
  const { failures = [] } = wanted;
  const failed = failures.reduce((sum, [, count]) => sum + count, 0);
  const more = Math.max(0, Math.ceil(failed / sizeOf(wanted)) - 1);
  return ['run #1.html', ...Array.from({ length: more }, (_, n) => `run #1.page-${n + 2}.html`)];
}

async function* each<T>(all: Iterable<T>): AsyncGenerator<T> {
  yield* all;
}

async function* failedPhotos(
  { failures = [], photo = () => ({}) }: MadeUp,
  from: number,
  to: number,
): AsyncGenerator<FailedPhoto> {
  let n = 0;
  for (const [code, count] of failures) {
    for (let end = n + count; n < end; n += 1) {
      if (n < from || n >= to) continue;
      const userId = `secret-${n}`;
      const { advice } = FAILURES[code];
      yield {
        ...{ row: n + 2, userId, file: `${userId}.jpg`, picture: FACE },
        ...{ code, message: `the photo of ${userId} failed`, advice, ...photo(n) },
      };
    }
  }
}

const RUN: JournalRun = {
  ...{ runId: '01KB8XW5Q2T7ZJ0B0A5T9F3M6N', collection: 'default', command: 'import-csv' },
  input: '/secret/people.csv',
  options: { collection: 'default', quality: 'strict', images: '/secret/photos', dryRun: false },
  ...{ status: 'finished', counts: {}, errorReport: null, reference: 'secret ticket' },
  ...{ osUser: 'secret-operator', host: 'secret-host', processId: 7 },
  ...{ startedAt: '2026-11-30T02:00:09.000Z', endedAt: '2026-11-30T02:06:51.400Z' },
  ...{ commandLine: [], workingFolder: '/secret', finishedBy: null },
};

function reportOf({ run, report, failures = [], pairs = [] }: MadeUp): RunReport {
  const failed = failures.reduce((sum, [, count]) => sum + count, 0);
  const spread = [0, 0, 1, 5, 20, 80, 120, 90, 40, 12];
  return {
    run: { ...RUN, ...run },
    commandText: 'faceenroll import-csv /secret/people.csv',
    ...{ pack: 'standard', encoder: 'mobilefacenet-tf' },
    counts: { enrolled: 368, unchanged: 12, imported: 4, failed, flagged: 1 },
    failures: failures.map(([code, count]) => ({ code, count })),
    timeline: [
      { name: 'read', from: 0, to: 900, done: 400 },
      { name: 'match', from: 900, to: 1500, done: 400 },
      { name: 'extract', from: 1500, to: 380_000, done: 384 },
      { name: 'compare', from: 380_000, to: 398_000, done: 1 },
      { name: 'apply', from: 398_000, to: 402_400, done: 368 },
    ],
    quality: (['quality', ...MEASURES.slice(0, 3)] as const).map((measure) => ({
      measure,
      counts: spread,
    })),
    poorest: Array.from({ length: 10 }, (_, n) => ({
      ...{ row: n + 900, userId: `secret-poor-${n}`, file: `secret-${n}.jpg`, picture: FACE },
      quality: 0.3 + n / 100,
      least: [
        { measure: 'sharpness', component: 12 },
        { measure: 'eyesOpen', component: 31 },
      ],
    })),
    nearest: nearest(),
    pairs: pairs.length,
    ...report,
  };
}

function nearest(): RunReport['nearest'] {
  const histogram = new Histogram();
  for (let n = 0; n < 368; n += 1) histogram.add(0.2 + 0.3 * Math.sin(n));
  const thresholds = [
    { similarity: 0.612, meaning: 'one of 1,000 photos is taken for a duplicate' },
  ];
  return { histogram, photos: 368, thresholds };
}

/** A pair of each kind, with and without pictures. */
export const PAIRS: readonly ReportedPair[] = (
  ['duplicate', 'flagged duplicate', 'swap'] as const
).map((kind, n) => ({
  ...{ kind, similarity: 0.71 + n / 10, threshold: 0.612 },
  photo: { row: n + 2, userId: `secret-${n}`, file: `secret-${n}.jpg`, picture: FACE },
  other: { userId: `secret-other-${n}`, picture: n === 1 ? { missing: 'not kept' } : FACE },
}));

const MISSING = ['gone', 'changed', 'unreadable', 'not kept', 'no photo'] as const;

/** Failures of a run of some size, with everything that a list of them can have. */
export const SOME_FAILURES: MadeUp = {
  failures: [
    ['FACE_QUALITY_TOO_LOW', 20],
    ['FACE_NOT_FOUND', 9],
    ['DUPLICATE_OF_ENROLLED_USER', 5],
    ['USER_ID_MISSING', 1],
  ],
  photo: (n) => {
    const hostile = Object.values(HOSTILE_IDS)[n];
    const missing = MISSING[n - 10];
    return {
      ...(hostile !== undefined && { userId: hostile, file: `${hostile}.jpg`, message: hostile }),
      ...(missing !== undefined && { picture: { missing } }),
      ...(n === 16 && { row: undefined }),
    } as Partial<FailedPhoto>;
  },
  pairs: PAIRS,
};

/** Reports in all their states. */
export const REPORT_STATES: Readonly<Record<string, MadeUp>> = {
  'with failures': SOME_FAILURES,
  'without failures': {},
  'to be deleted': { look: { expires: '2027-01-31' } },
  anonymous: { ...SOME_FAILURES, look: { anonymous: true } },
  'anonymous, of a folder': {
    look: { anonymous: true },
    failures: [['FACE_NOT_FOUND', 2]],
    photo: () => ({ row: undefined }),
  },
  interrupted: {
    run: { status: 'interrupted', finishedBy: '01KB8XW5Q2T7ZJ0B0A5T9F3M6X' },
    report: { quality: [], poorest: [], nearest: undefined, timeline: [] },
  },
  'dry run': { run: { options: { dryRun: true, duplicates: 'off' } } },
  'of a server that failed': { run: { command: 'serve', status: 'failed', endedAt: null } },
  'of two files': {
    failures: [
      ['FACE_NOT_FOUND', PAGE_SIZE - 1],
      ['IMAGE_CORRUPT', 5],
    ],
  },
};
