import type { UserData } from '../domain/entry.js';
import { FatalError, UsageError } from '../domain/fatal-error.js';
import { CHECKED_DATES, DATE_EXAMPLE, periodOf } from '../domain/iso-date.js';
import { TAGS } from '../domain/report-columns.js';
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
  return withGallery(options, 'write', ({ gallery, changes }) => {
    const { users, tags, audit, transaction } = changes;
    const now = new Date().toISOString();
    transaction(() => {
      const [stored] = users.find(userId, false);
      if (stored !== undefined) {
        throw new FatalError(
          `there is a user with the user ID ${quoted(stored)} already: "faceenroll users update" changes one`,
        );
      }
      users.create(userId, data, now);
      const tagsAdded = tags.add(userId, options.tag ?? [], now);
      audit.record('USER_CREATED', { userId }, detailOf(data, { tagsAdded }), now);
    });
    tell('USER_CREATED', userId, gallery, options);
  });
}

/** `faceenroll users update`. */
export function updateUser(userId: string, data: UserData, options: UserOptions): Promise<void> {
  const { tag = [], untag = [] } = options;
  if (namesOf(data).length + tag.length + untag.length === 0) {
    throw new UsageError('nothing is to be changed: name a field, such as --name, --set or --tag');
  }
  const both = tag.find((one) => untag.includes(one));
  if (both !== undefined) {
    throw new UsageError(`--tag and --untag both name the tag ${quoted(both)}`);
  }
  refuseWrongDates(data);
  return withGallery(options, 'write', ({ gallery, changes }) => {
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

const TEXTS: Readonly<Record<Action, string>> = {
  USER_CREATED: 'is added.',
  USER_UPDATED: 'is changed.',
  UNCHANGED: 'is like that already.',
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
