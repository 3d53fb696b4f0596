import type { ListColumn } from '../../domain/gallery.js';
import type { FoundUsers } from '../../operations/users/list.js';
import { headingOf, shortened, userCell, userEvent } from '../../render/gallery.js';
import type { Show } from '../command-of.js';
import type { ListShown } from '../options/list.js';
import { printList } from '../print-list.js';

/** What tells a person who somebody is; the rest is a matter of --columns. */
const SHOWN: readonly [ListColumn, ...ListColumn[]] = [
  { kind: 'own', name: 'user_id' },
  { kind: 'known', field: 'name' },
  { kind: 'known', field: 'department' },
  { kind: 'own', name: 'faces' },
  { kind: 'own', name: 'enrolled_at' },
];

/** Prints a list of users. */
export const printUsers: Show<FoundUsers, ListShown> = (users, shown, io, { collection }) => {
  const columns = shown.columns ?? SHOWN;
  users.refuseUnknown(columns);
  return printList(
    {
      noun: 'user',
      found: users.found,
      headings: columns.map(headingOf),
      cells: (user) => columns.map((column) => userCell(user, column)),
      short: (cell, i) => shortened(cell, columns[i] ?? SHOWN[0]),
      event: (user) => userEvent(collection, user),
    },
    shown,
    io,
  );
};
