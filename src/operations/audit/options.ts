import { AUDIT_ACTIONS } from '../../store/audit-actions.js';
import { auditHead, choice, lastMoment, moment, number, reference, text } from '../options/row.js';

export const AUDIT_LIST_OPTIONS = {
  collection: text('only this collection (default: all)', { value: 'name' }),
  userId: text('only what concerns this user, under former IDs, too', {
    ...{ flag: 'user', value: 'id' },
  }),
  since: moment('from this day or time on', { value: 'time' }),
  until: lastMoment('up to this day or time, which is included', { value: 'time' }),
  action: choice(Object.keys(AUDIT_ACTIONS), 'action')('only this action'),
  runId: text('only this run: its ID, or the beginning of it', { flag: 'run', value: 'id' }),
  reference: reference('only with this reference'),
  limit: number({ least: 1, most: 1e9, whole: true })('only the newest so many'),
};

export const AUDIT_VERIFY_OPTIONS = {
  head: auditHead('a head that was kept elsewhere: the chain must contain it'),
};
