import { byCodeUnits } from '../code-units.js';
import type { GroupValue, ValuesOfUsers } from './breakdown.js';

/**
 * The same values, where those that differ only in upper and lower case or in spaces are one: the
 * spelling that most users have. Otherwise a slip of the keyboard would be a group.
 */
export function inOneSpelling(users: ValuesOfUsers, columns: number): ValuesOfUsers {
  const spellings = Array.from({ length: columns }, (_, column) =>
    spellingsOf(users.map((values) => values[column] ?? [])),
  );
  return users.map((values) =>
    values.map((own, column) => {
      const spelled = own.map((value) =>
        value === null ? null : (spellings[column]?.get(keyOf(value)) ?? value),
      );
      // Two tags of a user may be one.
      return [...new Set(spelled)];
    }),
  );
}

/** The most frequent spelling of each value, by its key. */
function spellingsOf(values: readonly (readonly GroupValue[])[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const value of values.flat()) {
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const rarestFirst = [...counts].sort(([one, n], [other, m]) => n - m || byCodeUnits(other, one));
  return new Map(rarestFirst.map(([value]) => [keyOf(value), value]));
}

function keyOf(value: string): string {
  return value.toLowerCase().replace(/\s+/g, ' ');
}
