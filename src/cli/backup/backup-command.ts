import type { Command } from 'commander';
import { backup } from '../../operations/database.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
The copy is the database as it is at one moment, and an import may run meanwhile: what it has
enrolled is in the copy, the photos it has in hand are not. The file appears under its name
when it is whole and has been checked. It holds faces: keep it as safe as the database.
The data keys of an encrypted database are not in it, so that it brings back nobody who was
deleted; --keys copies them, and only the newest copy may be kept.

Examples:
  $ faceenroll backup /backup/faces.db --db faces.db
  $ faceenroll backup "/backup/faces-$(date +%F).db"      a file for each day
  $ faceenroll backup latest.db --force --json            replaces the one of yesterday`;

/** The command `faceenroll backup`. */
export function backupCommand(host: CommandHost): Command {
  return commandOf(backup, host, {
    help: HELP,
    shown: { json: jsonOption('') },
    interrupted: 'no backup was made',
    load: async () => (await import('./backup.js')).printBackup,
  });
}
