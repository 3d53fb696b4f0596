import type { UserData } from '../domain/entry.js';
import { FatalError, UsageError } from '../domain/fatal-error.js';
import { CHECKED_DATES, DATE_EXAMPLE, periodOf } from '../domain/iso-date.js';
import { jsonLine, quoted } from '../domain/text.js';
import { userEvent } from '../report/gallery.js';
import { checkUserId } from '../source/user-id.js';
import type { GalleryStore } from '../store/store.js';
import { existingUser, withGallery } from './open-gallery.js';
import { recordOf } from './run-users.js';
import type { UserOptions } from './user-options.js';

type Action = 'USER_CREATED' | 'USER_UPDATED' | 'UNCHANGED';

/** `faceenroll users add`. */
export function addUser(userId: string, data: UserData, options: UserOptions): Promise<void> {
  const failure = checkUserId(userId);
  if (failure) throw new FatalError(`${failure.message}. ${failure.advice}`);
  refuseWrongDates(data);
  return withGallery(options, 'write', ({ gallery, changes: { users, audit, transaction } }) => {
    const now = new Date().toISOString();
    transaction(() => {
      const [stored] = users.find(userId, false);
      if (stored !== undefined) {
        throw new FatalError(
          `there is a user with the user ID ${quoted(stored)} already: "faceenroll users update" changes one`,
        );
      }
      users.create(userId, data, now);
      audit.record('USER_CREATED', { userId }, detailOf(data), now);
    });
    tell('USER_CREATED', userId, gallery, options);
  });
}

/** `faceenroll users update`. */
export function updateUser(userId: string, data: UserData, options: UserOptions): Promise<void> {
  if (namesOf(data).length === 0) {
    throw new UsageError('nothing is to be changed: name a field, such as --name, or --set');
  }
  refuseWrongDates(data);
  return withGallery(options, 'write', ({ gallery, changes }) => {
    const { users, audit, transaction } = changes;
    const now = new Date().toISOString();
    const stored = existingUser(changes, userId);
    const differs = transaction(() => {
      if (!users.differs(stored, data)) return false;
      users.update(stored, data, now);
      audit.record('USER_UPDATED', { userId: stored }, detailOf(data), now);
      return true;
    });
    tell(differs ? 'USER_UPDATED' : 'UNCHANGED', stored, gallery, options);
  });
}

/**
 * Faces are enrolled and deleted by these dates, so they must be certain.
 *
 * @throws {UsageError} naming the field and the value.
 */
function refuseWrongDates({ known }: UserData): void {
  for (const field of CHECKED_DATES) {
    const value = known[field] ?? '';
    if (value === '' || periodOf(value)) continue;
    const option = `--${field.replaceAll('_', '-')}`;
    throw new UsageError(`${option} ${quoted(value)} is no date: write it as ${DATE_EXAMPLE}`);
  }
}

/** Which fields were given; the audit outlives the user, so that it has no values. */
function detailOf(data: UserData): object {
  return { fields: namesOf(data) };
}

function namesOf({ known, extra }: UserData): readonly string[] {
  return [...Object.keys(known), ...Object.keys(extra)];
}

const TEXTS: Readonly<Record<Action, string>> = {
  USER_CREATED: 'is added.',
  USER_UPDATED: 'is changed.',
  UNCHANGED: 'has all that already.',
};

function tell(
  action: Action,
  userId: string,
  { users }: GalleryStore,
  { collection, json }: UserOptions,
): void {
  const event = { ...userEvent(collection, recordOf(users, userId)), action };
  const line = json ? jsonLine(event) : `User ${quoted(userId)} ${TEXTS[action]}`;
  process.stdout.write(`${line}\n`);
}
