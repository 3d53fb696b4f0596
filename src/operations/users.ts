import { operation } from './operation.js';
import { USER_FILTER_OPTIONS } from './options/filter.js';
import {
  USERS_ADD_OPTIONS,
  USERS_DELETE_OPTIONS,
  USERS_RENAME_OPTIONS,
  USERS_TAGS_OPTIONS,
  USERS_TEMPLATE_OPTIONS,
  USERS_UPDATE_OPTIONS,
} from './users/options.js';

const USER_ID = { text: 'the user ID', kind: 'text' } as const;

export const usersList = operation({
  name: 'users list',
  summary: 'List users, a page at a time.',
  arguments: {},
  options: USER_FILTER_OPTIONS,
  opens: 'collection',
  access: 'read',
  load: async () => (await import('./users/list.js')).listUsers,
});

export const usersShow = operation({
  name: 'users show',
  summary: 'Tell all there is of a user: fields, faces, exceptions.',
  arguments: { userId: USER_ID },
  options: {},
  opens: 'collection',
  access: 'read',
  load: async () => (await import('./users/show.js')).showUser,
});

export const usersAdd = operation({
  name: 'users add',
  summary: 'Add a user, who has no face yet.',
  arguments: { userId: USER_ID },
  options: USERS_ADD_OPTIONS,
  opens: 'collection',
  access: 'write',
  besideRuns: true,
  load: async () => (await import('./users/change.js')).addUser,
});

export const usersUpdate = operation({
  name: 'users update',
  summary: 'Change fields and tags of a user; what no option names stays as it is.',
  arguments: { userId: USER_ID },
  options: USERS_UPDATE_OPTIONS,
  opens: 'collection',
  access: 'write',
  besideRuns: true,
  load: async () => (await import('./users/change.js')).updateUser,
});

export const usersRename = operation({
  name: 'users rename',
  summary: 'Give a user another user ID; faces and history are kept.',
  arguments: {
    userId: { text: 'the user ID now', kind: 'text' },
    newId: { text: 'the new user ID', kind: 'text' },
  },
  options: USERS_RENAME_OPTIONS,
  opens: 'collection',
  access: 'write',
  key: 'taken',
  load: async () => (await import('./users/rename.js')).renameUser,
});

export const usersDelete = operation({
  name: 'users delete',
  summary: 'Delete users with all that is stored of them.',
  arguments: { userId: { text: 'the user IDs', kind: 'text', many: true } },
  options: USERS_DELETE_OPTIONS,
  opens: 'collection',
  access: 'write',
  besideRuns: true,
  deletes: true,
  load: async () => (await import('./users/delete.js')).deleteUsers,
});

export const usersTemplate = operation({
  name: 'users template',
  summary: 'Tell what there is of templates of a user, with their faces and thumbnails.',
  arguments: { userId: USER_ID },
  options: USERS_TEMPLATE_OPTIONS,
  opens: 'collection',
  access: 'read',
  needs: ({ thumbnails }) => ({ access: 'read', ...(thumbnails && { key: 'taken' }) }),
  load: async () => (await import('./users/template.js')).userTemplate,
});

export const usersTags = operation({
  name: 'users tags',
  summary: 'Replace the tags of a user.',
  arguments: { userId: USER_ID },
  options: USERS_TAGS_OPTIONS,
  opens: 'collection',
  access: 'write',
  besideRuns: true,
  load: async () => (await import('./users/change.js')).replaceTags,
});
