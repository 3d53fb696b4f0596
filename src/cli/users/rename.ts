import type { Renaming } from '../../domain/renaming.js';
import { jsonLine } from '../../domain/text.js';
import type { KeyOptions } from '../../operations/database/open-store.js';
import type { WaitOptions } from '../../operations/database/when-free.js';
import { recordOf } from '../../operations/users/existing.js';
import { plannedRenaming, renameUser } from '../../operations/users/rename-user.js';
import { userEvent } from '../../render/gallery.js';
import { renamingText } from '../../render/renaming.js';
import type { Io } from '../io.js';
import { type OpenGallery, withGallery } from '../open-gallery.js';
import type { DatabaseOptions } from '../options/database.js';

import type { ReferenceOptions } from '../options/reference.js';

/** Options of `users rename`, as commander hands them over. */
export interface RenameOptions extends DatabaseOptions, KeyOptions, WaitOptions, ReferenceOptions {
  readonly dryRun?: boolean;
  readonly allowOddIds?: boolean;
  readonly json?: boolean;
}

/** What is sealed is sealed with the user ID, and the key that it was sealed with is gone. */
const OLDER_BACKUPS = 'Make a backup now: older ones have no key for what was stored of the user.';

/** `faceenroll users rename`. */
export function renameUserTo(
  oldId: string,
  newId: string,
  options: RenameOptions,
  io: Io,
): Promise<void> {
  const { dryRun = false, allowOddIds } = options;
  const renameIn = (open: OpenGallery): void => {
    const rename = dryRun ? plannedRenaming : renameUser;
    const renaming = rename(open.changes, oldId, newId, allowOddIds);
    const lines = options.json
      ? [eventOf(renaming, open, options)]
      : textOf(renaming, open, dryRun);
    io.stdout.write(`${lines.join('\n')}\n`);
  };
  // With the key where there is one: only who has faces needs it.
  return withGallery(io, options, dryRun ? 'read' : 'write', renameIn, {
    ...options,
    withoutSecrets: true,
  });
}

function eventOf(
  { from, to }: Renaming,
  { gallery }: OpenGallery,
  { collection, dryRun = false }: RenameOptions,
): string {
  const user = { ...recordOf(gallery.users, dryRun ? from : to), userId: to };
  return jsonLine({ ...userEvent(collection, user), action: 'USER_RENAMED', from, dryRun });
}

function textOf(renaming: Renaming, { store }: OpenGallery, dryRun: boolean): readonly string[] {
  const { faces, profileImage } = renaming.belongings;
  const isResealed = !dryRun && store.secrets.isEncrypted && (faces > 0 || profileImage);
  return [renamingText(renaming, dryRun), ...(isResealed ? [OLDER_BACKUPS] : [])];
}
