import { UsageError } from '../../domain/fatal-error.js';
import { filterOf } from '../options/filter.js';
import type { SendInput } from './options.js';

/**
 * @throws {UsageError} when nobody is named: everybody is meant only if that is said, and nobody as
 *   well.
 */
export function refuseNobody(input: SendInput): void {
  const { fields, ...filter } = filterOf(input);
  const isSaid = input.userId.length > 0 || fields.length > 0 || Object.keys(filter).length > 0;
  if (input.waiting) {
    if (!isSaid) return;
    throw new UsageError(
      '--waiting sends every e-mail that waits: leave out --waiting, or leave out user IDs and filters',
    );
  }
  if (isSaid !== Boolean(input.all)) return;
  throw new UsageError(
    isSaid
      ? '--all selects everybody: leave out --all, or leave out user IDs and filters'
      : 'say who gets an e-mail: user IDs, --without-face or another filter, or --all for every user of the collection; --waiting sends only what waits',
  );
}
