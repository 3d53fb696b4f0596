import { mailAddress } from '../../mail/address.js';
import type { Store } from '../../store/store.js';

/** What a review needs to know of the person who sent a photo. */
export interface Person {
  readonly name: string | null;
  /** Whether there is an address to which a mail can be sent. */
  readonly hasAddress: boolean;
}

/** The user on record. */
export function personOf(
  store: Store,
  { collection, userId }: { readonly collection: string; readonly userId: string },
): Person {
  const known = store.people.find(collection, userId);
  return { name: known?.name || null, hasAddress: mailAddress(known?.email ?? '') !== undefined };
}
