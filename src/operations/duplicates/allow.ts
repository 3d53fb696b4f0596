import { UsageError } from '../../domain/fatal-error.js';
import { invalidInput } from '../../domain/refusals.js';
import { quoted } from '../../domain/text.js';
import { type Context, changesOf } from '../context.js';
import type { ValuesOf } from '../options/row.js';
import { existingUser } from '../users/existing.js';
import { type ChangedException, exceptionOf } from './exception-of.js';
import type { DUPLICATES_ALLOW_OPTIONS } from './options.js';

/**
 * Makes an exception of two users; one that there is stays as it is.
 *
 * @throws {FatalError} when one of them does not exist, or both are one.
 */
export function allowDuplicate(
  context: Context,
  {
    userA,
    userB,
    reason,
  }: ValuesOf<typeof DUPLICATES_ALLOW_OPTIONS> & { readonly userA: string; readonly userB: string },
): ChangedException {
  const part = changesOf(context);
  const { exceptions, audit, transaction } = part;
  const now = new Date().toISOString();
  const [a, b] = [existingUser(part, userA), existingUser(part, userB)];
  if (a === b) {
    const problem = `${quoted(a)} is one user: name two different ones`;
    throw new UsageError(problem, invalidInput(undefined, problem));
  }
  return transaction(() => {
    const isNew = exceptions.add(a, b, reason, now);
    if (isNew) audit.record('DUPLICATE_ALLOWED', { userId: a }, { otherUserId: b, reason }, now);
    const exception = exceptionOf(exceptions, a, b);
    if (!exception) throw new Error(`the exception of ${a} and ${b} is gone`);
    return { exception, userIds: [a, b], action: isNew ? 'DUPLICATE_ALLOWED' : 'UNCHANGED' };
  });
}
