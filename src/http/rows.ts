import { z } from 'zod';
import type { NumberRange } from '../domain/option-values.js';
import { assignment, parserOf } from '../operations/options/parse/parser.js';
import { ValueError } from '../operations/options/parse/value-error.js';
import type { Kind, Row, Rows } from '../operations/options/row.js';
import { asFields, memberName } from './snake.js';

/** What the server was started with, and what only concerns the machine that it runs on. */
const OF_SERVER: ReadonlySet<string> = new Set(['models', 'workers', 'maxMemory', 'asList']);

/** The rows that a caller over the network may name: none has to do with files of the server. */
export function offered(rows: Rows, without: readonly string[] = []): Rows {
  const names = Object.entries(rows).filter(
    ([name, { kind }]) =>
      kind.type !== 'file' &&
      kind.type !== 'folder' &&
      !OF_SERVER.has(name) &&
      !without.includes(name),
  );
  return Object.fromEntries(names);
}

type Members = Readonly<Record<string, z.ZodType>>;

/**
 * The schema of rows and other members, for query, form and JSON alike: texts become values before,
 * by `typed`. What is not named in it is refused.
 */
export function schemaOf(rows: Rows, members: Members = {}): z.ZodObject {
  const ofRows = Object.entries(rows).map(([name, row]) => [memberName(name), memberOf(row)]);
  const object = z.strictObject({ ...members, ...Object.fromEntries(ofRows) });
  return object.superRefine((given, context) => {
    for (const [name, { conflicts = [] }] of Object.entries(rows)) {
      const field = memberName(name);
      const other = conflicts.map(memberName).find((one) => given[one] !== undefined);
      if (other === undefined || given[field] === undefined) continue;
      const message = `cannot be named together with ${other}`;
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });
}

function memberOf({ kind, text, value, default: usual, isRequired }: Row<unknown>): z.ZodType {
  const form = SPELLED.has(kind.type) ? `, as ${value}` : '';
  const described = {
    description: `${asFields(text)}${form}`,
    ...(usual !== undefined && { default: usual }),
  };
  const schema = valueSchema(kind);
  return isRequired ? schema.meta(described) : schema.optional().meta(described);
}

function valueSchema(kind: Kind): z.ZodType {
  switch (kind.type) {
    case 'flag':
      return z.boolean();
    case 'number':
      return numberOf(kind.range);
    case 'choice':
      return z.enum(kind.words as [string, ...string[]]);
    case 'json':
      return z.record(z.string(), z.unknown());
    case 'mapping':
      return z.record(z.string(), z.string());
    case 'assignments':
      return z
        .record(z.string(), z.string())
        .transform((all, context) =>
          orIssue(() => Object.entries(all).map((one) => assignment(...one)), context),
        );
    case 'names':
      return z.array(z.string());
    case 'collections':
    case 'fields':
    case 'tags':
    case 'words':
      return z.array(z.string()).transform(parsedAll(kind));
    case 'moment':
    case 'last-moment':
      return z
        .string()
        .meta({ examples: ['2026-03-01', '2026-03-01T08:30Z'] })
        .transform(parsed(kind));
    default:
      return z.string().transform(parsed(kind));
  }
}

function numberOf({ least, most, whole, between }: NumberRange): z.ZodType {
  const number = whole ? z.int() : z.number();
  return between ? number.gt(least).lt(most) : number.gte(least).lte(most);
}

type Context = z.core.$RefinementCtx;

function parsed(kind: Kind): (text: string, context: Context) => unknown {
  const parse = parserOf(kind);
  return (text, context) => (parse ? orIssue(() => parse(text), context) : text);
}

function parsedAll(kind: Kind): (texts: string[], context: Context) => unknown {
  const parse = parserOf(kind);
  return (texts, context) =>
    orIssue(
      () => texts.reduce<unknown>((earlier, text) => parse?.(text, earlier), undefined) ?? [],
      context,
    );
}

function orIssue(work: () => unknown, context: Context): unknown {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    context.addIssue({ code: 'custom', message: error.message });
    return z.NEVER;
  }
}

/** What a query or a form says: texts, one or several of each name. */
export type Texts = Readonly<Record<string, string | readonly string[]>>;

/** Texts as the schema of the rows takes them; what cannot be one stays, and is refused by it. */
export function typed(rows: Rows, texts: Texts): Readonly<Record<string, unknown>> {
  const kinds = new Map(Object.entries(rows).map(([name, { kind }]) => [memberName(name), kind]));
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
  if (kind.type === 'flag') return FLAGS.get(text) ?? text;
  if (kind.type === 'number') return text.trim() === '' ? text : numberIn(text);
  return kind.type === 'json' ? jsonIn(text) : text;
}

/** Kinds whose texts have a form that the type does not tell. */
const SPELLED: ReadonlySet<Kind['type']> = new Set(['fields']);

const LISTS: ReadonlySet<Kind['type']> = new Set([
  'collections',
  'fields',
  'names',
  'tags',
  'words',
]);

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
]);

function numberIn(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `Floor=3` as a member; undefined when one of the texts is none. */
function pairs(texts: readonly string[]): Readonly<Record<string, string>> | undefined {
  const split = texts.map((text) => /^(.+?)=(.*)$/s.exec(text));
  if (split.includes(null)) return undefined;
  return Object.fromEntries(split.map((match) => [match?.[1], match?.[2]]));
}

/** Values by the names of their rows, of what was parsed by the schema. */
export function byRow(rows: Rows, given: Readonly<Record<string, unknown>>) {
  const values = Object.keys(rows).map((name) => [name, given[memberName(name)]] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
