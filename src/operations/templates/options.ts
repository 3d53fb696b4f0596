import { FILTER_OPTIONS } from '../options/filter.js';
import { flag, text } from '../options/row.js';

export const TEMPLATES_EXPORT_OPTIONS = {
  userId: text('of this user', { flag: 'user', value: 'user-id' }),
  plain: flag('do not encrypt the file, though there is a key'),
  ...FILTER_OPTIONS,
};
