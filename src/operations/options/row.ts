import type { AuditHead } from '../../domain/audit.js';
import type { FieldColumn, ListColumn, SortOrder } from '../../domain/gallery.js';
import type { JsonObject } from '../../domain/json-object.js';
import type { NumberRange } from '../../domain/option-values.js';

export interface FieldValue {
  readonly column: FieldColumn;
  readonly value: string;
}

/** What an option can be set to, as data: each interface reads it from its own words. */
export type Kind =
  | { readonly type: 'choice' | 'words'; readonly words: readonly string[] }
  | { readonly type: 'number'; readonly range: NumberRange }
  | { readonly type: 'columns' | 'sort'; readonly of: 'user' | 'face' }
  | {
      readonly type:
        | 'assignments'
        | 'audit-head'
        | 'collection'
        | 'collections'
        | 'delimiter'
        | 'file'
        | 'fields'
        | 'flag'
        | 'folder'
        | 'id-pattern'
        | 'json'
        | 'last-moment'
        | 'list'
        | 'listen-address'
        | 'mapping'
        | 'moment'
        | 'name'
        | 'names'
        | 'networks'
        | 'reason'
        | 'reference'
        | 'tags'
        | 'text'
        | 'url';
    };

/**
 * One option, for all interfaces: the flag of the command line and its help, the key of the
 * configuration file, the member of the library's options and its check.
 */
export interface Row<T, Always extends boolean = boolean> {
  readonly kind: Kind;
  /** Its flag on the command line, where that is not its name: `--tag` of `tags`. */
  readonly flag?: string;
  /** What it does, as the help has it. */
  readonly text: string;
  /** What stands for its value in the help: "n" in `--workers <n>`. */
  readonly value?: string;
  /** What holds unless told. */
  readonly default?: T;
  /** Whether it always has a value: there is a default, or it must be said. */
  readonly always: Always;
  /** The variable of the environment that says it, too. */
  readonly env?: string;
  /** Options that it cannot be named together with. */
  readonly conflicts?: readonly string[];
  readonly isRequired?: boolean;
  /** Whether the retry of an error report takes it over from the run that wrote the report. */
  readonly isRemembered?: boolean;
}

export type Rows = Readonly<Record<string, Row<unknown>>>;

type Names<R extends Rows, Always extends boolean> = {
  [Name in keyof R]: R[Name] extends Row<unknown, Always> ? Name : never;
}[keyof R];

type ValueOf<One> = One extends Row<infer T> ? T : never;

/** What options are when defaults are filled in. */
export type ValuesOf<R extends Rows> = {
  readonly [Name in Names<R, true>]: ValueOf<R[Name]>;
} & { readonly [Name in Names<R, false>]?: ValueOf<R[Name]> };

/** What somebody says of options: any of them, or none. */
export type GivenOf<R extends Rows> = { readonly [Name in keyof R]?: ValueOf<R[Name]> };

/** What is said, with the defaults where nothing is. */
export function withDefaults<R extends Rows>(
  rows: R,
  given: { readonly [Name in keyof R]?: ValueOf<R[Name]> | undefined },
): ValuesOf<R> {
  const usual = Object.entries(rows).map(([name, row]) => [name, row.default]);
  const said = [...usual, ...Object.entries(given)].filter(([, value]) => value !== undefined);
  return Object.fromEntries(said);
}

/** What is said of these options, out of those of a command that has others, too. */
export function onlyOf<R extends Rows>(rows: R, said: ValuesOf<R>): ValuesOf<R> {
  const own = Object.entries(said).filter(([name]) => Object.hasOwn(rows, name));
  return Object.fromEntries(own) as ValuesOf<R>;
}

/** What the retry of an error report takes over from the run that wrote it. */
export function rememberedNames(rows: Rows): readonly string[] {
  return Object.keys(rows).filter((name) => rows[name]?.isRemembered);
}

type Facts<T> = Partial<
  Pick<Row<T>, 'conflicts' | 'env' | 'flag' | 'isRemembered' | 'isRequired' | 'value'>
>;

interface MakesRow<T> {
  (text: string, facts: Facts<T> & { readonly default: T }): Row<T, true>;
  (text: string, facts: Facts<T> & { readonly isRequired: true }): Row<T, true>;
  (text: string, facts?: Facts<T>): Row<T, false>;
}

