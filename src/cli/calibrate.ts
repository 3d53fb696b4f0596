import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_PACK } from '../models/packs.js';
import { DEFAULT_DATABASE, wholeNumber } from './options.js';

/** Options of `faceenroll calibrate`, as commander hands them over. */
export interface CalibrateOptions {
  readonly db: string;
  readonly collection: string;
  readonly models: string;
  readonly fpir: number;
  readonly seed: number;
  readonly plot?: string;
  readonly store?: boolean;
  readonly json?: boolean;
}

/** One false alarm among a thousand new people: a clerk can look at each. */
const FPIR = 0.001;

const HELP = `
The templates of different users are compared with each other; how similar they are tells
which similarity a false match rate (FMR) means among your own people. Recorded exceptions
("faceenroll duplicates") are left out. Nothing is written unless --store or --plot says so.

Examples:
  $ faceenroll calibrate --db faces.db                       what similarities mean here
  $ faceenroll calibrate --fpir 0.01 --plot similarities.svg
  $ faceenroll calibrate --store                             use it for searches from now on`;

export function calibrateCommand(): Command {
  return new Command('calibrate')
    .description('Measure which similarities mean what among the people of a collection.')
    .addOption(
      new Option('--db <file>', 'the database').env('FACEENROLL_DB').default(DEFAULT_DATABASE),
    )
    .option('--collection <name>', 'the collection of users in the database', 'default')
    .option('--models <pack>', 'the model pack whose templates are compared', DEFAULT_PACK)
    .option('--fpir <rate>', 'how often a new person may give a false alarm', alarmRate, FPIR)
    .option('--seed <n>', 'which part of a large gallery is compared', wholeNumber(1, 2 ** 31), 1)
    .option('--plot <file.svg>', 'draw the similarities into this file')
    .option('--store', 'keep the table: searches in this collection use it from now on')
    .option('--json', 'print one JSON object')
    .addHelpText('after', HELP)
    .action(async (options: CalibrateOptions) => {
      const { calibrateCollection } = await import('./run-calibrate.js');
      await calibrateCollection(options);
    });
}

/** Parses a rate that logarithms can be taken of, and that is rarer than every second time. */
function alarmRate(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 1e-9 && value <= 0.5) return value;
  throw new InvalidArgumentError('It must be a number from 1e-9 to 0.5, such as 0.001.');
}
