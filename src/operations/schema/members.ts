import { z } from 'zod';

/** What is left of a type when JSON has been made of it: nothing is readonly there. */
type Plain<T> = T extends readonly (infer Item)[]
  ? Plain<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]: Plain<T[Key]> }
    : T;

/** A schema for each member of T: what it takes, the member may be, and the other way around. */
type Exactly<T, S> = {
  readonly [Key in keyof S]: Key extends keyof T
    ? Plain<T[Key]> extends z.output<S[Key]>
      ? z.ZodType<Plain<T[Key]>>
      : never
    : never;
};

/**
 * The members of an object that is printed, each with its schema. They are those of the type
 * T, which what is printed is made of: a member of T that has no schema, or that is of another
 * type, is an error of the compiler, so that neither changes without the other.
 */
export function membersOf<T>() {
  return <S extends { readonly [Key in keyof Required<T>]: z.ZodType }>(
    members: S & Exactly<T, S>,
  ): S => members;
}

/** The schema of one line of output. */
export type Line = z.ZodObject<{ event: z.ZodLiteral<string> }>;

/** One line of output. Whatever is not named here is not printed. */
export function line<Name extends string, Members extends z.core.$ZodLooseShape>(
  event: Name,
  members: Members,
) {
  return z.strictObject({ event: z.literal(event), ...members });
}

/** A shape that several lines have: one definition, which they refer to by its name. */
export function shared<Schema extends z.ZodType>(id: string, schema: Schema): Schema {
  return schema.meta({ ...schema.meta(), id });
}

export const text = z.string();

/** An object of the customer's own, or of another version: its members cannot be told. */
export const anyObject = z.record(z.string(), z.unknown());

/** A number of things. */
export const count = z.int().nonnegative();

/** How many there are of each kind, by its name. */
export const counts = z.record(z.string(), count);

/** Whatever has a number, a share or a similarity: rounding may lead out of the range by a hair. */
export const number = z.number();

/** Formats are told and not enforced: another program may have written into the database. */
export const instant = z.string().meta({ format: 'date-time', description: 'ISO 8601, in UTC' });

export const sha256 = z.string().describe('SHA-256, 64 lower-case hexadecimal digits');
export const share = z.number().describe('0 to 1');
export const similarity = z.number().describe('cosine of two embeddings, -1 to 1');
export const faceId = z.string().describe('UUID version 7');
export const userId = z.string().describe('the user ID');
export const path = z.string().describe('path of a file or folder');
