import type { DuplicateException } from '../../domain/duplicates.js';
import { printable, quoted } from '../../domain/text.js';
import type { ChangedException } from '../../operations/duplicates/exception-of.js';
import type { Show } from '../command-of.js';
import { print } from '../print.js';

/** Prints what became of an exception. */
export const printChange: Show<ChangedException> = (changed, { json }, io) =>
  print(io, json, {
    json: () => [{ event: 'exception', ...changed.exception, action: changed.action }],
    text: () => [sentence(changed)],
  });

function sentence({ exception, userIds, action }: ChangedException): string {
  const both = userIds.map(quoted).join(' and ');
  if (action === 'DUPLICATE_ALLOWED') return `${both} may look alike from now on.`;
  if (action === 'DUPLICATE_REVOKED') return `${both} are an exception no longer.`;
  const { createdAt, reason } = exception;
  return `${both} are an exception already, since ${createdAt.slice(0, 10)}: ${printable(reason)}`;
}

/** Prints the exceptions of a collection. */
export const printExceptions: Show<readonly DuplicateException[]> = (
  exceptions,
  { json },
  io,
  { collection },
) =>
  print(io, json, {
    json: () => exceptions.map((one) => ({ event: 'exception', ...one })),
    text: () =>
      exceptions.length === 0
        ? [`There are no exceptions in the collection ${quoted(collection)}.`]
        : exceptions.map(exceptionLine),
  });

function exceptionLine({ userId, otherUserId, reason, createdAt }: DuplicateException): string {
  return [userId, otherUserId, createdAt.slice(0, 10), reason].map(printable).join('  ');
}
