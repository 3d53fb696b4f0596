/** Columns of a terminal, and of most mail programs. */
export const WIDTH = 80;

/**
 * Breaks a text between words into lines of at most 80 characters; a longer word has its own line.
 * `indent` begins every line but the first, `margin` every line.
 */
export function wrapped(text: string, indent = '', margin = ''): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(lines.length === 0 ? margin + word : `${margin}${indent}${word}`);
    }
  }
  return lines;
}
