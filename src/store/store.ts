import { statSync } from 'node:fs';
import type { ReportLook } from '../domain/reported.js';
import { Tallier } from '../domain/tally.js';
import type { Origin } from './audit.js';
import { AuditLog } from './audit-log.js';
import {
  type CollectionStore,
  collectionParts,
  type GalleryStore,
  galleryParts,
} from './collection-store.js';
import { Collections } from './collections.js';
import { HeldDatabase, type Holding } from './held-database.js';
import { DatabaseBusyError } from './lock.js';
import { ReportRows } from './report-rows.js';
import { RunJournal } from './run-journal.js';
import { livingRuns } from './run-locks.js';
import { type DueReport, type RunStart, Runs } from './runs.js';
import { Samples } from './samples.js';
import { type Access, openVault, type Secrets } from './secrets/open-vault.js';
import { type SecretRow, secretRows } from './secrets/secret-rows.js';
import { OPEN_VAULT } from './secrets/vault.js';
import type { Waiting } from './take-lock.js';
import { Transactions } from './transactions.js';
import { uuidv7 } from './uuid.js';
import { WorkList } from './work-list.js';

export type { CollectionStore, GalleryStore } from './collection-store.js';

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

/** How long a run that was interrupted waits for the transaction of another, in milliseconds. */
const ENDING_MS = 60_000;

/** One database file. */
export class Store {
  readonly runs: Runs;
  readonly reportRows: ReportRows;
  readonly auditLog: AuditLog;
  readonly collections: Collections;
  readonly #held: HeldDatabase;
  readonly #secrets: Secrets;
  readonly #transactions: Transactions;

  private constructor(held: HeldDatabase, secrets: Secrets) {
    this.#held = held;
    this.#secrets = secrets;
    this.#transactions = new Transactions(held, secrets.vault);
    this.runs = new Runs(held.db);
    this.reportRows = new ReportRows(held.db);
    this.auditLog = new AuditLog(held.db);
    this.collections = new Collections(held.db);
  }

  /**
   * Opens a database for a run; with `dryRun` nothing is written to it. Otherwise a key given for
   * the first time encrypts it.
   *
   * @throws {DatabaseError} if it cannot be used.
   * @throws {KeyError} if it is encrypted and `access` does not open it.
   * @throws {NoDatabaseError} if it must exist and does not.
   * @throws {DatabaseBusyError} if another run is working on it.
   */
  static open(path: string, dryRun: boolean, access: Access & Holding = {}): Store {
    const held = HeldDatabase.open(path, dryRun, access);
    try {
      const writing = held.otherRuns().size > 0 ? 'beside runs' : 'alone';
      return new Store(held, openVault(held.db, path, access, dryRun ? 'nothing' : writing));
    } catch (error) {
      held.close();
      throw error;
    }
  }

