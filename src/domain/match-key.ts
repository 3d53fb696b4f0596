/**
 * What two spellings of one user ID have in common: the Unicode normal form C, and with
 * `ignoreCase` the lower case as well. The ID itself is kept to the letter.
 */
export function matchKey(userId: string, ignoreCase = false): string {
  const key = userId.normalize('NFC');
  return ignoreCase ? key.toLowerCase().normalize('NFC') : key;
}
