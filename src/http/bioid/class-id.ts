import { z } from 'zod';

const LARGEST = 2n ** 63n - 1n;

/** Whether a text is a positive number of 64 bits: digits, without sign or leading zeros. */
export function isClassId(text: string): boolean {
  return /^[1-9]\d{0,18}$/.test(text) && BigInt(text) <= LARGEST;
}

/** The class ID of an address. Its digits are the user ID; they stay a text. */
export const classIdParam = z
  .string()
  .refine(isClassId, 'must be a positive 64-bit integer, without leading zeros')
  .meta({
    ...{ type: 'integer', format: 'int64', minimum: 1 },
    description: 'your own number for the person, up to 9223372036854775807: the user ID',
  });
