import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { userColumn } from '../options/columns.js';
import { addDatabaseOptions, type DatabaseOptions } from '../options/database.js';
import { addDeletionOptions } from '../options/deletion.js';
import { addFaceOptions, addFilterOptions, type FilterOptions } from '../options/filter.js';
import { keyOption } from '../options/key.js';
import { addListOptions, type ListOptions } from '../options/list.js';
import { oddIdsOption } from '../options/odd-ids.js';
import { referenceOption } from '../options/reference.js';
import { tagOption } from '../options/tag.js';
import { addUserOptions, type UserOptions, userDataOf } from '../options/user.js';
import { addWaitOption } from '../options/wait.js';
import type { UsersDeleteOptions } from './delete.js';
import type { RenameOptions } from './rename.js';

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

export function usersCommand(host: CommandHost): Command {
  return new Command('users')
    .description('List, show, add, change, rename and delete users.')
    .addHelpText('after', HELP)
    .addCommand(listCommand(host))
    .addCommand(showCommand(host))
    .addCommand(addCommand(host))
    .addCommand(updateCommand(host))
    .addCommand(renameCommand(host))
    .addCommand(deleteCommand(host));
}

function listCommand(host: CommandHost): Command {
  const command = new Command('list').description('List users, a page at a time.');
  return addDatabaseOptions(addListOptions(addFilterOptions(addFaceOptions(command)), userColumn))
    .addHelpText('after', LIST_HELP)
    .action(async (options: DatabaseOptions & FilterOptions & ListOptions) => {
      const { listUsers } = await import('./list.js');
      await listUsers(options, host.io);
    });
}

function showCommand(host: CommandHost): Command {
  const command = new Command('show')
    .description('Tell all there is of a user: fields, faces, exceptions.')
    .argument('<user-id>', 'the user ID');
  return addDatabaseOptions(command)
    .option('--json', 'print one JSON object')
    .addHelpText('after', '\nExample:\n  $ faceenroll users show 1001')
    .action(async (userId: string, options: DatabaseOptions & { json?: boolean }) => {
      const { showUser } = await import('./list.js');
      await showUser(userId, options, host.io);
    });
}

function addCommand(host: CommandHost): Command {
  const command = new Command('add')
    .description('Add a user, who has no face yet.')
    .argument('<user-id>', 'the user ID')
    .addOption(oddIdsOption());
  return addWaitOption(addDatabaseOptions(addUserOptions(command)))
    .addOption(referenceOption())
    .addHelpText(
      'after',
      '\nExample:\n  $ faceenroll users add 1001 --name "Ann Lee" --department Sales --set Floor=3',
    )
    .action(async (userId: string, options: UserOptions, self: Command) => {
      const { addUser } = await import('./change.js');
      await addUser(userId, userDataOf(self, options), options, host.io);
    });
}

function updateCommand(host: CommandHost): Command {
  const command = new Command('update')
    .description('Change fields and tags of a user; what no option names stays as it is.')
    .argument('<user-id>', 'the user ID')
    .addOption(tagOption('take this tag from the user', '--untag'));
  return addWaitOption(addDatabaseOptions(addUserOptions(command)))
    .addOption(referenceOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ faceenroll users update 1001 --email ann.lee@example.com --set Floor=4\n  $ faceenroll users update 1001 --tag night-shift --untag visitor',
    )
    .action(async (userId: string, options: UserOptions, self: Command) => {
      const { updateUser } = await import('./change.js');
      await updateUser(userId, userDataOf(self, options), options, host.io);
    });
}

function renameCommand(host: CommandHost): Command {
  const command = new Command('rename')
    .description('Give a user another user ID; faces and history are kept.')
    .argument('<user-id>', 'the user ID now')
    .argument('<new-id>', 'the new user ID');
  return addWaitOption(addDatabaseOptions(command))
    .addOption(keyOption())
    .addOption(oddIdsOption())
    .addOption(referenceOption())
    .option('--dry-run', 'say what would be done and change nothing')
    .option('--json', 'print the user as one JSON object')
    .addHelpText('after', RENAME_HELP)
    .action(async (oldId: string, newId: string, options: RenameOptions) => {
      const { renameUserTo } = await import('./rename.js');
      await renameUserTo(oldId, newId, options, host.io);
    });
}

function deleteCommand(host: CommandHost): Command {
  const command = new Command('delete')
    .description('Delete users with all that is stored of them.')
    .argument('<user-id...>', 'the user IDs');
  return addDatabaseOptions(addDeletionOptions(command))
    .option('--receipt <file>', 'write a receipt of what was deleted')
    .addHelpText('after', DELETE_HELP)
    .action(async (userIds: readonly string[], options: UsersDeleteOptions) => {
      const { deleteUsers } = await import('./delete.js');
      host.exitCode = await deleteUsers(userIds, options, host.io);
    });
}
