import { SpellingIndex } from '../domain/spreadsheet/spelling-index.js';

/** Finds users whose IDs are other spellings of an unknown one. */
export class Spellings {
  #index: SpellingIndex | undefined;

  /** @param userIds reads the IDs of all users */
  constructor(private readonly userIds: () => Iterable<string>) {}

  /** Their IDs. Reads the users once, at the first call. */
  find(userId: string): readonly string[] {
    this.#index ??= new SpellingIndex(this.userIds());
    return this.#index.find(userId);
  }
}
