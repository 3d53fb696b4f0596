import { KEYS_CREATE_OPTIONS } from './keys/options.js';
import { refusePast } from './keys/refuse-past.js';
import { operation } from './operation.js';

export const keysCreate = operation({
  name: 'keys create',
  summary: 'Make an API key, which is shown only once.',
  arguments: {},
  options: KEYS_CREATE_OPTIONS,
  opens: 'database',
  access: 'write',
  key: 'taken',
  // The master key seals what tokens are signed with.
  needs: ({ jwt }) => (jwt ? { access: 'write', key: 'taken' } : { access: 'write' }),
  check: refusePast,
  load: async () => (await import('./keys/create.js')).createKey,
});

export const keysList = operation({
  name: 'keys list',
  summary: 'List API keys, also those that are expired or revoked.',
  arguments: {},
  options: {},
  opens: 'database',
  access: 'read',
  load: async () => (await import('./keys/list.js')).listKeys,
});

export const keysRevoke = operation({
  name: 'keys revoke',
  summary: 'Revoke an API key for good.',
  arguments: { keyId: { text: 'its ID, or the beginning of it', kind: 'text' } },
  options: {},
  opens: 'database',
  access: 'write',
  load: async () => (await import('./keys/revoke.js')).revokeKey,
});
