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
      '--waiting is for the mails that wait, whoever gets them: leave out --waiting, or user IDs and filters',
    );
  }
  if (isSaid !== Boolean(input.all)) return;
  throw new UsageError(
    isSaid
      ? '--all is everybody: leave it out, or name no user IDs and no filters'
      : 'name who is to be mailed: user IDs, --without-face or another filter; --all mails every user of the collection, and --waiting only sends what waits',
  );
}
