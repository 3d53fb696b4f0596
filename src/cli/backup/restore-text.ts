import { count, number, printable, quoted } from '../../domain/text.js';
import type { Restored, RestoreFacts } from '../../operations/database/restore.js';

/** So many users who come back are told on the screen; --json lists all. */
const RETURNING_SHOWN = 20;

type Present = RestoreFacts['present'];
type Returning = NonNullable<RestoreFacts['returning']>;

/** What would be replaced by what, for whoever decides on it. */
export function replacementText(
  { present, backup, returning, warning }: RestoreFacts,
  db: string,
  discard: boolean,
): readonly string[] {
  return [
    `${printable(db)} ${presentText(present)}; the backup has ${count(backup.users, 'user')}.`,
    ...returningText({ returning, backup }),
    ...(warning ? [warningText(warning)] : []),
    discard ? 'The database that is there is not kept.' : 'The database that is there is kept.',
  ];
}

function presentText(present: Present): string {
  switch (present.state) {
    case 'readable':
      return `has ${count(present.contents.users, 'user')}`;
    case 'unreadable':
      return `cannot be read (${present.reason})`;
    case 'none':
      return 'is empty';
  }
}

/** What is to be known of a restore, whether or not anything is replaced. */
export function warningText({ message }: NonNullable<RestoreFacts['warning']>): string {
  return `Warning: ${message}.`;
}

/** What was restored, and what is left to do. */
export function restoredText(
  { backup, keptAs, returning, ...ended }: Restored,
  file: string,
  db: string,
): readonly string[] {
  return [
    `Restored: ${printable(db)} from ${printable(file)}`,
    `${count(backup.users, 'user')}, ${count(backup.templates, 'template')}`,
    ...(keptAs === undefined
      ? []
      : [
          `What was there before is kept: ${printable(keptAs)}`,
          'It holds faces: delete it when you do not need it any more.',
        ]),
    ...endedText(ended),
    ...returningText({ returning, backup }),
  ];
}

function endedText({
  revokedLinks,
  canceledMails,
}: Pick<Restored, 'revokedLinks' | 'canceledMails'>): readonly string[] {
  if (revokedLinks + canceledMails === 0) return [];
  const mails =
    canceledMails > 0 ? `; ${count(canceledMails, 'e-mail')} of its queue canceled` : '';
  return [
    `Links of the backup, which may have been used since: ${number(revokedLinks)} revoked${mails}`,
    'Send new ones: faceenroll links send',
  ];
}

function returningText({
  returning,
  backup,
}: Pick<RestoreFacts, 'returning' | 'backup'>): readonly string[] {
  if (returning === undefined) {
    return [
      'Whom you deleted since the backup cannot be told, since the database there cannot be read:',
      'look into your own records, and delete them again.',
    ];
  }
  return [...deletedText(returning.deleted), ...renamedText(returning.renamed, backup.encrypted)];
}

function deletedText(deleted: Returning['deleted']): readonly string[] {
  if (deleted.length === 0) return [];
  return [
    `Deleted since the backup, and back with it: ${count(deleted.length, 'user')}`,
    ...shownOf(deleted, ({ deletedAt }) => `deleted ${deletedAt.slice(0, 10)}`),
    'Delete them again: faceenroll purge --user <user-id>',
  ];
}

function renamedText(renamed: Returning['renamed'], isEncrypted: boolean): readonly string[] {
  if (renamed.length === 0) return [];
  return [
    `Renamed since the backup, and back under the former user ID: ${count(renamed.length, 'user')}`,
    ...shownOf(renamed, ({ renamedTo }) => `last ${printable(renamedTo)}`),
    isEncrypted
      ? 'Their faces do not open, since the keys of former user IDs are gone: delete them, and import them again.'
      : 'Rename them again: faceenroll users rename <user-id> <new-id>',
  ];
}

function shownOf<User extends { readonly collection: string; readonly userId: string }>(
  users: readonly User[],
  what: (user: User) => string,
): readonly string[] {
  const shown = users.slice(0, RETURNING_SHOWN);
  const more = users.length - shown.length;
  return [
    ...shown.map((user) => {
      const where = user.collection === 'default' ? '' : ` in ${quoted(user.collection)}`;
      return `  ${printable(user.userId)}${where}, ${what(user)}`;
    }),
    ...(more > 0 ? [`  and ${number(more)} more (--json lists them all)`] : []),
  ];
}
