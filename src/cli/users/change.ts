import { quoted } from '../../domain/text.js';
import type { ChangedUser } from '../../operations/users/change.js';
import { userEvent } from '../../render/gallery.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

const TEXTS: Readonly<Record<ChangedUser['action'], string>> = {
  USER_CREATED: 'is added.',
  USER_UPDATED: 'is changed.',
  UNCHANGED: 'is like that already.',
};

/** Prints what became of a user. */
export const printChange: Show<ChangedUser> = ({ user, action }, { json }, io, { collection }) =>
  print(io, json, {
    json: () => [{ ...userEvent(collection, user), action }],
    text: () => [`User ${quoted(user.userId)} ${TEXTS[action]}`],
  });