  /** The journal of runs of a database that another process may be writing. */
  journal(path: string): RunJournal {
    return new RunJournal(this.#held.db, new Set(livingRuns(path).keys()));
  }

  /**
   * @throws {DatabaseBusyError} if another run is at work on the same input for the same
   *   collection.
   */
  refuseSameInput(run: Pick<RunStart, 'command' | 'input' | 'collection'>): void {
    const other = this.runs.sameInput(run, this.#held.otherRuns().keys());
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
  startRun(
    run: RunStart,
    parts: { encoder: string; extractor: string; ignoreCase: boolean },
    now: string,
  ): RunStore {
    const { collection, reference } = run;
    const runId = this.#held.dryRun ? 'dry-run' : uuidv7();
    if (!this.#held.dryRun) {
      this.refuseSameInput(run);
      this.#held.beginRun(runId);
      this.#held.db
        .prepare('INSERT OR IGNORE INTO collections (name, created_at) VALUES (?, ?)')
        .run(collection, now);
      this.#begin(runId, run, now);
    }
    return {
      ...this.collection(collection, parts.encoder, { runId, reference }),
      runId,
      work: new WorkList(this.#held.db, runId, parts.ignoreCase),
      samples: new Samples(this.#held.db, collection, parts.extractor, this.#sampleVault(), runId),
    };
  }

  /** Work of killed runs is kept like that of interrupted ones. */
  #begin(runId: string, run: RunStart, now: string): void {
    const living = this.#held.otherRuns();
    this.#transactions.once(() => {
      for (const one of this.reportRows.working()) if (!living.has(one)) this.#keepReported(one);
      this.runs.start(runId, run, living.keys(), now);
    });
  }

  /**
   * Ends a run in the transaction that makes its changes: records how it ended, and what its error
   * report needs. Its samples are deleted: no face stays that was not enrolled.
   *
   * @param facts counts in addition to its outcomes
   */
  finishRun({ runId, work, samples }: RunStore, facts: object = {}): void {
    if (this.#held.dryRun) return;
    const tallier = new Tallier();
    for (const item of work.outcomes()) tallier.add(item);
    this.#keepReported(runId);
    samples.clear(this.#held.otherRuns().keys());
    this.runs.finish(runId, { ...tallier.result(), ...facts }, new Date().toISOString());
  }

  /**
   * Closes a finished run that was reported, with its `summary` if it got that far; what changed
   * something or failed stays in the journal of runs.
   */
  closeRun({ runId, work, samples }: RunStore, summary?: object): void {
    if (this.#held.dryRun) return;
    this.#transactions.once(() => {
      work.items.clear();
      this.runs.setReported(runId, summary);
    });
    this.#held.endRun();
    const { vault } = this.#secrets;
    const { collection } = samples;
    // Other runs of the collection seal with the same key; the last one destroys it.
    if (this.runs.isAtWork(collection, this.#held.otherRuns().keys())) return;
    this.#transactions.afterCommit(() => vault.destroySampleKey(collection));
  }

  /**
   * Waits until no other run writes, for a minute at most: one that was interrupted has to say so,
   * and whoever interrupted it does not wait for longer.
   */
  untilWritable(): Promise<void> {
    return this.#transactions.inTurn(() => {}, undefined, ENDING_MS);
  }

  /** Ends a run that has changed nobody; its samples stay for the one that goes on with it. */
  breakOffRun(
    { runId, work }: RunStore,
    status: 'interrupted' | 'failed',
    summary: object = {},
  ): void {
    if (this.#held.dryRun) return;
    this.#transactions.once(() => {
      this.#keepReported(runId);
      work.items.clear();
      this.runs.breakOff(runId, status, summary, new Date().toISOString());
    });
    this.#held.endRun();
  }

  #keepReported(runId: string): void {
    this.reportRows.keep(runId, this.runs.layoutOf(runId) as ReportLook | undefined);
  }

  /** A collection outside a run, or for one run; to be read, it need not exist. */
  collection(name: string, encoder: string, origin: Origin = {}): CollectionStore {
    const named = { name, encoder, origin };
    return collectionParts(this.#held.db, this.#secrets.vault, named, this.#transactions);
  }

  /** The content of a collection, for lists. */
  gallery(name: string): GalleryStore {
    return galleryParts(this.#held.db, this.#secrets.vault, name);
  }

  /** Until the database is closed, everything is read as it is at this moment. */
  holdStill(): void {
    this.#held.db.exec('BEGIN');
  }

  /** Runs killed after they had finished and before they were reported; returned only once. */
  takeDueReports(): readonly DueReport[] {
    return this.runs.takeDueReports(this.#held.otherRuns().keys());
  }

  /** Lets other runs begin, decide and apply: this one now writes only its own work. */
  letOthersIn(): void {
    this.#held.letOthersIn();
  }

  /**
   * Keeps others from writing again once a run that decides and applies is done. Users and faces
   * read before may be out of date.
   *
   * @throws {DatabaseBusyError} if that takes too long.
   */
  async takeAgain(waiting: Waiting): Promise<void> {
    await this.#held.takeAgain(waiting);
    this.#secrets.vault.forget();
  }

  /** How embeddings and images are kept, and what opening did to them. */
  get secrets(): Secrets {
    return this.#secrets;
  }

  /** Every secret of every collection and encoder, opened where possible. */
  secretRows(): Generator<SecretRow> {
    return secretRows(this.#held.db, this.#secrets.vault);
  }

  /** Samples of a dry run never leave memory, so they need no key. */
  #sampleVault(): Secrets['vault'] {
    return this.#held.dryRun ? OPEN_VAULT : this.#secrets.vault;
  }

  close(): void {
    this.#secrets.vault.close();
    this.#held.close();
  }
}
