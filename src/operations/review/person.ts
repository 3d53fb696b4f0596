import { mailAddress } from '../../mail/address.js';
import type { Store } from '../../store/store.js';
import { NO_ENCODER } from '../context.js';

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
  const { users } = store.collection(collection, NO_ENCODER);
  const known = users.dataOf([userId]).get(userId)?.known;
  return { name: known?.name || null, hasAddress: mailAddress(known?.email ?? '') !== undefined };
}
