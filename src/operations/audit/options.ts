import { RANGES } from '../../domain/option-values.js';
import { AUDIT_ACTIONS } from '../../store/audit-actions.js';
import { auditHead, choice, lastMoment, moment, number, reference, text } from '../options/row.js';

/** Actions that concern one thing, by the beginning of their names. */
const FAMILIES = ['USER_*', 'TEMPLATE_*', 'KEY_*', 'LINK_*', 'NOTICE_*', 'REVIEW_*'];

const FILTER = {
  collection: text('only this collection (default: all)', { value: 'name' }),
  userId: text('only what concerns this user, under former IDs, too', {
    ...{ flag: 'user', value: 'id' },
  }),
  since: moment('from this day or time on', { value: 'time' }),
  until: lastMoment('up to this day or time, which is included', { value: 'time' }),
  action: choice(
    [...Object.keys(AUDIT_ACTIONS), ...FAMILIES],
    'action',
  )('only this action, or those that begin so'),
  runId: text('only this run: its ID, or the beginning of it', { flag: 'run', value: 'id' }),
  reference: reference('only with this reference'),
};

export const AUDIT_LIST_OPTIONS = {
  ...FILTER,
  limit: number({ least: 1, most: 1e9, whole: true })('only the newest so many'),
};

/** A part of the list, for whoever turns its pages. */
export const AUDIT_PAGE_OPTIONS = {
  ...FILTER,
  offset: number(RANGES.offset)('rows to leave out', { default: 0 }),
  limit: number(RANGES.limit)('rows to take', { default: 100 }),
};

export const AUDIT_VERIFY_OPTIONS = {
  head: auditHead('a head that was kept elsewhere: the chain must contain it'),
};
