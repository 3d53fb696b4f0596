import type { ListColumn, UserRecord } from '../../domain/gallery.js';
import { jsonLine } from '../../domain/text.js';
import { existingUser, recordOf } from '../../operations/users/existing.js';
import {
  faceEvent,
  headingOf,
  shortened,
  userCell,
  userEvent,
  userText,
} from '../../render/gallery.js';
import type { CollectionStore } from '../../store/store.js';
import type { Io } from '../io.js';
import { withGallery } from '../open-gallery.js';
import { refuseUnknown } from '../options/columns.js';
import type { DatabaseOptions } from '../options/database.js';
import { type FilterOptions, filterOf } from '../options/filter.js';
import type { ListOptions } from '../options/list.js';
import { printList } from '../print-list.js';

/** What tells a person who somebody is; the rest is a matter of --columns. */
const SHOWN: readonly [ListColumn, ...ListColumn[]] = [
  { kind: 'own', name: 'user_id' },
  { kind: 'known', field: 'name' },
  { kind: 'known', field: 'department' },
  { kind: 'own', name: 'faces' },
  { kind: 'own', name: 'enrolled_at' },
];

/** `faceenroll users list`. */
export function listUsers(
  options: DatabaseOptions & FilterOptions & ListOptions,
  io: Io,
): Promise<void> {
  return withGallery(io, options, 'read', async ({ gallery: { users } }) => {
    const filter = filterOf(options);
    const asked = [
      ...filter.fields.map(({ column }) => column),
      ...(options.sort ? [options.sort.column] : []),
      ...(options.columns ?? []),
    ];
    refuseUnknown(asked, users);
    const columns = options.columns ?? SHOWN;
    const cells = (user: UserRecord) => columns.map((column) => userCell(user, column));
    await printList(
      {
        noun: 'user',
        found: users.find(filter, options.sort),
        headings: columns.map(headingOf),
        cells,
        shortCells: (user) => cells(user).map((cell, i) => shortened(cell, columns[i] ?? SHOWN[0])),
        event: (user) => userEvent(options.collection, user),
      },
      options,
      io,
    );
  });
}

/** `faceenroll users show`. */
export function showUser(
  userId: string,
  options: DatabaseOptions & { readonly json?: boolean },
  io: Io,
): Promise<void> {
  return withGallery(io, options, 'read', ({ gallery: { users, faces }, changes }) => {
    const user = recordOf(users, existingUser(changes, userId));
    const templates = faces.ofUser(user.userId);
    const profileImage = users.hasProfileImage(user.userId);
    const mayLookLike = exceptionsOf(changes, user.userId);
    if (options.json) {
      const more = { templates: templates.map(faceEvent), profileImage, mayLookLike };
      print([jsonLine({ ...userEvent(options.collection, user), ...more })], io);
    } else {
      print(userText(user, templates, { profileImage, mayLookLike }), io);
    }
  });
}

function exceptionsOf({ exceptions }: CollectionStore, userId: string): readonly string[] {
  return exceptions.all().flatMap((pair) => {
    if (pair.userId === userId) return [pair.otherUserId];
    return pair.otherUserId === userId ? [pair.userId] : [];
  });
}

function print(lines: Iterable<string>, io: Io): void {
  io.stdout.write(`${[...lines].join('\n')}\n`);
}
