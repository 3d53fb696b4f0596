import { type Key, mayUse } from '../caller.js';
import { Problem } from '../problem.js';

/**
 * The collection of a request, which the interface does not name: the only one of the key, or else
 * the server's.
 *
 * @throws {Problem} when the key has several, and the server's is none of them.
 */
export function collectionOf(key: Key, ofServer: string): string {
  const [first, ...others] = key.collections ?? [];
  if (first !== undefined && others.length === 0) return first;
  if (mayUse(key, ofServer)) return ofServer;
  throw new Problem(
    'SCOPE_MISSING',
    "the key is bound to several collections, and not to the server's: make one for a single collection",
  );
}
