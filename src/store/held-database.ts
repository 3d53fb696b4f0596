import { statSync } from 'node:fs';
import type { Connection } from './connection.js';
import { type Opening, openDatabase, openDatabaseDry, openDatabaseToRead } from './database.js';
import { DatabaseError, NoDatabaseError } from './database-error.js';
import { isThere, makeDatabaseFile } from './database-file.js';
import { expectFrozen } from './frozen.js';
import { DatabaseBusyError, lockForRun, lockNow, type RunLock } from './lock.js';
import { Runs } from './runs.js';

/** The lock of a run, and the file that it is for. */
interface Hold {
  readonly lock: RunLock;
  readonly path: string;
  /** Which file is open: it may be removed under our hands. */
  readonly inode: number;
}

/** A database that is open, and held for as long as it is, but for a dry run. */
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
   * @throws {DatabaseBusyError} when another run is working on it.
   */
  static open(path: string, dryRun: boolean, opening: Opening = {}): HeldDatabase {
    if (dryRun) return new HeldDatabase(openDatabaseDry(path, opening));
    if (!opening.mustExist) makeDatabaseFile(path);
    else if (!isThere(path)) throw new NoDatabaseError(path);
    const lock = takeLock(path);
    let db: Connection | undefined;
    try {
      // Noted before it is opened: what is put in its place meanwhile is another file.
      const { ino: inode } = statSync(path);
      db = openDatabase(path, opening);
      const held = new HeldDatabase(db, { lock, path, inode });
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
    this.hold?.lock.release();
  }
}

/** @throws {DatabaseBusyError} telling which process has the lock, and since when. */
function takeLock(path: string): RunLock {
  try {
    return lockForRun(path);
  } catch (error) {
    const holder = error instanceof DatabaseBusyError ? lockNow(path).holder : undefined;
    if (!holder) throw error;
    const since = startOf(holder, path);
    const process = `process ${holder}${since ? `, since ${since}` : ''}`;
    throw new DatabaseBusyError(`another run is working on ${path} (${process})`);
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
