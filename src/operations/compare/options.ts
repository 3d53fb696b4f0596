import { WORKERS_OPTION } from '../options/import.js';
import { PHOTO_OPTIONS } from '../options/photo.js';
import { folder } from '../options/row.js';

export const INSPECT_OPTIONS = {
  annotate: folder('write each photo with what was seen drawn into it'),
  ...PHOTO_OPTIONS,
  ...WORKERS_OPTION,
};
