import { mostAlike, nearKey, nearKeys } from '../domain/near-id.js';

/** So many users with one key are remembered; of more, none is likelier than another. */
const MOST_OF_A_KEY = 10;

/** Finds users whose IDs are much like one that nobody has, for a question to the operator. */
export class NearUsers {
  #byKey: ReadonlyMap<string, readonly string[]> | undefined;

  /** `userIds` reads the IDs of all users. */
  constructor(private readonly userIds: () => Iterable<string>) {}

  /** The IDs that are most alike, a few at most. The users are read once, at the first question. */
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
