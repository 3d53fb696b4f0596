import { realpath } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Entry, Source } from '../../domain/entry.js';
import type { ItemOutcome } from '../../domain/outcome.js';
import { FolderSource } from '../../source/folder.js';
import { PartSource } from '../../source/part-source.js';
import type { MadeContext, Store } from '../context.js';
import { openList } from '../imports/csv-list.js';
import { importList } from '../imports/import-csv.js';
import { importFolder } from '../imports/import-faces.js';
import type { ImportResult } from '../imports/import-result.js';
import type { Burst, Planned } from './burst.js';
import type { WatchValues } from './options.js';
import { planOf } from './plan.js';
import { type WaitsFor, waitsFor } from './waits-for.js';

/** What is watched, with absolute paths. */
export interface Watched {
  readonly folder: string;
  readonly csv: string | undefined;
  readonly values: WatchValues;
}

/** What a batch takes of what is there now. */
export async function planBatch(
  { folder, csv, values }: Watched,
  { host, db }: Pick<MadeContext, 'host' | 'db'>,
  burst: Burst,
): Promise<Planned> {
  const ignoreCase = Boolean(values.ignoreCase);
  if (csv !== undefined) {
    const real = await realpath(folder);
    const filesOf = ({ photos }: Entry) =>
      photos.flatMap(({ path }) => (path === undefined ? [] : [relative(real, path)]));
    const list = await openList(csv, { ...values, images: folder }, {});
    return planOf(list, burst, { ignoreCase, list: csv, filesOf });
  }
  const { recursive = false, idPattern, allowOddIds = false } = values;
  const source = await FolderSource.open({
    ...{ folder, recursive, allowOddIds, database: join(host.cwd, db) },
    ...(idPattern && { idPattern }),
  });
  const filesOf = ({ photos }: Entry) => photos.map(({ file }) => file);
  return planOf(source, burst, { ignoreCase, list: undefined, filesOf });
}

/** How a batch ended, entry by entry. */
export interface BatchOutcomes {
  /** What entries wait for that have failed; others are done with. */
  readonly waits: ReadonlyMap<string, WaitsFor>;
  /** The users of entries, as the database has them. */
  readonly userIds: ReadonlyMap<string, string>;
}

/** Takes `remember` in the open database when the run has ended, unless it was interrupted. */
export async function runBatch(
  { folder, csv, values }: Watched,
  context: MadeContext,
  plan: Planned,
  remember: (store: Store, outcomes: BatchOutcomes, result: ImportResult) => Promise<unknown>,
): Promise<ImportResult> {
  const waits = new Map<string, WaitsFor>();
  const userIds = new Map<string, string>();
  const outcome = (item: ItemOutcome): void => {
    const id = item.row === undefined ? `file ${item.file}` : `row ${item.row}`;
    const what = waitsFor(item.outcome);
    if (what !== undefined) waits.set(id, what);
    userIds.set(id, item.userId);
  };
  const inner: MadeContext = {
    ...context,
    // A getter of the host, which is no part of a copy of it.
    host: { ...context.host, signal: context.host.signal, outcome },
    isGiven: (option) => context.isGiven(option),
    inExisting: (access, use) => context.inExisting(access, use),
    inStore: (what, use, how) =>
      context.inStore(
        what,
        async (store) => {
          const ended = await use(store);
          const result = ended as ImportResult;
          if (!result.interrupted) await remember(store, { waits, userIds }, result);
          return ended;
        },
        // Without its database the watch would enroll into an empty one.
        { ...how, mustExist: true },
      ),
  };
  const taken = (whole: Source): Source =>
    new PartSource(whole, {
      ...{ entries: new Set(plan.entries.keys()), named: plan.named },
      ignoreCase: Boolean(values.ignoreCase),
    });
  if (csv === undefined) return importFolder(inner, { ...values, folder }, taken);
  return importList(inner, { ...values, file: csv, images: folder, asList: true }, taken);
}
