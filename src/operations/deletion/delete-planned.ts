import { resolve } from 'node:path';
import type { Deletion } from '../../domain/deletion.js';
import { printable } from '../../domain/text.js';
import { countsOf, type DeletionSummary } from '../../render/deletions.js';
import { receiptText, spanOf } from '../../render/receipt.js';
import type { Removed } from '../../store/removal.js';
import { whoRuns } from '../../store/runs.js';
import type { CollectionStore } from '../../store/store.js';
import type { Context } from '../context.js';
import type { Host } from '../host.js';
import { deletedThere } from '../publications/deleted-there.js';
import { shownPath } from '../shown-path.js';
import { ReceiptFile } from './receipt-file.js';

/** On whose word it is deleted, and where the receipt goes. */
export interface Order {
  /** As the operator gave it: "purge --due". */
  readonly command: string;
  /** Null: none. Undefined: in a file called by command and time. */
  readonly receipt?: string | null | undefined;
}

/** Deletes what is planned, and leaves a receipt of it. */
export async function deletePlanned(
  { store, db, collection, host }: Pick<Context, 'store' | 'db' | 'collection' | 'host'>,
  { removal }: Pick<CollectionStore, 'removal'>,
  deletions: readonly Deletion[],
  { command, receipt: named }: Order,
): Promise<DeletionSummary> {
  const at = new Date().toISOString();
  const [name = command] = command.split(' ');
  const file = named === null ? null : new ReceiptFile(named, name, at, host.cwd);
  let removed: Removed;
  try {
    removed = removal.remove(deletions, at);
  } catch (error) {
    file?.discard();
    throw error;
  }
  const { deleted, erased, problem } = removed;
  const facts = { at, by: whoRuns(), command, database: resolve(host.cwd, db), collection };
  // First: a receipt that cannot be written ends the command.
  if (!erased) tellNotErased(db, host, problem);
  const published = await deletedThere({ store, host });
  file?.write(receiptText({ ...facts, deleted, erased, published }));
  const receipt = file && shownPath(file.path, host.shownFrom);
  return { dryRun: false, ...countsOf(deleted), audit: spanOf(deleted), receipt };
}

/** Says that what is deleted can still be found in a file, and how long. */
export function tellNotErased(db: string, host: Host, problem?: string): void {
  const file = printable(db);
  host.tell(
    problem === undefined
      ? `Another process is reading ${file}: until it has ended, the file ${file}-wal still holds what was deleted.`
      : `All of it is deleted, but not every trace is erased from the files yet (${printable(problem)}): the next command that changes ${file} makes up for it.`,
  );
}
