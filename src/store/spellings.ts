import { SpellingIndex } from '../domain/spreadsheet/spelling-index.js';

/** Finds users whose IDs are other spellings of one that nobody has. */
export class Spellings {
  #index: SpellingIndex | undefined;

  /** `userIds` reads the IDs of all users. */
  constructor(private readonly userIds: () => Iterable<string>) {}

  /** Their IDs. The users are read once, at the first question. */
  find(userId: string): readonly string[] {
    this.#index ??= new SpellingIndex(this.userIds());
    return this.#index.find(userId);
  }
}
