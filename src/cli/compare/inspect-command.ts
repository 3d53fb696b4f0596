import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { addPhotoOptions, type InspectOptions } from '../options/import.js';
import { workersOption } from '../options/workers.js';

const HELP = `
Nothing is enrolled and no database is needed. The annotated photos are good enough to mail
to the person who must take the photo again.

Examples:
  $ faceenroll inspect photos/1001.jpg               what the pipeline sees, and what it would do
  $ faceenroll inspect photos/*.jpg --annotate seen   writes seen/1001.inspected.jpg and so on`;

/** The command `faceenroll inspect`. */
export function inspectCommand(host: CommandHost): Command {
  const command = new Command('inspect')
    .description('Show what the pipeline sees in photos, without enrolling them.')
    .argument('<photo...>', 'photos to look at')
    .option('--annotate <folder>', 'write each photo with what was seen drawn into it')
    .addOption(workersOption())
    .option('--json', 'print one JSON object a line for each photo');
  return addPhotoOptions(command)
    .addHelpText('after', HELP)
    .action(async (photos: readonly string[], options: InspectOptions) => {
      const { inspect } = await import('./inspect.js');
      host.exitCode = await inspect(photos, options, host.io);
    });
}
