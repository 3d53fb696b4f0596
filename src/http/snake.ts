import { z } from 'zod';

/** Names of the interface for what the product calls otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  userId: 'external_id',
  userIds: 'external_ids',
  otherUserId: 'other_external_id',
  collection: 'collection_id',
  quality: 'quality_score',
  liveness: 'liveness_score',
};

/** `created_at` of `createdAt`; `external_id` of `userId`. */
export function memberName(name: string): string {
  return NAMES[name] ?? snakeCase(name);
}

/** `created_at` of `createdAt`, and of `created-at`. */
export function snakeCase(name: string): string {
  return name.replaceAll('-', '_').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The options that a text names are fields here, of the same names. */
export function asFields(text: string): string {
  return text.replace(/--([a-z][a-z-]*[a-z])/g, (_, name: string) => name.replaceAll('-', '_'));
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** What tells lines of a program's output apart, and how a program ends: an answer has no such things. */
const OF_LINES: ReadonlySet<string> = new Set(['event', 'exitCode']);

/**
 * The schema of a value of `schema` with the interface's names. What the customer named (records:
 * metadata, columns of their own) keeps its names.
 */
export function withMemberNames(schema: z.ZodType): z.ZodType {
  return described(schema, schemaOf(schema));
}

function schemaOf(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodObject) {
    const members = Object.entries(schema.shape as Shape)
      .filter(([name]) => !OF_LINES.has(name))
      .map(([name, member]) => [memberName(name), withMemberNames(member)]);
    return z.strictObject(Object.fromEntries(members));
  }
  if (schema instanceof z.ZodArray) return z.array(withMemberNames(schema.element as z.ZodType));
  if (schema instanceof z.ZodRecord) {
    return z.record(z.string(), withMemberNames(schema.valueType as z.ZodType));
  }
  if (schema instanceof z.ZodNullable) return withMemberNames(inner(schema)).nullable();
  if (schema instanceof z.ZodOptional) return withMemberNames(inner(schema)).optional();
  if (schema instanceof z.ZodUnion) {
    return z.union(schema.options.map((option) => withMemberNames(option as z.ZodType)));
  }
  return schema;
}

/** A value with the interface's names, as its schema tells where they are names of ours. */
export function withNames(schema: z.ZodType, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (schema instanceof z.ZodObject) {
    const shape = schema.shape as Shape;
    const members = Object.entries(value)
      .filter(([name]) => !OF_LINES.has(name))
      .map(([name, member]) => [
        memberName(name),
        shape[name] ? withNames(shape[name], member) : member,
      ]);
    return Object.fromEntries(members);
  }
  if (schema instanceof z.ZodArray) {
    const { element } = schema;
    return (value as readonly unknown[]).map((one) => withNames(element as z.ZodType, one));
  }
  if (schema instanceof z.ZodRecord) {
    const { valueType } = schema;
    const members = Object.entries(value).map(([name, member]) => [
      name,
      withNames(valueType as z.ZodType, member),
    ]);
    return Object.fromEntries(members);
  }
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return withNames(inner(schema), value);
  }
  if (schema instanceof z.ZodUnion) {
    const option = schema.options.find((one) => (one as z.ZodType).safeParse(value).success);
    return option ? withNames(option as z.ZodType, value) : value;
  }
  return value;
}

function inner(schema: z.ZodNullable | z.ZodOptional): z.ZodType {
  return schema.unwrap() as z.ZodType;
}

/** The description goes along; the ID of a shared definition does not: it names another shape. */
function described(of: z.ZodType, schema: z.ZodType): z.ZodType {
  const { id: _, ...own } = of.meta() ?? {};
  const { description } = own;
  const meta = { ...own, ...(description !== undefined && { description: asFields(description) }) };
  return schema === of || Object.keys(meta).length === 0 ? schema : schema.meta(meta);
}

/** Data of an answer, made of what --json prints. */
export interface Told {
  readonly schema: z.ZodType;
  /** The data for an object as it would be printed. */
  readonly of: (printed: object) => unknown;
}

/**
 * Data that has the members of a line of --json, under the interface's names.
 *
 * @param id what it is called in the description
 */
export function dataLike(line: z.ZodType, id: string): Told {
  const schema = withMemberNames(line).meta({ id });
  return { schema, of: (printed) => withNames(line, printed) };
}
