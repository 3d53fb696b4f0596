import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Origin } from './audit.js';
import { AuditLog } from './audit-log.js';
import {
  type CollectionStore,
  collectionParts,
  type GalleryStore,
  galleryParts,
} from './collection-store.js';
import { Collections } from './collections.js';
import {
  type Connection,
  DatabaseError,
  makeDatabaseFile,
  openDatabase,
  openDatabaseDry,
  openDatabaseFile,
  openDatabaseToRead,
  refuseUnknown,
} from './database.js';
import { DatabaseBusyError, lockForRun, lockHolder, type RunLock } from './lock.js';
import { RunBook } from './run-book.js';
import { type PastRun, type RunStart, Runs, type UntoldRun } from './runs.js';
import { Samples } from './samples.js';
import { type Access, openVault, type Secrets } from './secrets/open-vault.js';
import { type SecretRow, secretRows } from './secrets/secret-rows.js';
import { OPEN_VAULT } from './secrets/vault.js';
import { WorkList } from './work-list.js';

export type { CollectionStore, GalleryStore } from './collection-store.js';

/** What one run reads and writes of the database. */
export interface RunStore extends CollectionStore {
  readonly runId: string;
  readonly work: WorkList;
  readonly samples: Samples;
}

/** One database file. */
export class Store {
  readonly runs: Runs;
  readonly auditLog: AuditLog;
  readonly collections: Collections;
  readonly #db: Connection;
  readonly #lock: RunLock | undefined;
  readonly #dryRun: boolean;
  /** Which file is open, under what path: it may be removed under our hands. */
  readonly #file: { readonly path: string; readonly inode: number } | undefined;
  #secrets: Secrets = { vault: OPEN_VAULT, isEncrypted: false, hasPlainRemains: false };

  /** Without a lock it is a dry run. */
  private constructor(
    db: Connection,
    locked?: { readonly lock: RunLock; readonly path: string; readonly inode: number },
  ) {
    this.#db = db;
    this.#lock = locked?.lock;
    this.#dryRun = locked === undefined;
    this.#file = locked;
    this.runs = new Runs(db);
    this.auditLog = new AuditLog(db);
    this.collections = new Collections(db);
  }

  /**
   * Opens a database for a run; with `dryRun` nothing will be written to it. Otherwise a
   * key that is given for the first time encrypts what is in it.
   *
   * @throws {DatabaseError} when it cannot be used.
   * @throws {KeyError} when it is encrypted and `access` does not open it.
   * @throws {DatabaseBusyError} when another run is working on it.
   */
  static open(path: string, dryRun: boolean, access: Access = {}): Store {
    const store = Store.#openLocked(path, dryRun);
    try {
      store.#secrets = openVault(store.#db, path, access, !dryRun);
      return store;
    } catch (error) {
      store.close();
      throw error;
    }
  }

