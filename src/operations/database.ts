import { BACKUP_OPTIONS, RESTORE_OPTIONS } from './database/options.js';
import { operation } from './operation.js';
import { KEY_OPTION } from './options/where.js';

export const check = operation({
  name: 'check',
  summary: 'Look for everything that can be wrong with a database.',
  arguments: {},
  options: KEY_OPTION,
  opens: 'file',
  access: 'read',
  load: async () => (await import('./database/check.js')).checkFile,
});

export const backup = operation({
  name: 'backup',
  summary: 'Write a consistent copy of the database, also while an import is on.',
  arguments: { file: { text: 'the backup to write', kind: 'file' } },
  options: BACKUP_OPTIONS,
  opens: 'file',
  access: 'read',
  load: async () => (await import('./database/backup.js')).backUpDatabase,
});

export const restore = operation({
  name: 'restore',
  summary: 'Put a backup in the place of the database.',
  arguments: { file: { text: 'the backup', kind: 'file' } },
  options: RESTORE_OPTIONS,
  opens: 'file',
  access: 'write',
  load: async () => (await import('./database/restore.js')).restoreDatabase,
});
