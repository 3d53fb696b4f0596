import { FILTER_OPTIONS } from '../options/filter.js';
import { flag, json, sort, text } from '../options/row.js';

export const FACES_LIST_OPTIONS = {
  userId: text('of this user', { flag: 'user', value: 'user-id' }),
  ...FILTER_OPTIONS,
  sort: sort('face')('the order; <column>:desc is the reverse'),
};

export const FACES_UPDATE_OPTIONS = {
  metadata: json('a JSON object', { isRequired: true }),
  merge: flag('change just the members that are named'),
};

export const FACES_DELETE_OPTIONS = {
  dryRun: flag('show what would be deleted and delete nothing'),
};
