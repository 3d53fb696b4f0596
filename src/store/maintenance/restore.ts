import { existsSync, realpathSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../../domain/fatal-error.js';
import { number } from '../../domain/text.js';
import { Audit } from '../audit.js';
import type { Connection } from '../connection.js';
import { openDatabase, openDatabaseFile } from '../database.js';
import { DatabaseError } from '../database-error.js';
import { isThere } from '../database-file.js';
import { DatabaseBusyError, lockForRun, type RunLock } from '../lock.js';
import { createPrivate, flush } from '../private-file.js';
import { type Contents, contentsOf, damageError, damageOf } from './contents.js';
import { copyFile, type FileProgress } from './copy-file.js';
import { type EndedLinks, endLinks } from './ended-links.js';
import { madeNew, removeDatabase } from './files.js';
import { type Present, presentAt } from './present.js';
import { refuseBackup } from './refuse-backup.js';
import { replaceDatabase } from './replace.js';
import { type RestoreWarning, restoreWarning } from './restore-warning.js';
import { type Returning, returningTo } from './returning.js';
import { type RevokedKey, revokeAgain, revokedKeysIn } from './revoked-keys.js';
import { writeErrorOf } from './write-error.js';

/** What the operator should know before a database is replaced. */
export interface RestoreFacts {
  readonly backup: Contents;
  readonly present: Present;
  /** Undefined if the present database cannot be read. */
  readonly returning: Returning | undefined;
  readonly warning: RestoreWarning | undefined;
}

export interface Restored extends RestoreFacts, EndedLinks {
  /** Path of the previous database; undefined if it was not kept. */
  readonly keptAs: string | undefined;
}

export interface RestoreRequest {
  readonly file: string;
  readonly database: string;
  /** Whether the previous database is not kept. */
  readonly discard: boolean;
  /** Asked before anything is replaced; undefined if there is nobody to ask. */
  readonly mayReplace: ((facts: RestoreFacts) => boolean | Promise<boolean>) | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: FileProgress | 'checking') => void;
}

/**
 * Replaces a database with a backup, in one step, after the backup was copied next to it, checked
 * and migrated. Undefined if `mayReplace` refuses.
 *
 * @throws {FatalError} if it cannot be done; then nothing has changed.
 */
export async function restore(request: RestoreRequest): Promise<Restored | undefined> {
  refuseBackup(request.file, request.database);
  const { path, lock, isNew } = holdDatabase(request.database);
  const part = `${path}.restore-part`;
  try {
    const present = presentAt(path);
    if (present.state !== 'none' && !request.mayReplace) throw replacesUnasked(request, present);
    // The lock is held, so the file was left by a killed restore.
    removeDatabase(part);
    createPrivate(part);
    await copyFile(request.file, part, request);
    request.onProgress('checking');
    const facts = { present, ...readFacts(request, part, path, present) };
    if (present.state !== 'none' && !(await request.mayReplace?.(facts))) return undefined;
    const keptAs = present.state === 'none' || request.discard ? undefined : freeName(path);
    const revoked = present.state === 'readable' ? revokedKeysIn(path) : [];
    const ended = finish(request, part, facts, { keptAs, revoked });
    replaceDatabase(path, part, keptAs);
    return { ...facts, ...ended, keptAs };
  } catch (error) {
    const what = `the copy of ${request.file} beside ${path}`;
    const advice = 'restore to another place with --db';
    throw writeErrorOf(what, advice, error, '; the database is as it was');
  } finally {
    removeDatabase(part);
    if (isNew && statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path);
    lock.release();
  }
}

interface HeldDatabase {
  /** The database's path after its links are resolved. */
  readonly path: string;
  readonly lock: RunLock;
  readonly isNew: boolean;
}

/** Keeps runs away from the database, which need not exist. */
function holdDatabase(database: string): HeldDatabase {
  let isNew = false;
  try {
    isNew = !isThere(database) && madeNew(database);
    return { path: realpathSync(database), lock: lockForRun(database), isNew };
  } catch (error) {
    // Then the file belongs to another restore.
    if (isNew && !(error instanceof DatabaseBusyError)) rmSync(database, { force: true });
    if ((error as { code?: string }).code === 'ENOENT') {
      throw new UsageError(`there is no folder for ${resolve(database)}: make it first`);
    }
    throw writeErrorOf(`the database ${database}`, 'name another place with --db', error);
  }
}

function replacesUnasked({ database }: RestoreRequest, present: Present): UsageError {
  const what =
    present.state === 'readable' ? contentsText(present.contents) : 'exists, but cannot be read';
  return new UsageError(
    `${database} ${what}: say with --yes that the backup may replace it, or name another place with --db`,
  );
}

function contentsText({ users }: Contents): string {
  if (users === 0) return 'has no users, but a history of runs and changes';
  return `has ${number(users)} users`;
}

const TAKE_AN_OLDER_ONE = 'nothing was changed; take an older one';

/** @throws {DatabaseError} if the backup is damaged. */
function readFacts(
  { file }: RestoreRequest,
  part: string,
  path: string,
  now: Present,
): Omit<RestoreFacts, 'present'> {
  const backup = openCopy(part, file);
  try {
    const damage = damageOf(backup);
    if (damage !== undefined) {
      throw new DatabaseError(`the backup ${file} is damaged (${damage}): ${TAKE_AN_OLDER_ONE}`);
    }
    const contents = contentsOf(backup);
    const warning = restoreWarning(backup, path, now);
    return { backup: contents, warning, returning: returningTo(path, now, backup) };
  } catch (error) {
    throw damageError(`the backup ${file}`, TAKE_AN_OLDER_ONE, error);
  } finally {
    backup.close();
  }
}

function openCopy(part: string, file: string): Connection {
  try {
    return openDatabaseFile(part);
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    throw new DatabaseError(`the backup ${file} is damaged: ${TAKE_AN_OLDER_ONE}`);
  }
}

/** Migrates the copy, ends its links, and records in its audit where it comes from. */
function finish(
  { file }: RestoreRequest,
  part: string,
  { backup, present, returning }: RestoreFacts,
  { keptAs, revoked }: { keptAs: string | undefined; revoked: readonly RevokedKey[] },
): EndedLinks {
  const db = openDatabase(part);
  try {
    const detail = {
      backup: resolve(file),
      backupAuditPosition: backup.auditPosition,
      replacedAuditPosition: present.state === 'readable' ? present.contents.auditPosition : null,
      keptAs: keptAs ?? null,
      returningUsers:
        returning?.deleted.map(({ collection, userId }) => ({ collection, userId })) ?? null,
    };
    // The restore concerns the whole file, no single collection.
    const audit = new Audit(db, '', {});
    const now = new Date().toISOString();
    return db.transaction(() => {
      audit.record('RESTORED', {}, detail, now);
      revokeAgain(db, revoked, audit, now);
      return endLinks(db, now);
    })();
  } finally {
    db.close();
    flush(part);
  }
}

/** A free name next to the database: an older one that was kept is never replaced. */
function freeName(path: string): string {
  for (let n = 1; ; n += 1) {
    const name = `${path}.before-restore${n === 1 ? '' : `.${n}`}`;
    if (!existsSync(name)) return name;
  }
}
