/**
 * Text that came from a file name or a CSV, made safe to show: control characters,
 * among them the escape sequences of terminals, become visible as \u001b and the like.
 */
export function printable(text: string): string {
  return text.replace(
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A name in double quotes, printable, cut when it is very long. */
export function quoted(text: string): string {
  const shown = text.length > 120 ? `${[...text].slice(0, 117).join('')}...` : text;
  return `"${printable(shown)}"`;
}

/** "1 photo", "2 photos". */
export function count(n: number, noun: string, plural = `${noun}s`): string {
  return `${n.toLocaleString('en-US')} ${n === 1 ? noun : plural}`;
}

/** The first names of a list whose length does not matter: "a, b and others". */
export function some(names: readonly string[], most = 5): string {
  return names.length > most ? `${names.slice(0, most).join(', ')} and others` : listed(names);
}

/** A list for a sentence, cut after `most` names: "a, b and 3 more". */
export function listed(names: readonly string[], most = 5): string {
  const shown = names.slice(0, most);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(', ')} and ${more} more`;
  if (shown.length < 2) return shown.join('');
  return `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
