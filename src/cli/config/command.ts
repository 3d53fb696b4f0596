import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { programOf } from '../program-of.js';

const HELP = `
The file is faceenroll.config.json in the working folder or above it, or the one of --config
or FACEENROLL_CONFIG. Its names are those of the flags, without the hyphens before them; what
a command needs otherwise stands under the command's name:

  {
    "db": "faces.db",
    "quality": "strict",
    "import-csv": { "images": "photos", "map": ["Badge No=user_id"] },
    "duplicates scan": { "fpir": 0.01 }
  }

A flag wins over the environment, the environment over the file, the file over the default.
Paths in the file start at its folder.

Examples:
  $ faceenroll config show
  $ faceenroll config show import-csv`;

/** The command `faceenroll config` and those below it. */
export function configCommand(host: CommandHost): Command {
  return new Command('config')
    .description('Tell the settings that hold without flags, and where they come from.')
    .addHelpText('after', HELP)
    .addCommand(showCommand(host));
}

function showCommand(host: CommandHost): Command {
  return new Command('show')
    .description('List every setting, its value and where the value comes from.')
    .argument('[command...]', 'the settings of one command alone, as in "import-csv"')
    .option('--json', 'print one JSON object a line for each setting')
    .addHelpText('after', HELP)
    .action(async (words: string[], options: { json?: boolean }, self: Command) => {
      const { showConfig } = await import('./show.js');
      showConfig(programOf(self), words.join(' '), options, host.io);
    });
}
