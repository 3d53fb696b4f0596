/**
 * The common key of two spellings of one user ID: the Unicode normal form C, with `ignoreCase` in
 * lower case. The ID itself is stored unchanged.
 */
export function matchKey(userId: string, ignoreCase = false): string {
  const key = userId.normalize('NFC');
  return ignoreCase ? key.toLowerCase().normalize('NFC') : key;
}

/** A user ID as it was typed, and in the Unicode forms in which it may be stored. */
export function formsOf(userId: string): readonly string[] {
  return [...new Set([userId, userId.normalize('NFC'), userId.normalize('NFD')])];
}
