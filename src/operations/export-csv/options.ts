import { DEFAULT_PACK } from '../../domain/option-values.js';
import { PROFILE_NAMES } from '../../domain/photo-profile.js';
import { WHICH_USERS_OPTIONS } from '../options/filter.js';
import { MEMORY_OPTION, WORKERS_OPTION } from '../options/machine.js';
import { choice, delimiter, flag, folder, name, type ValuesOf } from '../options/row.js';

export const EXPORT_CSV_OPTIONS = {
  photos: folder(
    'write profile images there, or else thumbnails, as <user id>.jpg, and name them in the CSV',
  ),
  profile: choice(
    PROFILE_NAMES,
    'name',
  )('with --photos: crop, scale and encode pictures so that a device or service takes them'),
  originals: folder(
    'with --profile: where the photos are that were imported; those still the same are used',
  ),
  models: name(`with --profile: the model pack that finds faces (default: ${DEFAULT_PACK})`, {
    value: 'pack',
  }),
  ...WORKERS_OPTION,
  ...MEMORY_OPTION,
  delimiter: delimiter('what separates cells', { default: ',' }),
  byteOrderMark: flag('begin with the mark by which Excel knows UTF-8'),
  ...WHICH_USERS_OPTIONS,
};

export type ExportInput = ValuesOf<typeof EXPORT_CSV_OPTIONS> & {
  readonly file: string | undefined;
};
