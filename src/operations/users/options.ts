import { DEFAULT_PACK } from '../../domain/option-values.js';
import { ODD_IDS_OPTION } from '../options/import.js';
import { file, flag, name, tags } from '../options/row.js';
import { USER_OPTIONS } from '../options/user.js';

export const USERS_ADD_OPTIONS = { ...USER_OPTIONS, ...ODD_IDS_OPTION };

export const USERS_UPDATE_OPTIONS = {
  ...USER_OPTIONS,
  untag: tags('take this tag from the user'),
};

export const USERS_RENAME_OPTIONS = {
  ...ODD_IDS_OPTION,
  dryRun: flag('say what would be done and change nothing'),
};

export const USERS_DELETE_OPTIONS = {
  dryRun: flag('show what would be deleted and delete nothing'),
  receipt: file('write a receipt of what was deleted'),
};

export const USERS_TEMPLATE_OPTIONS = {
  models: name('the model pack whose encoder templates should be of', {
    ...{ value: 'pack', default: DEFAULT_PACK },
  }),
  thumbnails: flag('with the aligned faces'),
};

export const USERS_TAGS_OPTIONS = {
  tags: tags('the tags from now on; without any the user has none', { flag: 'tag' }),
};
