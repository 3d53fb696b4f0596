import { type Command, InvalidArgumentError } from 'commander';
import { RANGES } from '../../domain/option-values.js';
import { delimiter, numberIn } from './parsers.js';

/** Options that say how a CSV is read, as commander hands them over. */
export interface CsvOptions {
  readonly images?: string;
  readonly map?: Readonly<Record<string, string>>;
  readonly headingRow?: number;
  readonly delimiter?: string;
  readonly encoding?: string;
}

/** Adds the options that say how a CSV is read. */
export function addCsvOptions(command: Command): Command {
  return command
    .option('--images <folder>', "folder of the photos (default: the CSV's own folder)")
    .option(
      '--map <column=field>',
      'take the CSV column for a field, as in "Badge No=user_id"; "Photo=other" keeps one as it stands, "Photo=ignore" leaves it out; may be repeated',
      mapping,
    )
    .option(
      '--heading-row <n>',
      'row of the headings, as a spreadsheet counts (default: recognized)',
      numberIn(RANGES.headingRow),
    )
    .option('--delimiter <character>', 'what separates cells (default: recognized)', delimiter)
    .option('--encoding <name>', 'windows-1252, shift_jis, gb18030, ... (default: recognized)');
}

function mapping(
  text: string,
  earlier: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const split = text.lastIndexOf('=');
  if (split < 1 || split === text.length - 1) {
    throw new InvalidArgumentError('It must be <csv column>=<field>, as in "Badge No=user_id".');
  }
  return Object.fromEntries([
    ...Object.entries(earlier),
    [text.slice(0, split), text.slice(split + 1)],
  ]);
}
