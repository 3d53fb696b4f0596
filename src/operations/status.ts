import { UsageError } from '../domain/fatal-error.js';
import { operation } from './operation.js';
import { STATUS_OPTIONS } from './status/options.js';

export const status = operation({
  name: 'status',
  summary: 'Tell what there is of templates: available, upgrade due, enrolled before.',
  arguments: {
    userId: { text: 'users; everybody unless told', kind: 'text', many: true, optional: true },
  },
  options: STATUS_OPTIONS,
  opens: 'collection',
  access: 'read',
  key: 'needed',
  // Only the photo is compared with templates.
  needs: ({ photo }) => ({ access: 'read', ...(photo !== undefined && { key: 'needed' }) }),
  check: ({ photo, userId, tags }) => {
    if (photo === undefined || (userId.length === 0 && !tags)) return;
    throw new UsageError('--photo asks who it is: name neither users nor --tag beside it');
  },
  load: async () => (await import('./status/status.js')).tellStatus,
});
