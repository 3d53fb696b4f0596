import type { Kind, Row, Rows } from '../../operations/options/row.js';
import { jsonObject, list, type Members, record } from './objects.js';
import {
  choice,
  collectionName,
  delimiter,
  flag,
  heading,
  idPattern,
  instant,
  lastInstant,
  name,
  path,
  type Read,
  reference,
  tag,
  text,
  within,
} from './values.js';

type ValueOf<One> = One extends Row<infer T> ? T : never;

/** How a caller says the options that rows define. */
export function membersOf<R extends Rows>(
  rows: R,
): Members<{ readonly [Name in keyof R]: ValueOf<R[Name]> }> {
  const reads = Object.entries(rows).map(([name, { kind }]) => [name, readOf(kind)]);
  return Object.fromEntries(reads);
}

function readOf(kind: Kind): Read<unknown> {
  if (kind.type === 'number') return within(kind.range);
  if (kind.type === 'choice') return choice(kind.words);
  const read = READS[kind.type];
  if (read) return read;
  throw new Error(`a caller cannot say an option of the kind ${kind.type}`);
}

const READS: Readonly<Partial<Record<Kind['type'], Read<unknown>>>> = {
  collection: collectionName,
  delimiter,
  file: path,
  flag,
  folder: path,
  'id-pattern': idPattern,
  json: jsonObject,
  'last-moment': lastInstant,
  mapping: record(heading, text),
  moment: instant,
  name,
  names: list(text),
  reference,
  tags: list(tag),
  text,
};
