import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Deletion } from '../../domain/deletion.js';
import { FatalError } from '../../domain/fatal-error.js';
import { count, listed, quoted } from '../../domain/text.js';
import { type Doubts, doubtsOf, leaversOf, rollOf } from '../../enroll/leavers.js';
import { wholeUser } from '../../enroll/retention.js';
import type { DeletionSummary } from '../../render/deletions.js';
import { peekReport } from '../../source/peek-report.js';
import type { CollectionStore, Store } from '../../store/store.js';
import type { MadeContext } from '../context.js';
import { planned } from '../deletion/plan.js';
import type { SYNC_OPTIONS } from '../options/import.js';
import type { ValuesOf } from '../options/row.js';
import { withHtmlReport } from './html-report.js';
import { csvRequest } from './import-csv.js';
import type { ImportResult } from './import-result.js';
import type { ImportRequest } from './import-run.js';
import { enrollAll } from './run-import.js';

/** The CSV is the whole truth: every row counts, and what it says replaces what is stored. */
const WHOLE_TRUTH = { ifUserExists: 'overwrite', missingUsers: 'create' } as const;

/** A CSV that lacks more than this share of the users is more likely cut off than true. */
const SUSPICIOUS_SHARE = 0.5;

type SyncValues = ValuesOf<typeof SYNC_OPTIONS>;

/** How a sync ended. */
export interface SyncResult {
  readonly imported: ImportResult;
  /** Null when the import was interrupted: then nobody is deleted. */
  readonly deleted: DeletionSummary | null;
  /** Leavers who stay, since they were recognized. */
  readonly kept: readonly string[];
}

/**
 * Makes a collection the same as a CSV: an import, and then the deletion of who is not in it.
 *
 * @throws {FatalError} when the CSV is hardly the whole truth, or nobody agrees to the deletion.
 */
export async function syncList(
  context: MadeContext,
  { csv: file, ...options }: SyncValues & { readonly csv: string },
): Promise<SyncResult> {
  const input = resolve(context.host.cwd, file);
  if (await peekReport(input, options)) {
    throw new FatalError(
      `${quoted(file)} is an error report, not the whole truth: everybody else would be deleted. Retry it with import-csv`,
    );
  }
  const settings = { ...options, ...WHOLE_TRUTH, collection: context.collection };
  const request = await csvRequest(context, 'sync', input, settings);
  return context.inStore(request, (store) => syncIn(store, context, file, request, settings));
}

async function syncIn(
  store: Store,
  context: MadeContext,
  file: string,
  request: ImportRequest,
  settings: SyncValues & typeof WHOLE_TRUTH & { readonly collection: string },
): Promise<SyncResult> {
  const { host, collection } = context;
  const before = stateOf(request.input);
  const plan = await planOf(request, store.collection(collection, ''), settings);
  refuseEmptyList(file, plan, settings);
  const { deletions, recognized } = plan;
  // Nobody can agree to what they have not seen; what is refused all the same is shown, too.
  const refusal = uncertain(file, plan, settings);
  await host.agree?.({ collection, deletions, recognized, refusal });
  if (refusal) throw refusal;
  const leavers = new Set(deletions.map(({ userId }) => userId));
  const made = await enrollAll(context, store, { ...request, leavers }, settings);
  const imported = made.result;
  if (imported.interrupted) return { imported, deleted: null, kept: [] };
  if (stateOf(request.input) !== before) {
    throw new FatalError(
      `${quoted(file)} has changed meanwhile, so nobody was deleted: run it again when it is written`,
    );
  }
  const gone = deletions.filter(({ userId }) => !imported.recognized.includes(userId));
  const { dryRun, receipt } = settings;
  const order = { command: 'sync', dryRun, receipt };
  const run = { ...context, store, runId: imported.runId ?? undefined };
  const deleted = await planned(run, gone, order).carryOut();
  const shown = await withHtmlReport(context, store, made, settings);
  return { imported: shown, deleted, kept: [...recognized.keys(), ...imported.recognized] };
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
  { source }: ImportRequest,
  { holdings, history }: CollectionStore,
  options: Pick<SyncValues, 'ignoreCase'> & { readonly collection: string },
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
  { collection }: { readonly collection: string },
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

/** Why nothing is changed before an administrator has looked at it; undefined where nothing speaks against it. */
function uncertain(
  file: string,
  { deletions, users, nameless }: SyncPlan,
  { maxDeletions, collection }: Pick<SyncValues, 'maxDeletions'> & { readonly collection: string },
): FatalError | undefined {
  const leavers = deletions.length;
  if (leavers === 0) return undefined;
  const missing = missingText(file, leavers, collection);
  if (nameless.length > 0) {
    const problems = nameless.map(({ message }) => message);
    return new FatalError(
      `${missing}, and ${count(nameless.length, 'row')} may be theirs: ${listed(problems, 3)}. Correct the file; nothing was changed`,
    );
  }
  if (maxDeletions !== undefined && leavers > maxDeletions) {
    return new FatalError(
      `${missing}; --max-deletions allows ${maxDeletions}. Nothing was changed`,
    );
  }
  if (maxDeletions === undefined && leavers > users * SUSPICIOUS_SHARE) {
    return new FatalError(
      `${missing}, more than half of its ${count(users, 'user')}: is the file complete? If so, say --max-deletions ${leavers}. Nothing was changed`,
    );
  }
  return undefined;
}
