import { FILTER_OPTIONS } from '../options/filter.js';
import { flag, name, postgres, text } from '../options/row.js';

export const TEMPLATES_EXPORT_OPTIONS = {
  userId: text('of this user', { flag: 'user', value: 'user-id' }),
  plain: flag('do not encrypt the file, though there is a key'),
  ...FILTER_OPTIONS,
};

export const TEMPLATES_PUBLISH_OPTIONS = {
  to: postgres(
    'the PostgreSQL database that has the table; unless told, where it was published to',
  ),
  table: name('the table, which is made when it is not there', {
    ...{ value: '[schema.]table', default: 'faceenroll_templates' },
  }),
  compare: flag('compare all rows, also when nothing seems to have changed'),
  withdraw: flag('delete what was published of the collection, and publish it no longer', {
    conflicts: ['compare', 'dryRun', 'forget'],
  }),
  forget: flag('publish it there no longer, and leave the table as it is', {
    conflicts: ['compare', 'dryRun'],
  }),
  dryRun: flag('compare, tell what would change, and change nothing'),
};
