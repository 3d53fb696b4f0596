import { COLLECTION_NAME } from '../../../domain/collection-name.js';
import type { ListColumn, SortOrder } from '../../../domain/gallery.js';
import { hasUserIdGroup, NEEDED_GROUP } from '../../../domain/id-pattern.js';
import { readTag } from '../../../domain/tag.js';
import { quoted } from '../../../domain/text.js';
import type { FieldValue, Kind } from '../row.js';
import { faceColumn, fieldColumn, userColumn } from './columns.js';
import { beginningOf, endOf } from './moment.js';
import { ValueError } from './value-error.js';
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
} from './values.js';

/**
 * Makes a value of a text; `earlier` is what the texts before it have made, of an option that may
 * be repeated.
 *
 * @throws {ValueError}
 */
type Parse = (text: string, earlier?: unknown) => unknown;

/**
 * How a text becomes a value of this kind; undefined where the text is the value, or where there is
 * none.
 */
export function parserOf(kind: Kind): Parse | undefined {
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
      throw new ValueError('It must be <heading>=<value>, as in "Floor=3".');
    }
    return [...listOf(earlier), fieldValue(text, split)];
  },
  'audit-head': auditHead,
  collection: collectionName,
  collections: (text, earlier) => {
    if (text === '') throw new ValueError(`It must be ${COLLECTION_NAME}.`);
    return [...new Set([...listOf(earlier), collectionName(text)])];
  },
  delimiter,
  fields: (text, earlier) => {
    const split = text.indexOf('=');
    if (split < 1) throw new ValueError('It must be <field>=<value>, as in "Floor=3".');
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
      throw new ValueError('It must be <csv column>=<field>, as in "Badge No=user_id".');
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
    if ('problem' in read) throw new ValueError(`The tag ${quoted(text)} ${read.problem}.`);
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
    throw new ValueError(
      `It is no regular expression: ${(error as Error).message.split(': ').at(-1)}.`,
    );
  }
  if (hasUserIdGroup(pattern)) return pattern;
  throw new ValueError(`It needs ${NEEDED_GROUP}.`);
}

function listOf(earlier: unknown): readonly unknown[] {
  return (earlier as readonly unknown[] | undefined) ?? [];
}

function fieldValue(text: string, split: number): FieldValue {
  return assignment(text.slice(0, split), text.slice(split + 1));
}

/**
 * A column, or a field, and its value.
 *
 * @throws {ValueError} when the column is no field of a user
 */
export function assignment(heading: string, value: string): FieldValue {
  return { column: fieldColumn(heading), value };
}

function wordsOf(known: readonly string[]): Parse {
  return (text, earlier) => {
    const named = text.split(',').map((word) => word.trim());
    const unknown = named.find((word) => !known.includes(word));
    if (unknown !== undefined) {
      throw new ValueError(
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
    if (names.includes('')) throw new ValueError('Name columns with commas between them.');
    return names.map(columnOf);
  };
}