function rowOf<T>(kind: Kind, value: string | undefined): MakesRow<T> {
  const make = (text: string, facts: Facts<T> & { readonly default?: T } = {}) => ({
    ...{ kind, text, always: facts.default !== undefined || facts.isRequired === true },
    ...(value !== undefined && { value }),
    ...facts,
  });
  return make as MakesRow<T>;
}

/** An option that is said or not. */
export const flag = rowOf<boolean>({ type: 'flag' }, undefined) as (
  text: string,
  facts?: Facts<boolean>,
) => Row<boolean, false>;

/** One word of a few. */
export function choice<const Word extends string>(
  words: readonly Word[],
  value: string,
): MakesRow<Word> {
  return rowOf<Word>({ type: 'choice', words }, value);
}

/** Some words of a few, with commas between them. */
export function words<const Word extends string>(
  of: readonly Word[],
  value: string,
): MakesRow<readonly Word[]> {
  return rowOf<readonly Word[]>({ type: 'words', words: of }, value);
}

/** A number of a range. */
export function number(range: NumberRange, value = 'n'): MakesRow<number> {
  return rowOf<number>({ type: 'number', range }, value);
}

/** Columns of the customer's own, or fields, and the value that each is to get. */
export const assignments = rowOf<readonly FieldValue[]>({ type: 'assignments' }, 'heading=value');
/** What `audit head` told. */
export const auditHead = rowOf<AuditHead>({ type: 'audit-head' }, 'value');
export const collection = rowOf<string>({ type: 'collection' }, 'name');
/** Several of them, each named by the same flag. */
export const collections = rowOf<readonly string[]>({ type: 'collections' }, 'name');
export const delimiter = rowOf<string>({ type: 'delimiter' }, 'character');
/** Columns or fields and the value that each must have. */
export const fields = rowOf<readonly FieldValue[]>({ type: 'fields' }, 'field=value');
export const file = rowOf<string>({ type: 'file' }, 'file');
export const folder = rowOf<string>({ type: 'folder' }, 'folder');
export const idPattern = rowOf<RegExp>({ type: 'id-pattern' }, 'pattern');
export const json = rowOf<JsonObject>({ type: 'json' }, 'json');
/** Columns of a CSV, and the field that each is taken for. */
export const mapping = rowOf<Readonly<Record<string, string>>>({ type: 'mapping' }, 'column=field');
/** A date or a time; as an instant of the database, when what it names begins. */
export const moment = rowOf<string>({ type: 'moment' }, 'date');
/** The same, as the last instant of what it names. */
export const lastMoment = rowOf<string>({ type: 'last-moment' }, 'date');
/** Several texts, with commas between them. */
export const list = rowOf<readonly string[]>({ type: 'list' }, 'names');
/** Where a server listens; see `ListenAddress`. */
export const listenAddress = rowOf<string>({ type: 'listen-address' }, 'address');
export const name = rowOf<string>({ type: 'name' }, 'name');
/** Several, one behind the other: `--user 1001 1002`. */
export const names = rowOf<readonly string[]>({ type: 'names' }, 'name');
/** Addresses and networks, with commas between them. */
export const networks = rowOf<readonly string[]>({ type: 'networks' }, 'cidr');
/** The address of a PostgreSQL database. It is checked when it is used: an error here would repeat a password. */
export const postgres = rowOf<string>({ type: 'text' }, 'url');
/** Why something is done, in words. */
export const reason = rowOf<string>({ type: 'reason' }, 'text');
export const reference = rowOf<string>({ type: 'reference' }, 'text');
export const tags = rowOf<readonly string[]>({ type: 'tags' }, 'tag');
export const text = rowOf<string>({ type: 'text' }, 'text');
export const url = rowOf<string>({ type: 'url' }, 'url');

/** The order of a list; `<column>:desc` is the reverse. */
export function sort(of: 'user' | 'face'): MakesRow<SortOrder> {
  return rowOf<SortOrder>({ type: 'sort', of }, 'column');
}

/** Columns of a list, with commas between them. */
export function columns(of: 'user' | 'face'): MakesRow<readonly ListColumn[]> {
  return rowOf<readonly ListColumn[]>({ type: 'columns', of }, 'names');
}
