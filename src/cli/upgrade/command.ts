import type { Command } from 'commander';
import { upgrade } from '../../operations/upgrade.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { usualPack } from '../status/usual-pack.js';
import { refuseUnlessAsked, UPGRADE_OUTPUT } from './output.js';

const HELP = `
Every face is encoded again from its thumbnail, and kept aside until all are: until then no
other command sees anything of it, and a run that was stopped goes on where it was. Then all
templates of the collection go over at once. --rollback goes back to the templates of before,
which are kept until --commit deletes them. Faces without a thumbnail keep their template,
and are listed as a CSV to import again.
With --queue workers on other machines encode the faces; comparing, deciding and switching
stay here.
The exit code is 3 when faces were left as they are, and 130 when it was interrupted.

Examples:
  $ faceenroll upgrade --models openvino --rehearse   what would change
  $ faceenroll upgrade --models openvino              all faces go over to openvino
  $ faceenroll upgrade --rollback                     and back again
  $ faceenroll upgrade --commit --yes                 delete the templates of before`;

/** The command `faceenroll upgrade`. */
export function upgradeCommand(host: CommandHost): Command {
  const command: Command = commandOf(upgrade, host, {
    help: HELP,
    shown: UPGRADE_OUTPUT,
    check: refuseUnlessAsked,
    load: async () => (await import('./show.js')).showUpgrade(usualPack(command, host.io)),
  });
  return command;
}
