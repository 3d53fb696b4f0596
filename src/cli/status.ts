import { Command } from 'commander';
import { DEFAULT_PACK } from '../models/packs.js';
import { addDatabaseOptions } from './database-options.js';
import type { StatusOptions } from './run-status.js';

const HELP = `
A template is available when the encoder of the model pack made it; "upgrade due" means that
only other encoders made templates of the user. "enrolled before" means that the user had a
template that is there no longer. Without user IDs everybody is told.
The exit code is 1 when there is no user of one of the IDs.

Examples:
  $ faceenroll status 1001 1002
  $ faceenroll status --models opencv --json`;

export function statusCommand(setExitCode: (code: number) => void): Command {
  const command = new Command('status')
    .description('Tell what there is of templates: available, upgrade due, enrolled before.')
    .argument('[user-id...]', 'users; everybody unless told')
    .option('--models <pack>', 'the model pack that templates should be of', DEFAULT_PACK);
  return addDatabaseOptions(command)
    .option('--json', 'print one JSON object a line for each user')
    .addHelpText('after', HELP)
    .action(async (userIds: readonly string[], options: StatusOptions) => {
      const { tellStatus } = await import('./run-status.js');
      setExitCode(await tellStatus(userIds, options));
    });
}
