import { type CellNumber, numberKeys } from './number.js';
import { isSpelledLike, spellingKeys } from './spelling.js';

interface Numbered {
  readonly userId: string;
  readonly number: CellNumber;
}

/**
 * User IDs, to be found by other spellings: common keys are looked up, and only then are IDs
 * compared. 100,000 IDs take a fraction of a second, most queries microseconds.
 */
export class SpellingIndex {
  readonly #byKey = new Map<string, string[]>();
  readonly #numbers: Numbered[] = [];
  /** IDs that are rounded numbers, by the digits that are left. */
  readonly #rounded = new Map<number, Numbered[]>();
  /** All numbers in as many digits; made at the first query with that many. */
  readonly #byDigits = new Map<number, ReadonlyMap<string, readonly string[]>>();

  constructor(userIds: Iterable<string>) {
    for (const userId of userIds) this.#add(userId);
  }

  /** The IDs that are spellings of one with `userId`. */
  find(userId: string): readonly string[] {
    const { asked, numbers } = spellingKeys(userId);
    const found = new Set(asked.flatMap((key) => this.#byKey.get(key) ?? []));
    for (const number of numbers) {
      for (const other of this.#like(number)) found.add(other);
    }
    return [...found].filter((other) => isSpelledLike(userId, other));
  }

  #add(userId: string): void {
    const { own, numbers } = spellingKeys(userId);
    const keys = [...own, ...numbers.flatMap((number) => numberKeys(number))];
    for (const key of keys) put(this.#byKey, key, userId);
    for (const number of numbers) {
      const numbered = { userId, number };
      this.#numbers.push(numbered);
      if (number.isRounded) put(this.#rounded, number.digits.length, numbered);
    }
  }

  #like(number: CellNumber): readonly string[] {
    const keys = numberKeys(number);
    const exact = keys.flatMap((key) => this.#byKey.get(key) ?? []);
    const shortened = number.isRounded ? this.#shortened(number.digits.length) : undefined;
    const longer = keys.flatMap((key) => shortened?.get(key) ?? []);
    const rounded = [...this.#rounded].flatMap(([digits, those]) => {
      const cut = numberKeys(number, digits);
      return those.filter((one) => numberKeys(one.number).some((key) => cut.includes(key)));
    });
    return [...exact, ...longer, ...rounded.map(({ userId }) => userId)];
  }

  #shortened(digits: number): ReadonlyMap<string, readonly string[]> {
    const known = this.#byDigits.get(digits);
    if (known) return known;
    const made = new Map<string, string[]>();
    for (const { userId, number } of this.#numbers) {
      for (const key of numberKeys(number, digits)) put(made, key, userId);
    }
    this.#byDigits.set(digits, made);
    return made;
  }
}

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}
