import { Command } from 'commander';
import {
  usersAdd,
  usersDelete,
  usersList,
  usersRename,
  usersShow,
  usersUpdate,
} from '../../operations/users.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { DELETION_OUTPUT, refuseUnlessAgreed } from '../deletion/output.js';
import { listOutput } from '../options/list.js';
import { jsonOption } from '../options/output.js';

const HELP = `
Examples:
  $ faceenroll users list --without-face
  $ faceenroll users show 1001
  $ faceenroll users rename 1001 001001
  $ faceenroll users delete 1001 1002`;

const LIST_HELP = `
Columns: user_id, the fields (name, email, department, ...), tags, faces (how many), enrolled_at,
created_at, updated_at, and the columns of your own CSV; "fields.<heading>" is always one of
your own. An import may run meanwhile. The exit code is 0 also when nobody is found.

Examples:
  $ faceenroll users list --without-face --department Sales
  $ faceenroll users list --where Floor=3 --sort name --columns user_id,name,Floor
  $ faceenroll users list --tag contractor --columns user_id,name,tags
  $ faceenroll users list --enrolled-before 2024-01-01 --csv > old.csv`;

const RENAME_HELP = `
For a user ID that has changed, or was misspelled: faces, fields, tags, exceptions and what
earlier runs noted of the user go along. The audit is not altered: it has one row more, and
"faceenroll audit list --user <new-id>" tells the history under both IDs. A rename back undoes
it. Of an encrypted database the key is needed, unless the user has neither face nor image.
Exit code 1 when there is no user of the old ID, or another one has the new ID.

Examples:
  $ faceenroll users rename 1001 001001
  $ faceenroll users rename 1001 001001 --reference CHG-4711 --key-file faces.key`;

const DELETE_HELP = `
Users go with all that is stored of them, faces first of all, and no search finds them any
more. When there is no user of one of the IDs, nobody is deleted. "faceenroll purge" does the
same by dates, and with a receipt unless told otherwise.

Examples:
  $ faceenroll users delete 1001 1002 --dry-run
  $ faceenroll users delete 1001 --yes --reference CHG-4711`;

const SHOW_HELP = '\nExample:\n  $ faceenroll users show 1001';

const ADD_HELP = `
Example:
  $ faceenroll users add 1001 --name "Ann Lee" --department Sales --set Floor=3`;

const UPDATE_HELP = `
Examples:
  $ faceenroll users update 1001 --email ann.lee@example.com --set Floor=4
  $ faceenroll users update 1001 --tag night-shift --untag visitor`;

const USER_JSON = { json: jsonOption(': the user') };

/** The command `faceenroll users` and those below it. */
export function usersCommand(host: CommandHost): Command {
  return new Command('users')
    .description('List, show, add, change, rename and delete users.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(usersList, host, {
        help: LIST_HELP,
        shown: listOutput('user'),
        load: async () => (await import('./list.js')).printUsers,
      }),
    )
    .addCommand(
      commandOf(usersShow, host, {
        help: SHOW_HELP,
        shown: USER_JSON,
        load: async () => (await import('./show.js')).printUser,
      }),
    )
    .addCommand(
      commandOf(usersAdd, host, {
        help: ADD_HELP,
        shown: USER_JSON,
        load: async () => (await import('./change.js')).printChange,
      }),
    )
    .addCommand(
      commandOf(usersUpdate, host, {
        help: UPDATE_HELP,
        shown: USER_JSON,
        load: async () => (await import('./change.js')).printChange,
      }),
    )
    .addCommand(
      commandOf(usersRename, host, {
        help: RENAME_HELP,
        shown: USER_JSON,
        load: async () => (await import('./rename.js')).printRenaming,
      }),
    )
    .addCommand(
      commandOf(usersDelete, host, {
        help: DELETE_HELP,
        shown: DELETION_OUTPUT,
        check: refuseUnlessAgreed,
        load: async () => (await import('../deletion/show.js')).showDeletion,
      }),
    );
}
