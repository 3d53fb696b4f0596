import type { z } from 'zod';
import { Problem } from './problem.js';

/** A field of a request that is wrong: a parameter, a field of a form, a member of JSON. */
interface Issue {
  /** Null for the request itself. */
  readonly field: string | null;
  /** What is said of it: "must be 1 or more". */
  readonly message: string;
}

/** A request that is not what the description asks for. */
function invalidRequest(issues: readonly Issue[]): Problem {
  const [{ field, message } = { field: null, message: 'is not valid' }] = issues;
  return new Problem('INVALID_REQUEST', `${field ?? 'the request'} ${message}`, {
    details: { issues },
  });
}

export function invalidField(field: string, message: string): Problem {
  return invalidRequest([{ field, message }]);
}

/** A field that nobody asks for: it may be misspelled. */
export function unknownField(field: string, known: readonly string[]): Problem {
  return invalidField(field, notAmong(known));
}

/**
 * What a schema makes of a value.
 *
 * @throws {Problem} naming each field that is wrong.
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const { data, error } = schema.safeParse(value, { error: wordsOf });
  if (!error) return data as z.output<Schema>;
  throw invalidRequest(error.issues.flatMap((issue) => issuesOf(issue, schema)));
}

/** Checks what requests bring, for the framework. */
export function validatorCompiler({ schema }: { readonly schema: z.ZodType }) {
  return (value: unknown): { value: unknown } | { error: Error } => {
    try {
      return { value: checked(schema, value) };
    } catch (error) {
      if (error instanceof Problem) return { error };
      throw error;
    }
  };
}

function issuesOf(issue: z.core.$ZodIssue, schema: z.ZodType): readonly Issue[] {
  const path = issue.path.join('.');
  if (issue.code !== 'unrecognized_keys') {
    return [{ field: path === '' ? null : path, message: issue.message }];
  }
  const known = path === '' && 'shape' in schema ? Object.keys(schema.shape as object) : [];
  return issue.keys.map((key) => ({
    field: path === '' ? key : `${path}.${key}`,
    message: notAmong(known),
  }));
}

function notAmong(known: readonly string[]): string {
  return known.length === 0 ? 'is not expected' : `is not one of: ${known.join(', ')}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

/** Where a list is no text that comes several times. */
const LISTED: ReadonlySet<string> = new Set(['array', 'object', 'record']);

/** What is said of a field, for issues whose schema says nothing of its own. */
function wordsOf(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return 'is missing';
      if (Array.isArray(issue.input) && !LISTED.has(issue.expected)) return 'comes several times';
      return `must be ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      if (issue.input === undefined) return 'is missing';
      return `must be ${issue.values.length > 1 ? 'one of: ' : ''}${issue.values.join(', ')}`;
    case 'too_small':
      return `${verb(issue)} ${issue.inclusive ? `${issue.minimum} or more` : `above ${issue.minimum}`}`;
    case 'too_big':
      return `${verb(issue)} ${issue.inclusive ? `at most ${issue.maximum}` : `below ${issue.maximum}`}`;
    default:
      return undefined;
  }
}

function verb({ origin }: { readonly origin: string }): string {
  return origin === 'array' || origin === 'string' ? 'must have' : 'must be';
}
