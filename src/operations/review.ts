import { operation } from './operation.js';
import { checkDenial } from './review/check-denial.js';
import {
  REVIEW_APPROVE_OPTIONS,
  REVIEW_DENY_OPTIONS,
  REVIEW_SHOW_OPTIONS,
} from './review/options.js';

const PHOTOS = {
  text: 'the IDs of photos, as in "review list"',
  kind: 'text',
  many: true,
} as const;

export const reviewList = operation({
  name: 'review list',
  summary: 'List the photos that wait, the oldest first.',
  arguments: {},
  options: {},
  opens: 'collection',
  access: 'read',
  load: async () => (await import('./review/list.js')).listWaiting,
});

export const reviewShow = operation({
  name: 'review show',
  summary: 'Show a photo that waits: how good it is, and whom it looks like.',
  arguments: { photoId: { text: 'the ID of the photo', kind: 'text' } },
  options: REVIEW_SHOW_OPTIONS,
  opens: 'file',
  access: 'read',
  load: async () => (await import('./review/show-one.js')).showPhoto,
});

export const reviewApprove = operation({
  name: 'review approve',
  summary: 'Enroll people with photos that wait.',
  arguments: { photoId: PHOTOS },
  options: REVIEW_APPROVE_OPTIONS,
  opens: 'file',
  access: 'write',
  load: async () => (await import('./review/decide-many.js')).approvePhotos,
});

export const reviewDeny = operation({
  name: 'review deny',
  summary: 'Deny photos that wait: e-mail the reason and a new link.',
  arguments: { photoId: PHOTOS },
  options: REVIEW_DENY_OPTIONS,
  opens: 'file',
  access: 'write',
  check: ({ reason, note = null }) => checkDenial({ reason, note }),
  load: async () => (await import('./review/decide-many.js')).denyPhotos,
});

export const reviewHistory = operation({
  name: 'review history',
  summary: 'List what a user has sent, and what was decided.',
  arguments: { userId: { text: 'the user ID', kind: 'text' } },
  options: {},
  opens: 'collection',
  access: 'read',
  load: async () => (await import('./review/list.js')).historyOf,
});
