import { Command, Option } from 'commander';
import { DEFAULT_FPIR } from '../../domain/limits.js';
import type { CommandHost } from '../command-host.js';
import { addDatabaseOptions } from '../options/database.js';
import { keyOption } from '../options/key.js';
import { rate } from '../options/parsers.js';
import { referenceOption } from '../options/reference.js';
import type { UpgradeOptions } from '../options/upgrade.js';
import { addWaitOption } from '../options/wait.js';
import { workersOption } from '../options/workers.js';
import { usualPack } from '../status/usual-pack.js';

const HELP = `
Every face is encoded again from its thumbnail, and kept aside until all are: until then no
other command sees anything of it, and a run that was stopped goes on where it was. Then all
templates of the collection go over at once. --rollback goes back to the templates of before,
which are kept until --commit deletes them. Faces without a thumbnail keep their template,
and are listed as a CSV to import again.
The exit code is 3 when faces were left as they are, and 130 when it was interrupted.

Examples:
  $ faceenroll upgrade --models openvino --rehearse   what would change
  $ faceenroll upgrade --models openvino              all faces go over to openvino
  $ faceenroll upgrade --rollback                     and back again
  $ faceenroll upgrade --commit --yes                 delete the templates of before`;

/** The command `faceenroll upgrade`. */
export function upgradeCommand(host: CommandHost): Command {
  const command = new Command('upgrade')
    .description('Encode all faces again with another model pack, from their thumbnails.')
    .option('--models <pack>', 'the pack to go over to: see "faceenroll models list"')
    .addOption(alone('--rehearse', 'compare both encoders on your own gallery, and switch nothing'))
    .addOption(alone('--rollback', 'go back to the templates of before'))
    .addOption(alone('--commit', 'delete the templates of before for good'))
    .addOption(alone('--forget', 'delete what a rehearsal or a rollback has left aside'))
    .option(
      '--fpir <rate>',
      'for --rehearse: false alarms that suspect duplicates',
      rate,
      DEFAULT_FPIR,
    )
    .option('--fmr <rate>', 'for --rehearse: other people who may pass for a user', rate, 0.001)
    .option(
      '--reimport <file>',
      'where faces that stay are listed (default: <database>.reimport.csv beside it)',
    )
    .addOption(workersOption())
    .option('--yes', 'do not ask; needed without a terminal')
    .option('--quiet', 'no progress and no warnings')
    .option('--json', 'print one JSON object a line: each face, then a summary')
    .addOption(keyOption());
  return addWaitOption(addDatabaseOptions(command))
    .addOption(referenceOption())
    .addHelpText('after', HELP)
    .action(async (options: UpgradeOptions, self: Command) => {
      const { upgrade } = await import('./upgrade.js');
      host.exitCode = await upgrade(options, usualPack(self, host.io), host.io);
    });
}

const MODES = ['rehearse', 'rollback', 'commit', 'forget'];

/** One of the options that say what else is to be done. */
function alone(flag: string, description: string): Option {
  const own = flag.slice(2);
  return new Option(flag, description).conflicts(MODES.filter((mode) => mode !== own));
}
