import { readFileSync } from 'node:fs';
import { Command, Option } from 'commander';
import { printableLines } from '../domain/text.js';
import { withoutPassword } from '../domain/without-password.js';
import type { CommandHost } from './command-host.js';
import { commandsFor } from './commands.js';
import { applyConfig } from './config/apply.js';
import { configPath, readConfig } from './config/file.js';
import { takeEnvironment } from './environment.js';
import { type Io, widthOf } from './io.js';
import { makeReachable, refuseEmptyNames } from './options/path.js';
import { withWordsShown } from './typed-words.js';

const HELP = `
Examples:
  $ faceenroll import-csv users.csv --images photos     users and photos from an HR export
  $ faceenroll import-faces photos --create-missing     1001.jpg becomes the user 1001
  $ faceenroll import-faces photos --dry-run            what would happen, changing nothing
  $ faceenroll import-csv users.errors.csv              the failed rows again, corrected
  $ faceenroll identify visitor.jpg                     who is it?

"faceenroll import-faces --help" shows the options of a command; "faceenroll help" lists topics,
such as "faceenroll help errors".
Exit codes: 0 all done; 1 stopped; 2 wrong usage; 3 finished, some items failed, there was
nothing to do, duplicates or damage were found, or the audit is not intact; 4 another run
is working on the database; 130, 143 interrupted, work kept.`;

function version(): string {
  return JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')).version;
}

/** What the environment says of options, but for the key: commander is not told of that. */
function settings(io: Io): readonly string[] {
  const { FACEENROLL_WORKERS = '', FACEENROLL_DB = '', FACEENROLL_CONFIG = '' } = io.env;
  return [FACEENROLL_WORKERS, FACEENROLL_DB, FACEENROLL_CONFIG];
}

/** They work without the configuration file: one tells what is wrong with it, the others need none. */
const WITHOUT_CONFIG = ['doctor', 'completion', 'schema', 'help'];

/** The program with the commands that are needed to run `words`, what was typed behind its name. */
export async function programFor(words: readonly string[], host: CommandHost): Promise<Command> {
  const { io } = host;
  const program = new Command('faceenroll')
    .description(
      'Enroll the faces of thousands of people in one go, from a folder or a CSV of photos, offline.',
    )
    .version(version(), '-V, --version', 'print the version')
    .addOption(
      new Option('--config <file>', 'the configuration file (default: see "config --help")').env(
        'FACEENROLL_CONFIG',
      ),
    )
    .helpCommand(false)
    .addHelpText('after', HELP)
    .hook('preAction', async (_, command) => {
      for (const one of [program, command]) refuseEmptyNames(one);
      makeReachable(command, io);
      if (command.parent?.name() === 'config' || WITHOUT_CONFIG.includes(command.name())) return;
      const path = configPath(program, io);
      // The file's keys may be those of any command.
      if (path) applyConfig(command, readConfig(path, await programFor([], host)), io);
    });
  for (const command of await commandsFor(words[0] ?? '', host)) program.addCommand(command);
  const subcommands = program.commands.flatMap((command) => [command, ...command.commands]);
  for (const command of [program, ...subcommands]) {
    takeEnvironment(command, io.env);
    command
      .exitOverride()
      .showHelpAfterError('(--help lists all options)')
      // What was typed is part of the message, and may have been pasted from anywhere.
      .configureOutput({
        writeOut: (text) => io.stdout.write(text),
        writeErr: (text) => io.stderr.write(text),
        getOutHelpWidth: () => widthOf(io.stdout),
        getErrHelpWidth: () => widthOf(io.stderr),
        getOutHasColors: () => false,
        getErrHasColors: () => false,
        outputError: (text, write) =>
          write(
            withoutPassword(printableLines(withWordsShown(text, [...words, ...settings(host.io)]))),
          ),
      });
  }
  return program;
}
