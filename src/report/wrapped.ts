/** Characters of a line on a narrow terminal. */
export const WIDTH = 80;

/** Breaks a text between its words; a word that is longer than a line has one of its own. */
export function wrapped(text: string): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(lines.length === 0 ? word : `  ${word}`);
    }
  }
  return lines;
}
