import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Audit } from './audit.js';
import { type Connection, openDatabase, openDatabaseDry } from './database.js';
import { DuplicateExceptions } from './duplicate-exceptions.js';
import { DatabaseBusyError, lockForRun, type RunLock } from './lock.js';
import { type PastRun, type RunStart, Runs } from './runs.js';
import { Samples } from './samples.js';
import { Templates } from './templates.js';
import { Thresholds } from './thresholds.js';
import { Users } from './users.js';
import { WorkList } from './work-list.js';

/** One collection, and the templates of one encoder in it. */
export interface CollectionStore {
  readonly users: Users;
  readonly templates: Templates;
  readonly exceptions: DuplicateExceptions;
  readonly thresholds: Thresholds;
  readonly audit: Audit;
  /** Does all of `work` or nothing. It must not wait for anything. */
  transaction<T>(work: () => T): T;
}

/** What one run reads and writes of the database. */
export interface RunStore extends CollectionStore {
  readonly runId: string;
  readonly work: WorkList;
  readonly samples: Samples;
  /**
   * The same for work that lets signals in on its way; undefined takes everything back. Until
   * it is done, nothing else may use this store.
   */
  wholeTransaction<T>(work: () => Promise<T | undefined>): Promise<T | undefined>;
}

/** One database file. */
export class Store {
  readonly runs: Runs;
  readonly #db: Connection;
  readonly #lock: RunLock | undefined;
  readonly #dryRun: boolean;

  private constructor(db: Connection, lock: RunLock | undefined, dryRun: boolean) {
    this.#db = db;
    this.#lock = lock;
    this.#dryRun = dryRun;
    this.runs = new Runs(db);
  }

  /**
   * Opens a database for a run; with `dryRun` nothing will be written to it.
   *
   * @throws {DatabaseError} when it cannot be used.
   * @throws {DatabaseBusyError} when another run is working on it.
   */
  static open(path: string, dryRun: boolean): Store {
    if (dryRun) return new Store(openDatabaseDry(path), undefined, true);
    const db = openDatabase(path);
    try {
      return new Store(db, lockForRun(path), false);
    } catch (error) {
      const running = error instanceof DatabaseBusyError ? new Runs(db).running() : undefined;
      db.close();
      if (!running) throw error;
      throw new DatabaseBusyError(
        `another run is working on ${path} (process ${running.processId}, since ${running.startedAt}): wait until it has ended`,
      );
    }
  }

  /** The run of a database that wrote an error report (an absolute path), if it is known there. */
  static recall(path: string, errorReport: string): PastRun | undefined {
    if (!existsSync(path)) return undefined;
    const store = Store.open(path, true);
    try {
      return store.runs.byErrorReport(errorReport);
    } finally {
      store.close();
    }
  }

  /** Begins a run. `encoder` makes its templates; `extractor` names all that shapes a sample. */
  startRun(
    run: RunStart,
    parts: { encoder: string; extractor: string; ignoreCase: boolean },
    now: string,
  ): RunStore {
    const { collection } = run;
    if (!this.#dryRun) {
      this.#db
        .prepare('INSERT OR IGNORE INTO collections (name, created_at) VALUES (?, ?)')
        .run(collection, now);
    }
    const runId = this.#dryRun ? 'dry-run' : this.runs.start(run, now);
    return {
      ...this.collection(collection, parts.encoder, runId),
      runId,
      work: new WorkList(this.#db, runId, parts.ignoreCase),
      samples: new Samples(this.#db, collection, parts.extractor),
      wholeTransaction: (work) => this.#wholeTransaction(work),
    };
  }

  /** A collection for what is no run, or for one run; it need not exist to be read. */
  collection(name: string, encoder: string, runId: string | null = null): CollectionStore {
    return {
      users: new Users(this.#db, name),
      templates: new Templates(this.#db, name, encoder),
      exceptions: new DuplicateExceptions(this.#db, name),
      thresholds: new Thresholds(this.#db, name),
      audit: new Audit(this.#db, name, runId),
      transaction: (work) => this.#transaction(work),
    };
  }

  /**
   * Ends a run in the book of runs and forgets what it worked on. Its samples go, too,
   * unless it can be continued: nobody's face stays behind who was not enrolled.
   */
  endRun(
    run: RunStore,
    end: {
      readonly status: 'finished' | 'interrupted' | 'failed';
      readonly canContinue: boolean;
      readonly counts?: object;
      readonly errorReport?: string | null;
    },
  ): void {
    if (this.#dryRun) return;
    this.#transaction(() => {
      run.work.clear();
      if (!end.canContinue) run.samples.clear();
      const path = end.errorReport ? resolve(end.errorReport) : undefined;
      this.runs.end(run.runId, end.status, end.counts ?? {}, path, new Date().toISOString());
    });
  }

  #transaction<T>(work: () => T): T {
    // A dry run writes to memory only, and must not stand in the way of another process.
    const transaction = this.#db.transaction(work);
    return this.#dryRun ? transaction.deferred() : transaction.immediate();
  }

  async #wholeTransaction<T>(work: () => Promise<T | undefined>): Promise<T | undefined> {
    this.#db.exec(this.#dryRun ? 'BEGIN' : 'BEGIN IMMEDIATE');
    try {
      const result = await work();
      this.#db.exec(result === undefined ? 'ROLLBACK' : 'COMMIT');
      return result;
    } finally {
      // Of an error of SQLite's own, such as a full disk, it may have gone back already.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    }
  }

  close(): void {
    this.#db.close();
    this.#lock?.release();
  }
}
