import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { jsonLine, printable, quoted } from '../../domain/text.js';
import { openExisting, requireCollection } from '../../operations/database/existing-store.js';
import { type WaitOptions, whenFree } from '../../operations/database/when-free.js';
import { existingUser } from '../../operations/users/existing.js';
import type { DuplicateException, DuplicateExceptions } from '../../store/duplicate-exceptions.js';
import type { CollectionStore } from '../../store/store.js';
import type { Io } from '../io.js';
import { hostOf } from '../io.js';
import { NO_ENCODER } from '../open-gallery.js';
import type { DatabaseOptions } from '../options/database.js';
import type { ReferenceOptions } from '../options/reference.js';

interface ChangeOptions extends DatabaseOptions, WaitOptions, ReferenceOptions {
  readonly json?: boolean;
}

interface AllowOptions extends ChangeOptions {
  readonly reason: string;
}

/** `faceenroll duplicates allow`. */
export async function allowDuplicate(
  userA: string,
  userB: string,
  { db, collection, reason, reference, wait, json }: AllowOptions,
  io: Io,
): Promise<void> {
  const store = await whenFree(() => openExisting(db, 'write', hostOf(io)), { wait }, hostOf(io));
  try {
    const part = store.collection(collection, NO_ENCODER, { reference });
    const { exceptions, audit, transaction } = part;
    const now = new Date().toISOString();
    const [a, b] = [existingUser(part, userA), existingUser(part, userB)];
    if (a === b) throw new UsageError(`${quoted(a)} is one user: name two different ones`);
    const known = transaction(() => {
      const exception = exceptionOf(exceptions, a, b);
      if (exception) return exception;
      exceptions.add(a, b, reason, now);
      audit.record('DUPLICATE_ALLOWED', { userId: a }, { otherUserId: b, reason }, now);
      return undefined;
    });
    if (json) {
      const exception = known ?? exceptionOf(exceptions, a, b);
      return print(changeEvent(exception, known ? 'UNCHANGED' : 'DUPLICATE_ALLOWED'), io);
    }
    const both = `${quoted(a)} and ${quoted(b)}`;
    print(
      known
        ? `${both} are an exception already, since ${known.createdAt.slice(0, 10)}: ${printable(known.reason)}`
        : `${both} may look alike from now on.`,
      io,
    );
  } finally {
    store.close();
  }
}

/** `faceenroll duplicates revoke`. */
export async function revokeDuplicate(
  userA: string,
  userB: string,
  { db, collection, reference, wait, json }: ChangeOptions,
  io: Io,
): Promise<void> {
  const store = await whenFree(() => openExisting(db, 'write', hostOf(io)), { wait }, hostOf(io));
  try {
    const part = store.collection(collection, NO_ENCODER, { reference });
    const { users, exceptions, audit, transaction } = part;
    const now = new Date().toISOString();
    // A user who is gone from the database may have left an exception behind.
    const [a, b] = [userA, userB].map((userId) => users.find(userId, false)[0] ?? userId) as [
      string,
      string,
    ];
    const revoked = transaction(() => {
      const exception = exceptionOf(exceptions, a, b);
      if (!exception) throw noException(part, a, b);
      exceptions.remove(a, b);
      const detail = { otherUserId: b, reason: exception.reason };
      audit.record('DUPLICATE_REVOKED', { userId: a }, detail, now);
      return exception;
    });
    print(
      json
        ? changeEvent(revoked, 'DUPLICATE_REVOKED')
        : `${quoted(a)} and ${quoted(b)} are an exception no longer.`,
      io,
    );
  } finally {
    store.close();
  }
}

/** `faceenroll duplicates list`. */
export function listExceptions(
  { db, collection, json }: DatabaseOptions & { readonly json?: boolean },
  io: Io,
): void {
  const store = openExisting(db, 'read', hostOf(io));
  try {
    requireCollection(store, collection, db);
    const exceptions = store.collection(collection, NO_ENCODER).exceptions.all();
    for (const exception of exceptions) {
      const { userId, otherUserId, reason, createdAt } = exception;
      const users = `${printable(userId)}  ${printable(otherUserId)}`;
      const text = `${users}  ${createdAt.slice(0, 10)}  ${printable(reason)}`;
      print(json ? jsonLine({ event: 'exception', ...exception }) : text, io);
    }
    if (exceptions.length === 0 && !json) {
      print(`There are no exceptions in the collection ${quoted(collection)}.`, io);
    }
  } finally {
    store.close();
  }
}

function exceptionOf(
  exceptions: DuplicateExceptions,
  userA: string,
  userB: string,
): DuplicateException | undefined {
  return exceptions
    .all()
    .find(
      ({ userId, otherUserId }) =>
        (userId === userA && otherUserId === userB) || (userId === userB && otherUserId === userA),
    );
}

/** What became of an exception, for a program. */
function changeEvent(
  exception: DuplicateException | undefined,
  action: 'DUPLICATE_ALLOWED' | 'DUPLICATE_REVOKED' | 'UNCHANGED',
): string {
  return jsonLine({ event: 'exception', ...exception, action });
}

/** Why there is nothing to revoke: most likely an ID is misspelled. */
function noException(
  part: Pick<CollectionStore, 'users' | 'history'>,
  userA: string,
  userB: string,
): FatalError {
  for (const userId of [userA, userB]) existingUser(part, userId);
  return new FatalError(
    `there is no exception for ${quoted(userA)} and ${quoted(userB)}: "faceenroll duplicates list" tells them`,
  );
}

function print(line: string, io: Io): void {
  io.stdout.write(`${printable(line)}\n`);
}
