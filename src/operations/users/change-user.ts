import type { UserData } from '../../domain/entry.js';
import { FatalError, UsageError } from '../../domain/fatal-error.js';
import { invalidInput } from '../../domain/refusals.js';
import { TAGS } from '../../domain/report-columns.js';
import { notIso8601 } from '../../domain/spreadsheet/date.js';
import { quoted } from '../../domain/text.js';
import { DATE_EXAMPLE, periodOf, USER_DATES } from '../../domain/user-dates.js';
import { checkUserId } from '../../domain/user-id.js';
import type { CollectionStore } from '../../store/store.js';
import { existingUser } from './existing.js';

/**
 * Refuses what no user can be, before the database is asked.
 *
 * @throws {FatalError}
 */
export function checkNewUser(userId: string, data: UserData, allowOddIds = false): void {
  refuseInvalidId(userId, allowOddIds);
  refuseWrongDates(data);
}

/** @throws {FatalError} when no user can have this ID. */
export function refuseInvalidId(userId: string, allowOddIds = false): void {
  const failure = checkUserId(userId, allowOddIds);
  if (!failure) return;
  const refusal = { code: 'USER_ID_REFUSED', failure } as const;
  throw new FatalError(`${failure.message}. ${failure.advice}`, { refusal });
}

/** @throws {UsageError} when nothing is to be changed, neither a field nor a tag, or to what cannot be. */
export function checkChange(data: UserData, tags = 0): void {
  if (namesOf(data).length + tags === 0) {
    throw new UsageError(
      'nothing is to be changed: name a field, such as --name, --set or --tag',
      invalidInput(undefined, 'nothing is to be changed: name a field, or a tag'),
    );
  }
  refuseWrongDates(data);
}

/**
 * Makes a user without a face.
 *
 * @throws {FatalError} when there is one with that ID.
 */
export function createUser(
  changes: CollectionStore,
  userId: string,
  data: UserData,
  tag: readonly string[] = [],
): void {
  const { users, tags, audit, transaction } = changes;
  const now = new Date().toISOString();
  transaction(() => {
    const [stored] = users.find(userId, false);
    if (stored !== undefined) {
      throw new FatalError(
        `there is a user with the user ID ${quoted(stored)} already: "faceenroll users update" changes one`,
        { refusal: { code: 'USER_EXISTS', userId: stored } },
      );
    }
    users.create(userId, data, now);
    const tagsAdded = tags.add(userId, tag, now);
    audit.record('USER_CREATED', { userId }, detailOf(data, { tagsAdded }), now);
  });
}

/**
 * Changes the fields that `data` has, and the tags.
 *
 * @returns the ID as it is stored, and whether there was a difference
 * @throws {FatalError} when there is no such user.
 */
export function changeUser(
  changes: CollectionStore,
  userId: string,
  data: UserData,
  {
    tag = [],
    untag = [],
  }: { readonly tag?: readonly string[]; readonly untag?: readonly string[] } = {},
): { readonly stored: string; readonly differs: boolean } {
  const { users, tags, audit, transaction } = changes;
  const now = new Date().toISOString();
  const stored = existingUser(changes, userId);
  const differs = transaction(() => {
    const tagsAdded = tags.add(stored, tag, now);
    const tagsRemoved = tags.remove(stored, untag, now);
    const isOther = users.differs(stored, data);
    if (!isOther && tagsAdded + tagsRemoved === 0) return false;
    if (isOther) users.update(stored, data, now);
    const detail = detailOf(data, { tagsAdded, tagsRemoved });
    audit.record('USER_UPDATED', { userId: stored }, detail, now);
    return true;
  });
  return { stored, differs };
}

/** @throws {UsageError} naming the field and the value. */
function refuseWrongDates({ known }: UserData): void {
  for (const field of USER_DATES) {
    const value = known[field] ?? '';
    if (value === '' || periodOf(value)) continue;
    const option = `--${field.replaceAll('_', '-')}`;
    const problem = `${quoted(value)}${notIso8601(value)}: write it as ${DATE_EXAMPLE}`;
    throw new UsageError(`${option} ${problem}`, invalidInput(field, `is ${problem}`));
  }
}

/**
 * Which fields were given and how many tags came and went; the audit outlives the user, so
 * that it has no values.
 */
function detailOf(data: UserData, tags: Readonly<Record<string, number>>): object {
  const changed = Object.entries(tags).filter(([, n]) => n > 0);
  const fields = changed.length > 0 ? [...namesOf(data), TAGS] : namesOf(data);
  return { fields, ...Object.fromEntries(changed) };
}

function namesOf({ known, extra }: UserData): readonly string[] {
  return [...Object.keys(known), ...Object.keys(extra)];
}
