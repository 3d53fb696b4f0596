import { SpellingIndex } from '../domain/spreadsheet/spelling-index.js';
import type { Connection } from './database.js';

/** Finds users whose IDs are other spellings of one that nobody has. */
export class Spellings {
  readonly #all;
  #index: SpellingIndex | undefined;

  constructor(
    db: Connection,
    readonly collection: string,
  ) {
    this.#all = db
      .prepare<[string], string>('SELECT user_id FROM users WHERE collection = ?')
      .pluck();
  }

  /** Their IDs. The users are read once, at the first question. */
  find(userId: string): readonly string[] {
    this.#index ??= new SpellingIndex(this.#all.iterate(this.collection));
    return this.#index.find(userId);
  }
}
