import { flag } from '../options/row.js';

export const COLLECTIONS_DELETE_OPTIONS = {
  dryRun: flag('show what would be deleted and delete nothing'),
};
