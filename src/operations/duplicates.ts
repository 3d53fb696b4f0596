import { DUPLICATES_ALLOW_OPTIONS, DUPLICATES_SCAN_OPTIONS } from './duplicates/options.js';
import { operation } from './operation.js';

const TWO_USERS = {
  userA: { text: 'a user ID', kind: 'text' },
  userB: { text: 'the other one', kind: 'text' },
} as const;

export const duplicatesScan = operation({
  name: 'duplicates scan',
  summary: 'List users who may be one person: the whole gallery, compared with itself.',
  arguments: {},
  options: DUPLICATES_SCAN_OPTIONS,
  opens: 'collection',
  access: 'read',
  key: 'needed',
  load: async () => (await import('./duplicates/scan.js')).scanDuplicates,
});

export const duplicatesAllow = operation({
  name: 'duplicates allow',
  summary: 'Allow two users to look alike: twins, or an approved second user ID.',
  arguments: TWO_USERS,
  options: DUPLICATES_ALLOW_OPTIONS,
  opens: 'collection',
  access: 'write',
  load: async () => (await import('./duplicates/allow.js')).allowDuplicate,
});

export const duplicatesRevoke = operation({
  name: 'duplicates revoke',
  summary: 'Take an exception back.',
  arguments: TWO_USERS,
  options: {},
  opens: 'collection',
  access: 'write',
  load: async () => (await import('./duplicates/revoke.js')).revokeDuplicate,
});

export const duplicatesList = operation({
  name: 'duplicates list',
  summary: 'List the exceptions and their reasons.',
  arguments: {},
  options: {},
  opens: 'collection',
  access: 'read',
  load: async () => (await import('./duplicates/list.js')).listExceptions,
});
