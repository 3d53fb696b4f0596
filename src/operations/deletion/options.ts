import { file, flag, names } from '../options/row.js';

export const PURGE_OPTIONS = {
  due: flag('whose retain_until or expiry_datetime is past', { conflicts: ['user'] }),
  user: names('these users, with all that is stored of them', { value: 'id' }),
  dryRun: flag('show the plan and delete nothing'),
  receipt: file(
    'where the receipt goes (default: purge-<time>.receipt.json in the working folder)',
  ),
};
