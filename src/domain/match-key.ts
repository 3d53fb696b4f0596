/**
 * What two spellings of one user ID have in common: the Unicode normal form C, and with
 * `ignoreCase` the lower case as well. The ID itself is kept to the letter.
 */
export function matchKey(userId: string, ignoreCase = false): string {
  const key = userId.normalize('NFC');
  return ignoreCase ? key.toLowerCase().normalize('NFC') : key;
}

/** A user ID as it was typed, and in the Unicode forms in which it may be stored. */
export function formsOf(userId: string): readonly string[] {
  return [...new Set([userId, userId.normalize('NFC'), userId.normalize('NFD')])];
}
