import type { Command } from 'commander';
import { restore } from '../../operations/database.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { RESTORE_OUTPUT } from './restore-output.js';

const HELP = `
The backup is checked first, then takes the place of the database at once. The database that
was there is kept beside it as <database>.before-restore, unless --discard is given. Users
who were deleted after the backup was made come back: they are listed, so that they can be
deleted again. A database that is not empty is replaced only when you confirm it.

Examples:
  $ faceenroll restore /backup/faces-2026-01-31.db --db faces.db
  $ faceenroll restore latest.db --yes --discard          asks nothing, keeps nothing
  $ faceenroll restore latest.db --db trial.db            a look into a backup`;

/** The command `faceenroll restore`. */
export function restoreCommand(host: CommandHost): Command {
  return commandOf(restore, host, {
    help: HELP,
    shown: RESTORE_OUTPUT,
    interrupted: 'nothing was changed',
    load: async () => (await import('./restore.js')).showRestore,
  });
}
