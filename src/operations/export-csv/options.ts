import { WHICH_USERS_OPTIONS } from '../options/filter.js';
import { delimiter, flag, folder } from '../options/row.js';

export const EXPORT_CSV_OPTIONS = {
  photos: folder(
    'write profile images there, or else thumbnails, as <user id>.jpg, and name them in the CSV',
  ),
  delimiter: delimiter('what separates cells', { default: ',' }),
  byteOrderMark: flag('begin with the mark by which Excel knows UTF-8'),
  ...WHICH_USERS_OPTIONS,
};
