import type { z } from 'zod';
import { invalidRequest } from './issues.js';

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
