import type { UserData, UserField } from '../../domain/entry.js';
import { USER_FIELDS } from '../../domain/entry.js';
import { assignments, type FieldValue, type Row, tags, text } from './row.js';

/** `startDatetime` of start_datetime. */
type Camel<Name extends string> = Name extends `${infer One}_${infer Rest}`
  ? `${One}${Capitalize<Camel<Rest>>}`
  : Name;

type FieldRows = { readonly [Field in UserField as Camel<Field>]: Row<string, false> };

const FIELD_OPTIONS = Object.fromEntries(
  USER_FIELDS.map((field) => [camelCase(field), text(`the field ${field}`)]),
) as unknown as FieldRows;

/** What a user is to be: fields, columns of the customer's own, tags. */
export const USER_OPTIONS = {
  ...FIELD_OPTIONS,
  set: assignments('a column of your own'),
  tag: tags('give the user this tag'),
};

/** What the options say of the user. */
export function userDataOf(
  options: { readonly [Name in keyof FieldRows]?: string } & {
    readonly set?: readonly FieldValue[];
  },
): UserData {
  const known = new Map<UserField, string>();
  const extra = new Map<string, string>();
  for (const field of USER_FIELDS) {
    const value = options[camelCase(field) as keyof FieldRows];
    if (value !== undefined) known.set(field, value);
  }
  for (const { column, value } of options.set ?? []) {
    if (column.kind === 'known') known.set(column.field, value);
    else extra.set(column.heading, value);
  }
  return { known: Object.fromEntries(known), extra: Object.fromEntries(extra) };
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
