import type { RenamedUser } from '../../operations/users/rename.js';
import { userEvent } from '../../render/gallery.js';
import { renamingText } from '../../render/renaming.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** What is sealed is sealed with the user ID, and the key that it was sealed with is gone. */
const OLDER_BACKUPS = 'Make a backup now: older ones have no key for what was stored of the user.';

/** Prints a user under the new ID. */
export const printRenaming: Show<RenamedUser> = (renamed, { json }, io, { collection }) => {
  const { renaming, user, dryRun, isResealed } = renamed;
  const { from } = renaming;
  return print(io, json, {
    json: () => [{ ...userEvent(collection, user), action: 'USER_RENAMED', from, dryRun }],
    text: () => [renamingText(renaming, dryRun), ...(isResealed ? [OLDER_BACKUPS] : [])],
  });
};
