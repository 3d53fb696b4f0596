import { isScientific } from '../domain/spreadsheet/number.js';
import { isSpelledLike, spellingKey } from '../domain/spreadsheet/spelling.js';
import type { Connection } from './database.js';

/** Finds users whose IDs are other spellings of one that nobody has. */
export class Spellings {
  readonly #all;
  #byKey: ReadonlyMap<string, readonly string[]> | undefined;

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
    this.#byKey ??= Map.groupBy(this.#all.iterate(this.collection), spellingKey);
    // What was shortened has lost what the others have in common.
    if (!isScientific(userId)) return this.#byKey.get(spellingKey(userId)) ?? [];
    return [...this.#byKey.values()].flat().filter((other) => isSpelledLike(userId, other));
  }
}
