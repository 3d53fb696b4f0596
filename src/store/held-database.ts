import { statSync } from 'node:fs';
import type { Connection } from './connection.js';
import { BUSY_TIMEOUT_MS, type Opening, openDatabase, openDatabaseDry } from './database.js';
import { DatabaseError, NoDatabaseError } from './database-error.js';
import { isThere, makeDatabaseFile } from './database-file.js';
import { expectFrozen } from './frozen.js';
import { type RunLock, refuseTaken } from './lock.js';
import {
  livingRuns,
  lockOwnRun,
  lockOwnServer,
  removeDeadRunLocks,
  unendedRuns,
} from './run-locks.js';
import { takeLock, takeLockInTime, type Waiting } from './take-lock.js';

/** How a database is held while it is open. */
export interface Holding extends Opening {
  /**
   * Whether other runs may be at work: the database is held to begin a run, and to decide and apply
   * it. Otherwise it is held exclusively while it is open.
   */
  readonly besideRuns?: boolean;
  /** Whether it is opened again and again: locks of killed runs are left to others, who look less often. */
  readonly isRepeated?: boolean;
  /** Whether it may be held for long although others may be at work: then nobody counts on its end. */
  readonly isLong?: boolean;
}

/** The right to write, and the file that it is for. */
interface Hold {
  /** Undefined while others may write. */
  lock: RunLock | undefined;
  readonly besideRuns: boolean;
  readonly path: string;
  /** Identifies the open file: it may be removed or replaced meanwhile. */
  readonly inode: number;
  /** The run at work; others see it by its lock. */
  run?: { readonly runId: string; readonly lock: RunLock };
}

/**
 * How long a statement waits for another run's transaction while this one shares the database, in
 * milliseconds: short, so that the process handles signals.
 */
const SHARING_TIMEOUT_MS = 200;

const NOBODY: ReadonlyMap<string, number> = new Map();

/** An open database, held as `Holding` says unless it is a dry run. */
export class HeldDatabase {
  private constructor(
    readonly db: Connection,
    private readonly hold?: Hold,
  ) {}

  /**
   * Takes the lock before it migrates or writes; with `dryRun` it writes nothing.
   *
   * @throws {NoDatabaseError} if it must exist and does not once the lock is taken: another process
   *   may have been making it.
   * @throws {DatabaseError} if it cannot be used.
   * @throws {DatabaseBusyError} if another process is working on it.
   */
  static open(path: string, dryRun: boolean, holding: Holding = {}): HeldDatabase {
    if (dryRun) return new HeldDatabase(openDatabaseDry(path, holding));
    if (!holding.mustExist) makeDatabaseFile(path);
    else if (!isThere(path)) throw new NoDatabaseError(path);
    const { besideRuns = false, isLong = false } = holding;
    const lock = takeLock(path, besideRuns, !isLong);
    let db: Connection | undefined;
    try {
      // Looking at a lock that is held takes a while.
      if (!holding.isRepeated) removeDeadRunLocks(path);
      const isShared = livingRuns(path).size > 0;
      // Read before opening: a file put in its place meanwhile has another inode.
      const { ino: inode } = statSync(path);
      db = openDatabase(path, { ...holding, isShared });
      const held = new HeldDatabase(db, { lock, besideRuns, path, inode });
      held.expectInPlace();
      return held;
    } catch (error) {
      db?.close();
      lock.release();
      throw error;
    }
  }

  get dryRun(): boolean {
    return this.hold === undefined;
  }

  /** The process IDs of other runs at work, by run ID. */
  otherRuns(): ReadonlyMap<string, number> {
    if (!this.hold) return NOBODY;
    const others = new Map(livingRuns(this.hold.path));
    others.delete(this.hold.run?.runId ?? '');
    return others;
  }

  /** The IDs of all runs of others that have not ended, those of servers among them. */
  unended(): ReadonlySet<string> {
    if (!this.hold) return new Set();
    const others = new Set(unendedRuns(this.hold.path));
    others.delete(this.hold.run?.runId ?? '');
    return others;
  }

  /** Makes the run of a server visible to others until it is released. */
  lockServer(runId: string): RunLock {
    if (!this.hold) throw new Error('a dry run has no server');
    return lockOwnServer(this.hold.path, runId);
  }

  /** Makes a run visible to others until it ends. */
  beginRun(runId: string): void {
    if (!this.hold) return;
    this.endRun();
    this.hold.run = { runId, lock: lockOwnRun(this.hold.path, runId) };
  }

  endRun(): void {
    this.hold?.run?.lock.release();
    delete this.hold?.run;
  }

  /** Lets other runs begin, decide and apply if the database is shared with runs. */
  letOthersIn(): void {
    if (!this.hold?.besideRuns) return;
    this.db.pragma(`busy_timeout = ${SHARING_TIMEOUT_MS}`);
    this.hold.lock?.release();
    this.hold.lock = undefined;
  }

  /**
   * Keeps other runs from writing again once the one that decides and applies is done.
   *
   * @throws {DatabaseBusyError} if that takes too long.
   * @throws {DatabaseError} if the database is no longer in its place.
   */
  async takeAgain(waiting: Waiting): Promise<void> {
    if (!this.hold || this.hold.lock) return;
    try {
      this.hold.lock = await takeLockInTime(this.hold.path, waiting);
    } catch (error) {
      // What is gone has no lock either.
      this.expectInPlace();
      throw error;
    }
    this.db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    this.expectInPlace();
  }

  /**
   * The same at once, for one who has let others in.
   *
   * @throws {DatabaseBusyError} if another process is working on it.
   */
  takeNow(): void {
    if (!this.hold || this.hold.lock) return;
    const { path } = this.hold;
    refuseTaken(path);
    this.hold.lock = takeLock(path, true);
    this.db.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }

  /** Whether the file is where it was opened. */
  get isInPlace(): boolean {
    return (
      !this.hold || statSync(this.hold.path, { throwIfNoEntry: false })?.ino === this.hold.inode
    );
  }

  /**
   * On most systems a removed file that is still open accepts writes, which are lost when it is
   * closed.
   *
   * @throws {DatabaseError} if the database is no longer in its place.
   */
  expectInPlace(): void {
    if (this.isInPlace) return;
    throw new DatabaseError(
      `the database ${this.hold?.path} was removed or replaced during the run: what is there now contains nothing of this run; put it back, then run the same command again`,
    );
  }

  /** @throws {DatabaseError} if what was read may be wrong. */
  close(): void {
    try {
      expectFrozen(this.db);
    } finally {
      this.db.close();
    }
    this.endRun();
    this.hold?.lock?.release();
  }
}
