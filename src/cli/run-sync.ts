import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Deletion } from '../domain/deletion.js';
import { FatalError } from '../domain/fatal-error.js';
import { count, listed, quoted } from '../domain/text.js';
import { leaversOf, type Roll, rollOf } from '../enroll/leavers.js';
import { wholeUser } from '../enroll/retention.js';
import {
  countsOf,
  type DeletionSummary,
  deletedText,
  deletionEvent,
  deletionsEvent,
  planText,
} from '../report/deletions.js';
import { peekReport } from '../source/peek-report.js';
import type { CollectionStore } from '../store/store.js';
import type { TypedCommand } from './command-line.js';
import { confirmed, refuseUnlessAsked } from './confirm.js';
import type { CsvOptions } from './csv-options.js';
import { deletePlanned } from './delete-planned.js';
import { openForImport } from './open-store.js';
import type { SharedOptions } from './options.js';
import { runAndTell } from './run-import.js';
import { csvRequest } from './run-import-csv.js';
import { whenFree } from './wait.js';

/** Options of `faceenroll sync`, as commander hands them over. */
export interface SyncOptions extends SharedOptions, CsvOptions {
  readonly yes?: boolean;
  readonly maxDeletions?: number;
  readonly receipt?: string;
}

/** The CSV is the whole truth: every row counts, and what it says replaces what is stored. */
const WHOLE_TRUTH = { startRow: 2, ifUserExists: 'overwrite', missingUsers: 'create' } as const;

/** A CSV that lacks more than this share of the users is more likely cut off than true. */
const SUSPICIOUS_SHARE = 0.5;

/** `faceenroll sync`; returns the exit code. */
export async function sync(
  file: string,
  options: SyncOptions,
  typed: TypedCommand,
  now: () => Date = () => new Date(),
): Promise<number> {
  const agreed = Boolean(options.yes) || options.maxDeletions !== undefined;
  refuseUnlessAsked(agreed || Boolean(options.dryRun), '--max-deletions <n> or --yes');
  const input = resolve(file);
  if (await peekReport(input, options)) {
    throw new FatalError(
      `${quoted(file)} is an error report, not the whole truth: everybody else would be deleted. Retry it with import-csv`,
    );
  }
  const request = await csvRequest('sync', input, { ...options, ...WHOLE_TRUTH }, typed);
  const { source } = request;
  const store = await whenFree(() => openForImport(options.db, options), options);
  try {
    const before = stateOf(input);
    const roll = await rollOf(source.entries(), Boolean(options.ignoreCase));
    const part = store.collection(options.collection, '');
    const plan = planOf(part, roll, options);
    const mustAsk = !agreed && !options.dryRun && plan.deletions.length > 0;
    // Nobody can agree to what they have not seen.
    show(plan.deletions, { ...options, quiet: Boolean(options.quiet) && !mustAsk });
    refuseUncertain(file, plan, roll, options);
    if (mustAsk) {
      if (!(await confirmed('Import the CSV, and then delete this for good?'))) {
        throw new FatalError('nothing was changed');
      }
    }
    const summary = await runAndTell(request, options, store);
    if (summary.interrupted) return summary.exitCode;
    if (stateOf(input) !== before) {
      throw new FatalError(
        `${quoted(file)} has changed meanwhile, so nobody was deleted: run it again when it is written`,
      );
    }
    const origin = { runId: summary.runId ?? undefined, reference: options.reference };
    const run = store.collection(options.collection, '', origin);
    tell(carryOut(run, plan.deletions, options, now()), options, summary.exitCode);
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

interface SyncPlan {
  readonly deletions: readonly Deletion[];
  /** Users in the collection before. */
  readonly users: number;
}

function planOf({ holdings }: CollectionStore, roll: Roll, { ignoreCase }: SyncOptions): SyncPlan {
  const all = [...holdings.all()];
  const leavers = leaversOf(all, roll, Boolean(ignoreCase));
  return { deletions: leavers.map((one) => wholeUser(one, 'NOT_IN_CSV')), users: all.length };
}

/**
 * Refuses before anything is changed what an administrator would want to look at first.
 *
 * @throws {FatalError} saying why, and what to do.
 */
function refuseUncertain(
  file: string,
  { deletions, users }: SyncPlan,
  { nameless }: Roll,
  { maxDeletions, collection }: SyncOptions,
): void {
  const leavers = deletions.length;
  if (leavers === 0) return;
  const missing = `${count(leavers, 'user')} of the collection ${quoted(collection)} ${leavers === 1 ? 'is' : 'are'} missing in ${quoted(file)}`;
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
): DeletionSummary {
  const dryRun = Boolean(options.dryRun);
  if (dryRun || deletions.length === 0) {
    return { dryRun, ...countsOf(deletions), audit: null, receipt: null };
  }
  return deletePlanned(store, deletions, { ...options, command: 'sync' }, now);
}

function show(deletions: readonly Deletion[], { json, quiet, collection }: SyncOptions): void {
  if (json) {
    process.stdout.write(deletions.map((one) => `${deletionEvent(one)}\n`).join(''));
  } else if (!quiet) {
    process.stdout.write(`${planText(deletions, collection)}\n`);
  }
}

function tell(summary: DeletionSummary, { json, quiet }: SyncOptions, exitCode: number): void {
  if (json) process.stdout.write(`${deletionsEvent({ ...summary, exitCode })}\n`);
  else if (!quiet) process.stdout.write(deletedText(summary));
}
