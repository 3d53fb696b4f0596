/** The name that `text` was probably meant to be: the one with the fewest differing letters. */
export function nearest(text: string, names: readonly string[]): string | undefined {
  return closest(text, names)?.name;
}

/** Like `nearest`, but undefined if more than half of the letters differ. */
export function near(text: string, names: readonly string[]): string | undefined {
  const found = closest(text, names);
  return found && 2 * found.distance <= plain(found.name).length ? found.name : undefined;
}

function closest(
  text: string,
  names: readonly string[],
): { readonly name: string; readonly distance: number } | undefined {
  // A text much longer than any name is none of them, and would take long to compare.
  const most = 2 * Math.max(...names.map((name) => name.length));
  const start = plain(text.slice(0, most));
  const scored = names.map((name) => ({ name, distance: editDistance(start, plain(name)) }));
  return scored.sort((a, b) => a.distance - b.distance)[0];
}

/** Case, spaces and hyphens do not count as differences. */
function plain(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]/g, '');
}

/** Levenshtein distance: letters to insert, delete or replace. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}
