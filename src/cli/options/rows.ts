import { type Command, InvalidArgumentError, Option } from 'commander';
import { parserOf } from '../../operations/options/parse/parser.js';
import { ValueError } from '../../operations/options/parse/value-error.js';
import type { Kind, Row, Rows } from '../../operations/options/row.js';

/** Adds a flag for each row: `checkLiveness` is `--check-liveness <when>`. */
export function addRows(command: Command, rows: Rows): Command {
  for (const [name, row] of Object.entries(rows)) command.addOption(optionOf(name, row));
  return command;
}

/** `user-id` of `userId`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** `without-face` of `withoutFace`; the row may name another one. */
export function flagOf(name: string, row: Row<unknown>): string {
  return row.flag ?? kebabCase(name);
}

/** What the command line has of a row: commander calls it by its flag. */
export function attributeOf(name: string, row?: Row<unknown>): string {
  return (row?.flag ?? name).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** Kinds whose help says that they may be repeated; the text of a mapping says it itself. */
const TOLD_AS_REPEATED: readonly Kind['type'][] = [
  'assignments',
  'collections',
  'fields',
  'list',
  'networks',
  'tags',
];

function optionOf(name: string, row: Row<unknown>): Option {
  const { kind, text, value, default: usual, env, conflicts, isRequired } = row;
  const word = `--${flagOf(name, row)}`;
  const repeats = TOLD_AS_REPEATED.includes(kind.type) ? '; may be repeated' : '';
  const many = kind.type === 'names' ? '...' : '';
  const flags = value === undefined ? word : `${word} <${value}${many}>`;
  const option = new Option(flags, text + repeats);
  if (isRequired) option.makeOptionMandatory();
  if (kind.type === 'choice' || kind.type === 'words') option.choices(kind.words);
  const parse = parserOf(kind);
  if (parse) option.argParser((typed, earlier) => forCommander(() => parse(typed, earlier)));
  if (usual !== undefined) option.default(usual);
  if (conflicts) option.conflicts([...conflicts]);
  return env === undefined ? option : option.env(env);
}

/** Commander names the option and what was typed before the sentence. */
function forCommander<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof ValueError ? new InvalidArgumentError(error.message) : error;
  }
}
