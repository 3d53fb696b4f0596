import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { databaseOption } from '../options/database.js';
import type { BackupOptions } from './backup.js';

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

export function backupCommand(host: CommandHost): Command {
  return new Command('backup')
    .description('Write a consistent copy of the database, also while an import is on.')
    .argument('<file>', 'the backup to write')
    .addOption(databaseOption())
    .option(
      '--keys <file>',
      'of an encrypted database: copy its data keys, too, over the last copy',
    )
    .option('--force', 'replace a file that is there already')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (file: string, options: BackupOptions) => {
      const { backup } = await import('./backup.js');
      host.exitCode = await backup(file, options, host.io);
    });
}
