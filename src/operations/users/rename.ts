import type { UserRecord } from '../../domain/gallery.js';
import type { Renaming } from '../../domain/renaming.js';
import { type Context, changesOf, galleryOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { recordOf } from './existing.js';
import type { USERS_RENAME_OPTIONS } from './options.js';
import { plannedRenaming, renameUser as renameStored } from './rename-user.js';

/** A user under another ID, and what went along. */
export interface RenamedUser {
  readonly renaming: Renaming;
  /** As the user is from now on; with `dryRun`, as they would be. */
  readonly user: UserRecord;
  readonly dryRun: boolean;
  /** Whether anything was sealed anew, so that the keys of older backups open it no more. */
  readonly isResealed: boolean;
}

interface Named {
  readonly userId: string;
  readonly newId: string;
}

/**
 * Gives a user another user ID, with all that is stored of the user.
 *
 * @throws {FatalError} when there is no such user, or the new ID is another user's or is none.
 */
export function renameUser(
  context: Context,
  { userId, newId, allowOddIds, dryRun = false }: ValuesOf<typeof USERS_RENAME_OPTIONS> & Named,
): RenamedUser {
  const rename = dryRun ? plannedRenaming : renameStored;
  const renaming = rename(changesOf(context), userId, newId, allowOddIds);
  const { from, to, belongings } = renaming;
  const user = recordOf(galleryOf(context).users, dryRun ? from : to);
  const { faces, profileImage, waitingPhoto } = belongings;
  const hasSecrets = faces > 0 || profileImage || waitingPhoto;
  return {
    ...{ renaming, dryRun, user: { ...user, userId: to } },
    isResealed: !dryRun && context.store.secrets.isEncrypted && hasSecrets,
  };
}
