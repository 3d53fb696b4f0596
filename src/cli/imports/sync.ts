import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Deletion } from '../../domain/deletion.js';
import { FatalError } from '../../domain/fatal-error.js';
import { count, listed, quoted } from '../../domain/text.js';
import { type Doubts, doubtsOf, leaversOf, rollOf } from '../../enroll/leavers.js';
import { wholeUser } from '../../enroll/retention.js';
import { openForImport } from '../../operations/database/open-store.js';
import { whenFree } from '../../operations/database/when-free.js';
import { deletePlanned } from '../../operations/deletion/delete-planned.js';
import type { Typed } from '../../operations/host.js';
import {
  countsOf,
  type DeletionSummary,
  deletedText,
  deletionEvent,
  deletionsEvent,
  planText,
  recognizedText,
} from '../../render/deletions.js';
import { peekReport } from '../../source/peek-report.js';
import type { CollectionStore } from '../../store/store.js';

import { confirmed, refuseUnlessAsked } from '../confirm.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { csvRequest } from './import-csv.js';
import type { SyncOptions } from './options.js';
import { runAndReport, type TypedImport } from './run-import.js';

/** The CSV is the whole truth: every row counts, and what it says replaces what is stored. */
const WHOLE_TRUTH = { ifUserExists: 'overwrite', missingUsers: 'create' } as const;

/** A CSV that lacks more than this share of the users is more likely cut off than true. */
const SUSPICIOUS_SHARE = 0.5;

/** `faceenroll sync`; returns the exit code. */
export async function sync(
  file: string,
  options: SyncOptions,
  typed: Typed,
  io: Io,
  now: () => Date = () => new Date(),
): Promise<number> {
  const agreed = Boolean(options.yes) || options.maxDeletions !== undefined;
  refuseUnlessAsked(agreed || Boolean(options.dryRun), '--max-deletions <n> or --yes', io);
  const input = resolve(io.cwd, file);
  if (await peekReport(input, options)) {
    throw new FatalError(
      `${quoted(file)} is an error report, not the whole truth: everybody else would be deleted. Retry it with import-csv`,
    );
  }
  const request = await csvRequest('sync', input, { ...options, ...WHOLE_TRUTH }, typed, io);
  const store = await whenFree(
    () => openForImport(options.db, options, hostOf(io)),
    options,
    hostOf(io),
  );
  try {
    const before = stateOf(input);
    const plan = await planOf(request, store.collection(options.collection, ''), options);
    const mustAsk = !agreed && !options.dryRun && plan.deletions.length > 0;
    refuseEmptyList(file, plan, options);
    // Nobody can agree to what they have not seen.
    show(plan, { ...options, quiet: Boolean(options.quiet) && !mustAsk }, io);
    refuseUncertain(file, plan, options);
    if (mustAsk) {
      if (!(await confirmed('Import the CSV, and then delete this for good?', io))) {
        throw new FatalError('nothing was changed');
      }
    }
    const leavers = new Set(plan.deletions.map(({ userId }) => userId));
    const { summary, recognized } = await runAndReport({ ...request, leavers }, options, store, io);
    if (summary.interrupted) return summary.exitCode;
    if (stateOf(input) !== before) {
      throw new FatalError(
        `${quoted(file)} has changed meanwhile, so nobody was deleted: run it again when it is written`,
      );
    }
    const origin = { runId: summary.runId ?? undefined, reference: options.reference };
    const run = store.collection(options.collection, '', origin);
    const deletions = plan.deletions.filter(({ userId }) => !recognized.includes(userId));
    const kept = [...plan.recognized.keys(), ...recognized];
    tell({ ...carryOut(run, deletions, options, now(), io), kept }, options, summary.exitCode, io);
    return summary.exitCode;
  } finally {
    store.close();
  }
}

/** What tells one state of a file from another. */
function stateOf(file: string): string {
  const { size, mtimeMs, ino } = statSync(file);
  return `${size} ${mtimeMs} ${ino}`;
}

interface SyncPlan extends Doubts {
  readonly deletions: readonly Deletion[];
  /** Users in the collection before. */
  readonly users: number;
  /** Rows of the CSV. */
  readonly rows: number;
}

