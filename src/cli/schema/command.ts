import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';

const HELP = `
A JSON Schema (draft 2020-12) describes one line of what a command prints with --json; it names
all members, so that any other is an error. Without a command it describes the lines of all
commands, with one definition for each: "users list" is $defs["users-list"].

Examples:
  $ faceenroll schema users list > users-list.schema.json
  $ faceenroll schema | jq '."$defs" | keys'`;

/** The command `faceenroll schema`. */
export function schemaCommand(host: CommandHost): Command {
  return new Command('schema')
    .description('Print the JSON Schema of what a command prints with --json.')
    .argument('[command...]', 'the command, as in "users list" (default: all)')
    .addHelpText('after', HELP)
    .action(async (words: readonly string[]) => {
      const { printSchema } = await import('./print.js');
      printSchema(words.join(' '), host.io);
    });
}
