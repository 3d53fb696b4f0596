import { file, flag } from '../options/row.js';

export const BACKUP_OPTIONS = {
  keys: file('of an encrypted database: copy its data keys, too, over the last copy'),
  force: flag('replace a file that is there already'),
};

export const RESTORE_OPTIONS = {
  discard: flag('do not keep the database that was there before'),
};
