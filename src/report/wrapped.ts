/** Characters of a line on a narrow terminal. */
export const WIDTH = 80;

/**
 * Breaks a text between its words; a word that is longer than a line has one of its own.
 * All lines are indented by so many characters, and those after the first one by two more.
 */
export function wrapped(text: string, indent = 0): readonly string[] {
  const lines: string[] = [];
  const margin = ' '.repeat(indent);
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(lines.length === 0 ? margin + word : `${margin}  ${word}`);
    }
  }
  return lines;
}
