import type { UserData } from '../../domain/entry.js';
import { UsageError } from '../../domain/fatal-error.js';
import type { UserRecord } from '../../domain/gallery.js';
import { invalidInput } from '../../domain/refusals.js';
import { quoted } from '../../domain/text.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { userDataOf } from '../options/user.js';
import { changeUser, checkChange, checkNewUser, createUser } from './change-user.js';
import { existingUser, recordOf } from './existing.js';
import type { USERS_ADD_OPTIONS, USERS_TAGS_OPTIONS, USERS_UPDATE_OPTIONS } from './options.js';

/** A user, and what became of them. */
export interface ChangedUser {
  readonly user: UserRecord;
  readonly action: 'USER_CREATED' | 'USER_UPDATED' | 'UNCHANGED';
}

interface Named {
  readonly userId: string;
}

/**
 * Makes a user without a face.
 *
 * @throws {FatalError} when there is one with that ID, or no user can have it.
 */
export function addUser(
  context: Context,
  { userId, tag, allowOddIds, ...fields }: ValuesOf<typeof USERS_ADD_OPTIONS> & Named,
): ChangedUser {
  const data = userDataOf(fields);
  checkNewUser(userId, data, allowOddIds);
  createUser(changesOf(context), userId, data, tag);
  return { user: recordOf(galleryOf(context).users, userId), action: 'USER_CREATED' };
}

/**
 * Changes the fields and tags that are named.
 *
 * @throws {FatalError} when there is no such user, or nothing is to be changed.
 */
export function updateUser(
  context: Context,
  { userId, tag = [], untag = [], ...fields }: ValuesOf<typeof USERS_UPDATE_OPTIONS> & Named,
): ChangedUser {
  const data = userDataOf(fields);
  const both = tag.find((one) => untag.includes(one));
  if (both !== undefined) {
    const problem = `names the tag ${quoted(both)}, which is to be removed, too`;
    throw new UsageError(
      `--tag and --untag both name the tag ${quoted(both)}`,
      invalidInput('tag', problem),
    );
  }
  checkChange(data, tag.length + untag.length);
  const { stored, differs } = changeUser(changesOf(context), userId, data, { tag, untag });
  const user = recordOf(galleryOf(context).users, stored);
  return { user, action: differs ? 'USER_UPDATED' : 'UNCHANGED' };
}

/**
 * Gives the user these tags, and takes all others.
 *
 * @throws {NotFoundError} when there is no such user.
 */
export function replaceTags(
  context: Context,
  { userId, tags = [] }: ValuesOf<typeof USERS_TAGS_OPTIONS> & Named,
): ChangedUser {
  const changes = changesOf(context);
  const before = changes.tags.of(existingUser(changes, userId));
  const untag = before.filter((one) => !tags.includes(one));
  const { stored, differs } = changeUser(changes, userId, NO_DATA, { tag: tags, untag });
  const user = recordOf(galleryOf(context).users, stored);
  return { user, action: differs ? 'USER_UPDATED' : 'UNCHANGED' };
}

const NO_DATA: UserData = { known: {}, extra: {} };
