import { z } from 'zod';
import type { NumberRange } from '../domain/option-values.js';
import { assignment, parserOf } from '../operations/options/parse/parser.js';
import { ValueError } from '../operations/options/parse/value-error.js';
import type { Kind, Row, Rows } from '../operations/options/row.js';
import { fieldName, isSwitch } from './field.js';
import { asFields } from './snake.js';
import { sortOrder } from './sorting.js';

/** What the server was started with, and what only concerns the machine that it runs on. */
const OF_SERVER: ReadonlySet<string> = new Set([
  ...['models', 'workers', 'maxMemory', 'asList'],
  ...['queue', 'priority', 'photoTransport'],
]);

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
export function schemaOf(
  rows: Rows,
  members: Members = {},
  { mayClear = false }: { readonly mayClear?: boolean } = {},
): z.ZodObject {
  const ofRows = Object.entries(rows).map(([name, row]) => {
    const member = memberOf(row, mayClear);
    return [fieldName(name, row), member];
  });
  const object = z.strictObject({ ...members, ...Object.fromEntries(ofRows) });
  return object.superRefine((given, context) => {
    for (const [name, row] of Object.entries(rows)) {
      const field = fieldName(name, row);
      const others = (row.conflicts ?? []).map((one) => fieldName(one, rows[one]));
      const other = others.find((one) => given[one] !== undefined);
      if (other === undefined || given[field] === undefined) continue;
      const message = `cannot be named together with ${other}`;
      context.addIssue({ code: 'custom', path: [field], message });
    }
  });
}

function memberOf(row: Row<unknown>, mayClear: boolean): z.ZodType {
  const { kind, text, value, isRequired } = row;
  const usual = isSwitch(kind) ? undefined : row.default;
  const form = SPELLED.has(kind.type) ? `, as ${value}` : '';
  const said = isSwitch(kind) ? `${text.split(':')[0]}; left out, the server decides` : text;
  const described = {
    description: `${asFields(said)}${form}`,
    ...(usual !== undefined && { default: usual }),
  };
  const schema = mayClear && kind.type === 'text' ? clearable : valueSchema(kind);
  return isRequired ? schema.meta(described) : schema.optional().meta(described);
}

/** A text that JSON may take away with null. */
const clearable = z
  .string()
  .nullable()
  .transform((text) => text ?? '');

function valueSchema(kind: Kind): z.ZodType {
  if (isSwitch(kind)) return z.boolean().transform((isOn) => (isOn ? 'on' : 'off'));
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
    case 'sort':
      return z.string().transform(parsed(sortOrder(parserOf(kind))));
    case 'moment':
    case 'last-moment':
      return z
        .string()
        .meta({ examples: ['2026-03-01', '2026-03-01T08:30Z'] })
        .transform(parsed(parserOf(kind)));
    default:
      return z.string().transform(parsed(parserOf(kind)));
  }
}

function numberOf({ least, most, whole, between }: NumberRange): z.ZodType {
  const number = whole ? z.int() : z.number();
  return between ? number.gt(least).lt(most) : number.gte(least).lte(most);
}

type Context = z.core.$RefinementCtx;

function parsed(parse: ReturnType<typeof parserOf>): (text: string, context: Context) => unknown {
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
    context.addIssue({ code: 'custom', message: saidOfField(error.message) });
    return z.NEVER;
  }
}

/** "must be ..." of "It must be ...". */
function saidOfField(sentence: string): string {
  const [, rest] = /^It (.+?)\.?$/s.exec(sentence) ?? [];
  return asFields(rest ?? `is not allowed: ${sentence}`);
}

/** Kinds whose texts have a form that the type does not tell. */
const SPELLED: ReadonlySet<Kind['type']> = new Set(['fields']);

/** Values by the names of their rows, of what was parsed by the schema. */
export function byRow(rows: Rows, given: Readonly<Record<string, unknown>>) {
  const values = Object.entries(rows).map(([name, row]) => [name, given[fieldName(name, row)]]);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