/** Who would be deleted: whom no row names, and in whom none can be recognized. */
async function planOf(
  { source }: TypedImport,
  { holdings, history }: CollectionStore,
  options: SyncOptions,
): Promise<SyncPlan> {
  const ignoreCase = Boolean(options.ignoreCase);
  const roll = await rollOf(source.entries(), ignoreCase);
  const all = [...holdings.all()];
  const missing = leaversOf(all, roll, ignoreCase);
  const nowCalled = (userId: string) => history.nowCalled(options.collection, userId);
  const ids = { users: idsOf(all), leavers: idsOf(missing), nowCalled };
  const doubts = missing.length > 0 ? await doubtsOf(source.entries(), ids, ignoreCase) : NO_DOUBTS;
  const leavers = missing.filter(({ userId }) => !doubts.recognized.has(userId));
  const deletions = leavers.map((one) => wholeUser(one, 'NOT_IN_CSV'));
  return { ...doubts, deletions, users: all.length, rows: roll.rows };
}

const NO_DOUBTS: Doubts = { recognized: new Map(), nameless: [] };

function idsOf(users: readonly { readonly userId: string }[]): readonly string[] {
  return users.map(({ userId }) => userId);
}

/**
 * Refuses a list that names nobody, of which everybody would be missing.
 *
 * @throws {FatalError} saying why, and what to do.
 */
function refuseEmptyList(
  file: string,
  { deletions, rows }: SyncPlan,
  { collection }: SyncOptions,
): void {
  if (rows > 0 || deletions.length === 0) return;
  throw new FatalError(
    `${missingText(file, deletions.length, collection)}, which has headings and no rows: nobody is deleted by an empty list, whatever the limits. "faceenroll collections delete" deletes all`,
  );
}

function missingText(file: string, leavers: number, collection: string): string {
  const users = `${count(leavers, 'user')} of the collection ${quoted(collection)}`;
  return `${users} ${leavers === 1 ? 'is' : 'are'} missing in ${quoted(file)}`;
}

/**
 * Refuses before anything is changed what an administrator would want to look at first.
 *
 * @throws {FatalError} saying why, and what to do.
 */
function refuseUncertain(
  file: string,
  { deletions, users, nameless }: SyncPlan,
  { maxDeletions, collection }: SyncOptions,
): void {
  const leavers = deletions.length;
  if (leavers === 0) return;
  const missing = missingText(file, leavers, collection);
  if (nameless.length > 0) {
    const problems = nameless.map(({ message }) => message);
    throw new FatalError(
      `${missing}, and ${count(nameless.length, 'row')} may be theirs: ${listed(problems, 3)}. Correct the file; nothing was changed`,
    );
  }
  if (maxDeletions !== undefined && leavers > maxDeletions) {
    throw new FatalError(`${missing}; --max-deletions allows ${maxDeletions}. Nothing was changed`);
  }
  if (maxDeletions === undefined && leavers > users * SUSPICIOUS_SHARE) {
    throw new FatalError(
      `${missing}, more than half of its ${count(users, 'user')}: is the file complete? If so, say --max-deletions ${leavers}. Nothing was changed`,
    );
  }
}

function carryOut(
  store: CollectionStore,
  deletions: readonly Deletion[],
  options: SyncOptions,
  now: Date,
  io: Io,
): DeletionSummary {
  const dryRun = Boolean(options.dryRun);
  if (dryRun || deletions.length === 0) {
    return { dryRun, ...countsOf(deletions), audit: null, receipt: null };
  }
  return deletePlanned(store, deletions, { ...options, command: 'sync' }, now, hostOf(io));
}

function show(
  { deletions, recognized }: SyncPlan,
  { json, quiet, collection }: SyncOptions,
  io: Io,
): void {
  if (json) {
    io.stdout.write(deletions.map((one) => `${deletionEvent(one)}\n`).join(''));
  } else if (!quiet) {
    io.stdout.write(`${planText(deletions, collection)}${recognizedText(recognized)}\n`);
  }
}

function tell(
  summary: DeletionSummary,
  { json, quiet }: SyncOptions,
  exitCode: number,
  io: Io,
): void {
  if (json) io.stdout.write(`${deletionsEvent({ ...summary, exitCode })}\n`);
  else if (!quiet) io.stdout.write(deletedText(summary));
}
