import { Command } from 'commander';
import type { CommandHost } from '../command-host.js';
import { addDatabaseOption } from '../options/database.js';
import { keyOption } from '../options/key.js';
import type { KeyVerifyOptions, RotateOptions } from './key.js';

const HELP = `
With a key every import encrypts templates and profile images, those that are in the database
already, too. Each user's are sealed with a key of the user's own, which lies wrapped by your key
in <database>-keys and is destroyed with the user.

Examples:
  $ faceenroll key generate /etc/faceenroll.key
  $ faceenroll import-faces photos --key-file /etc/faceenroll.key
  $ FACEENROLL_KEY_FILE=/etc/faceenroll.key faceenroll identify visitor.jpg`;

const GENERATE_HELP = `
Without the key nothing opens the database: keep a copy of it where the backups are not.

Examples:
  $ faceenroll key generate /etc/faceenroll.key    a file that you alone can read
  $ faceenroll key generate | gpg -e -r it@example.com > faceenroll.key.gpg`;

const ROTATE_HELP = `
All data keys are wrapped with the new key, all or none; templates stay as they are. Then the old
key opens the database no longer. Destroy old copies of <database>-keys: the old key opens those.

Example:
  $ faceenroll key generate new.key
  $ faceenroll key rotate --key-file old.key --new-key-file new.key --db faces.db`;

const VERIFY_HELP = `
Opens every template and profile image of every collection; nothing is changed, and an import
may run meanwhile. What does not open is named, and the exit code is 1.

Example:
  $ faceenroll key verify --db faces.db --key-file /etc/faceenroll.key`;

export function keyCommand(host: CommandHost): Command {
  return new Command('key')
    .description('Make, change and check the key that templates are encrypted with.')
    .addHelpText('after', HELP)
    .addCommand(generateCommand(host))
    .addCommand(rotateCommand(host))
    .addCommand(verifyCommand(host));
}

function generateCommand(host: CommandHost): Command {
  return new Command('generate')
    .description('Make a key: into a new file, or on stdout.')
    .argument('[file]', 'the file to write; one that is there is never overwritten')
    .option('--json', 'print one JSON object; it has the key only where no file is named')
    .addHelpText('after', GENERATE_HELP)
    .action(async (file: string | undefined, options: { json?: boolean }) => {
      const { generateKey } = await import('./key.js');
      generateKey(file, options, host.io);
    });
}

function rotateCommand(host: CommandHost): Command {
  const command = new Command('rotate')
    .description('Change the key of a database.')
    .requiredOption('--new-key-file <file>', 'the key from now on');
  return addDatabaseOption(command)
    .addOption(keyOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', ROTATE_HELP)
    .action(async (options: RotateOptions) => {
      const { rotateDatabaseKey } = await import('./key.js');
      rotateDatabaseKey(options, host.io);
    });
}

function verifyCommand(host: CommandHost): Command {
  const command = new Command('verify').description(
    'Check that every template and profile image opens with the key.',
  );
  return addDatabaseOption(command)
    .addOption(keyOption())
    .option('--json', 'print one JSON object a line: what does not open, then a summary')
    .addHelpText('after', VERIFY_HELP)
    .action(async (options: KeyVerifyOptions) => {
      const { verifyKey } = await import('./key.js');
      host.exitCode = await verifyKey(options, host.io);
    });
}
