/** Room for a sentence; a longer text is no ticket number. */
const MAX_LENGTH = 200;

/** Reads the operator's own reference, one line; or says what is wrong, to follow its name. */
export function readReference(
  text: string,
): { readonly value: string } | { readonly problem: string } {
  const value = text.trim();
  if (value === '') return { problem: 'must not be empty' };
  if (value.length > MAX_LENGTH) {
    return { problem: `has ${value.length} characters; ${MAX_LENGTH} are the most` };
  }
  if (/[\p{Cc}\u2028\u2029]/u.test(value)) {
    return { problem: 'must not have line breaks or other control characters' };
  }
  return { value };
}
