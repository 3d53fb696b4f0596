import type { Command } from 'commander';
import { calibrate } from '../../operations/compare.js';
import type { CommandHost } from '../command-host.js';
import { commandOf } from '../command-of.js';
import { jsonOption } from '../options/output.js';

const HELP = `
The templates of different users are compared with each other; how similar they are tells
which similarity a false match rate (FMR) means among your own people. Recorded exceptions
("faceenroll duplicates") are left out. Nothing is written unless an option says so.

Examples:
  $ faceenroll calibrate --db faces.db                       what similarities mean here
  $ faceenroll calibrate --fpir 0.01 --plot similarities.svg
  $ faceenroll calibrate --store                             use it for searches from now on
  $ faceenroll calibrate --forget                            use the pack's own table again`;

/** The command `faceenroll calibrate`. */
export function calibrateCommand(host: CommandHost): Command {
  return commandOf(calibrate, host, {
    help: HELP,
    shown: { json: jsonOption('') },
    load: async () => (await import('./calibrate.js')).printCalibration,
  });
}
