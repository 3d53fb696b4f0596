/** Names are typed and read; a longer one is a mistake. */
const MAX_LENGTH = 100;

/** What the name of a collection must be; follows "must be". */
export const COLLECTION_NAME = `a word or a few, ${MAX_LENGTH} characters at most`;

/** Whether a text can name a collection: one line without spaces around it. */
export function isCollectionName(name: string): boolean {
  return (
    name.trim() === name &&
    name !== '' &&
    !/[\p{Cc}\u2028\u2029]/u.test(name) &&
    name.length <= MAX_LENGTH
  );
}
