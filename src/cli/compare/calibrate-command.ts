import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_FPIR } from '../../domain/limits.js';
import { DEFAULT_PACK } from '../../domain/option-values.js';

import type { CommandHost } from '../command-host.js';
import { addDatabaseOptions } from '../options/database.js';
import { keyOption } from '../options/key.js';
import { wholeNumber } from '../options/parsers.js';
import { referenceOption } from '../options/reference.js';
import { addWaitOption } from '../options/wait.js';
import type { CalibrateOptions } from './calibrate.js';

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
  const command = new Command('calibrate').description(
    'Measure which similarities mean what among the people of a collection.',
  );
  return addWaitOption(addDatabaseOptions(command))
    .addOption(keyOption())
    .option('--models <pack>', 'the model pack whose templates are compared', DEFAULT_PACK)
    .option(
      '--fpir <rate>',
      'how often a new person may give a false alarm',
      alarmRate,
      DEFAULT_FPIR,
    )
    .option('--seed <n>', 'which part of a large gallery is compared', wholeNumber(1, 2 ** 31), 1)
    .option('--plot <file.svg>', 'draw the similarities into this file')
    .option('--store', 'keep the table: searches in this collection use it from now on')
    .option('--force', 'with --store: keep it, although probable duplicates distort it')
    .addOption(
      new Option('--forget', 'measure nothing, and forget the table that was kept').conflicts([
        'store',
        'force',
        'plot',
      ]),
    )
    .addOption(referenceOption())
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (options: CalibrateOptions) => {
      if (options.forget) {
        const { forgetTable } = await import('./forget-table.js');
        await forgetTable(options, host.io);
      } else {
        const { calibrateCollection } = await import('./calibrate.js');
        await calibrateCollection(options, host.io);
      }
    });
}

/** Parses a rate that logarithms can be taken of, and that is rarer than every second time. */
function alarmRate(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 1e-9 && value <= 0.5) return value;
  throw new InvalidArgumentError('It must be a number from 1e-9 to 0.5, such as 0.001.');
}
