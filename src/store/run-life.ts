import { statSync } from 'node:fs';
import type { ReportLook } from '../domain/reported.js';
import type { Phase } from '../domain/run-report.js';
import { Tallier } from '../domain/tally.js';
import type { Origin } from './audit.js';
import type { CollectionStore } from './collection-store.js';
import type { HeldDatabase } from './held-database.js';
import { DatabaseBusyError } from './lock.js';
import type { ReportRows } from './report-rows.js';
import type { DueReport, RunStart, Runs } from './runs.js';
import { Samples } from './samples.js';
import { OPEN_VAULT, type Vault } from './secrets/vault.js';
import type { Transactions } from './transactions.js';
import { uuidv7 } from './uuid.js';
import { WorkList } from './work-list.js';

/** The part of the database that one run reads and writes. */
export interface RunStore extends CollectionStore {
  readonly runId: string;
  readonly work: WorkList;
  readonly samples: Samples;
}

/** A pipe has a name, but is another input each time. */
function isFileOrFolder(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return Boolean(stats?.isFile() || stats?.isDirectory());
}

/** The run ID of a dry run. */
export const DRY_RUN = 'dry-run';

/** How long a run that was interrupted waits for the transaction of another, in milliseconds. */
const ENDING_MS = 60_000;

/** What the life of a run needs of an open database. */
interface Parts {
  readonly held: HeldDatabase;
  readonly vault: Vault;
  readonly transactions: Transactions;
  readonly runs: Runs;
  readonly reportRows: ReportRows;
  readonly collection: (name: string, encoder: string, origin: Origin) => CollectionStore;
}

/** Runs from their beginning to their end. */
export class RunLife {
  readonly #held: HeldDatabase;
  readonly #vault: Vault;
  readonly #transactions: Transactions;
  readonly #runs: Runs;
  readonly #reportRows: ReportRows;
  readonly #collection: Parts['collection'];

  constructor({ held, vault, transactions, runs, reportRows, collection }: Parts) {
    this.#held = held;
    this.#vault = vault;
    this.#transactions = transactions;
    this.#runs = runs;
    this.#reportRows = reportRows;
    this.#collection = collection;
  }

  /**
   * @throws {DatabaseBusyError} if another run is at work on the same input for the same
   *   collection.
   */
  refuseSameInput(run: Pick<RunStart, 'command' | 'input' | 'collection'>): void {
    const other = this.#runs.sameInput(run, this.#held.otherRuns().keys());
    if (!other || !isFileOrFolder(run.input)) return;
    const { processId, startedAt } = other;
    throw new DatabaseBusyError(
      `another run is working on ${run.input} (process ${processId}, since ${startedAt})`,
    );
  }

  /**
   * Begins a run.
   *
   * @param encoder the encoder of its templates
   * @param extractor everything that shapes a sample
   */
  start(
    run: RunStart,
    parts: { encoder: string; extractor: string; ignoreCase: boolean },
    now: string,
  ): RunStore {
    const { collection, reference, keyId } = run;
    const runId = this.#held.dryRun ? DRY_RUN : uuidv7();
    if (!this.#held.dryRun) {
      this.refuseSameInput(run);
      this.#held.beginRun(runId);
      this.#held.db
        .prepare('INSERT OR IGNORE INTO collections (name, created_at) VALUES (?, ?)')
        .run(collection, now);
      this.#begin(runId, run, now);
    }
    return {
      ...this.#collection(collection, parts.encoder, { runId, reference, keyId }),
      runId,
      work: new WorkList(this.#held.db, runId, parts.ignoreCase),
      samples: new Samples(this.#held.db, collection, parts.extractor, this.#sampleVault(), runId),
    };
  }

  /** Work of killed runs is kept like that of interrupted ones. */
  #begin(runId: string, run: RunStart, now: string): void {
    const living = this.#held.unended();
    this.#transactions.once(() => {
      for (const one of this.#reportRows.working()) if (!living.has(one)) this.#keepReported(one);
      this.#runs.start(runId, run, living, now);
    });
  }

  /**
   * Ends a run in the transaction that makes its changes: records how it ended, and what its error
   * report needs. Its samples are deleted: no face stays that was not enrolled.
   *
   * @param facts counts in addition to its outcomes
   */
  finish({ runId, work, samples }: RunStore, facts: object = {}): void {
    if (this.#held.dryRun) return;
    const tallier = new Tallier();
    for (const item of work.outcomes()) tallier.add(item);
    this.#keepReported(runId);
    samples.clear(this.#held.otherRuns().keys());
    this.#runs.finish(runId, { ...tallier.result(), ...facts }, new Date().toISOString());
  }

  /**
   * Closes a finished run that was reported, with its `summary` if it got that far; what changed
   * something or failed stays in the journal of runs.
   */
  close({ runId, work, samples }: RunStore, summary?: object): void {
    if (this.#held.dryRun) return;
    this.#transactions.once(() => {
      work.items.clear();
      this.#runs.setReported(runId, summary);
    });
    this.#held.endRun();
    const { collection } = samples;
    // Other runs of the collection seal with the same key; the last one destroys it.
    if (this.#runs.isAtWork(collection, this.#held.otherRuns().keys())) return;
    this.#transactions.afterCommit(() => this.#vault.destroySampleKey(collection));
  }

  /**
   * Does `work` when no other run writes, and waits for a minute at most: one that was interrupted
   * has to say so, and whoever interrupted it does not wait for longer.
   */
  onceWritable(work: () => void): Promise<void> {
    return this.#transactions.inTurn(work, undefined, ENDING_MS);
  }

  /** Ends a run that has changed nobody; its samples stay for the one that goes on with it. */
  breakOff(
    { runId, work }: RunStore,
    status: 'interrupted' | 'failed',
    summary: object = {},
  ): void {
    if (this.#held.dryRun) return;
    this.#transactions.once(() => {
      this.#keepReported(runId);
      work.items.clear();
      this.#runs.breakOff(runId, status, summary, new Date().toISOString());
    });
    this.#held.endRun();
  }

  #keepReported(runId: string): void {
    this.#reportRows.keep(runId, this.#runs.layoutOf(runId) as ReportLook | undefined);
  }

  /** Records the phases that a run has gone through, in the transaction that this is called in. */
  setTimeline({ runId }: Pick<RunStore, 'runId'>, phases: readonly Phase[]): void {
    if (!this.#held.dryRun) this.#runs.setTimeline(runId, phases);
  }

  /** Runs killed after they had finished and before they were reported; returned only once. */
  takeDueReports(): readonly DueReport[] {
    return this.#runs.takeDueReports(this.#held.otherRuns().keys());
  }

  /** Samples of a dry run never leave memory, so they need no key. */
  #sampleVault(): Vault {
    return this.#held.dryRun ? OPEN_VAULT : this.#vault;
  }
}
