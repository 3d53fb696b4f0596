import { type Command, InvalidArgumentError, Option } from 'commander';
import { COLLECTION_NAME } from '../../domain/collection-name.js';
import type { ListColumn, SortOrder } from '../../domain/gallery.js';
import { hasUserIdGroup, NEEDED_GROUP } from '../../domain/id-pattern.js';
import { readTag } from '../../domain/tag.js';
import { quoted } from '../../domain/text.js';
import type { FieldValue, Kind, Row, Rows } from '../../operations/options/row.js';
import { faceColumn, fieldColumn, userColumn } from './columns.js';
import { beginningOf, endOf } from './moment.js';
import {
  auditHead,
  collectionName,
  delimiter,
  jsonObject,
  list,
  listenAddress,
  networks,
  numberIn,
  reason,
  reference,
  webAddress,
} from './parsers.js';

/** Adds a flag for each row: `checkLiveness` is `--check-liveness <when>`. */
export function addRows(command: Command, rows: Rows): Command {
  for (const [name, row] of Object.entries(rows)) command.addOption(optionOf(name, row));
  return command;
}

/** `user-id` of `userId`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** What the command line has of a row: commander calls it by its flag. */
export function attributeOf(name: string, row?: Row<unknown>): string {
  return (row?.flag ?? name).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const REPEATED: readonly Kind['type'][] = [
  'assignments',
  'collections',
  'fields',
  'list',
  'networks',
  'tags',
];

function optionOf(name: string, row: Row<unknown>): Option {
  const { kind, text, value, default: usual, env, conflicts, isRequired } = row;
  const word = `--${row.flag ?? kebabCase(name)}`;
  const repeats = REPEATED.includes(kind.type) ? '; may be repeated' : '';
  const many = kind.type === 'names' ? '...' : '';
  const flags = value === undefined ? word : `${word} <${value}${many}>`;
  const option = new Option(flags, text + repeats);
  if (isRequired) option.makeOptionMandatory();
  if (kind.type === 'choice' || kind.type === 'words') option.choices(kind.words);
  const parse = parserOf(kind);
  if (parse) option.argParser(parse);
  if (usual !== undefined) option.default(usual);
  if (conflicts) option.conflicts([...conflicts]);
  return env === undefined ? option : option.env(env);
}

/** Makes a value of what was typed; `earlier` is what the same flag said before. */
type Parse = (text: string, earlier: unknown) => unknown;

function parserOf(kind: Kind): Parse | undefined {
  if (kind.type === 'number') return numberIn(kind.range);
  if (kind.type === 'sort') return sortBy(COLUMNS[kind.of]);
  if (kind.type === 'columns') return columnsOf(COLUMNS[kind.of]);
  if (kind.type === 'words') return wordsOf(kind.words);
  return kind.type === 'choice' ? undefined : PARSERS[kind.type];
}

const COLUMNS = { user: userColumn, face: faceColumn };

const PARSERS: Readonly<Partial<Record<Kind['type'], Parse>>> = {
  assignments: (text, earlier) => {
    const split = text.indexOf('=');
    if (split < 1 || text.slice(0, split).trim() === '') {
      throw new InvalidArgumentError('It must be <heading>=<value>, as in "Floor=3".');
    }
    return [...listOf(earlier), fieldValue(text, split)];
  },
  'audit-head': auditHead,
  collection: collectionName,
  collections: (text, earlier) => {
    if (text === '') throw new InvalidArgumentError(`It must be ${COLLECTION_NAME}.`);
    return [...new Set([...listOf(earlier), collectionName(text)])];
  },
  delimiter,
  fields: (text, earlier) => {
    const split = text.indexOf('=');
    if (split < 1) throw new InvalidArgumentError('It must be <field>=<value>, as in "Floor=3".');
    return [...listOf(earlier), fieldValue(text, split)];
  },
  'id-pattern': idPattern,
  json: jsonObject,
  'last-moment': endOf,
  list,
  'listen-address': listenAddress,
  mapping: (text, earlier) => {
    const split = text.lastIndexOf('=');
    if (split < 1 || split === text.length - 1) {
      throw new InvalidArgumentError('It must be <csv column>=<field>, as in "Badge No=user_id".');
    }
    const one = [text.slice(0, split), text.slice(split + 1)];
    return Object.fromEntries([...Object.entries(earlier ?? {}), one]);
  },
  moment: beginningOf,
  networks,
  reason,
  reference,
  tags: (text, earlier) => {
    const read = readTag(text);
    if ('problem' in read) {
      throw new InvalidArgumentError(`The tag ${quoted(text)} ${read.problem}.`);
    }
    return [...new Set([...listOf(earlier), read.value])];
  },
  url: webAddress,
};

function idPattern(source: string): RegExp {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, 'u');
  } catch (error) {
    // "Invalid regular expression: /(/u: Unterminated group", where the pattern is told already.
    throw new InvalidArgumentError(
      `It is no regular expression: ${(error as Error).message.split(': ').at(-1)}.`,
    );
  }
  if (hasUserIdGroup(pattern)) return pattern;
  throw new InvalidArgumentError(`It needs ${NEEDED_GROUP}.`);
}

function listOf(earlier: unknown): readonly unknown[] {
  return (earlier as readonly unknown[] | undefined) ?? [];
}

function fieldValue(text: string, split: number): FieldValue {
  return { column: fieldColumn(text.slice(0, split)), value: text.slice(split + 1) };
}

function wordsOf(known: readonly string[]): Parse {
  return (text, earlier) => {
    const named = text.split(',').map((word) => word.trim());
    const unknown = named.find((word) => !known.includes(word));
    if (unknown !== undefined) {
      throw new InvalidArgumentError(
        `There is no ${quoted(unknown)}: it must be of ${known.join(', ')}, with commas between them.`,
      );
    }
    const all = [...listOf(earlier), ...named];
    return known.filter((word) => all.includes(word));
  };
}

function sortBy(columnOf: (name: string) => ListColumn): (text: string) => SortOrder {
  return (text) => {
    const [, name = text, direction] = /^(.+):(asc|desc)$/.exec(text) ?? [];
    return { column: columnOf(name), descending: direction === 'desc' };
  };
}

function columnsOf(columnOf: (name: string) => ListColumn): (text: string) => ListColumn[] {
  return (text) => {
    const names = text.split(',').map((name) => name.trim());
    if (names.includes(''))
      throw new InvalidArgumentError('Name columns with commas between them.');
    return names.map(columnOf);
  };
}
