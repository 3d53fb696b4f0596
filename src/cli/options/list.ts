import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ListColumn, SortOrder } from '../../domain/gallery.js';
import { wholeNumber } from './parsers.js';

/** Options of a list, as commander hands them over. */
export interface ListOptions {
  readonly page?: number;
  readonly pageSize?: number;
  readonly sort?: SortOrder;
  readonly columns?: readonly ListColumn[];
  readonly csv?: boolean;
  readonly json?: boolean;
}

/** A list of more is for a program: --json and --csv tell all there is. */
const MAX_PAGE_SIZE = 10_000;

/** Options of a list; `columnOf` knows its columns by their names. */
export function addListOptions(command: Command, columnOf: (name: string) => ListColumn): Command {
  return command
    .option('--page <n>', 'the page to show, from 1', wholeNumber(1, 1e9))
    .option('--page-size <n>', 'rows of a page (default: 100)', wholeNumber(1, MAX_PAGE_SIZE))
    .option('--sort <column>', 'the order; <column>:desc is the reverse', (text) =>
      sortOrder(text, columnOf),
    )
    .addOption(
      new Option('--columns <names>', 'the columns to show, as in user_id,name,Floor')
        .argParser((text) => columnList(text, columnOf))
        .conflicts('json'),
    )
    .addOption(new Option('--csv', 'print a CSV, all pages unless one is named').conflicts('json'))
    .option('--json', 'print one JSON object a line, all pages unless one is named');
}

function sortOrder(text: string, columnOf: (name: string) => ListColumn): SortOrder {
  const [, name = text, direction] = /^(.+):(asc|desc)$/.exec(text) ?? [];
  return { column: columnOf(name), descending: direction === 'desc' };
}

function columnList(text: string, columnOf: (name: string) => ListColumn): readonly ListColumn[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Name columns with commas between them.');
  return names.map(columnOf);
}
