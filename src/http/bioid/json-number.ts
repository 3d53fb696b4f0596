import { z } from 'zod';

declare global {
  // TypeScript does not describe these yet; Node has them since version 22.
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/** Decimal digits as a number of JSON that keeps them all: a JavaScript number has 15. */
export function jsonNumber(digits: string): object {
  return JSON.rawJSON(digits);
}

/** A number of 64 bits in an answer, made by `jsonNumber`. */
export const int64 = z
  .custom<object>((value) => JSON.isRawJSON(value))
  .meta({ type: 'integer', format: 'int64' });
