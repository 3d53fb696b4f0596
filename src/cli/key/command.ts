import { Command } from 'commander';
import { keyGenerate, keyRotate, keyVerify } from '../../operations/key.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

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
"serve" and "watch" go on once the new key is in the file that they were given; restart them if
their key came from FACEENROLL_KEY, a pipe or a credential of systemd.

Example:
  $ faceenroll key generate new.key
  $ faceenroll key rotate --key-file faces.key --new-key-file new.key --db faces.db
  $ mv new.key faces.key`;

const VERIFY_HELP = `
Opens every template and profile image of every collection; nothing is changed, and an import
may run meanwhile. What does not open is named, and the exit code is 1.

Example:
  $ faceenroll key verify --db faces.db --key-file /etc/faceenroll.key`;

/** The command `faceenroll key` and those below it. */
export function keyCommand(host: CommandHost): Command {
  return new Command('key')
    .description('Make, change and check the key that templates are encrypted with.')
    .addHelpText('after', HELP)
    .addCommand(
      commandOf(keyGenerate, host, {
        help: GENERATE_HELP,
        shown: { json: jsonOption('; it has the key only where no file is named') },
        load: async () => (await import('./print.js')).printKey,
      }),
    )
    .addCommand(
      commandOf(keyRotate, host, {
        help: ROTATE_HELP,
        shown: { json: jsonOption('') },
        load: async () => (await import('./print.js')).printRotation,
      }),
    )
    .addCommand(
      commandOf(keyVerify, host, {
        help: VERIFY_HELP,
        shown: { json: jsonOption(' a line: what does not open, then a summary') },
        load: async () => (await import('./print.js')).printVerification,
      }),
    );
}
