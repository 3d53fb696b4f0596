import { type Command, InvalidArgumentError } from 'commander';
import { USER_FIELDS, type UserData, type UserField } from '../../domain/entry.js';
import type { FieldColumn } from '../../domain/gallery.js';
import type { WaitOptions } from '../../operations/database/when-free.js';
import { fieldColumn } from './columns.js';
import type { DatabaseOptions } from './database.js';
import type { ReferenceOptions } from './reference.js';
import { type TagOptions, tagOption } from './tag.js';

/** Options that say what a user's fields are; those of the fields go by commander's names. */
export interface UserOptions extends DatabaseOptions, WaitOptions, ReferenceOptions, TagOptions {
  /** Of `users add` alone. */
  readonly allowOddIds?: boolean;
  /** Of `users update` alone. */
  readonly untag?: readonly string[];
  readonly set?: readonly { readonly column: FieldColumn; readonly value: string }[];
  readonly json?: boolean;
}

/** The option of a field: `--start-datetime <text>`. */
function flagOf(field: UserField): string {
  return `--${field.replaceAll('_', '-')}`;
}

/** An option for each field, and one for the customer's own columns. */
export function addUserOptions(command: Command): Command {
  for (const field of USER_FIELDS) {
    command.option(`${flagOf(field)} <text>`, `the field ${field}`);
  }
  return command
    .option('--set <heading=value>', 'a column of your own; may be repeated', assignment)
    .addOption(tagOption('give the user this tag'))
    .option('--json', 'print the user as one JSON object');
}

/** What the options say of the user. */
export function userDataOf(command: Command, { set = [] }: UserOptions): UserData {
  const known = new Map<UserField, string>();
  const extra = new Map<string, string>();
  for (const field of USER_FIELDS) {
    const option = command.options.find(({ long }) => long === flagOf(field));
    const value: unknown = option && command.getOptionValue(option.attributeName());
    if (typeof value === 'string') known.set(field, value);
  }
  for (const { column, value } of set) {
    if (column.kind === 'known') known.set(column.field, value);
    else extra.set(column.heading, value);
  }
  return { known: Object.fromEntries(known), extra: Object.fromEntries(extra) };
}

function assignment(
  text: string,
  earlier: UserOptions['set'] = [],
): NonNullable<UserOptions['set']> {
  const split = text.indexOf('=');
  if (text.slice(0, split).trim() === '' || split < 1) {
    throw new InvalidArgumentError('It must be <heading>=<value>, as in "Floor=3".');
  }
  return [...earlier, { column: fieldColumn(text.slice(0, split)), value: text.slice(split + 1) }];
}
