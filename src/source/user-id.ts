import { type Failure, fail } from '../domain/failures.js';
import { MAX_USER_ID_LENGTH } from '../domain/limits.js';

/** Control characters, and the two line breaks of Unicode that are not counted among them. */
const CONTROL = /[\p{Cc}\u2028\u2029]/u;

/**
 * What is wrong with a user ID, or undefined. An ID is taken to the letter: trimming it
 * would make "7" of "7 ", and those may be two people in the customer's system.
 */
export function checkUserId(userId: string): Failure | undefined {
  if (userId.trim() === '') return fail('USER_ID_MISSING', { problem: 'the user ID is empty' });
  const problem = problemOf(userId);
  return problem === undefined ? undefined : fail('USER_ID_INVALID', { userId, problem });
}

function problemOf(userId: string): string | undefined {
  if (CONTROL.test(userId)) return 'has a line break or another control character';
  if (userId.trim() !== userId) return 'begins or ends with a space';
  const length = [...userId].length;
  if (length <= MAX_USER_ID_LENGTH) return undefined;
  return `has ${length} characters; at most ${MAX_USER_ID_LENGTH} are accepted`;
}
