import { mostAlike, nearKey, nearKeys } from '../domain/near-id.js';

/** IDs remembered per key: among more, none is likelier than another. */
const MOST_OF_A_KEY = 10;

/** Suggests users whose IDs resemble an unknown one. */
export class NearUsers {
  #byKey: ReadonlyMap<string, readonly string[]> | undefined;

  /** @param userIds reads the IDs of all users */
  constructor(private readonly userIds: () => Iterable<string>) {}

  /** The most similar IDs, a few at most. Reads the users once, at the first call. */
  find(userId: string): readonly string[] {
    this.#byKey ??= this.#index();
    for (const key of nearKeys(userId)) {
      const users = this.#byKey.get(key);
      if (users !== undefined) return mostAlike(userId, users);
    }
    return [];
  }

  #index(): ReadonlyMap<string, readonly string[]> {
    const byKey = new Map<string, string[]>();
    for (const userId of this.userIds()) {
      const key = nearKey(userId);
      const users = byKey.get(key);
      if (users === undefined) byKey.set(key, [userId]);
      else if (users.length < MOST_OF_A_KEY) users.push(userId);
    }
    return byKey;
  }
}
