import { file } from '../options/row.js';
import { KEY_OPTION } from '../options/where.js';

export const ROTATE_OPTIONS = {
  newKeyFile: file('the key from now on', { isRequired: true }),
  ...KEY_OPTION,
};