  /** Nothing is written to the database, nor is it migrated, before the lock is taken. */
  static #openLocked(path: string, dryRun: boolean): Store {
    if (dryRun) return new Store(openDatabaseDry(path));
    makeDatabaseFile(path);
    const lock = Store.#takeLock(path);
    let db: Connection | undefined;
    try {
      // Noted before it is opened: what is put in its place meanwhile is another file.
      const inode = statSync(path).ino;
      db = openDatabase(path);
      const store = new Store(db, { lock, path, inode });
      store.#expectInPlace();
      return store;
    } catch (error) {
      db?.close();
      lock.release();
      throw error;
    }
  }

  /** @throws {DatabaseBusyError} telling which process has the lock, and since when. */
  static #takeLock(path: string): RunLock {
    try {
      return lockForRun(path);
    } catch (error) {
      const holder = error instanceof DatabaseBusyError ? lockHolder(path) : undefined;
      if (!holder) throw error;
      const since = startOf(holder, path);
      const process = `process ${holder}${since ? `, since ${since}` : ''}`;
      throw new DatabaseBusyError(`another run is working on ${path} (${process})`);
    }
  }

  /** The book of runs of a database, which another process may be writing. */
  book(path: string): RunBook {
    return new RunBook(this.#db, lockHolder(path));
  }

  /** The run of a database that wrote an error report (an absolute path), if it is known there. */
  static recall(path: string, errorReport: string): PastRun | undefined {
    if (!statSync(path, { throwIfNoEntry: false })?.size) return undefined;
    // As it is: a database of an older version, which this import will bring up to date, has
    // its book of runs, too.
    const db = openDatabaseFile(path);
    try {
      refuseUnknown(path, db);
      return new Runs(db).byErrorReport(errorReport);
    } finally {
      db.close();
    }
  }

  /** Begins a run. `encoder` makes its templates; `extractor` names all that shapes a sample. */
  startRun(
    run: RunStart,
    parts: { encoder: string; extractor: string; ignoreCase: boolean },
    now: string,
  ): RunStore {
    const { collection, reference } = run;
    if (!this.#dryRun) {
      this.#db
        .prepare('INSERT OR IGNORE INTO collections (name, created_at) VALUES (?, ?)')
        .run(collection, now);
    }
    const runId = this.#dryRun ? 'dry-run' : this.runs.start(run, now);
    return {
      ...this.collection(collection, parts.encoder, { runId, reference }),
      runId,
      work: new WorkList(this.#db, runId, parts.ignoreCase),
      samples: new Samples(this.#db, collection, parts.extractor, this.#sampleVault()),
    };
  }

  /** The last run, if it was stopped after it had applied all and before it had told so. */
  untold(): UntoldRun | undefined {
    return this.#dryRun ? undefined : this.runs.untold();
  }

  /** Opens an untold run again, to be told and ended. */
  reopenRun({ runId, collection }: UntoldRun): RunStore {
    return {
      ...this.collection(collection, '', { runId }),
      runId,
      work: new WorkList(this.#db, runId, false),
      samples: new Samples(this.#db, collection, '', this.#sampleVault()),
    };
  }

  /**
   * Notes that all of a run is applied, in the transaction that does so. From then on the
   * run needs no samples: nobody's face stays behind who was not enrolled.
   */
  setApplied(run: RunStore, facts: object): void {
    if (this.#dryRun) return;
    run.samples.clear();
    this.runs.setApplied(run.runId, facts);
  }

  /** A collection for what is no run, or for one run; it need not exist to be read. */
  collection(name: string, encoder: string, origin: Origin = {}): CollectionStore {
    return {
      ...collectionParts(this.#db, this.#secrets.vault, { name, encoder, origin }),
      transaction: (work) => this.#transaction(work),
    };
  }

  /** What there is in a collection, to be listed. */
  gallery(name: string): GalleryStore {
    return galleryParts(this.#db, this.#secrets.vault, name);
  }

  /** From now on until the database is closed, everything is read as it is at this moment. */
  holdStill(): void {
    this.#db.exec('BEGIN');
  }

  /**
   * Ends a run in the book of runs and forgets what it worked on. Its samples go, too,
   * unless it can be continued.
   */
  endRun(
    run: RunStore,
    end: {
      readonly status: 'finished' | 'interrupted' | 'failed';
      readonly canContinue: boolean;
      /** Its outcomes could not be told: they stay for the next process that can. */
      readonly untold?: boolean;
      readonly counts?: object;
      readonly errorReport?: string | null;
    },
  ): void {
    if (this.#dryRun) return;
    this.#transaction(() => {
      if (!end.untold) run.work.clear();
      if (!end.canContinue) run.samples.clear();
      const path = end.errorReport ? resolve(end.errorReport) : undefined;
      this.runs.end(run.runId, end.status, end.counts ?? {}, path, new Date().toISOString());
    });
    if (end.canContinue) return;
    this.#afterCommit((vault) => vault.destroySampleKey(run.samples.collection));
  }

  /** How embeddings and images are kept, and what opening did to them. */
  get secrets(): Secrets {
    return this.#secrets;
  }

  /** Every secret of every collection and encoder, opened where it opens. */
  secretRows(): Generator<SecretRow> {
    return secretRows(this.#db, this.#secrets.vault);
  }

  /**
   * Does all of `work` or nothing, as `transaction` does, but lets it wait between its
   * steps. Nothing else may use this store meanwhile.
   */
  async allOrNothing<T>(work: () => Promise<T>): Promise<T> {
    this.#expectInPlace();
    this.#db.exec(this.#dryRun ? 'BEGIN' : 'BEGIN IMMEDIATE');
    try {
      const result = await this.#secrets.vault.gatherWhile(work);
      this.#expectInPlace();
      this.#db.exec('COMMIT');
      if (!this.#dryRun) this.#afterCommit((vault) => vault.destroyUnused());
      return result;
    } catch (error) {
      // A full disk, for one, has rolled it back already.
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    }
  }

  /**
   * On most systems a file that is removed while it is open goes on taking what is written,
   * and all of it is gone when it is closed.
   *
   * @throws {DatabaseError} when the database is no longer where it was.
   */
  #expectInPlace(): void {
    if (!this.#file) return;
    const { path, inode } = this.#file;
    if (statSync(path, { throwIfNoEntry: false })?.ino === inode) return;
    throw new DatabaseError(
      `the database ${path} was removed or replaced while the run was on: what is there now has nothing of this run; put it back, then run the same command again`,
    );
  }

  #transaction<T>(work: () => T): T {
    this.#expectInPlace();
    const { vault } = this.#secrets;
    const transaction = this.#db.transaction(() => vault.gather(work));
    // A dry run writes to memory only, and must not stand in the way of another process.
    if (this.#dryRun) return transaction.deferred();
    const result = transaction.immediate();
    this.#afterCommit(() => vault.destroyUnused());
    return result;
  }

  /**
   * What is committed has happened, so nothing that follows may make a failure of it. Keys
   * that are not destroyed now are at the next opening: of users by the notes in
   * `keys_to_destroy`, of samples because there are none.
   */
  #afterCommit(work: (vault: Secrets['vault']) => void): void {
    try {
      work(this.#secrets.vault);
    } catch {
      // See above.
    }
  }

  /** Samples of a dry run never leave the memory, and no key is made for them. */
  #sampleVault(): Secrets['vault'] {
    return this.#dryRun ? OPEN_VAULT : this.#secrets.vault;
  }

  close(): void {
    this.#secrets.vault.close();
    this.#db.close();
    this.#lock?.release();
  }
}

/** When the run of a process began; its database is only looked at. */
function startOf(processId: number, path: string): string | undefined {
  let db: Connection | undefined;
  try {
    db = openDatabaseToRead(path);
    return new Runs(db).startOf(processId);
  } catch {
    // One that the process is making or migrating cannot tell yet.
    return undefined;
  } finally {
    db?.close();
  }
}
