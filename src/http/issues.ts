import type { z } from 'zod';
import { Problem } from './problem.js';

/** A member of a request that is wrong; null for the request itself. */
export interface Issue {
  readonly member: string | null;
  readonly message: string;
}

/** A request that is not what the description asks for. */
export function invalidRequest(issues: readonly Issue[]): Problem {
  const [first] = issues;
  const text = first ? `${first.member ?? 'the request'}: ${first.message}` : 'is not valid';
  return new Problem('INVALID_REQUEST', text, { details: { issues } });
}

/**
 * What a schema makes of a value.
 *
 * @throws {Problem} naming each member that is wrong.
 */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
): z.output<Schema> {
  const { data, error } = schema.safeParse(value);
  if (!error) return data as z.output<Schema>;
  throw invalidRequest(
    error.issues.map(({ path, message }) => ({ member: path.join('.') || null, message })),
  );
}
