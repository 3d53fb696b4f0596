import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';

/** The command `faceenroll help`. */
export function helpCommand({ io }: CommandHost): Command {
  return new Command('help')
    .argument('[command or topic]')
    .description('print the options of a command, or a topic')
    .allowExcessArguments()
    .action(async (_: string, __: object, self: Command) => {
      const { printHelp } = await import('./print.js');
      printHelp(self.parent as Command, self.args, io);
    });
}
