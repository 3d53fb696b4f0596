/** Columns of a terminal, and of most windows that mails are read in. */
export const WIDTH = 80;

/**
 * Breaks a text between its words into lines of at most 80 characters; a word that is longer
 * has a line of its own. `indent` begins every line but the first, `margin` every line.
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
