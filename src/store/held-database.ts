import { statSync } from 'node:fs';
import type { Connection } from './connection.js';
import { BUSY_TIMEOUT_MS, type Opening, openDatabase, openDatabaseDry } from './database.js';
import { DatabaseError, NoDatabaseError } from './database-error.js';
import { isThere, makeDatabaseFile } from './database-file.js';
import { expectFrozen } from './frozen.js';
import type { RunLock } from './lock.js';
import { livingRuns, lockOwnRun, removeDeadRunLocks } from './run-locks.js';
import { takeLock, takeLockInTime, type Waiting } from './take-lock.js';

/** How a database is held while it is open. */
export interface Holding extends Opening {
  /**
   * Whether other runs may be at work meanwhile: it is held to begin a run, and to decide and
   * apply it. Otherwise it is held alone for as long as it is open.
   */
  readonly besideRuns?: boolean;
}

/** Who has the right to write, and the file that it is for. */
interface Hold {
  /** Undefined while others may write. */
  lock: RunLock | undefined;
  readonly besideRuns: boolean;
  readonly path: string;
  /** Which file is open: it may be removed under our hands. */
  readonly inode: number;
  /** The run at work, which others see by its lock. */
  run?: { readonly runId: string; readonly lock: RunLock };
}

/**
 * How long a statement waits for the transaction of another run while this one shares the
 * database, in milliseconds: the process must hear its signals.
 */
const SHARING_TIMEOUT_MS = 200;

const NOBODY: ReadonlyMap<string, number> = new Map();

/** A database that is open, and held as `Holding` says, but for a dry run. */
export class HeldDatabase {
  private constructor(
    readonly db: Connection,
    private readonly hold?: Hold,
  ) {}

  /**
   * Nothing is written to the database, nor is it migrated, before the lock is taken; with
   * `dryRun` nothing is at all.
   *
   * @throws {NoDatabaseError} when it must exist, and does not once the lock is taken: another
   *   process may have been making it.
   * @throws {DatabaseError} when it cannot be used.
   * @throws {DatabaseBusyError} when somebody else is working on it.
   */
  static open(path: string, dryRun: boolean, holding: Holding = {}): HeldDatabase {
    if (dryRun) return new HeldDatabase(openDatabaseDry(path, holding));
    if (!holding.mustExist) makeDatabaseFile(path);
    else if (!isThere(path)) throw new NoDatabaseError(path);
    const { besideRuns = false } = holding;
    const lock = takeLock(path, besideRuns);
    let db: Connection | undefined;
    try {
      removeDeadRunLocks(path);
      const isShared = livingRuns(path).size > 0;
      // Noted before it is opened: what is put in its place meanwhile is another file.
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

  /** The runs that others have at work, by run ID, and their processes. */
  otherRuns(): ReadonlyMap<string, number> {
    if (!this.hold) return NOBODY;
    const others = new Map(livingRuns(this.hold.path));
    others.delete(this.hold.run?.runId ?? '');
    return others;
  }

  /** Lets others see that a run is at work, until it ends. */
  beginRun(runId: string): void {
    if (!this.hold) return;
    this.endRun();
    this.hold.run = { runId, lock: lockOwnRun(this.hold.path, runId) };
  }

  endRun(): void {
    this.hold?.run?.lock.release();
    delete this.hold?.run;
  }

  /** Lets other runs begin, decide and apply, if the database is held beside runs. */
  letOthersIn(): void {
    if (!this.hold?.besideRuns) return;
    this.db.pragma(`busy_timeout = ${SHARING_TIMEOUT_MS}`);
    this.hold.lock?.release();
    this.hold.lock = undefined;
  }

  /**
   * Keeps other runs from writing again, as soon as the one that is deciding and applying is
   * done.
   *
   * @throws {DatabaseBusyError} when it takes too long.
   * @throws {DatabaseError} when the database is no longer where it was.
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
   * On most systems a file that is removed while it is open goes on taking what is written,
   * and all of it is gone when it is closed.
   *
   * @throws {DatabaseError} when the database is no longer where it was.
   */
  expectInPlace(): void {
    if (!this.hold) return;
    const { path, inode } = this.hold;
    if (statSync(path, { throwIfNoEntry: false })?.ino === inode) return;
    throw new DatabaseError(
      `the database ${path} was removed or replaced while the run was on: what is there now has nothing of this run; put it back, then run the same command again`,
    );
  }

  /** @throws {DatabaseError} when what was read may be wrong. */
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
