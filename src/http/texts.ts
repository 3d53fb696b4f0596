import { readJsonObject } from '../domain/json-object.js';
import type { Kind, Rows } from '../operations/options/row.js';
import { fieldName, isSwitch } from './field.js';
import type { Form } from './uploads.js';

/** What a query or a form says: texts, one or several of each name. */
export type Texts = Readonly<Record<string, string | readonly string[]>>;

/** Texts as the schema of the rows takes them; what cannot be one stays, and is refused by it. */
export function typed(rows: Rows, texts: Texts): Readonly<Record<string, unknown>> {
  const kinds = new Map(
    Object.entries(rows).map(([name, row]) => [fieldName(name, row), row.kind]),
  );
  const values = Object.entries(texts).map(([name, text]) => {
    const kind = kinds.get(name);
    return [name, kind ? typedOne(kind, text) : text];
  });
  return Object.fromEntries(values);
}

function typedOne(kind: Kind, text: string | readonly string[]): unknown {
  if (LISTS.has(kind.type)) return typeof text === 'string' ? [text] : text;
  if (kind.type === 'assignments' || kind.type === 'mapping') {
    return pairs(typeof text === 'string' ? [text] : text) ?? text;
  }
  if (typeof text !== 'string') return text;
  if (kind.type === 'flag' || isSwitch(kind)) return flagIn(text) ?? text;
  if (kind.type === 'number') return text.trim() === '' ? text : numberIn(text);
  return kind.type === 'json' ? jsonIn(text) : text;
}

const LISTS: ReadonlySet<Kind['type']> = new Set([
  'collections',
  'fields',
  'names',
  'tags',
  'words',
]);

/** A text that is true or false, also as Python writes it; undefined for any other. */
export function flagIn(text: string): boolean | undefined {
  const word = text.toLowerCase();
  return word === 'true' || word === 'false' ? word === 'true' : undefined;
}

function numberIn(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function jsonIn(text: string): unknown {
  const read = readJsonObject(text);
  return 'value' in read ? read.value : text;
}

/** `Floor=3` as a member; undefined when one of the texts is none. */
function pairs(texts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const split = texts.map((text) => /^(.+?)=(.*)$/s.exec(text));
  if (split.includes(null)) return undefined;
  return Object.fromEntries(split.map((match) => [match?.[1], match?.[2]]));
}

/** The fields of a form as texts: one, or several of a name. */
export function textsOf({ fields }: Form): Texts {
  const texts = [...fields].map(([name, all]) => [name, all.length === 1 ? all[0] : all]);
  return Object.fromEntries(texts);
}
